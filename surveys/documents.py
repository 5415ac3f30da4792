"""A snapshot's document: true counts go in, and what may be told of them comes out (ADR 19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from django.conf import settings

from surveys import counting, disclosure
from surveys.counting import Asked, ByChoice
from surveys.disclosure import Counted, Reader, Shown, Split
from surveys.models import Audience, Survey

NO_ANSWER = "No answer"
EVERYBODY_ELSE = "Everybody else"
PUBLIC_NEAREST = 5


class Hidden(StrEnum):
    """Why a question has no numbers, or not all of them."""

    WORDS = "words"
    """It asks for words and offers no phrases."""
    CHANGED = "changed"
    """The rounds that are counted together did not ask it alike."""
    ALONE = "alone"
    """The survey asks several questions and no words, so each tells something of the others."""
    SIDES = "sides"
    """One of its two sides has too few people."""
    AFTER = "after"
    """It is asked only of some, and would say how many these are."""
    ALL = "all"
    """All of its counts are too small, or would give a small one away."""
    SOME = "some"
    """The smaller counts are shown together."""


class Cell(TypedDict):
    text: str
    count: int | None
    percent: int | None
    says_headline: bool


class Together(TypedDict):
    """Answers whose counts are hidden, and how many gave any of them."""

    texts: list[str]
    count: int
    percent: int
    says_headline: bool


class Headline(TypedDict):
    says: str
    count: int | None
    percent: int | None


class Row(TypedDict):
    group: str
    size: int
    count: int
    percent: int


class Table(TypedDict):
    by: str
    asked: str
    rows: list[Row] | None


class QuestionResult(TypedDict):
    key: str
    kind: str
    text: str
    several: bool
    cells: list[Cell]
    together: list[Together]
    headline: Headline | None
    splits: list[Table]
    hidden: str


class RoundResult(TypedDict):
    id: int
    title: str
    opened_on: str
    closed_on: str


class Document(TypedDict):
    """A snapshot as one kind of reader is told it; what is hidden is not in it."""

    survey: str
    group: str
    audience: str
    rounds: list[RoundResult]
    made_on: str
    threshold: int
    nearest: int
    base: int | None
    may_be_asked_by: list[dict[str, str]]
    """The declared dimensions: key and question."""
    questions: list[QuestionResult]


def board() -> Reader:
    return Reader(settings.BOARD_THRESHOLD)


def public() -> Reader:
    return Reader(settings.PUBLIC_THRESHOLD, nearest=PUBLIC_NEAREST)


# --- Making it safe ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Counts:
    """One audience's true counts, while a snapshot is being made."""

    audience: Audience
    base: int
    questions: list[Asked]
    counted: Mapping[UUID, Counted]
    """Of questions with choices that all rounds asked alike."""

    @property
    def told(self) -> list[Asked]:
        """Questions with results of their own. What people say about themselves only splits."""
        told = [
            it
            for it in self.questions
            if it.question.key in self.counted and not it.question.about_you
        ]
        for_all = [it for it in told if it.is_for_everybody]
        # What nothing is counted by: words, about-you questions that do not split, changed ones.
        also_words = any(
            it.question.takes_text or (it not in told and not it.question.splits)
            for it in self.questions
            if it.is_for_everybody
        )
        return told if disclosure.may_be_told_together(len(for_all), also_words=also_words) else []


def documents(
    rounds: Sequence[Survey], audience: Audience, base: int, on: date
) -> tuple[Document, Document]:
    """What the Board is told of these rounds together, and what everybody is."""
    questions = counting.asked(rounds, audience)
    picked: ByChoice = counting.picks(questions, audience)
    counted = {
        it.question.key: counting.counted(it, base, picked)
        for it in questions
        if it.choices and it.is_alike
    }
    counts = _Counts(audience, base, questions, counted)
    boards = _protected(counts, board())
    publics = _public(counts, boards)
    splits = _splits(counts, boards)
    return (
        _document(rounds, counts, boards, splits, board(), on),
        _document(rounds, counts, publics, {}, public(), on),
    )


def _protected(counts: _Counts, reader: Reader) -> dict[UUID, Shown]:
    shown: dict[UUID, Shown] = {}
    for it in counts.told:
        key = it.question.key
        opened = _opened(it, counts, shown)
        shown[key] = disclosure.protect(counts.counted[key], reader, opened=opened)
    return shown


def _public(counts: _Counts, boards: Mapping[UUID, Shown]) -> dict[UUID, Shown]:
    """From what the Board is told. What opened a question is weighed unrounded."""
    reader = public()
    exact = _protected(counts, Reader(reader.threshold))
    return {
        it.question.key: disclosure.for_public(
            boards[it.question.key],
            counts.counted[it.question.key],
            reader,
            opened=_opened(it, counts, exact),
        )
        for it in counts.told
    }


def _opened(asked: Asked, counts: _Counts, shown: Mapping[UUID, Shown]) -> int | None:
    """How many are shown to have picked what opens a question; None if it is asked of everybody."""
    if asked.is_for_everybody:
        return None
    opens = {choice.pk for choice in asked.question.show_if.all()}
    surely = [0]
    for it in counts.told:
        key = it.question.key
        places = [place for place, choice in enumerate(it.choices) if choice.pk in opens]
        if places and key in shown:
            surely.append(disclosure.surely_picked(shown[key], counts.counted[key], places))
    return max(surely)


