"""Codes: make them, find them, close them."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import MODERATION, announce
from surveys.models import Invitation, Survey

# No vowels, so no words; no 0 O 1 I L, so nothing to mistake. 28 symbols.
ALPHABET = "BCDFGHJKMNPQRSTVWXYZ23456789"
LENGTH = 6
LENGTH_SINGLE = 10


def make_code(kind: str) -> str:
    """A code that nobody has: 29 bits for a poster, 48 for a card that stands for one answer."""
    length = LENGTH_SINGLE if kind == Invitation.Kind.SINGLE else LENGTH
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def tidy_code(typed: str) -> str:
    """What was typed, as codes are kept: capitals, no spaces or hyphens."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper())[:12]


def find(typed: str) -> Invitation | None:
    return (
        Invitation.objects.select_related("survey__group", "survey__plan")
        .filter(code=tidy_code(typed))
        .first()
    )


@transaction.atomic
def invite(
    survey: Survey,
    *,
    audience: str,
    kind: str = Invitation.Kind.LINK,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    code: str = "",
    by: User | None,
) -> Invitation:
    """Make one invitation; `code` is for demo data and posters that are printed already."""
    invitation = Invitation.objects.create(
        survey=survey,
        audience=audience,
        kind=kind,
        code=tidy_code(code) or make_code(kind),
        opens_at=opens_at,
        closes_at=closes_at,
    )
    record("invitation-made", invitation, by=by)
    return invitation


@transaction.atomic
def close(invitation: Invitation, *, by: User) -> None:
    """Close one way in. Words of a room that still waited for others can now be read."""
    invitation.closed_at = timezone.now()
    invitation.save(update_fields=["closed_at"])
    record("invitation-closed", invitation, by=by)
    announce(MODERATION, "words-arrived")


@transaction.atomic
def reopen(invitation: Invitation, *, by: User) -> None:
    invitation.closed_at = None
    invitation.save(update_fields=["closed_at"])
    record("invitation-reopened", invitation, by=by)
