"""Frameworks and headings, and what is tagged with each."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from backend.accounts.models import User
from backend.audit.log import record
from participation.meetings.models import Framework, Heading


@transaction.atomic
def save_framework(framework: Framework, *, by: User) -> Framework:
    is_new = framework.pk is None
    framework.save()
    record("framework-made" if is_new else "framework-changed", framework, by=by)
    return framework


@transaction.atomic
def save_heading(
    heading: Heading,
    *,
    surveys: Iterable[int] = (),
    themes: Iterable[int] = (),
    actions: Iterable[int] = (),
    by: User,
) -> Heading:
    """Save a heading with all that is tagged with it."""
    is_new = heading.pk is None
    heading.save()
    heading.surveys.set(surveys)
    heading.themes.set(themes)
    heading.actions.set(actions)
    record("heading-made" if is_new else "heading-changed", heading, by=by)
    return heading


@transaction.atomic
def remove(standard: Framework | Heading, *, by: User) -> None:
    """Take one away; what was tagged with it stays what it is."""
    record(f"{standard._meta.model_name}-removed", standard, by=by)
    standard.delete()
