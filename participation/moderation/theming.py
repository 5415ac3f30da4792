"""Put voices into themes and out again; merge and split themes, and remember who did it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from backend import ledger
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.log import record
from participation.moderation.models import (
    ON_THE_BOARD_FROM,
    GroupNote,
    Theme,
    ThemeEvent,
    ThemeVoice,
    Voice,
    VoiceQuerySet,
)
from surveys import free_text

CHILDREN = "children"
Kind = ThemeEvent.Kind


class ThemeMerged(Exception):
    """It went into another theme, and is not used by itself until that is undone."""


class CannotMerge(Exception):
    """A merge would break a thread, or hide a theme that waits for an answer."""


class CannotUnmerge(Exception):
    """Too much has happened since to undo the merge."""


class CannotSplit(Exception):
    """A split leaves voices on both sides, and breaks no thread."""


# --- One theme ------------------------------------------------------------------------------------


@transaction.atomic
def make_theme(
    *,
    group_id: int,
    title: str,
    about: str = "",
    picture: str = "",
    by: User,
    on: date | None = None,
) -> Theme:
    theme = Theme.objects.create(
        group_id=group_id,
        title=title,
        about=about,
        picture=picture,
        slug=_free_slug(title),
        created_on=on or timezone.localdate(),
    )
    _remember(theme, Kind.MADE, by=by, on=on, after=title)
    record("theme-made", theme, by=by)
    return theme


@transaction.atomic
def edit_theme(theme: Theme, *, title: str, about: str, picture: str, by: User) -> Theme:
    """Say it in better words. The address stays, so that links to the board keep working."""
    before = Theme.objects.select_for_update().get(pk=theme.pk)
    theme.title, theme.about, theme.picture = title, about, picture
    theme.save(update_fields=["title", "about", "picture"])
    if before.title != title:
        _remember(theme, Kind.RENAMED, by=by, before=before.title, after=title)
    if before.about != about:
        _remember(theme, Kind.CHANGED, by=by)
    record("theme-changed", theme, by=by)
    return theme


@transaction.atomic
def retire_theme(theme: Theme, *, by: User | None) -> None:
    """Take a theme out of use; `by` is nobody when a child took the last voice back.

    That is not audited: an event has a time, and of a child only the day is kept (promise 2).
    """
    theme.retired_on = timezone.localdate()
    theme.save(update_fields=["retired_on"])
    _remember(theme, Kind.RETIRED, by=by)
    if by is not None:
        record("theme-retired", theme, by=by)


@transaction.atomic
def restore_theme(theme: Theme, *, by: User) -> None:
    _refuse_merged(theme)
    theme.retired_on = None
    theme.save(update_fields=["retired_on"])
    _remember(theme, Kind.RESTORED, by=by)
    record("theme-restored", theme, by=by)


def _free_slug(title: str) -> str:
    base = slugify(title)[:50].strip("-") or "theme"
    taken = set(Theme.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


# --- Voices in and out ----------------------------------------------------------------------------


def readable_voices(*, by: User) -> VoiceQuerySet:
    """Voices this person may see as words, or may know of.

    Those that only count are a moderator's to read, as their words were: not those of a survey
    that is closed to them, nor those that are kept from them.
    """
    closed = free_text.closed_to(by)
    voices: VoiceQuerySet = Voice.objects.exclude(quotable=False, question__survey__in=closed)
    voices = voices.exclude(quotable=False, answer__in=free_text.kept_from(by))
    return voices.exclude(quotable=False, note__in=GroupNote.objects.filter(kept_from=by))


def counted_voices(*, by: User) -> VoiceQuerySet:
    """Voices that are counted for this person, one by one for moderators: those they may know of.

    Everybody else is told of all, in words and by fives.
    """
    return readable_voices(by=by) if by.may(Permission.MODERATE) else Voice.objects.all()


def read_voices(voices: QuerySet[Voice], *, by: User) -> list[Voice]:
    """Voices that this person may see as words.

    Those that only count are for moderators, and each look at them is audited.
    """
    seen = voices.select_related("question__survey")
    if not by.may(Permission.MODERATE):
        return list(seen.filter(quotable=True))
    found = list(seen.filter(pk__in=readable_voices(by=by).values("pk")))
    if counted := [str(voice.pk) for voice in found if not voice.quotable]:
        record("read-counted-voices", by=by, voices=counted)
    return found


@transaction.atomic
def add_voices(theme: Theme, voices: Iterable[Voice], *, by: User, on: date | None = None) -> None:
    """Put voices into a theme; the third puts the theme on the public board for good.

    Children's alone: adults answer surveys too, and with words in a theme their receipts could
    put it on the board and say "Children say it is done" (promises 6 and 7).
    """
    on = on or timezone.localdate()
    theme = Theme.objects.select_for_update().get(pk=theme.pk)
    _refuse_merged(theme)
    there = _in(theme)
    added = [
        it
        for it in voices
        if it.group_id == theme.group_id and it.audience == CHILDREN and it.pk not in there
    ]
    ThemeVoice.objects.bulk_create(
        [ThemeVoice(theme=theme, voice=voice, by=by, on=on) for voice in added],
        ignore_conflicts=True,
    )
    theme.retired_on = None
    _settle(theme, on)
    if added:
        _remember(theme, Kind.ADDED, by=by, on=on, voices=_ids(added))
    record("voices-added", theme, by=by, voices=_ids(added))


@transaction.atomic
def remove_voices(theme: Theme, voices: Iterable[Voice], *, by: User) -> None:
    """Take voices out of a theme; those in no other go back to the voices without one."""
    removed = [it for it in voices if theme.memberships.filter(voice=it).exists()]
    theme.memberships.filter(voice__in=removed).delete()
    if removed:
        _remember(theme, Kind.REMOVED, by=by, voices=_ids(removed))
        record("voices-removed", theme, by=by, voices=_ids(removed))


def forget_voices(voices: list[UUID], *, by: User | None) -> int:
    """Delete voices, and retire themes left without any. Inside the caller's transaction.

    By nobody when a child took them back: then history keeps nothing of them.
    """
    active = Theme.objects.active().filter(voices__in=voices).values("pk")
    # Locked: of two that take their last voices at once, the later one sees that none is left.
    themes = list(Theme.objects.select_for_update().filter(pk__in=active).order_by("pk"))
    if by is not None:
        for theme in themes:
            theirs = theme.memberships.filter(voice__in=voices).values_list("voice_id", flat=True)
            _remember(theme, Kind.REMOVED, by=by, voices=[str(pk) for pk in theirs])
    Voice.objects.filter(pk__in=voices).delete()
    for theme in themes:
        if not theme.memberships.exists():
            retire_theme(theme, by=by)
    if by is not None:  # What a child takes back stands there by its receipt.
        ledger.write(ledger.Kind.VOICE, voices)
    return len(voices)


# --- Merge and split ------------------------------------------------------------------------------


def has_gone_further(theme: Theme) -> bool:
    """Whether adults have taken it up: on an agenda, an agency asked, an answer begun.

    From then on children follow one thread from their words to an answer to these very words.
    """
    return theme.agenda_items.exists() or theme.asked.exists() or theme.replies.exists()


def why_not_merge(theme: Theme, into: Theme) -> str:
    """What stands against it, in a sentence; or nothing."""
    if theme.pk == into.pk or theme.group_id != into.group_id:
        return "Choose another theme of the same group."
    if theme.retired_on or into.retired_on:
        return "One of the two is retired. Bring it back first."
    if has_gone_further(theme):
        return (
            "Adults have taken this theme up: it is on an agenda, or somebody was asked or has "
            "answered. Its thread stays as it is. Merge the other one into this."
        )
    if theme.is_on_the_board and into.replies.published().exists():
        return (
            "This theme waits on the children’s board, and the other is answered. Merged, it would "
            "look answered too, by words that were never about it."
        )
    return ""


@transaction.atomic
def merge(theme: Theme, into: Theme, *, by: User) -> Theme:
    """Move a theme's voices into another; it retires, and its address leads there.

    A theme that went further than words is not merged away: what was decided, asked and answered
    stays under the words it was about. Days are counted from the earlier first voice, and what was
    on the board stays on it (promise 6).
    """
    theme, into = _locked(theme, into)
    if reason := why_not_merge(theme, into):
        raise CannotMerge(reason)
    moved = _in(theme)
    shared = moved & _in(into)
    _remember(theme, Kind.MERGED, by=by, other=into, voices=_text(moved), shared=_text(shared))
    theme.memberships.filter(voice__in=shared).delete()
    # Moved, not made anew: a child's journey keeps the day their words became part of it.
    theme.memberships.update(theme=into)
    into.on_board_since = min(
        filter(None, [theme.on_board_since, into.on_board_since]), default=None
    )
    into.asked_on = min(filter(None, [theme.asked_on, into.asked_on]), default=None)
    _settle(into, timezone.localdate())
    theme.retired_on, theme.merged_into = timezone.localdate(), into
    theme.save(update_fields=["retired_on", "merged_into"])
    record("theme-merged", theme, by=by, into=into.pk)
    return into


def why_not_unmerge(theme: Theme) -> str:
    """What stands against undoing a merge, in a sentence; or nothing."""
    into, event = theme.merged_into, _merge_of(theme)
    if into is None or event is None:
        return "This theme went into no other."
    if into.merged_into_id:
        return f"“{into}” went into another theme since. Undo that first."
    if into.replies.published().filter(published_on__gte=event.on).exists():
        return f"“{into}” was answered since. That answer is these children’s, too."
    if not into.memberships.filter(voice__in=event.voices).exists():
        return "None of its voices is left to bring back."
    return ""


@transaction.atomic
def unmerge(theme: Theme, *, by: User) -> Theme:
    """Undo a merge: voices that are still in the other theme come back.

    What the merge put on the board stays there: children may have read it.
    """
    theme, into = _locked(theme, theme.merged_into or theme)
    event = _merge_of(theme)
    if (reason := why_not_unmerge(theme)) or event is None:
        raise CannotUnmerge(reason)
    back = into.memberships.filter(voice__in=event.voices)
    ids = [str(pk) for pk in back.values_list("voice_id", flat=True)]
    ThemeVoice.objects.bulk_create(
        ThemeVoice(theme=theme, voice_id=it.voice_id, on=it.on, by=by)
        for it in back.filter(voice__in=event.shared)
    )
    back.exclude(voice__in=event.shared).update(theme=theme)
    into.asked_on = event.asked_on
    _settle(into, timezone.localdate())
    theme.merged_into = theme.retired_on = None
    theme.save(update_fields=["merged_into", "retired_on"])
    _remember(theme, Kind.UNMERGED, by=by, other=into, voices=ids)
    record("theme-unmerged", theme, by=by, out_of=into.pk)
    return theme


def _merge_of(theme: Theme) -> ThemeEvent | None:
    return theme.events.filter(kind=Kind.MERGED, other=theme.merged_into_id).first()


@transaction.atomic
def split(theme: Theme, voices: Iterable[Voice], *, title: str, about: str = "", by: User) -> Theme:
    """Make a new theme of some of a theme's voices.

    The old one stays on the board however few are left, and the new one joins it there: what
    children could read does not go out of sight because adults sorted it (promise 6).
    """
    theme = Theme.objects.select_for_update().get(pk=theme.pk)
    chosen = theme.memberships.filter(voice__in=[voice.pk for voice in voices])
    ids = _text(chosen.values_list("voice_id", flat=True))
    if not chosen.exists() or chosen.count() == theme.memberships.count():
        raise CannotSplit("Choose some of the voices, not all of them.")
    if has_gone_further(theme):
        raise CannotSplit(
            "Adults have taken this theme up. Voices that left it would lose the answer to them."
        )
    made = make_theme(group_id=theme.group_id, title=title, about=about, by=by)
    chosen.update(theme=made)
    made.on_board_since = timezone.localdate() if theme.is_on_the_board else None
    _settle(made, timezone.localdate())
    _remember(theme, Kind.SPLIT, by=by, other=made, voices=ids)
    record("theme-split", theme, by=by, made=made.pk, voices=ids)
    return made


def _settle(theme: Theme, on: date) -> None:
    """Count its days from its first voice, and put it on the board from the third on."""
    first = theme.memberships.aggregate(day=Min("voice__said_on"))["day"]
    theme.asked_on = min(filter(None, [theme.asked_on, first]), default=None)
    if theme.on_board_since is None and theme.memberships.count() >= ON_THE_BOARD_FROM:
        theme.on_board_since = on
    theme.save(update_fields=["asked_on", "on_board_since", "retired_on"])


def _locked(theme: Theme, other: Theme) -> tuple[Theme, Theme]:
    """Both, locked in one order, so that two merges never wait for each other."""
    pks = (theme.pk, other.pk)
    found = {
        it.pk: it for it in Theme.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    }
    return found[theme.pk], found[other.pk]


def _refuse_merged(theme: Theme) -> None:
    if theme.merged_into is not None:
        raise ThemeMerged(f"This theme went into “{theme.merged_into}”. Undo that first.")


def _in(theme: Theme) -> set[UUID]:
    return set(theme.memberships.values_list("voice_id", flat=True))


def _ids(voices: Iterable[Voice]) -> list[str]:
    return _text(voice.pk for voice in voices)


def _text(ids: Iterable[UUID]) -> list[str]:
    return [str(pk) for pk in ids]


def _remember(
    theme: Theme, kind: Kind, *, by: User | None, on: date | None = None, **what: Any
) -> None:
    other: Theme | None = what.get("other")
    asked_on = other.asked_on if other and kind == Kind.MERGED else None
    ThemeEvent.objects.create(
        theme=theme, kind=kind, by=by, on=on or timezone.localdate(), asked_on=asked_on, **what
    )
