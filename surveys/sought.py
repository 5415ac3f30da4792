"""What children and adults were asked, for those who report on it: no answer is reached here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from surveys.models import Audience, Invitation, Plan, Survey


@dataclass(frozen=True)
class Sought:
    """One round of a survey that was opened: its plan, whom it asked, and by which ways."""

    id: int
    title: str
    group: str
    opened_on: date
    closed_on: date | None
    audiences: tuple[Audience, ...]
    ways: tuple[str, ...]
    plan: tuple[tuple[str, str], ...]
    """Lundy's four words, each with what was planned for it before it opened."""
    heard_by: str
    heard_on: date | None


def sought(first: date, last: date) -> list[Sought]:
    """Every round that was open on one of these days at least, the oldest first."""
    found = (
        Survey.objects.exclude(status=Survey.Status.DRAFT)
        .filter(Q(closed_on=None) | Q(closed_on__gte=first), opened_on__lte=last)
        .select_related("group", "plan")
        .prefetch_related("invitations")
        .order_by("opened_on", "pk")
    )
    return [_sought(survey) for survey in found]


def _sought(survey: Survey) -> Sought:
    if survey.opened_on is None:
        raise ValueError("A survey that was opened has its day.")
    invited = list(survey.invitations.all())
    audiences = {it.audience for it in invited}
    ways = {it.kind for it in invited}
    return Sought(
        survey.pk,
        survey.title,
        survey.group.name,
        survey.opened_on,
        survey.closed_on,
        tuple(it for it in Audience if it in audiences),
        tuple(str(it.label) for it in Invitation.Kind if it in ways),
        tuple(_planned(survey)),
        survey.heard_by,
        survey.heard_on,
    )


def _planned(survey: Survey) -> Iterator[tuple[str, str]]:
    plan: Plan | None = getattr(survey, "plan", None)
    if plan is not None:
        yield "Space", plan.space
        yield "Voice", plan.voice
        yield "Audience", f"{plan.audience} {plan.get_power_display()}."
        yield "Influence: what can change", plan.can_change
        yield "Influence: what cannot", plan.cannot_change
