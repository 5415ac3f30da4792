"""What readers do about a message: note, answer, keep it from whom it is about, hand on, close."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from participation.safeguarding.inbox import letters
from participation.safeguarding.models import Message, MessageNote, ShutOut


class NotTheirs(Exception):
    """It is about this person, or in another inbox: for them it is not there."""


class MessageClosed(Exception):
    """A closed message takes nothing more."""


class NotAnswered(Exception):
    """A message closes when the child has an answer, with an outcome and what was done."""


class NobodyToReadIt(Exception):
    """There is nobody in the other inbox who may read it."""


@transaction.atomic
def add_note(message: Message, text: str, *, by: User, now: datetime | None = None) -> MessageNote:
    message = _hold_open(message, by)
    record("message-noted", message, by=by)
    return _note(message, MessageNote.Kind.NOTE, text, by, now)


@transaction.atomic
def answer(message: Message, text: str, *, by: User, now: datetime | None = None) -> MessageNote:
    """Write what the child reads with the five words. The first answer keeps the promised day."""
    message = _hold_open(message, by)
    if message.answered_on is None:
        message.answered_on = timezone.localdate(now)
        message.save(update_fields=["answered_on"])
    record("message-answered", message, by=by)
    return _note(message, MessageNote.Kind.ANSWER, text, by, now)


@transaction.atomic
def shut_out(message: Message, user: User, *, by: User) -> None:
    """Keep a message from a person it is about, for good; hand it on if nobody else is left."""
    message = _hold(message, by)
    _person, is_new = ShutOut.objects.get_or_create(message=message, user=user, defaults={"by": by})
    if not is_new:
        return
    record("message-shut-out", message, by=by, person=str(user.pk))
    if letters.readers(message).exists():
        return
    if message.about == Message.About.READER:
        letters.write(message, "a message to answer", "A message waits.")
    else:
        _put(message, _other(message.to), by)


@transaction.atomic
def hand_on(message: Message, *, by: User) -> None:
    """Put a message into the other inbox, whose readers alone have it from then on."""
    message = _hold_open(message, by)
    message.to = _other(message.to)
    if not letters.readers(message).exists():
        raise NobodyToReadIt("Nobody there may read this message. Write down what to do instead.")
    _put(message, message.to, by)


@transaction.atomic
def close(message: Message, *, outcome: str, text: str, by: User) -> None:
    """Close a message whose child has an answer, with its outcome and what was done."""
    message = _hold_open(message, by)
    if outcome not in Message.Outcome.values or not text.strip():
        raise NotAnswered("Choose an outcome, and write what was done.")
    if message.answered_on is None:
        raise NotAnswered("Answer the child first. They read it with their five words.")
    message.closed_on = timezone.localdate()
    message.outcome = outcome
    message.save(update_fields=["closed_on", "outcome"])
    _note(message, MessageNote.Kind.CLOSED, text, by)
    record("message-closed", message, by=by, outcome=outcome)


def _hold(message: Message, by: User) -> Message:
    """Nobody else changes it until the transaction ends; and it is still there for `by`."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if not Message.objects.readable_by(by).filter(pk=message.pk).exists():
        raise NotTheirs
    return message


def _hold_open(message: Message, by: User) -> Message:
    message = _hold(message, by)
    if message.closed_on:
        raise MessageClosed("This message is closed, and takes nothing more.")
    return message


def _note(
    message: Message, kind: str, text: str, by: User, now: datetime | None = None
) -> MessageNote:
    return MessageNote.objects.create(
        message=message, kind=kind, text=text, by=by, at=now or timezone.now()
    )


def _other(to: str) -> Message.To:
    return Message.To.LEADS if to == Message.To.MANAGERS else Message.To.MANAGERS


def _put(message: Message, to: str, by: User) -> None:
    """Into that inbox, and write to whoever reads it."""
    message.to = to
    message.save(update_fields=["to"])
    _note(message, MessageNote.Kind.HANDED_ON, f"To: {message.get_to_display()}", by)
    record("message-handed-on", message, by=by, to=message.to)
    letters.write(message, "a message to answer", "A message was handed on to you.")
