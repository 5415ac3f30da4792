"""What a group said together: typed with it, read back to it, and heard once it agrees."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from backend import ledger
from backend.accounts.models import User
from backend.audit.log import record
from participation.moderation import theming
from participation.moderation.models import GroupNote, GroupNoteQuerySet, Voice
from surveys import risk


class NoteAgreed(Exception):
    """What a group agreed to stays as it is; it can be taken back."""


class NoteChanged(Exception):
    """The words are not the ones that were read to the group."""


class NoteHeld(Exception):
    """Whoever held a note does not decide alone that it is heard after all."""


class NoSuchNote(Exception):
    """It was deleted, or is not there for this person."""


class WrongQuestion(Exception):
    """The question is another group's, or is about staff, whose words have their own readers."""


WRITTEN = ("group", "question", "how", "how_many", "words", "changes", "said_on", "version")
"""What a worker changes. What became of a note since they read it is not written over."""


@transaction.atomic
def save_note(note: GroupNote, *, by: User) -> GroupNote:
    """Keep a draft; whatever is changed has to be read back again."""
    if note.pk:
        before = _locked(note, by)
        if before.agreed_on:
            raise NoteAgreed("The group agreed to this note. Take it back, and type a new one.")
        note.version = before.version + 1
    else:
        note.by = by
    if note.question and not _fits(note):
        raise WrongQuestion("Choose a question of this group that was asked, and not about staff.")
    is_new = note.pk is None
    note.words = note.words.replace("\r\n", "\n").strip()
    note.save(update_fields=None if is_new else WRITTEN)
    record("group-note-written" if is_new else "group-note-changed", note, by=by)
    return note


def _fits(note: GroupNote) -> bool:
    question = note.question
    if question is None or question.about_you or question.survey.status == "draft":
        return False
    survey = question.survey
    return survey.group_id == note.group_id and not survey.about_staff


@transaction.atomic
def agree(note: GroupNote, *, version: int, quotable: bool, by: User) -> Voice:
    """The group heard the words read back and agrees: they become one Voice.

    By whoever typed it, too: its second readers are the children who said it. Not by whoever held
    it: whom it may be about reads a Voice like everybody, so that is another worker's decision.
    """
    note = _locked(note, by)
    if note.agreed_on:
        raise NoteAgreed("The group has agreed to this note already.")
    if note.version != version:
        raise NoteChanged("Somebody changed the words since. Read them to the group again.")
    if not may_be_read_back(note, by=by):
        raise NoteHeld("You held these words. Another worker decides if they are read back again.")
    note.agreed_on, note.quotable, note.held_by = timezone.localdate(), quotable, None
    note.save(update_fields=["agreed_on", "quotable", "held_by"])
    record("group-note-agreed", note, by=by, quotable=quotable)
    return Voice.objects.create(
        note=note,
        question_id=note.question_id,
        group_id=note.group_id,
        audience=theming.CHILDREN,
        text=note.words,
        quotable=quotable,
        said_on=note.said_on,
    )


@transaction.atomic
def take_back(note: GroupNote, *, by: User) -> None:
    """The group takes it back: the note goes, and the Voice made of it."""
    note = _locked(note, by)
    _forget_voice(note, by)
    record("group-note-taken-back", note, by=by)
    _delete([note])


@transaction.atomic
def mark_worried(note: GroupNote, *, by: User) -> GroupNote:
    """Somebody is worried about these words; `safeguarding` makes the Concern."""
    note = _locked(note, by)
    note.worried_on = timezone.localdate()
    note.save(update_fields=["worried_on"])
    record("group-note-worried", note, by=by)
    return note


@transaction.atomic
def keep_from(note: GroupNote, user: User, *, by: User) -> None:
    """From now on it is not there for this person, and it is held as escalated words are.

    Its Voice goes: in a theme they would read the words all the same.
    """
    note = GroupNote.objects.select_for_update().get(pk=note.pk)
    note.kept_from.add(user)
    if note.held_by:
        return
    note.agreed_on, note.quotable, note.held_by = None, False, by
    note.save(update_fields=["agreed_on", "quotable", "held_by"])
    _forget_voice(note, by)
    record("group-note-held", note, by=by)


def may_be_read_back(note: GroupNote, *, by: User) -> bool:
    """Whether this person may ask the group if it agrees."""
    return note.held_by_id != by.pk


def has_sign(note: GroupNote) -> bool:
    """Whether the words ask to be thought about once more. A sign decides nothing."""
    return risk.has_sign(note.words)


def _forget_voice(note: GroupNote, by: User) -> None:
    voices = Voice.objects.filter(note=note).values_list("pk", flat=True)
    theming.forget_voices(list(voices), by=by)


def _locked(note: GroupNote, by: User) -> GroupNote:
    """The note, held still until the transaction ends, if it is there for them."""
    mine = GroupNote.objects.readable_by(by).select_for_update()
    found: GroupNote | None = mine.filter(pk=note.pk).first()
    if found is None:
        raise NoSuchNote
    return found


# --- Retention ------------------------------------------------------------------------------------


def erase_old_drafts() -> int:
    """Delete drafts that no group agreed to in RAW_TEXT_DAYS: nobody said that we may keep them.

    Not those that are held: they wait for a decision.
    """
    last = timezone.localdate() - timedelta(days=settings.RAW_TEXT_DAYS)
    with transaction.atomic():
        old = list(_erased_in_time().filter(said_on__lte=last).select_for_update())
        if old:
            record("group-note-drafts-erased", by=None, count=len(old))
            _delete(old)
    return len(old)


def _delete(notes: list[GroupNote]) -> None:
    """For good: `restore` brings none of them back. Last in the transaction."""
    GroupNote.objects.filter(pk__in=[note.pk for note in notes]).delete()
    ledger.write(ledger.Kind.NOTE, [note.key for note in notes])


def delete_again(keys: list[UUID]) -> None:
    """For a backup that was put back: the ledger has them already."""
    voices = Voice.objects.filter(note__key__in=keys).values_list("pk", flat=True)
    theming.forget_voices(list(voices), by=None)
    GroupNote.objects.filter(key__in=keys).delete()


def next_draft_erased_on() -> date | None:
    """The day the oldest draft goes, unless its group agrees before."""
    oldest = _erased_in_time().order_by("said_on").first()
    return oldest.said_on + timedelta(days=settings.RAW_TEXT_DAYS) if oldest else None


def _erased_in_time() -> GroupNoteQuerySet:
    drafts: GroupNoteQuerySet = GroupNote.objects.drafts()
    return drafts.filter(held_by=None)
