"""What linear programming says of hidden counts: at least so many, at most so many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import ceil, floor

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import identity, kron

from tests.attack.rules import Page, Question

Sum = Mapping[str, float]
"""A sum of unknown counts: how often each is in it."""
Figures = npt.NDArray[np.float64]
UNSURE = 1e-6


class Puzzle:
    """All unknown counts of a page, and all that is known of them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.limits: dict[str, tuple[float, float | None]] = {}
        self.equal: list[Sum] = []
        """Sums that are 0."""
        self.least: list[Sum] = []
        """Sums that are at least 0."""
        self.hidden: dict[str, Sum] = {}
        self.mixed: set[str] = set()
        """Hidden, but with those who were not asked among them, whose least number is no secret."""
        assert page.base is not None
        self.limits["n"] = page.between(page.base)
        for question in page.questions:
            self._read(question)
        if not page.words:
            self._nobody_sent_nothing()
        if page.divided:
            self._read_split()

    def _read(self, question: Question) -> None:
        told, key = self.page.told[question.key], question.key
        for i, cell in enumerate(told.cells):
            self._count(f"{key}.{i}", cell, beside=question.several)
        if question.several:
            self.least += [{"n": 1, f"{key}.{i}": -1} for i in range(question.choices)]
        else:
            self.equal.append({"n": -1, **{f"{key}.{i}": 1.0 for i in range(question.choices)}})
        if question.side:
            self._count(f"{key}'s side", told.headline, beside=True)
            self.equal.append({f"{key}'s side": -1, **{f"{key}.{i}": 1.0 for i in question.side}})
        if question.after:
            self._asked_after(question)

    def _count(self, name: str, shown: int | None, *, beside: bool) -> None:
        """`beside`: whoever is not in it is a group as well."""
        self.limits[name] = (0, None) if shown is None else self.page.between(shown)
        if shown is None:
            self.hidden[name] = {name: 1}
            if beside:
                self.hidden[f"not {name}"] = {"n": 1, name: -1}

    def _asked_after(self, question: Question) -> None:
        opener: Sum = {f"{question.after}.{i}": 1 for i in question.openers}
        last = question.choices - 1
        self.mixed |= {f"{question.key}.{question.silent}", f"not {question.key}'s side"}
        self.mixed |= {f"not {question.key}.{i}" for i in range(question.choices)}
        if question.several:
            self.least += [{**opener, f"{question.key}.{i}": -1} for i in range(question.choices)]
        else:
            self.least.append({**opener, "n": -1, f"{question.key}.{last}": 1})

    def _nobody_sent_nothing(self) -> None:
        picks = {"n": -1.0}
        for question in self.page.questions:
            if not question.after:
                last = question.choices - (0 if question.several else 1)
                picks |= {f"{question.key}.{i}": 1.0 for i in range(last)}
        self.least.append(picks)

    def _read_split(self) -> None:
        divided = self.page.divided
        assert divided is not None
        for key, row in divided.headlines.items():
            cells = [f"{key} in row {i}" for i in range(len(divided.sizes))]
            for i, (cell, size) in enumerate(zip(cells, divided.sizes, strict=True)):
                self.limits[cell] = (0, size) if row is None else (row[i], row[i])
                if row is None:
                    self.limits[f"row {i}"] = (size, size)
                    self.hidden[cell] = {cell: 1}
                    self.hidden[f"not {cell}"] = {f"row {i}": 1, cell: -1}
            self.equal.append({f"{key}'s side": -1, **dict.fromkeys(cells, 1.0)})
        if len(divided.groups) < divided.of:
            apart = [i for i in range(divided.of) if i not in divided.groups]
            for i in apart:
                self.limits[f"group {i}"] = (0, None)
                self.hidden[f"group {i}"] = {f"group {i}": 1}
            self.limits["else"] = (divided.sizes[-1], divided.sizes[-1])
            self.equal.append({"else": -1, **{f"group {i}": 1.0 for i in apart}})


def squeeze(page: Page) -> list[str]:
    """Hidden counts that are certain to be 1 to threshold - 1, or where a part of these is out."""
    if page.base is None:
        return []
    found, puzzle = [], Puzzle(page)
    for name, low, high in limits(puzzle):
        small = min(high, page.threshold - 1) - max(low, 1) + 1
        certain = low >= 1 and high < page.threshold
        # With rounded numbers only the rules say which part is out: see `guesses`.
        sees_part = page.nearest == 1 and name not in puzzle.mixed
        in_part = sees_part and 0 < small < page.threshold - 1
        if certain or in_part:
            found.append(f"{name} is {low} to {high}")
    return found


def limits(puzzle: Puzzle) -> Iterator[tuple[str, int, int]]:
    """The least and the most that every hidden count can be: one program that holds the page's
    puzzle twice for each of them."""
    if not puzzle.hidden:
        return
    names = {name: i for i, name in enumerate(puzzle.limits)}

    def figures(sums: Iterable[Sum]) -> Figures:
        rows = np.zeros((0, len(names)))
        for terms in sums:
            row = np.zeros((1, len(names)))
            for name, times in terms.items():
                row[0, names[name]] = times
            rows = np.vstack([rows, row])
        return rows

    goals = figures(puzzle.hidden.values())
    goals = np.vstack([goals, -goals])
    copies = identity(len(goals))
    answer = linprog(
        goals.ravel(),
        A_ub=kron(copies, -figures([*puzzle.least, {}])),
        b_ub=np.zeros(len(goals) * (len(puzzle.least) + 1)),
        A_eq=kron(copies, figures([*puzzle.equal, {}])),
        b_eq=np.zeros(len(goals) * (len(puzzle.equal) + 1)),
        bounds=list(puzzle.limits.values()) * len(goals),
    )
    assert answer.status == 0, answer.message
    least, most = np.split((goals * answer.x.reshape(goals.shape)).sum(axis=1), 2)
    for name, low, high in zip(puzzle.hidden, least, -most, strict=True):
        yield name, ceil(low - UNSURE), floor(high + UNSURE)
