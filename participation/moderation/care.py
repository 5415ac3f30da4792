"""Looking after the reader: pass words on, leave some to others, take a break, know one's day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from backend.accounts.letters import write_to_people
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.log import record
from backend.working_days import add_working_days
from participation.moderation import claims
from participation.moderation.models import Care, Claim
from surveys import free_text, risk
from surveys.risk import Sign

BREAK_AFTER = 20
BREAK_AFTER_HARD = 5
"""So many texts since the last break, or so many of them hard to read: a break is suggested."""


class NotTheirs(Exception):
    """Words can be passed to colleagues who may read them and did not leave them out."""


@dataclass(frozen=True)
class Today:
    """How much this person opened today. Nobody else is told."""

    read: int = 0
    hard: int = 0
    is_break_due: bool = False


@dataclass(frozen=True)
class Wishes:
    left_out: frozenset[str] = frozenset()
    is_lasting: bool = False
    """Until it is changed; otherwise for today."""


# --- Opening words --------------------------------------------------------------------------------


def open_words(
    answer_id: UUID, *, by: User, uncovered: bool = True, now: datetime | None = None
) -> Claim:
    """Claim words, and count them for this person once they see them."""
    claim = claims.claim(answer_id, by=by, now=now)
    is_hard = bool(free_text.signs_of(answer_id, by=by))
    if uncovered or not is_hard:
        _count(claim, is_hard=is_hard, by=by)
    return claim


@transaction.atomic
def _count(claim: Claim, *, is_hard: bool, by: User) -> None:
    if not Claim.objects.filter(pk=claim.pk, opened=False).update(opened=True):
        return
    mine = _today(by)
    mine.read += 1
    mine.read_since_break += 1
    mine.hard += is_hard
    mine.hard_since_break += is_hard
    mine.save()


def _today(by: User) -> Care:
    """This person's row, locked, with yesterday's numbers gone."""
    mine: Care = Care.objects.select_for_update().get_or_create(person=by)[0]
    if mine.day != timezone.localdate():
        mine.day = timezone.localdate()
        mine.read = mine.hard = mine.read_since_break = mine.hard_since_break = 0
    return mine


def today(by: User) -> Today:
    mine = Care.objects.filter(person=by, day=timezone.localdate()).first()
    if mine is None:
        return Today()
    is_due = mine.read_since_break >= BREAK_AFTER or mine.hard_since_break >= BREAK_AFTER_HARD
    return Today(mine.read, mine.hard, is_due)


def forget_old_days() -> int:
    """Nobody needs to know how much somebody read yesterday."""
    old = Care.objects.exclude(day=timezone.localdate()).exclude(read=0)
    return old.update(read=0, hard=0, read_since_break=0, hard_since_break=0)


# --- Passing on -----------------------------------------------------------------------------------


def colleagues(answer_id: UUID, *, by: User) -> list[User]:
    """Who else may read these words and did not leave them out."""
    left_out = _left_out_by_others(by)
    return [
        person
        for person in _others(by)
        if (signs := free_text.signs_of(answer_id, by=person)) is not None
        and left_out[person.pk].isdisjoint(signs)
    ]


@transaction.atomic
def pass_on(answer_id: UUID, *, to: User | None, by: User, now: datetime | None = None) -> Claim:
    """Give words to a colleague for one working day. They get a letter, without the words."""
    now = now or timezone.now()
    claims.standing(answer_id, by=by, now=now)
    if to is None or to not in colleagues(answer_id, by=by):
        raise NotTheirs("Choose a colleague who can read these words today.")
    claim = claims.give(answer_id, to, _one_working_day_from(now), passed_by=by)
    record("words-passed-on", to, by=by, answer=str(answer_id))
    write_to_people(
        [to],
        subject="Noticed: words passed to you",
        body=(
            f"{by} passed words to you, to read and decide about. They are yours until "
            f"{claim.ends}; after that, anybody on the team can read them.\n\n"
            f"{settings.SITE_URL}/staff/moderation/{answer_id}/\n\n"
            "This message never holds what was written."
        ),
    )
    return claim


def _one_working_day_from(now: datetime) -> datetime:
    """The same time by the clock, on the next working day."""
    here = timezone.localtime(now)
    days = add_working_days(here.date(), 1) - here.date()
    return here + timedelta(days=days.days)


# --- Leaving out ----------------------------------------------------------------------------------


def wishes(by: User) -> Wishes:
    """What this person does not want to read now."""
    mine = Care.objects.filter(person=by).first()
    if mine is None:
        return Wishes()
    left_out = mine.leaves_out(timezone.localdate())
    return Wishes(left_out, is_lasting=bool(left_out) and mine.only_on is None)


@transaction.atomic
def leave_out(signs: Iterable[str], *, only_today: bool, by: User) -> None:
    """From now on, or for today. It is in no audit: it is nobody's business but theirs."""
    mine = _today(by)
    mine.left_out = risk.kept(risk.read(" ".join(signs)))
    mine.only_on = timezone.localdate() if only_today else None
    mine.save()


def left_to_others(by: User) -> list[str]:
    """Each mix of signs that this person leaves out and that some colleague reads.

    A mix that nobody else would read stays with this person: nothing waits unread for ever.
    """
    mine = wishes(by).left_out
    if not mine:
        return []
    others = list(_left_out_by_others(by).values())
    return [
        risk.kept(mix)
        for mix in risk.every_mix()
        if not mine.isdisjoint(mix) and any(theirs.isdisjoint(mix) for theirs in others)
    ]


def read_by_nobody_else(by: User) -> list[Sign]:
    """What this person leaves out and no colleague reads either."""
    mine = wishes(by).left_out
    others = _left_out_by_others(by).values() if mine else ()
    return [sign for sign in Sign if sign in mine and all(sign in theirs for theirs in others)]


def _others(by: User) -> list[User]:
    return list(User.objects.who_may(Permission.MODERATE).exclude(pk=by.pk))


def _left_out_by_others(by: User) -> dict[int, frozenset[str]]:
    day = timezone.localdate()
    others = _others(by)
    theirs = {care.person_id: care for care in Care.objects.filter(person__in=others)}
    return {
        person.pk: theirs[person.pk].leaves_out(day) if person.pk in theirs else frozenset()
        for person in others
    }


# --- Breaks ---------------------------------------------------------------------------------------


def take_break(*, by: User) -> None:
    """Nothing is this person's to read until they come back."""
    claims.leave_all(by=by)
    carry_on(by=by)


@transaction.atomic
def carry_on(*, by: User) -> None:
    """Count anew until the next break is suggested."""
    mine = _today(by)
    mine.read_since_break = mine.hard_since_break = 0
    mine.save()
