"""Decide about words, and put voices into themes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.log import record
from backend.events import MODERATION, announce
from participation.moderation.models import (
    ON_THE_BOARD_FROM,
    Reading,
    ReadingQuerySet,
    Theme,
    ThemeVoice,
    Voice,
    VoiceQuerySet,
)
from surveys import free_text
from surveys.free_text import Words

CHILDREN = "children"
Decision = Reading.Decision


class AlreadyDecided(Exception):
    """Somebody else decided since this person looked."""

    def __init__(self, reading: Reading | None) -> None:
        super().__init__()
        self.reading = reading

    def __str__(self) -> str:
        if self.reading is None:
            return "Somebody else undid the decision. Look again."
        return f"Already decided by {self.reading.by}: {self.reading.get_decision_display()}."


class NoSuchWords(Exception):
    """The words are not there: unknown, taken back, erased, or still waiting in a room."""


class NeedsWords(Exception):
    """A redacted or paraphrased text must say something."""


class NeedsReason(Exception):
    """Rejecting needs a reason."""


def decided_answers() -> QuerySet[Any, Any]:
    """Ids of answers with a current Reading, for `free_text` to leave out."""
    return Reading.objects.current().values("answer_id")


def readable_readings(*, by: User) -> ReadingQuerySet:
    """Decisions about words that are there for this person."""
    closed = free_text.closed_to(by)
    readings: ReadingQuerySet = Reading.objects.exclude(answer__response__survey__in=closed)
    return readings


def readable_voices(*, by: User) -> VoiceQuerySet:
    """Voices this person may see as words, or may know of.

    Those that only count are a moderator's to read, as their words were: not those of a survey
    that is closed to them.
    """
    closed = free_text.closed_to(by)
    voices: VoiceQuerySet = Voice.objects.exclude(quotable=False, question__survey__in=closed)
    return voices


def approve(
    answer_id: UUID, *, by: User, seen: int | None = None, now: datetime | None = None
) -> Voice:
    """Let adults read the words as they were typed."""
    return _hear(answer_id, Decision.APPROVED, None, by=by, seen=seen, now=now)


def redact(
    answer_id: UUID, text: str, *, by: User, seen: int | None = None, now: datetime | None = None
) -> Voice:
    """Let adults read a copy with something taken out. The original stays as it was."""
    return _hear(answer_id, Decision.REDACTED, text, by=by, seen=seen, now=now)


def paraphrase(
    answer_id: UUID, text: str, *, by: User, seen: int | None = None, now: datetime | None = None
) -> Voice:
    """Let adults read the same thing in a worker's words."""
    return _hear(answer_id, Decision.PARAPHRASED, text, by=by, seen=seen, now=now)


