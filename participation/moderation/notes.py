"""What a group said together: typed with it, read back to it, and heard once it agrees."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from participation.moderation import theming
from participation.moderation.models import GroupNote, Voice
from surveys import risk


class NoteAgreed(Exception):
    """What a group agreed to stays as it is; it can be taken back."""


class NoteChanged(Exception):
    """The words are not the ones that were read to the group."""


class WrongQuestion(Exception):
    """The question is another group's, or is about staff, whose words have their own readers."""


@transaction.atomic
def save_note(note: GroupNote, *, by: User) -> GroupNote:
    """Keep a draft; whatever is changed has to be read back again."""
    if note.pk:
        before = GroupNote.objects.select_for_update().get(pk=note.pk)
        if before.agreed_on:
            raise NoteAgreed("The group agreed to this note. Take it back, and type a new one.")
        note.version = before.version + 1
    else:
        note.by = by
    if note.question and not _fits(note):
        raise WrongQuestion("Choose a question of this group that is not about staff.")
    is_new = note.pk is None
    note.words = note.words.replace("\r\n", "\n").strip()
    note.save()
    record("group-note-written" if is_new else "group-note-changed", note, by=by)
    return note


def _fits(note: GroupNote) -> bool:
    survey = note.question.survey if note.question else None
    return survey is not None and survey.group_id == note.group_id and not survey.about_staff


@transaction.atomic
def agree(note: GroupNote, *, version: int, quotable: bool, by: User) -> Voice:
    """The group heard the words read back and agrees: they become one Voice.

    By whoever typed it, too: its second readers are the children who said it.
    """
    note = GroupNote.objects.select_for_update().get(pk=note.pk)
    if note.agreed_on:
        raise NoteAgreed("The group has agreed to this note already.")
    if note.version != version:
        raise NoteChanged("Somebody changed the words since. Read them to the group again.")
    note.agreed_on, note.quotable = timezone.localdate(), quotable
    note.save(update_fields=["agreed_on", "quotable"])
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
    note = GroupNote.objects.select_for_update().get(pk=note.pk)
    theming.forget_voices(list(Voice.objects.filter(note=note).values_list("pk", flat=True)), by=by)
    record("group-note-taken-back", note, by=by)
    note.delete()


@transaction.atomic
def mark_worried(note: GroupNote, *, by: User) -> GroupNote:
    """Somebody is worried about these words; `safeguarding` makes the Concern."""
    note = GroupNote.objects.select_for_update().get(pk=note.pk)
    note.worried_on = timezone.localdate()
    note.save(update_fields=["worried_on"])
    record("group-note-worried", note, by=by)
    return note


def has_sign(note: GroupNote) -> bool:
    """Whether the words ask to be thought about once more. A sign decides nothing."""
    return risk.has_sign(note.words)


# --- Retention ------------------------------------------------------------------------------------


def erase_old_drafts() -> int:
    """Delete drafts that no group agreed to in RAW_TEXT_DAYS: nobody said that we may keep them."""
    last = timezone.localdate() - timedelta(days=settings.RAW_TEXT_DAYS)
    with transaction.atomic():
        old = GroupNote.objects.drafts().filter(said_on__lte=last)
        number = len(old.select_for_update())
        old.delete()
        if number:
            record("group-note-drafts-erased", by=None, count=number)
    return number


def next_draft_erased_on() -> date | None:
    """The day the oldest draft goes, unless its group agrees before."""
    oldest = GroupNote.objects.drafts().order_by("said_on").first()
    return oldest.said_on + timedelta(days=settings.RAW_TEXT_DAYS) if oldest else None
