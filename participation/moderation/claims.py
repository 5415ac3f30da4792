"""Who reads what until when, so that two people do not read the same hard thing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import MODERATION, announce
from participation.moderation.models import Claim, Reading
from participation.moderation.services import AlreadyDecided, NoSuchWords
from surveys import free_text

LASTS = timedelta(minutes=10)
"""From the last sign that the words are still open."""


class Claimed(Exception):
    """A colleague reads these words now."""

    def __init__(self, claim: Claim) -> None:
        super().__init__()
        self.claim = claim

    def __str__(self) -> str:
        return f"{self.claim}. You can read something else, or take it over."


def of_others(by: User, now: datetime | None = None) -> QuerySet[Claim]:
    """What colleagues read now, of what is there for this person."""
    running: QuerySet[Claim] = Claim.objects.running(now).exclude(by=by)
    running = running.exclude(answer__in=free_text.kept_from(by))
    return running.exclude(answer__response__survey__in=free_text.closed_to(by))


def claim(answer_id: UUID, *, by: User, now: datetime | None = None) -> Claim:
    """Say that this person reads these words; what else they had open is free again.

    Raises Claimed when a colleague reads them.
    """
    leave_others(answer_id, by=by)
    return renew(answer_id, by=by, now=now)


@transaction.atomic
def renew(answer_id: UUID, *, by: User, now: datetime | None = None) -> Claim:
    """Ten minutes more, since the words are still open."""
    now = now or timezone.now()
    claim = standing(answer_id, by=by, now=now)
    if claim is None:
        return give(answer_id, by, now + LASTS)
    claim.until = max(claim.until, now + LASTS)
    claim.save(update_fields=["until"])
    return claim


def take_over(answer_id: UUID, *, by: User, now: datetime | None = None) -> Claim:
    """Read what a colleague has open, and let them know."""
    leave_others(answer_id, by=by)
    now = now or timezone.now()
    with transaction.atomic():
        try:
            standing(answer_id, by=by, now=now)
        except Claimed as claimed:
            record("words-taken-over", claimed.claim.by, by=by, answer=str(answer_id))
            return give(answer_id, by, now + LASTS)
        return renew(answer_id, by=by, now=now)


def standing(answer_id: UUID, *, by: User, now: datetime | None = None) -> Claim | None:
    """This person's running claim, inside the caller's transaction, which then holds the words.

    Raises NoSuchWords and AlreadyDecided, when there is nothing to read, and Claimed.
    """
    free_text.hold_still(answer_id)
    if free_text.signs_of(answer_id, by=by) is None:
        raise NoSuchWords("These words are not here any more.")
    decided = Reading.objects.final().select_related("by").filter(answer=answer_id).first()
    if decided is not None:
        raise AlreadyDecided(decided)
    found: Claim | None = Claim.objects.running(now).filter(answer=answer_id).first()
    if found is not None and found.by_id != by.pk:
        raise Claimed(found)
    return found


def give(answer_id: UUID, to: User, until: datetime, *, passed_by: User | None = None) -> Claim:
    """Write down who reads these words, whoever did before. Inside the caller's transaction."""
    claim: Claim = Claim.objects.update_or_create(
        answer_id=answer_id,
        defaults={"by": to, "until": until, "passed_by": passed_by, "opened": False},
    )[0]
    announce(MODERATION, "words-claimed")
    return claim


def leave(answer_id: UUID, *, by: User) -> None:
    """Leave these words to the others."""
    _end(Claim.objects.filter(answer=answer_id, by=by))


def leave_others(answer_id: UUID | None, *, by: User) -> None:
    """Going on ends what was open before. What a colleague passed on stays with this person."""
    _end(Claim.objects.filter(by=by, passed_by=None).exclude(answer=answer_id))


def leave_all(*, by: User) -> None:
    _end(Claim.objects.filter(by=by))


def _end(claims: QuerySet[Claim]) -> None:
    ended = list(claims.values_list("pk", flat=True))
    if not ended:
        return
    with transaction.atomic():
        claims.filter(pk__in=ended).delete()
        announce(MODERATION, "words-left")