def hold(
    answer_id: UUID,
    *,
    by: User,
    reason: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Reading:
    """Keep the words back until somebody decides again."""
    with transaction.atomic():
        return _decide(answer_id, Decision.HELD, by=by, reason=reason, seen=seen, now=now)[0]


def reject(
    answer_id: UUID, *, by: User, reason: str, seen: int | None = None, now: datetime | None = None
) -> Reading:
    """Not for the Board. Nobody but moderators sees the words."""
    if not reason:
        raise NeedsReason("Say why these words are not for the Board.")
    with transaction.atomic():
        return _decide(answer_id, Decision.REJECTED, by=by, reason=reason, seen=seen, now=now)[0]


@transaction.atomic
def mark_escalated(
    answer_id: UUID, *, by: User, seen: int | None = None, now: datetime | None = None
) -> tuple[Reading, Words]:
    """Hold the words because somebody is worried; `safeguarding` makes the Concern."""
    return _decide(answer_id, Decision.ESCALATED, by=by, seen=seen, now=now)


@transaction.atomic
def undo(reading: Reading, *, by: User) -> None:
    """Take a decision back: the words wait again, and the Voice made from them goes.

    A Concern made from them stays: worry is not undone by a click.
    """
    free_text.hold_still(reading.answer_id)
    if not readable_readings(by=by).filter(pk=reading.pk).exists():
        raise NoSuchWords("These words are not here.")
    if not Reading.objects.filter(pk=reading.pk, current=True).update(current=False):
        raise AlreadyDecided(Reading.objects.current().filter(answer=reading.answer_id).first())
    for voice in Voice.objects.filter(reading=reading):
        _remove_voices([voice.pk], by=by)
    record("decision-undone", reading, by=by, answer=str(reading.answer_id))
    announce(MODERATION, "words-waiting-again", reading.answer_id)


def _decide(
    answer_id: UUID,
    decision: Decision,
    *,
    by: User,
    seen: int | None,
    now: datetime | None,
    reason: str = "",
) -> tuple[Reading, Words]:
    """Add a Reading, if nobody decided since `seen` (the current Reading's id, None: waiting).

    The database keeps two people from deciding the same words: one current Reading an answer.
    """
    free_text.hold_still(answer_id)
    words = next(iter(free_text.read_these([answer_id], by=by)), None)
    if words is None:
        raise NoSuchWords("These words are not here any more.")
    current = Reading.objects.select_related("by").current().filter(answer=answer_id).first()
    if (current.pk if current else None) != seen or (
        current and current.decision not in Reading.PENDING
    ):
        raise AlreadyDecided(current)
    try:
        with transaction.atomic():
            if current and not Reading.objects.filter(pk=current.pk, current=True).update(
                current=False
            ):
                raise IntegrityError
            reading = Reading.objects.create(
                answer_id=answer_id,
                decision=decision,
                reason=reason,
                by=by,
                at=now or timezone.now(),
            )
    except IntegrityError:
        first = Reading.objects.select_related("by").current().filter(answer=answer_id).first()
        raise AlreadyDecided(first) from None
    record(f"words-{decision}", reading, by=by, answer=str(answer_id), reason=reason)
    announce(MODERATION, "words-decided", answer_id)
    return reading, words


@transaction.atomic
def _hear(
    answer_id: UUID,
    decision: Decision,
    text: str | None,
    *,
    by: User,
    seen: int | None,
    now: datetime | None,
) -> Voice:
    """Decide, and make the Voice: the one way there is to make one."""
    if text is not None and not text.strip():
        raise NeedsWords("Write what adults will read.")
    reading, words = _decide(answer_id, decision, by=by, seen=seen, now=now)
    return Voice.objects.create(
        answer_id=answer_id,
        reading=reading,
        question_id=words.question_id,
        group_id=words.group_id,
        audience=words.audience,
        text=words.text if text is None else text.replace("\r\n", "\n").strip(),
        quotable=words.quote,
        said_on=words.sent_on,
    )


# --- Themes ---------------------------------------------------------------------------------------


@transaction.atomic
def make_theme(
    *, group_id: int, title: str, about: str = "", by: User, on: date | None = None
) -> Theme:
    theme = Theme.objects.create(
        group_id=group_id,
        title=title,
        about=about,
        slug=_free_slug(title),
        created_on=on or timezone.localdate(),
    )
    record("theme-made", theme, by=by)
    return theme


@transaction.atomic
def edit_theme(theme: Theme, *, title: str, about: str, by: User) -> Theme:
    """Say it in better words. The address stays, so that links to the board keep working."""
    theme.title, theme.about = title, about
    theme.save(update_fields=["title", "about"])
    record("theme-changed", theme, by=by)
    return theme


def read_voices(voices: QuerySet[Voice], *, by: User) -> list[Voice]:
    """Voices that this person may see as words.

    Those that only count are for moderators, and each look at them is audited.
    """
    seen = voices.select_related("question")
    if not by.may(Permission.MODERATE):
        return list(seen.filter(quotable=True))
    found = list(seen.filter(pk__in=readable_voices(by=by).values("pk")))
    if counted := [str(voice.pk) for voice in found if not voice.quotable]:
        record("read-counted-voices", by=by, voices=counted)
    return found


def _free_slug(title: str) -> str:
    base = slugify(title)[:50].strip("-") or "theme"
    taken = set(Theme.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def add_voices(theme: Theme, voices: Iterable[Voice], *, by: User, on: date | None = None) -> None:
    """Put voices into a theme; the third puts the theme on the public board for good.

    Children's alone: adults answer surveys too, and with words in a theme their receipts could
    put it on the board and say "Children say it is done" (promises 6 and 7).
    """
    on = on or timezone.localdate()
    theme = Theme.objects.select_for_update().get(pk=theme.pk)
    added = [it for it in voices if it.group_id == theme.group_id and it.audience == CHILDREN]
    ThemeVoice.objects.bulk_create(
        [ThemeVoice(theme=theme, voice=voice, by=by, on=on) for voice in added],
        ignore_conflicts=True,
    )
    first = theme.voices.aggregate(day=Min("said_on"))["day"]
    theme.asked_on = min(filter(None, [theme.asked_on, first]), default=None)
    if theme.on_board_since is None and theme.voices.count() >= ON_THE_BOARD_FROM:
        theme.on_board_since = on
    theme.retired_on = None
    theme.save(update_fields=["asked_on", "on_board_since", "retired_on"])
    record("voices-added", theme, by=by, voices=[str(voice.pk) for voice in added])


@transaction.atomic
def remove_voice(theme: Theme, voice: Voice, *, by: User) -> None:
    """Take a voice out of a theme; it goes back to the voices without one."""
    ThemeVoice.objects.filter(theme=theme, voice=voice).delete()
    record("voice-removed", theme, by=by, voice=str(voice.pk))


@transaction.atomic
def retire_theme(theme: Theme, *, by: User | None) -> None:
    """Take a theme out of use; `by` is nobody when a child took the last voice back.

    That is not audited: an event has a time, and of a child only the day is kept (promise 2).
    """
    theme.retired_on = timezone.localdate()
    theme.save(update_fields=["retired_on"])
    if by is not None:
        record("theme-retired", theme, by=by)


@transaction.atomic
def restore_theme(theme: Theme, *, by: User) -> None:
    theme.retired_on = None
    theme.save(update_fields=["retired_on"])
    record("theme-restored", theme, by=by)


def forget_response(response_id: UUID) -> int:
    """Delete every Voice made from a response's words; retire themes left without a voice.

    Inside the caller's transaction. Returns how many Voices there were.
    """
    voices = Voice.objects.filter(answer__response=response_id).values_list("pk", flat=True)
    return _remove_voices(list(voices), by=None)


def _remove_voices(voices: list[UUID], *, by: User | None) -> int:
    active = Theme.objects.active().filter(voices__in=voices).values("pk")
    # Locked: of two that take their last voices at once, the later one sees that none is left.
    themes = list(Theme.objects.select_for_update().filter(pk__in=active).order_by("pk"))
    Voice.objects.filter(pk__in=voices).delete()
    for theme in themes:
        if not cast("QuerySet[Voice]", theme.voices).exists():
            retire_theme(theme, by=by)
    return len(voices)
