"""Codes: make them, find them, close them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import MODERATION, announce, live_topic
from backend.working_days import EARLIEST
from surveys import asking
from surveys.models import Invitation, Survey

# No vowels, so no words; no 0 O 1 I L, so nothing to mistake. 28 symbols.
ALPHABET = "BCDFGHJKMNPQRSTVWXYZ23456789"
LENGTH = 6
LENGTH_SINGLE = 10
MOST_CARDS = 200
"""Single-use cards that are made at once."""


class CannotInvite(Exception):
    """The survey takes no more answers, or there would be no card, or too many."""


def make_code(kind: str) -> str:
    """A code that nobody has: 29 bits for a poster, 48 for a card that stands for one answer."""
    length = LENGTH_SINGLE if kind == Invitation.Kind.SINGLE else LENGTH
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def tidy_code(typed: str) -> str:
    """What was typed, as codes are kept: capitals, no spaces or hyphens."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper())[:12]


def find(typed: str) -> Invitation | None:
    return asking.find(tidy_code(typed))


def find_to_show(typed: str) -> Invitation | None:
    """For a page alone, which may be half a second behind."""
    return asking.find_to_show(tidy_code(typed))


def last_days(surveys: Iterable[int]) -> dict[int, date]:
    """The day on which a survey's last way in closes by itself; none if one stays open."""
    days: dict[int, date | None] = {}
    ways_in = Invitation.objects.filter(survey__in=surveys, closed_at=None)
    for survey, closes_at in ways_in.values_list("survey", "closes_at"):
        day = closes_at and timezone.localdate(closes_at)
        before = days.get(survey, date.min)
        days[survey] = max(day, before) if day and before else None
    return {survey: day for survey, day in days.items() if day}


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
    _refuse_closed(survey)
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
def make_cards(
    survey: Survey,
    *,
    audience: str,
    number: int,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    by: User | None,
) -> list[Invitation]:
    """Make so many single-use invitations, which are listed, printed and closed together."""
    _refuse_closed(survey)
    if not 1 <= number <= MOST_CARDS:
        raise CannotInvite(f"Make between 1 and {MOST_CARDS} cards at once.")
    batch = uuid4()
    codes: set[str] = set()
    while len(codes) < number:
        codes.add(make_code(Invitation.Kind.SINGLE))
    cards = Invitation.objects.bulk_create(
        Invitation(
            survey=survey,
            audience=audience,
            kind=Invitation.Kind.SINGLE,
            code=code,
            batch=batch,
            opens_at=opens_at,
            closes_at=closes_at,
        )
        for code in sorted(codes)
    )
    record("cards-made", survey, by=by, number=number)
    return cards


def times_problems(
    opens_at: datetime | None, closes_at: datetime | None, *, now: datetime
) -> Mapping[str, str]:
    """What is wrong with an opening and a closing time: a sentence by field."""
    if opens_at and opens_at.year < EARLIEST:
        return {"opens_at": "This time is long past. Choose a later one, or leave it empty."}
    if closes_at and closes_at <= now:
        return {"closes_at": "This time has passed. Choose a later one, or leave it empty."}
    if opens_at and closes_at and closes_at <= opens_at:
        return {"closes_at": "It would close before it opens. Choose a later time to close."}
    return {}


@transaction.atomic
def change_times(
    invitation: Invitation,
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    by: User,
) -> None:
    """Open and close one way in, or a batch of cards, at other times."""
    _refuse_closed(invitation.survey)
    Invitation.objects.together(invitation).update(opens_at=opens_at, closes_at=closes_at)
    record("invitation-times-changed", invitation, by=by)
    _tell_room(invitation, "times-changed")


@transaction.atomic
def close(invitation: Invitation, *, by: User) -> None:
    """Close one way in, or a batch of cards.

    Words of a room that still waited for others can now be read.
    """
    invitation.closed_at, invitation.paused = timezone.now(), False
    same = Invitation.objects.together(invitation)
    same.update(closed_at=invitation.closed_at, paused=False)
    record("invitation-closed", invitation, by=by)
    announce(MODERATION, "words-arrived")
    _tell_room(invitation, "closed")


@transaction.atomic
def reopen(invitation: Invitation, *, by: User) -> None:
    _refuse_closed(invitation.survey)
    invitation.closed_at = None
    Invitation.objects.together(invitation).update(closed_at=None)
    record("invitation-reopened", invitation, by=by)
    _tell_room(invitation, "reopened")


def _refuse_closed(survey: Survey) -> None:
    if survey.status == Survey.Status.CLOSED:
        raise CannotInvite("This survey is closed for good. Ask the same again in a next round.")


def _tell_room(invitation: Invitation, kind: str) -> None:
    if invitation.kind == Invitation.Kind.LIVE:
        announce(live_topic(invitation.code), kind)
