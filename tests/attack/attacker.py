"""Somebody with all pages that one reader was shown, who wants to count a few people.

Knows nothing of our code. Sums and differences stand here; linear programming in `bounds`, and
what follows from knowing the rules in `guesses`. Each finding is a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from tests.attack.rules import Page, Question

Range = tuple[int, int]
Part = tuple[str, Range]
"""A set of people, in words, and how many they can be."""


def minus(whole: Range, part: Range) -> Range:
    return whole[0] - part[1], whole[1] - part[0]


def plus(parts: Sequence[Range]) -> Range:
    return sum(low for low, _ in parts), sum(high for _, high in parts)


def few(size: Range, threshold: int) -> bool:
    """Whether it is certain that they are somebody, and fewer than may be counted."""
    return size[0] >= 1 and size[1] < threshold


def subtract(pages: Sequence[Page]) -> list[str]:
    """Groups of 1 to threshold - 1 people that are a number shown, or a difference of such."""
    found = [it for page in pages for it in _on_a_page(page)]
    for one in pages:
        for other in pages:
            if one.rounds < other.rounds:
                found += _between_pages(one, other)
    return found


def _on_a_page(page: Page) -> Iterator[str]:
    if page.base is None:
        return
    base = page.between(page.base)
    if base[1] < 2 * page.threshold:
        yield f"only {page.base} people are counted: all or none says it of each"
    for name, size in _groups(page, base):
        if few(size, page.threshold):
            yield f"{name}: {size}"


def _groups(page: Page, base: Range) -> Iterator[Part]:
    for question in page.questions:
        yield from _of_question(page, question, base)
        if question.after:
            yield from _asked(page, question)
    if page.divided:
        yield from _divided(page, base)


def _of_question(page: Page, question: Question, base: Range) -> Iterator[Part]:
    told, name = page.told[question.key], question.key
    for i, cell in enumerate(told.cells):
        if cell is not None:
            yield f"{name}.{i}", page.between(cell)
            if question.several:
                yield f"not {name}.{i}", minus(base, page.between(cell))
    if not question.several:
        yield from _sums(page, question, name, base, range(question.choices))
    if told.headline is not None:
        side = page.between(told.headline)
        rest = [i for i in range(question.choices) if i not in question.side]
        yield f"{name}'s side", side
        yield f"not {name}'s side", minus(base, side)
        yield from _sums(page, question, f"{name}'s side", side, sorted(question.side))
        yield from _sums(page, question, f"not {name}'s side", minus(base, side), rest)


def _sums(
    page: Page, question: Question, name: str, whole: Range, among: Sequence[int]
) -> Iterator[Part]:
    cells = page.told[question.key].cells
    seen = {i: cell for i in among if (cell := cells[i]) is not None}
    for many in range(1, len(seen) + 1):
        for some in combinations(seen, many):
            parts = [page.between(seen[i]) for i in some]
            yield f"{name} without {some}", minus(whole, plus(parts))


def _asked(page: Page, question: Question) -> Iterator[Part]:
    """Who was asked a question after another, and is not in an answer to it that is shown."""
    opener = next(it for it in page.questions if it.key == question.after)
    cells = [page.told[opener.key].cells[i] for i in sorted(question.openers)]
    if any(cell is None for cell in cells) or (opener.several and len(cells) > 1):
        return
    asked = plus([page.between(cell or 0) for cell in cells])
    told, last = page.told[question.key], question.choices - 1
    for i, cell in enumerate(told.cells):
        if cell is not None and (question.several or i < last):
            yield f"asked {question.key}, not {i}", minus(asked, page.between(cell))
    if told.headline is not None and last not in question.side:
        side = page.between(told.headline)
        yield f"asked {question.key}, not on its side", minus(asked, side)
    silent = None if question.several else told.cells[last]
    if silent is not None and page.base is not None:
        spoke = minus(page.between(page.base), page.between(silent))
        yield f"asked {question.key}, no answer", minus(asked, spoke)


def _divided(page: Page, base: Range) -> Iterator[Part]:
    divided = page.divided
    assert divided is not None
    by_key = {question.key: question for question in page.questions}
    for many in range(1, len(divided.sizes)):
        for some in combinations(divided.sizes, many):
            yield f"nobody of rows {some}", minus(base, (sum(some), sum(some)))
    for key, row in divided.headlines.items():
        question, within = by_key[key], divided.headlines.get(by_key[key].after)
        for i, count in enumerate(row or ()):
            rest = divided.sizes[i] - count
            yield f"{key} in row {i}", (count, count)
            yield f"not {key} in row {i}", (rest, rest)
            if within is not None and question.openers <= by_key[question.after].side:
                asked = within[i] - count
                yield f"{question.after} in row {i}, and not {key}", (asked, asked)


def _between_pages(one: Page, other: Page) -> Iterator[str]:
    """A round that is in one page and not in the other is the difference of everything."""
    assert one.base is not None
    assert other.base is not None
    numbers = [("base", one.base, other.base)]
    for key, told in one.told.items():
        later = other.told[key]
        numbers += [
            (f"{key}.{i}", a, b)
            for i, (a, b) in enumerate(zip(told.cells, later.cells, strict=True))
            if a is not None and b is not None
        ]
    for name, before, after in numbers:
        size = minus(other.between(after), one.between(before))
        if few(size, one.threshold):
            yield f"{name} without rounds {sorted(one.rounds)}: {size}"
