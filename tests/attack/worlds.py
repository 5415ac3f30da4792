"""All small surveys there are: every way in which so few people could have answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from surveys.disclosure import Reader
from tests.attack import rules
from tests.attack.guesses import Case, from_all
from tests.attack.publishing import Counts, publish
from tests.attack.rules import Page, Question

BOARD, PUBLIC = Reader(3), Reader(5, nearest=2)
"""The same rules with smaller numbers, so that all tables can be tried."""


ALL: dict[str, tuple[list[Question], Sequence[int], bool]] = {
    "pick one": ([Question("a", 4)], range(1, 17), True),
    "pick one, and nothing else was asked": ([Question("a", 4)], range(1, 17), False),
    "faces": ([Question("a", 5, side=frozenset({0, 1}))], range(6, 12), True),
    "several": ([Question("a", 3, several=True)], range(6, 13), True),
    "several, and nothing else was asked": ([Question("a", 3, several=True)], range(6, 13), False),
    "four of several": ([Question("a", 4, several=True)], [8], False),
    "two questions, and no words": ([Question("a", 2), Question("b", 3)], range(8, 15), False),
    "two questions, and words": ([Question("a", 2), Question("b", 3)], range(8, 13), True),
    "several beside one": ([Question("a", 2, several=True), Question("b", 3)], [8, 10], True),
    "one after another": (
        [Question("a", 3), Question("b", 3, after="a", openers=frozenset({0}))],
        [9, 12],
        True,
    ),
    "after one of two": (
        [Question("a", 3), Question("b", 2, after="a", openers=frozenset({0, 1}))],
        [10, 12],
        True,
    ),
    "several after one": (
        [
            Question("a", 3, side=frozenset({0})),
            Question("b", 2, several=True, after="a", openers=frozenset({0})),
        ],
        [9, 11],
        True,
    ),
    "two after one after one": (
        [
            Question("a", 3, side=frozenset({0})),
            Question("b", 3, after="a", openers=frozenset({0})),
            Question("c", 2, after="b", openers=frozenset({0})),
            Question("d", 2, after="b", openers=frozenset({1})),
        ],
        [6, 7],
        True,
    ),
    "a split by groups": ([], [12, 14], True),
}
"""Questions (none: a split by groups), how many people, and whether words were asked for too."""


def shares(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """All ways to spread so many people over so many cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in shares(total - first, cells - 1):
            yield (first, *rest)


def _surveys(questions: Sequence[Question], n: int, *, words: bool) -> Iterator[Counts]:
    """Everything that so many people could have answered to these questions."""
    tables = [
        list(product(range(n + 1), repeat=it.choices))
        if it.several
        else list(shares(n, it.choices))
        for it in questions
    ]
    for cells in product(*tables):
        truth = {question.key: it for question, it in zip(questions, cells, strict=True)}
        if rules.possible(questions, truth, n, words=words):
            yield Counts(tuple(questions), n, truth, words=words)


def _splits(n: int) -> Iterator[Counts]:
    """Three groups and two questions with two sides; on the first all agree, so that it is shown
    whenever groups are."""
    questions = tuple(Question(key, 2, side=frozenset({0})) for key in ("a", "b"))
    for sizes in shares(n, 3):
        for row in product(*(range(size + 1) for size in sizes)):
            truth = {"a": (n, 0), "b": (sum(row), n - sum(row))}
            yield Counts(questions, n, truth, sizes, {"a": sizes, "b": row})


def learnt(name: str) -> Iterator[str]:
    """What somebody learns from any page of one shape who has tried all."""
    boards, everybodys = cases(all_of(name))
    yield from from_all(boards, BOARD.threshold)
    yield from from_all(everybodys, PUBLIC.threshold)


def all_of(name: str) -> Iterator[Counts]:
    """All surveys of one shape, for some numbers of people."""
    questions, sizes, words = ALL[name]
    for n in sizes:
        yield from _surveys(questions, n, words=words) if questions else _splits(n)


def cases(
    counts: Iterator[Counts], board: Reader = BOARD, public: Reader = PUBLIC
) -> tuple[list[Case], list[Case]]:
    """What the Board could work out, which sees both pages, and what everybody could."""
    boards, everybodys = [], []
    for it in counts:
        mine, theirs = publish(it, board, public)
        names, sums = _groups(it)
        boards.append(Case((_look(mine), _look(theirs)), names, sums))
        everybodys.append(Case(_look(theirs), names, sums))
    return boards, everybodys


def _look(page: Page) -> tuple[object, ...]:
    told = tuple((it.cells, it.headline) for it in page.told.values())
    if page.divided is None:
        return page.base, told
    divided = page.divided
    return page.base, told, divided.groups, divided.sizes, tuple(divided.headlines.values())


def _groups(it: Counts) -> tuple[dict[str, int], dict[str, int]]:
    names: dict[str, int] = {}
    sums: dict[str, int] = {}
    for question in it.questions:
        key, cells = question.key, it.truth[question.key]
        both = {f"{key}.{i}": count for i, count in enumerate(cells)}
        if question.after and not question.several:
            asked = sum(it.truth[question.after][i] for i in question.openers)
            sums[f"asked {key}, no answer"] = asked - (it.base - cells[-1])
            # Who was not asked and who gave no answer: two groups, and so a sum.
            sums[f"{key}.{question.silent}"] = both.pop(f"{key}.{question.silent}")
        if question.side:
            both[f"{key}'s side"] = sum(cells[i] for i in question.side)
        if question.several or question.side:
            rest = {f"not {name}": it.base - count for name, count in both.items()}
            # So they are among those who did not say so.
            (sums if question.after else names).update(rest)
        names |= both
        sums |= _sums(question, cells)
    for key, row in it.by_group.items():
        for i, (count, size) in enumerate(zip(row, it.sizes, strict=True)):
            names |= {f"{key} in row {i}": count, f"not {key} in row {i}": size - count}
    return names, sums | {f"group {i}": size for i, size in enumerate(it.sizes)}


def _sums(question: Question, cells: Sequence[int]) -> dict[str, int]:
    """Whoever is in some cells, where nobody is in two."""
    if question.several:
        return {}
    return {
        f"{question.key}.{some}": sum(cells[i] for i in some)
        for many in range(2, len(cells))
        for some in combinations(range(len(cells)), many)
    }
