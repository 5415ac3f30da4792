"""Raise a concern, look at it, decide about a referral, write down what was done, close it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from backend.accounts.letters import write_to
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.log import record
from participation.moderation import notes
from participation.moderation import services as moderation
from participation.moderation.models import GroupNote
from participation.safeguarding.alerts import ringing
from participation.safeguarding.models import (
    Concern,
    ConcernNote,
    ConcernShutOut,
    HandOver,
    Look,
)
from surveys import free_text


class NotTheirs(Exception):
    """It is about this person: for them it is not there."""


class ConcernClosed(Exception):
    """A closed concern takes nothing more."""


class AlreadyDecided(Exception):
    """Whether to refer was decided before; what was written stays."""


class NeedsReason(Exception):
    """Whether to refer is decided with a reason."""


class NeedsOutcome(Exception):
    """A concern closes once a referral is decided, with an outcome and what was done."""


@transaction.atomic
def escalate(
    answer_id: UUID,
    *,
    by: User,
    kind: str = Concern.Kind.TODAY,
    about: User | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Concern:
    """Make a concern of a child's words: copied word for word, and the words held.

    With the phrases tapped beside them: "and that's why" alone says nothing to a lead. Whom it is
    about, and whom the survey asks about, are kept out before anybody is told; those on call are
    told without the words in it.
    """
    now = now or timezone.now()
    _reading, words = moderation.mark_escalated(answer_id, by=by, seen=seen, now=now)
    concern = Concern.objects.create(
        kind=kind,
        answer_id=answer_id,
        group_id=words.group_id,
        question=words.question,
        verbatim=words.text,
        tapped=list(words.tapped),
        said_on=words.sent_on,
        raised_by=by,
        raised_at=now,
    )
    record("concern-raised", concern, by=by, answer=str(answer_id), kind=concern.kind)
    for person in filter(None, [about, *free_text.whom_about(answer_id)]):
        _keep_from(concern, person, by)
    ringing.begin(concern, by=by, now=now)
    return concern


@transaction.atomic
def raise_about_note(
    note: GroupNote,
    *,
    by: User,
    kind: str = Concern.Kind.TODAY,
    about: User | None = None,
    now: datetime | None = None,
) -> Concern:
    """Make a concern of what a group said; it stays when the group takes its note back.

    If nobody is named, the note stays what it was: the worker knows the group. Whoever is named,
    now or before, is kept out of both before anybody is told, and the note is held.
    """
    now = now or timezone.now()
    note = notes.mark_worried(note, by=by)
    concern = Concern.objects.create(
        kind=kind,
        note=note,
        group_id=note.group_id,
        question=note.question.text if note.question else "What a group said together",
        verbatim=note.words,
        said_on=note.said_on,
        raised_by=by,
        raised_at=now,
    )
    record("concern-raised", concern, by=by, note=note.pk, kind=concern.kind)
    for person in filter(None, [about, *note.kept_from.all()]):
        _keep_from(concern, person, by)
    ringing.begin(concern, by=by, now=now)
    return concern


@transaction.atomic
def shut_out(concern: Concern, user: User, *, by: User) -> None:
    """Keep a concern, and the words it was made from, from a person it is about, for good."""
    concern = _hold(concern, by)
    if not _keep_from(concern, user, by):
        return
    if not ringing.readers(concern).exists():
        write_to(
            Role.ADMINISTRATOR,
            subject="Noticed: nobody may read a concern",
            body=(
                "A concern waits, and nobody may read it. Give somebody the role "
                f"“{Role.SAFEGUARDING_LEAD.label}” who is not what it is about."
                f"\n\n{settings.SITE_URL}/staff/people/"
            ),
        )


@transaction.atomic
def look(concern: Concern, *, by: User, now: datetime | None = None) -> Concern:
    """Write down that somebody opened it; the first to do so has seen it."""
    now = now or timezone.now()
    concern = _hold(concern, by)
    Look.objects.create(concern=concern, by=by, at=now)
    record("read-concern", concern, by=by)
    if concern.seen_at is None:
        concern.seen_at, concern.seen_by = now, by
        concern.save(update_fields=["seen_at", "seen_by"])
    return concern


@transaction.atomic
def acknowledge(concern: Concern, *, by: User, now: datetime | None = None) -> None:
    """Say "I have it": nobody else is called about it, unless a referral is not decided in time."""
    concern = _hold_open(concern, by)
    ringing.acknowledge(concern.alert, by=by, now=now)
    record("concern-acknowledged", concern, by=by)


@transaction.atomic
def decide(
    concern: Concern, *, decision: str, because: str, by: User, now: datetime | None = None
) -> None:
    """Record, once and with its reason, whether it is referred. Whoever decides has it."""
    if decision not in Concern.Decision.values or not because.strip():
        raise NeedsReason("Choose what you decided, and write why.")
    concern = _hold_open(concern, by)
    if concern.decided_at is not None:
        raise AlreadyDecided(
            f"{concern.decided_by} has decided already: {concern.get_decision_display()}. "
            "Write a note instead."
        )
    concern.decision, concern.decided_because = decision, because
    concern.decided_by, concern.decided_at = by, now or timezone.now()
    concern.save(update_fields=["decision", "decided_because", "decided_by", "decided_at"])
    ringing.acknowledge(concern.alert, by=by, now=now)
    record("concern-decided", concern, by=by, decision=decision)


@transaction.atomic
def hand_over(
    concern: Concern,
    *,
    to: str,
    handed_at: datetime,
    by: User,
    reference: str = "",
) -> HandOver:
    """Write down to whom outside it went, when, and how they call it there."""
    concern = _hold_open(concern, by)
    made = HandOver.objects.create(
        concern=concern, to=to, handed_at=handed_at, reference=reference, by=by
    )
    record("concern-handed-over", concern, by=by)
    return made


@transaction.atomic
def add_note(concern: Concern, text: str, *, by: User) -> ConcernNote:
    concern = _hold_open(concern, by)
    note = ConcernNote.objects.create(concern=concern, text=text, by=by)
    record("concern-noted", concern, by=by)
    return note


@transaction.atomic
def close(concern: Concern, *, outcome: str, text: str, by: User) -> None:
    """Close a concern with its outcome, and a last note that says what was done."""
    if outcome not in Concern.Outcome.values or not text.strip():
        raise NeedsOutcome("Choose an outcome, and write what was done.")
    concern = _hold_open(concern, by)
    if concern.decided_at is None:
        raise NeedsOutcome("Record first whether it is referred. Then close it.")
    add_note(concern, text, by=by)
    concern.closed_at, concern.outcome = timezone.now(), outcome
    concern.save(update_fields=["closed_at", "outcome"])
    ringing.stop(concern)
    record("concern-closed", concern, by=by, outcome=outcome)


def _keep_from(concern: Concern, user: User, by: User) -> bool:
    """Whether this is news: neither the concern nor its words are there for them any more."""
    _person, is_new = ConcernShutOut.objects.get_or_create(
        concern=concern, user=user, defaults={"by": by}
    )
    if is_new:
        record("concern-shut-out", concern, by=by, person=str(user.pk))
        if concern.answer_id:
            moderation.keep_from(concern.answer_id, user, by=by)
        if concern.note:
            notes.keep_from(concern.note, user, by=by)
    return is_new


def _hold(concern: Concern, by: User) -> Concern:
    """The concern, held still until the transaction ends, if it is there for them."""
    held: Concern | None = (
        Concern.objects.readable_by(by)
        .select_for_update(of=("self",))
        .filter(pk=concern.pk)
        .first()
    )
    if held is None:
        raise NotTheirs
    return held


def _hold_open(concern: Concern, by: User) -> Concern:
    concern = _hold(concern, by)
    if concern.closed_at:
        raise ConcernClosed("This concern is closed. Raise a new one if something is new.")
    return concern
