"""Answer a theme, tell the children, hear what they make of it, and let them take words back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import MODERATION, announce
from participation.meetings.models import Body
from participation.moderation.models import Theme
from participation.moderation.services import forget_response
from participation.replies import approval
from participation.replies.models import Asked, Reply, Told, Verdict, VerdictRound
from surveys import kept


class ReplyPublished(Exception):
    """What children may have read is changed only after it is taken off the board."""


class NotApproved(Exception):
    """Nobody who speaks for the body has approved what children would read."""


class WasTold(Exception):
    """An answer that children were told stays."""


class NoSuchWords(Exception):
    """No response has this receipt."""


class NotTheirs(Exception):
    """The reply is not to anything that this receipt's words are part of."""


@dataclass(frozen=True)
class TakenBack:
    """What was deleted."""

    answers: int
    voices: int


@transaction.atomic
def ask(theme: Theme, agency: Body, *, by: User, on: date | None = None) -> Asked:
    """Ask an agency to answer; until it does, the board says that it has not."""
    asked, is_new = Asked.objects.get_or_create(
        theme=theme, agency=agency, defaults={"on": on or timezone.localdate()}
    )
    if is_new:
        record("agency-asked", theme, by=by, agency=agency.pk)
    return asked


@transaction.atomic
def unask(asked: Asked, *, by: User) -> None:
    record("agency-unasked", asked, by=by, agency=asked.agency_id)
    asked.delete()


@transaction.atomic
def save_reply(reply: Reply, *, by: User) -> Reply:
    """Save a draft; keep only what its state asks for.

    A change of what was sent for approval, or approved, makes it a draft again.
    """
    before = Reply.objects.select_for_update().get(pk=reply.pk) if reply.pk else None
    if before and before.is_published:
        raise ReplyPublished("This answer is on the board. Take it off before you change it.")
    if reply.state not in {Reply.State.WE_WILL, Reply.State.FINDING_OUT}:
        reply.by_when = None
    if reply.state != Reply.State.WE_CANT:
        reply.because = ""
    if reply.state != Reply.State.NOT_OURS:
        reply.passed_to = ""
    if before is None:
        reply.written_by = by
        reply.save()
        record("reply-drafted", reply, by=by)
        return reply
    if all(getattr(before, name) == getattr(reply, name) for name in Reply.SAID):
        return before
    approval.to_draft(before)  # First: the database refuses a change to what is approved.
    for name in Reply.SAID:
        setattr(before, name, getattr(reply, name))
    before.version, before.written_by = before.version + 1, by
    before.save()
    record("reply-changed", before, by=by)
    return before


@transaction.atomic
def publish(reply: Reply, *, by: User, on: date | None = None) -> Reply:
    """Put an approved answer where children read it."""
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if not reply.is_published:
        if reply.status != Reply.Status.APPROVED:
            raise NotApproved(f"{reply.agency} has not approved this. Send it for approval first.")
        reply.status = Reply.Status.PUBLISHED
        reply.published_on = on or timezone.localdate()
        reply.published_by = by
        reply.save(update_fields=["status", "published_on", "published_by"])
        record("reply-published", reply, by=by)
    return reply


@transaction.atomic
def unpublish(reply: Reply, *, by: User) -> Reply:
    """Take an answer off the board; not once children were told it, or judged it.

    What they said of one text must never stand under another. There was a reason to take it off,
    so that it has to be approved again.
    """
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if reply.told.exists() or reply.verdicts.exists():
        raise WasTold(
            "Children were told this answer, or have said what they make of it. "
            "Write a new one; both stay on the board."
        )
    if reply.is_published:
        approval.to_draft(reply)
        record("reply-unpublished", reply, by=by)
    return reply


@transaction.atomic
def remove_reply(reply: Reply, *, by: User) -> None:
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if reply.is_published:
        raise ReplyPublished("This answer is on the board. Take it off first.")
    record("reply-removed", reply, by=by)
    reply.delete()


@transaction.atomic
def tell(reply: Reply, *, group_id: int, how: str, on: date, by: User) -> Told:
    """Write down that an answer was taken to a group in person: which, when and how."""
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if not reply.is_published:
        raise ReplyPublished("Publish the answer first, so that children can read it again.")
    told = Told.objects.create(reply=reply, group_id=group_id, how=how, on=on, by=by)
    record("reply-told", reply, by=by, group=group_id)
    return told


@transaction.atomic
def untell(told: Told, *, by: User) -> None:
    """They were not told after all; not once they were asked what they make of it."""
    if VerdictRound.objects.filter(reply=told.reply_id, group=told.group_id).exists():
        raise WasTold("This group was asked what it makes of the answer, so it was told. It stays.")
    record("reply-told-undone", told, by=by, reply=told.reply_id)
    told.delete()


@transaction.atomic
def give_verdict(words: str, reply_id: int, value: str, *, on: date | None = None) -> Verdict:
    """Keep a child's verdict on a reply to what their words are part of; the last one counts."""
    response_id = kept.find(words, lock=True)
    if response_id is None:
        raise NoSuchWords
    reply = (
        Reply.objects.published()
        .filter(pk=reply_id, theme__voices__answer__response=response_id)
        .first()
    )
    if reply is None:
        raise NotTheirs
    verdict, _is_new = Verdict.objects.update_or_create(
        reply=reply,
        response_id=response_id,
        defaults={"value": Verdict.Value(value), "on": on or timezone.localdate()},
    )
    return verdict


@transaction.atomic
def take_back_again(receipt_hash: str, *, on: date) -> None:
    """For a backup that was put back: what its child took back since goes once more."""
    kept.remember_withdrawal(receipt_hash, on=on)
    response_id = kept.with_hash(receipt_hash)
    if response_id is not None:
        forget_response(response_id)
        kept.erase_again(response_id)


@transaction.atomic
def take_back(words: str) -> TakenBack:
    """Delete a response, its answers, its verdicts, and every Voice made from its words.

    A concern for the child's safety stays, and numbers already frozen stay: the first page of
    every survey says so. Everything else goes in this one transaction. It is not audited: an
    event has a time, and of a child only the day is kept (promise 2).
    """
    response_id = kept.find(words, lock=True)
    if response_id is None:
        raise NoSuchWords
    everything = kept.everything(response_id)
    voices = forget_response(response_id)
    kept.erase(response_id)
    announce(MODERATION, "words-taken-back")
    return TakenBack(answers=len(everything.answers) if everything else 0, voices=voices)
