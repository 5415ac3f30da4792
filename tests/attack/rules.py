"""The rules of ADR 19 as an attacker has read them: from its prose, without our code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

Cells = tuple[int | None, ...]
Truth = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Question:
    """What everybody can see who opens the survey."""

    key: str
    choices: int
    """Cells; where people pick one, the last is "no answer"."""
    several: bool = False
    side: frozenset[int] = frozenset()
    """The choices of the headline's side."""
    after: str = ""
    """The question before it, if only some of its choices lead here."""
    openers: frozenset[int] = frozenset()

    @property
    def silent(self) -> int | None:
        """The cell of those who gave no answer, where there is one."""
        return None if self.several else self.choices - 1


@dataclass(frozen=True)
class Told:
    """What was shown of one question; None is hidden."""

    cells: Cells
    headline: int | None = None


@dataclass(frozen=True)
class Divided:
    """What was shown of a split: its rows are groups, and everybody else if not all are shown."""

    groups: tuple[int, ...]
    of: int
    """How many groups there are."""
    sizes: tuple[int, ...]
    headlines: Mapping[str, tuple[int, ...] | None]


@dataclass(frozen=True)
class Page:
    """What one reader was shown of one snapshot."""

    questions: tuple[Question, ...]
    threshold: int
    base: int | None
    told: Mapping[str, Told]
    nearest: int = 1
    divided: Divided | None = None
    rounds: frozenset[int] = frozenset()
    words: bool = True
    """Whether words were asked for too; if not, everybody picked something."""
    groups: int = field(default=0)

    def between(self, shown: int) -> tuple[int, int]:
        """What a number that was shown can have been."""
        if self.nearest == 1 or shown == 0:
            return shown, shown
        slack = self.nearest // 2
        return max(shown - slack, self.threshold), shown + slack


def large(count: int, t: int) -> bool:
    return count == 0 or count >= t


@cache
def block(counts: tuple[int, ...], t: int) -> frozenset[int]:
    """Which of some counts with a known total are shown."""
    if all(large(count, t) for count in counts):
        return frozenset(range(len(counts)))
    ranked = sorted(range(len(counts)), key=lambda i: (-counts[i], i))
    best: list[int] = []
    for cut in range(1, len(counts) - 1):
        rest, smallest = sum(counts[i] for i in ranked[cut:]), counts[ranked[cut - 1]]
        if t <= rest <= smallest:
            best = ranked[:cut]
    return frozenset(best)


def alone(
    question: Question, counts: tuple[int, ...], n: int, t: int, opened: int | None = None
) -> Told:
    """One question. `opened`: how many are shown to have picked what leads to it, if not all."""
    hidden = Told((None,) * len(counts))
    if n < 2 * t:
        return hidden
    headline = None
    if question.several:
        asked = [n] if opened is None else [n, opened]
        seen = {
            i
            for i, count in enumerate(counts)
            if opened != 0
            and large(count, t)
            and all(count <= many and large(many - count, t) for many in asked)
        }
        if len(counts) - len(seen) == 1 and sum(counts[i] for i in seen) < n:
            return hidden
    elif question.side:
        headline = sum(counts[i] for i in question.side)
        if not large(headline, t) or not large(n - headline, t):
            return hidden
        sides = [sorted(question.side), [i for i in range(len(counts)) if i not in question.side]]
        seen = {side[i] for side in sides for i in block(tuple(counts[j] for j in side), t)}
    else:
        seen = set(block(counts, t))
    return Told(tuple(count if i in seen else None for i, count in enumerate(counts)), headline)


def page(
    questions: Sequence[Question],
    truth: Truth,
    n: int,
    t: int,
    also: Mapping[str, Told] | None = None,
    *,
    words: bool,
) -> dict[str, Told]:
    """All questions of a snapshot as one reader is told them, before rounding.

    `also`: what the Board is told; the public is told no more than that. `words`: whether something
    was asked, too, that is not counted.
    """
    if not words and sum(not question.after for question in questions) > 1:
        return {question.key: Told((None,) * question.choices) for question in questions}
    told = {
        question.key: _no_more(alone(question, truth[question.key], n, t), also, question.key)
        for question in questions
        if not question.after
    }
    by_key = {question.key: question for question in questions}
    for question in questions:
        if question.after:
            opener = by_key[question.after]
            one = _after(question, truth, n, t, _seen(opener, told[opener.key], truth, question))
            told[question.key] = _no_more(one, also, question.key)
    return told


def _seen(opener: Question, told: Told, truth: Truth, question: Question) -> int:
    counts = [truth[opener.key][i] for i in question.openers if told.cells[i] is not None]
    return max(counts, default=0) if opener.several else sum(counts)


def _after(question: Question, truth: Truth, n: int, t: int, opened: int) -> Told:
    one = alone(question, truth[question.key], n, t, opened)
    answered = n - (one.cells[-1] or 0)
    if question.several or (opened and answered <= opened and large(opened - answered, t)):
        return one
    return Told((None,) * len(one.cells))


def _no_more(one: Told, also: Mapping[str, Told] | None, key: str) -> Told:
    if also is None:
        return one
    board = also[key]
    if (one.headline is None) != (board.headline is None):
        return Told((None,) * len(one.cells))
    pairs = zip(one.cells, board.cells, strict=True)
    return Told(tuple(mine if its is not None else None for mine, its in pairs), one.headline)


def about(count: int | None, nearest: int) -> int | None:
    return None if count is None else (count + nearest // 2) // nearest * nearest


def rounded(told: Told, nearest: int) -> Told:
    return Told(tuple(about(cell, nearest) for cell in told.cells), about(told.headline, nearest))


def possible(questions: Sequence[Question], truth: Truth, n: int, *, words: bool) -> bool:
    """Whether people could have answered like this: who was not asked did not answer, and nobody
    sent a survey with nothing in it."""
    by_key = {question.key: question for question in questions}
    for question in questions:
        if question.after:
            opener, counts = by_key[question.after], truth[question.key]
            asked = min(n, sum(truth[opener.key][i] for i in question.openers))
            most = max(counts) if question.several else n - counts[-1]
            if most > asked:
                return False
    picks = sum(
        sum(truth[q.key]) if q.several else n - truth[q.key][-1] for q in questions if not q.after
    )
    return words or picks >= n