Splits = Mapping[UUID, Split | None]
"""By the key of the dimension."""


def _splits(counts: _Counts, boards: Mapping[UUID, Shown]) -> Splits:
    sided = [it for it in counts.told if it.question.headline and it.is_for_everybody]
    if not sided:
        return {}
    shown = {str(it.question.key): boards[it.question.key].headline for it in sided}
    splits: dict[UUID, Split | None] = {}
    for it in counts.questions:
        if it.is_for_everybody and it.question.splits and it.question.key in counts.counted:
            found = counting.headlines_by_group(it, sided, counts.audience)
            splits[it.question.key] = disclosure.split(
                counts.counted[it.question.key].cells,
                {str(key): found[key] for key in found},
                shown,
                board(),
            )
    return splits


# --- What is stored -------------------------------------------------------------------------------


def _document(
    rounds: Sequence[Survey],
    counts: _Counts,
    shown: Mapping[UUID, Shown],
    splits: Splits,
    reader: Reader,
    on: date,
) -> Document:
    is_enough = disclosure.base_is_large_enough(counts.base, reader.threshold)
    dimensions = [it for it in counts.questions if it.question.splits]
    return Document(
        survey=rounds[-1].title,
        group=rounds[-1].group.name,
        audience=counts.audience,
        rounds=[
            RoundResult(
                id=it.pk,
                title=it.title,
                opened_on=str(it.opened_on),
                closed_on=str(it.closed_on),
            )
            for it in rounds
        ],
        made_on=str(on),
        threshold=reader.threshold,
        nearest=reader.nearest,
        base=reader.rounded(counts.base) if is_enough else None,
        may_be_asked_by=[
            {"key": str(it.question.key), "question": it.question.text} for it in dimensions
        ],
        questions=[
            _question(it, counts, shown.get(it.question.key), splits, reader)
            for it in counts.questions
            if not it.question.about_you
        ],
    )


def _question(
    asked: Asked, counts: _Counts, shown: Shown | None, splits: Splits, reader: Reader
) -> QuestionResult:
    question = asked.question
    headline = None
    if question.headline:
        count = shown.headline if shown else None
        headline = Headline(says=question.headline, count=count, percent=_percent(count, shown))
    return QuestionResult(
        key=str(question.key),
        kind=question.kind,
        text=question.text,
        several=asked.several,
        cells=(cells := _cells(asked, shown)),
        # What is rounded does not add up: nothing is told of the rest of it.
        together=_together(cells, asked, shown) if reader.nearest == 1 else [],
        headline=headline,
        splits=[
            _table(it, splits[it.question.key], str(question.key))
            for it in counts.questions
            if headline and it.question.key in splits
        ],
        hidden=_why_hidden(asked, counts, shown),
    )


def _cells(asked: Asked, shown: Shown | None) -> list[Cell]:
    texts = [(choice.text, choice.headline) for choice in asked.choices]
    if texts and not asked.several:
        texts.append((NO_ANSWER, False))
    counts = shown.cells if shown else [None] * len(texts)
    return [
        Cell(
            text=text,
            count=count,
            percent=_percent(count, shown),
            says_headline=says_headline and bool(asked.question.headline),
        )
        for (text, says_headline), count in zip(texts, counts, strict=True)
    ]


def _together(cells: Sequence[Cell], asked: Asked, shown: Shown | None) -> list[Together]:
    """What is hidden on each side adds up to what the side has left, so it can be said as well.

    Not where all is hidden: that would only be the base once more.
    """
    if asked.several or shown is None or shown.base is None or shown.is_empty:
        return []
    sides = {False: shown.base - (shown.headline or 0), True: shown.headline or 0}
    found = []
    for says_headline, total in sides.items():
        side = [it for it in cells if it["says_headline"] == says_headline]
        hidden = [it["text"] for it in side if it["count"] is None]
        left = total - sum(it["count"] or 0 for it in side)
        if hidden:
            percent = disclosure.percent(left, shown.base)
            found.append(
                Together(texts=hidden, count=left, percent=percent, says_headline=says_headline)
            )
    return found


def _percent(count: int | None, shown: Shown | None) -> int | None:
    if count is None or shown is None or not shown.base:
        return None
    return disclosure.percent(count, shown.base)


def _why_hidden(asked: Asked, counts: _Counts, shown: Shown | None) -> str:
    if not asked.choices:
        return Hidden.WORDS
    if shown is None:
        return Hidden.ALONE if asked.question.key in counts.counted else Hidden.CHANGED
    if asked.question.headline and shown.headline is None:
        return Hidden.SIDES
    if all(cell is not None for cell in shown.cells):
        return ""
    if shown.is_empty:
        return Hidden.AFTER if asked.question.show_if.all() else Hidden.ALL
    return Hidden.SOME


def _table(dimension: Asked, split: Split | None, question: str) -> Table:
    table = Table(by=str(dimension.question.key), asked=dimension.question.text, rows=None)
    counts = split.headlines.get(question) if split else None
    if split is None or counts is None:
        return table
    names = [*(choice.text for choice in dimension.choices), NO_ANSWER]
    groups = [names[place] for place in split.groups]
    if len(split.sizes) > len(groups):
        groups.append(EVERYBODY_ELSE)
    table["rows"] = [
        Row(group=group, size=size, count=count, percent=disclosure.percent(count, size))
        for group, size, count in zip(groups, split.sizes, counts, strict=True)
        if size
    ]
    return table
