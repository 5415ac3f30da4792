"""What housekeeping does about messages: remind whoever is late, and empty what is long over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from backend import ledger
from backend.accounts.letters import write_to_people
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.log import record
from participation.safeguarding.inbox import letters
from participation.safeguarding.models import Message, MessageNote

REMIND_EVERY = timedelta(days=7)


def remind() -> int:
    """Write to the readers of messages that are due and not answered, once a week each.

    When safeguarding leads are late, managers hear that they are, and no more.
    """
    today = timezone.localdate()
    due = Message.objects.unanswered().filter(
        Q(reminded_on=None) | Q(reminded_on__lte=today - REMIND_EVERY), due_on__lte=today
    )
    return sum(_remind(pk, due, today) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: UUID, due: QuerySet[Message], today: date) -> int:
    # Only one machine's update finds the row as it was.
    if not due.filter(pk=pk).update(reminded_on=today):
        return 0
    message = Message.objects.get(pk=pk)
    letters.write(message, "a message still waits", "A child still waits for an answer.")
    if message.to == Message.To.LEADS and message.due_on < today:
        shut_out = message.shut_out.values("user")
        write_to_people(
            User.objects.with_role(Role.MANAGER).exclude(pk__in=shut_out),
            subject="Noticed: safeguarding leads are late",
            body=(
                "A child was promised an answer by "
                f"{letters.in_english(message.due_on)}, and has none. It is for the "
                "safeguarding leads to read; please ask them."
            ),
        )
    return 1


@transaction.atomic
def erase_old() -> int:
    """Empty messages closed RAW_TEXT_DAYS ago; who did what and when stays.

    A child who may not be safe is a reason to keep it, as it is for a concern.
    """
    today = timezone.localdate()
    old = _emptied_in_time().filter(closed_on__lte=today - timedelta(days=settings.RAW_TEXT_DAYS))
    ids = list(old.select_for_update().values_list("pk", flat=True))
    empty(ids, on=today)
    if ids:
        record("messages-erased", by=None, count=len(ids))
        ledger.write(ledger.Kind.MESSAGE, ids)
    return len(ids)


def empty(ids: Iterable[UUID], *, on: date) -> None:
    """What was typed goes, on both sides; who did what and when stays."""
    here = Message.objects.filter(pk__in=list(ids), erased_on=None)
    MessageNote.objects.filter(message__in=here).update(text="")
    here.update(words="", name="", reach="", erased_on=on)


def next_erased_on() -> date | None:
    """The day the next message is emptied, if one is closed."""
    closed = _emptied_in_time().order_by("closed_on").values_list("closed_on", flat=True).first()
    return closed + timedelta(days=settings.RAW_TEXT_DAYS) if closed else None


def _emptied_in_time() -> QuerySet[Message]:
    closed: QuerySet[Message] = Message.objects.filter(erased_on=None, closed_on__isnull=False)
    return closed.exclude(outcome=Message.Outcome.REFERRED)
