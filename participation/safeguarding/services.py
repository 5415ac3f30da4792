"""Raise a concern, write down what was done, close it with an outcome."""

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
from participation.moderation.models import GroupNote
from participation.moderation.services import mark_escalated
from participation.safeguarding.models import Concern, ConcernNote


class ConcernClosed(Exception):
    """A closed concern takes no more notes."""


class NeedsOutcome(Exception):
    """A concern closes only with an outcome and a note of what was done."""


@transaction.atomic
def escalate(
    answer_id: UUID, *, by: User, seen: int | None = None, now: datetime | None = None
) -> Concern:
    """Make a concern of a child's words: copied word for word, and the words held.

    With the phrases tapped beside them: "and that's why" alone says nothing to a lead.

    Leads get a letter at once, without the words in it.
    """
    now = now or timezone.now()
    _reading, words = mark_escalated(answer_id, by=by, seen=seen, now=now)
    concern = Concern.objects.create(
        answer_id=answer_id,
        group_id=words.group_id,
        question=words.question,
        verbatim=words.text,
        tapped=list(words.tapped),
        said_on=words.sent_on,
        raised_by=by,
        raised_at=now,
    )
    record("concern-raised", concern, by=by, answer=str(answer_id))
    _write_to_leads(concern, by=by)
    return concern


@transaction.atomic
def raise_about_note(note: GroupNote, *, by: User) -> Concern:
    """Make a concern of what a group said. The note stays what it was; the worker knows the group.

    No answer hangs on it: nothing that a child sends or takes back later touches it.
    """
    note = notes.mark_worried(note, by=by)
    concern = Concern.objects.create(
        group_id=note.group_id,
        question=note.question.text if note.question else "What a group said together",
        verbatim=note.words,
        said_on=note.said_on,
        raised_by=by,
    )
    record("concern-raised", concern, by=by, note=note.pk)
    _write_to_leads(concern, by=by)
    return concern


def _write_to_leads(concern: Concern, *, by: User) -> None:
    write_to(
        Role.SAFEGUARDING_LEAD,
        subject="Noticed: a concern to look at now",
        body=(
            f"{by} is worried about a child's safety and raised a concern.\n\n"
            f"{settings.SITE_URL}/staff/concerns/{concern.pk}/\n\n"
            "This message never holds what was written."
        ),
    )


@transaction.atomic
def add_note(concern: Concern, text: str, *, by: User) -> ConcernNote:
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if concern.closed_at:
        raise ConcernClosed("This concern is closed. Raise a new one if something is new.")
    note = ConcernNote.objects.create(concern=concern, text=text, by=by)
    record("concern-noted", concern, by=by)
    return note


@transaction.atomic
def close(concern: Concern, *, outcome: str, text: str, by: User) -> None:
    """Close a concern with its outcome, and a last note that says what was done."""
    if outcome not in Concern.Outcome.values or not text.strip():
        raise NeedsOutcome("Choose an outcome, and write what was done.")
    add_note(concern, text, by=by)
    Concern.objects.filter(pk=concern.pk).update(closed_at=timezone.now(), outcome=outcome)
    record("concern-closed", concern, by=by, outcome=outcome)
