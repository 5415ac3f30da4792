"""Draws counts for one question that could look like what was shown of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from tests.attack.rules import Page, Question


@dataclass(frozen=True)
class Draw:
    page: Page
    question: Question
    n: int
    asked: int
    """How many of these were asked the question."""
    wanted: Mapping[int, int]
    """Counts that hidden cells shall have."""
    kept: tuple[int, ...] | None
    """Counts that explained the page before: what is shown stays as in these."""
    random: Random

    def counts(self) -> tuple[int, ...] | None:
        return self._several() if self.question.several else self._single()

    def _near(self, shown: int) -> int:
        return self.random.randint(*self.page.between(shown))

    def _visible(self) -> list[int]:
        """A count for each cell that is shown, and 0 for the hidden ones."""
        cells = self.page.told[self.question.key].cells
        if self.kept:
            pairs = zip(cells, self.kept, strict=True)
            return [0 if cell is None else kept for cell, kept in pairs]
        counts = [0 if cell is None else min(self.n, self._near(cell)) for cell in cells]
        silent = None if self.question.several else cells[-1]
        if silent is not None and self.random.random() < 0.5:
            # Often whoever was asked has answered.
            low, high = self.page.between(silent)
            counts[-1] = min(max(self.n - self.asked, low), high)
        return counts

    def _several(self) -> tuple[int, ...]:
        counts = self._visible()
        for i, cell in enumerate(self.page.told[self.question.key].cells):
            if cell is None:
                few = self.random.randrange(self.page.threshold)
                either = min(few, self.asked), max(self.asked - few, 0)
                counts[i] = self.wanted.get(i, self.random.choice(either))
        return tuple(counts)

    def _single(self) -> tuple[int, ...] | None:
        told, counts = self.page.told[self.question.key], self._visible()
        for total, among in self._blocks():
            hidden = [i for i in among if told.cells[i] is None]
            rest = total - sum(counts[i] for i in among)
            if not hidden and rest:
                # Rounded parts: the largest takes what is over.
                counts[max(among, key=lambda i: counts[i])] += rest
            elif not self._share(counts, rest, hidden):
                return None
        return tuple(counts)

    def _blocks(self) -> list[tuple[int, list[int]]]:
        """Cells with a total that is known: all of them, or each side."""
        everything, mine = range(self.question.choices), self.question.side
        headline = self.page.told[self.question.key].headline
        if headline is None:
            return [(self.n, list(everything))]
        side = sum(self.kept[i] for i in mine) if self.kept else self._near(headline)
        return [(side, sorted(mine)), (self.n - side, [i for i in everything if i not in mine])]

    def _share(self, counts: list[int], rest: int, hidden: list[int]) -> bool:
        """Spread what is left over hidden cells; those who were not asked gave no answer."""
        free = [i for i in hidden if i not in self.wanted]
        for i in hidden:
            silent = min(self.n - self.asked, rest) if i == self.question.silent else 0
            counts[i] = self.wanted.get(i, silent)
            rest -= counts[i]
        if rest < 0 or (rest and not free):
            return False
        if free:
            few = min(rest, self.random.choice((0, 0, self.random.randrange(1, 10))))
            counts[self.random.choice(free)] += few
            counts[self.random.choice(free)] += rest - few
        return True
