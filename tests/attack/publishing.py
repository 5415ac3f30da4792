"""Counts as the product would show them: the only module of the attack that knows our code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from surveys import disclosure
from surveys.disclosure import Counted, Reader, Shown
from tests.attack.rules import Divided, Page, Question, Told, Truth

BOARD, PUBLIC = Reader(5), Reader(10, nearest=5)


@dataclass(frozen=True)
class Counts:
    """The true counts of one snapshot."""

    questions: tuple[Question, ...]
    base: int
    truth: Truth
    sizes: tuple[int, ...] = ()
    """People in each group of the one dimension, the last in none."""
    by_group: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By question: who is on the headline's side, in each group."""
    words: bool = True
    rounds: frozenset[int] = frozenset()

    def of(self, question: Question) -> Counted:
        return Counted(
            self.base, self.truth[question.key], several=question.several, headline=question.side
        )


def publish(counts: Counts, board: Reader = BOARD, public: Reader = PUBLIC) -> tuple[Page, Page]:
    """What the Board is shown, and what everybody is."""
    boards = _shown(counts, board)
    everybodys = _shown(counts, public, boards)
    return (
        replace(_page(counts, boards, board), divided=_split(counts, boards, board)),
        _page(counts, everybodys, public),
    )


def _shown(
    counts: Counts, reader: Reader, boards: Mapping[str, Shown] | None = None
) -> dict[str, Shown]:
    def protect(question: Question, opened: int | None = None) -> Shown:
        counted = counts.of(question)
        if boards is None:
            return disclosure.protect(counted, reader, opened=opened)
        return disclosure.for_public(boards[question.key], counted, reader, opened=opened)

    first = [question for question in counts.questions if not question.after]
    if not disclosure.may_be_told_together(len(first), also_words=counts.words):
        return {it.key: Shown((None,) * it.choices) for it in counts.questions}
    shown = {question.key: protect(question) for question in first}
    by_key = {question.key: question for question in counts.questions}
    for question in counts.questions:
        if question.after:
            opener = by_key[question.after]
            opened = disclosure.surely_picked(
                shown[opener.key], counts.of(opener), sorted(question.openers)
            )
            shown[question.key] = protect(question, opened)
    return shown


def _page(counts: Counts, shown: Mapping[str, Shown], reader: Reader) -> Page:
    return Page(
        counts.questions,
        reader.threshold,
        next(iter(shown.values())).base,
        {key: Told(it.cells, it.headline) for key, it in shown.items()},
        reader.nearest,
        rounds=counts.rounds,
        words=counts.words,
    )


def _split(counts: Counts, shown: Mapping[str, Shown], reader: Reader) -> Divided | None:
    if not counts.sizes:
        return None
    split = disclosure.split(
        counts.sizes,
        counts.by_group,
        {question.key: shown[question.key].headline for question in counts.questions},
        reader,
    )
    if split is None:
        return None
    return Divided(split.groups, len(counts.sizes), split.sizes, split.headlines)


def pools(bases: Sequence[int], reader: Reader = BOARD) -> list[frozenset[int]]:
    """Which rounds, by place, are counted together: each once, as soon as there are enough."""
    counted, waiting = [], []
    for place in range(len(bases)):
        waiting.append(place)
        if disclosure.may_be_counted([bases[it] for it in waiting], reader):
            counted.append(frozenset(waiting))
            waiting = []
    return counted
