"""What follows from knowing the rules: which hidden counts explain the picture that was shown.

For small tables all of them are tried (`from_all`). For a whole page explanations are looked for
(`unexplained`): every small number needs a page of counts that has it and would look the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.attack import rules
from tests.attack.draws import Draw
from tests.attack.rules import Page, Question, Told, Truth

Wanted = dict[str, dict[int, int]]
"""By question and cell, the count that an explanation shall have."""
TRIES = 5000
Names = Mapping[str, int]
"""Groups of people by name, and how many they truly are."""


@dataclass(frozen=True)
class Case:
    """One of all possible true tables: what it would look like, and how many people it holds."""

    picture: Hashable
    counts: Names
    """Counts that were made: each that can be small must be able to be any small number."""
    sums: Names
    """Groups made of them: none may be certain."""


def from_all(cases: Iterable[Case], threshold: int) -> Iterator[str]:
    """Of all true tables there are: which pictures tell somebody too much who knows them all."""
    sizes: dict[Hashable, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    must_be_any = set[str]()
    for case in cases:
        must_be_any |= case.counts.keys()
        for name, size in [*case.counts.items(), *case.sums.items()]:
            sizes[case.picture][name].add(size)
    small = set(range(1, threshold))
    for picture, by_name in sizes.items():
        for name, can_be in by_name.items():
            is_certain = len(can_be) == 1 and can_be < small
            in_part = name in must_be_any and can_be & small and not small <= can_be
            if is_certain or in_part:
                yield f"{picture}: {name} is one of {sorted(can_be & small)}"


class Reading:
    """What one reader can see: their own page, and the public one if it is another."""

    def __init__(self, pages: Sequence[Page], board_threshold: int) -> None:
        self.pages = pages
        self.board_threshold = board_threshold
        self.questions = pages[0].questions
        self.first = pages[0]
        self.words = pages[0].words

    def explains(self, truth: Truth, n: int) -> bool:
        """Whether these counts can be, and would look exactly like the pages."""
        if not rules.possible(self.questions, truth, n, words=self.words):
            return False
        board = rules.page(self.questions, truth, n, self.board_threshold, words=self.words)
        return all(
            all(page.told[key] == told for key, told in self._looks(page, board, truth, n))
            and rules.about(n, page.nearest) == page.base
            for page in self.pages
        )

    def _looks(
        self, page: Page, board: Mapping[str, Told], truth: Truth, n: int
    ) -> Iterator[tuple[str, Told]]:
        if page.nearest == 1:
            yield from board.items()
        else:
            public = rules.page(self.questions, truth, n, page.threshold, board, words=self.words)
            for key, told in public.items():
                yield key, rules.rounded(told, page.nearest)

    def may_be(self, question: Question, counts: tuple[int, ...], n: int) -> bool:
        """A first look at one question alone."""
        page = self.first
        if question.after and question.several:
            return True
        alone = rules.rounded(rules.alone(question, counts, n, page.threshold), page.nearest)
        return alone == page.told[question.key]

    def bases(self) -> list[int]:
        assert self.first.base is not None
        low, high = self.first.between(self.first.base)
        return [n for n in range(low, high + 1) if n >= 2 * self.first.threshold]


def unexplained(pages: Sequence[Page], board_threshold: int, random: Random) -> list[str]:
    """Hidden counts for which not every small number has been explained, though some has."""
    if pages[0].base is None:
        return []
    reading = Reading([page for page in pages if page.base is not None], board_threshold)
    small = set(range(1, reading.first.threshold))
    seen: dict[tuple[str, int], set[int]] = {
        (question.key, i): set()
        for question in reading.questions
        for i, cell in enumerate(reading.first.told[question.key].cells)
        # Who gave no answer to a question that not all were asked is several groups at once.
        if cell is None
        and not (question.after and not question.several and i == question.choices - 1)
    }
    for truth in _explanations(reading, seen, small, random):
        for key, i in seen:
            seen[key, i].add(truth[key][i])
    return [
        f"{key}.{i} is one of {sorted(can_be & small)}"
        for (key, i), can_be in seen.items()
        if can_be & small and not small <= can_be
    ]


def _explanations(
    reading: Reading, seen: Mapping[tuple[str, int], set[int]], small: set[int], random: Random
) -> Iterator[Truth]:
    """True pages that look the same: first with numbers missing in all questions at once, then
    for each that is still missing, mostly with only the question in hand drawn anew."""
    bases, known = reading.bases(), dict[int, Truth]()

    def tried(wanted: Wanted, before: Mapping[int, Truth]) -> Iterator[Truth]:
        n = random.choice([*before] or bases)
        truth = _draw(reading, n, random, wanted, before.get(n, {}))
        if truth and reading.explains(truth, n):
            known[n] = truth
            yield truth

    for _ in range(25):
        wanted = {
            key: {i: random.choice(sorted(small - can_be))}
            for (key, i), can_be in random.sample(sorted(seen.items()), len(seen))
            if not small <= can_be
        }
        yield from tried(wanted, {}) if wanted else ()
    missing = [(it, value) for it in seen for value in sorted(small)]
    for tries in (6, TRIES):
        for (key, i), value in missing:
            can_be = seen[key, i]
            for turn in range(tries if tries < TRIES or can_be & small else 0):
                if value in can_be:
                    break
                wanted = _lead_to(reading, key, {i: value}, random)
                yield from tried(wanted, known if turn % 5 else {})


def _lead_to(reading: Reading, key: str, cells: dict[int, int], random: Random) -> Wanted:
    """Who answers a question was asked it: often, enough people who picked what leads there."""
    wanted: Wanted = {key: cells}
    question = next(it for it in reading.questions if it.key == key)
    if question.after and random.random() < 0.5:
        many = max(cells.values()) + random.randrange(3)
        opener = random.choice(sorted(question.openers))
        wanted |= _lead_to(reading, question.after, {opener: many}, random)
    return wanted


def _draw(
    reading: Reading, n: int, random: Random, wanted: Wanted, before: Truth
) -> dict[str, tuple[int, ...]] | None:
    """Counts drawn to look like the page; whether they do is seen afterwards."""
    truth: dict[str, tuple[int, ...]] = {}
    for question in reading.questions:
        asked = was_asked = n
        if question.after:
            asked = min(n, sum(truth[question.after][i] for i in question.openers))
        if question.after and before:
            was_asked = min(n, sum(before[question.after][i] for i in question.openers))
        if question.key not in wanted and asked == was_asked and before and random.random() < 0.97:
            truth[question.key] = before[question.key]
            continue
        kept = before.get(question.key) if random.random() < 0.8 else None
        draw = Draw(reading.first, question, n, asked, wanted.get(question.key, {}), kept, random)
        for _ in range(20):
            counts = draw.counts()
            if counts and (reading.may_be(question, counts, n) or random.random() < 0.02):
                truth[question.key] = counts
                break
        else:
            return None
    return truth
