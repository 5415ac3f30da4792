"""What moderators have before them: words that wait, words held back, words decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from backend.accounts.models import User
from participation.moderation import care, claims
from participation.moderation.models import Claim, Reading
from participation.moderation.services import readable_readings
from surveys import free_text, unread
from surveys.free_text import Words

PAGE = 50


@dataclass(frozen=True)
class Row:
    """Words with what was decided about them, if anything was.

    Words can be gone (erased after their time) while the decision about them is kept.
    """

    answer_id: UUID
    words: Words | None
    reading: Reading | None = None
    claim: Claim | None = None
    """A colleague's, who reads these words now: nothing of them is shown in a list."""
    passed_to_me: Claim | None = None


class Waiting:
    """Waiting words as a paginator wants them: counted without reading, read a page at a time."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.left_out = care.left_to_others(by)

    def __len__(self) -> int:
        return free_text.waiting_count(by=self.by, left_out=self.left_out)

    def __getitem__(self, part: slice) -> list[Row]:
        """Only the slice that is asked for is read, and audited."""
        found = free_text.read_waiting(
            by=self.by,
            start=part.start,
            most=part.stop - part.start,
            left_out=self.left_out,
        )
        return _claimed([Row(words.answer_id, words) for words in found], by=self.by)


def waiting_count(*, by: User) -> int:
    """How many wait on this person's list."""
    return len(Waiting(by))


def said(count: int) -> str:
    """A count as a page says it: no list is counted to its end."""
    return f"{count}+" if count >= free_text.COUNTED else str(count)


def late_count(*, by: User) -> int:
    """How many wait longer than they should."""
    return unread.late_count(by=by)


def left_count(*, by: User) -> int:
    """How many wait that this person leaves to colleagues."""
    return free_text.left_count(by=by, left_out=care.left_to_others(by))


def waiting(*, by: User, page: str = "") -> Page[Row]:
    """A page of words nobody has decided about: risk signs first."""
    rows: Any = Waiting(by)
    paginator: Paginator[Row] = Paginator(rows, PAGE)
    return paginator.get_page(page)


def next_waiting(*, by: User) -> UUID | None:
    """The words to read now: the first that no colleague reads."""
    found = free_text.read_waiting(
        by=by,
        most=1,
        left_out=care.left_to_others(by),
        skip=list(claims.of_others(by).values_list("answer_id", flat=True)),
    )
    return next((words.answer_id for words in found), None)


def next_free(*, by: User) -> datetime | None:
    """When the first of colleagues' claims ends by itself, which nobody announces."""
    until: datetime | None = (
        claims.of_others(by).order_by("until").values_list("until", flat=True).first()
    )
    return until


def held(*, by: User, page: str = "") -> Page[Row]:
    """A page of words held or worried about, those that wait longest first."""
    pending = readable_readings(by=by).pending().order_by("at", "pk")
    # An open page asks for this list again the second that words arrive, as for the waiting ones.
    return _decided(pending, by=by, page=page, day_only=True)


def decided(*, by: User, page: str = "") -> Page[Row]:
    """A page of final decisions, newest first."""
    return _decided(readable_readings(by=by).final(), by=by, page=page)


def find(answer_id: UUID, *, by: User) -> Row | None:
    """One text with the decision that counts; None when it is not here (any more)."""
    return next(iter(_with_words([answer_id], {answer_id: current(answer_id, by=by)}, by=by)), None)


def current(answer_id: UUID, *, by: User) -> Reading | None:
    """The decision about a text that counts now. It holds no words, so this is not audited."""
    reading: Reading | None = (
        readable_readings(by=by).current().select_related("by").filter(answer=answer_id).first()
    )
    return reading


def held_count(*, by: User) -> int:
    pending = readable_readings(by=by).pending().order_by()  # Else all are sorted to be cut.
    count: int = pending[: free_text.COUNTED].count()
    return count


def _decided(
    readings: QuerySet[Reading], *, by: User, page: str, day_only: bool = False
) -> Page[Row]:
    paginator: Paginator[Any] = Paginator(readings.select_related("by"), PAGE)
    found = paginator.get_page(page)
    by_answer: dict[UUID, Reading] = {reading.answer_id: reading for reading in found}
    read = _with_words(by_answer, by_answer, by=by, day_only=day_only)
    rows = {row.answer_id: row for row in read}
    shown = [rows.get(id, Row(id, None, reading)) for id, reading in by_answer.items()]
    return Page(_claimed(shown, by=by), found.number, paginator)


def _claimed(rows: list[Row], *, by: User) -> list[Row]:
    """The same rows, with who reads them now."""
    running = Claim.objects.running().filter(answer__in=[row.answer_id for row in rows])
    found: dict[UUID, Claim] = {claim.answer_id: claim for claim in running}
    return [_with_claim(row, found.get(row.answer_id), by=by) for row in rows]


def _with_claim(row: Row, claim: Claim | None, *, by: User) -> Row:
    if claim is None:
        return row
    if claim.by_id != by.pk:
        return replace(row, claim=claim)
    return replace(row, passed_to_me=claim) if claim.passed_by_id else row


def _with_words(
    ids: Iterable[UUID],
    readings: Mapping[UUID, Reading | None],
    *,
    by: User,
    day_only: bool = False,
) -> list[Row]:
    return [
        Row(words.answer_id, words, readings[words.answer_id])
        for words in free_text.read_these(ids, by=by, day_only=day_only)
    ]
