"""What will be emptied, and what was: days for everybody, counts for those who may count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.models import Event
from participation.moderation import notes
from participation.moderation.models import Reading
from participation.safeguarding.inbox import keeping as inbox
from surveys import kept
from surveys.kept import ToEmpty

SHOWN = 50


@dataclass(frozen=True)
class Kind:
    """What is emptied: as it is called, and who knows how many there are of it anyway."""

    one: str
    more: str
    counted_by: Permission


KINDS = {
    "words-erased": Kind("text", "texts", Permission.MODERATE),
    "group-note-drafts-erased": Kind(
        "draft of a group note", "drafts of group notes", Permission.MODERATE
    ),
    "messages-erased": Kind("message", "messages", Permission.HANDLE_MESSAGES),
}


@dataclass(frozen=True)
class Proof:
    """That something was emptied on a day: how many, and never what."""

    on: date
    what: str


def proofs(*, by: User) -> list[Proof]:
    """The newest first."""
    events = Event.objects.filter(action__in=KINDS)[:SHOWN]
    return [
        Proof(timezone.localdate(event.at), _how_many(event.action, event.detail["count"], by))
        for event in events
    ]


def _how_many(action: str, number: int, by: User) -> str:
    """In steps of the threshold for those who have not read them (promise 4)."""
    kind, step = KINDS[action], settings.BOARD_THRESHOLD
    if by.may(kind.counted_by):
        return f"{number} {kind.one if number == 1 else kind.more}"
    if number < step:
        return f"Fewer than {step} {kind.more}"
    return f"{number - number % step} {kind.more} or more"


def coming(*, by: User) -> list[ToEmpty]:
    """Surveys whose words are emptied, by day; what keeps them is for moderators to know."""
    return kept.to_empty(held=Reading.objects.pending().values("answer_id"), by=by)


def next_messages() -> date | None:
    return inbox.next_erased_on()


def next_drafts() -> date | None:
    return notes.next_draft_erased_on()
