"""What may be shown of numbers, so that nobody can be picked out. Pure: no Django, no database.

The rules, and why somebody who knows them learns no more: docs/adr/0019. In brackets stand the
numbers of the rules that were there before: hide small counts, their complements, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Reader:
    """Who is told."""

    threshold: int
    """The smallest number of people that may be counted."""
    nearest: int = 1
    """What counts are rounded to."""

    def rounded(self, count: int) -> int:
        return self.nearest * ((2 * count + self.nearest) // (2 * self.nearest))


@dataclass(frozen=True)
class Counted:
    """The true counts of one question for one audience."""

    base: int
    """Everybody who answered the survey, this question or not."""
    cells: tuple[int, ...]
    """How many picked each choice. If people pick one: the last is how many picked none."""
    several: bool = False
    """Whether people may pick several choices."""
    headline: frozenset[int] = frozenset()
    """The cells that make the headline's side; the rest are the other side."""

    def __post_init__(self) -> None:
        if not self.several and sum(self.cells) != self.base:
            raise ValueError("Where people pick one, the cells hold everybody once.")
        if self.several and self.headline:
            raise ValueError("Where people pick several, there are no two sides.")


@dataclass(frozen=True)
class Shown:
    """The same as it may be shown: what is hidden is None."""

    cells: tuple[int | None, ...]
    base: int | None = None
    headline: int | None = None

    @property
    def is_empty(self) -> bool:
        return self.headline is None and all(cell is None for cell in self.cells)


# The rules. Each is a function with a name, so that a test can switch it off and see what it held.


def is_large_enough(count: int, threshold: int) -> bool:
    """Primary (C2): a count is nobody, or enough people to hide among."""
    return count == 0 or count >= threshold


def rest_is_large_enough(part: int, whole: int, threshold: int) -> bool:
    """Complement (C6): whoever is not in the part is nobody, or enough people."""
    return is_large_enough(whole - part, threshold)


def base_is_large_enough(base: int, threshold: int) -> bool:
    """Base and class disclosure (C3, C4): under twice the threshold, all or none could be said of
    everybody, and nothing else could be said at all."""
    return base >= 2 * threshold


def hidden_together(hidden: Sequence[int], threshold: int) -> bool:
    """Remainder (C5): what is hidden is hidden with something, and large enough together."""
    return len(hidden) >= 2 and sum(hidden) >= threshold


def hidden_could_be_anything(hidden: Sequence[int], visible: Sequence[int]) -> bool:
    """Against those who know the rules: the whole remainder is no more than the smallest count
    shown, so that each hidden count could be any small number, and the rest one other count."""
    return sum(hidden) <= min(visible)


def bounds_tell_nothing(part: int, group: int, base: int, threshold: int) -> bool:
    """Two shown margins (a group, an answer) say that at least so many are in both (Fréchet): of a
    hidden pair that must be nobody, or no small number."""
    least = max(0, part + group - base)
    return not 0 < least < threshold


def opened_by_shown(count: int, shown: int, threshold: int) -> bool:
    """A question asked after some choices says how many picked these at least: it tells of no more
    people than the choices that are shown (`shown`). Whoever was asked and is not in the count is
    nobody, or enough people. Where nobody is shown to have been asked, not even "nobody answered"
    is told: of two such questions that are hidden, each would say that somebody was."""
    return shown > 0 and rest_is_large_enough(count, shown, threshold)


def may_be_told_together(questions: int, *, also_words: bool) -> bool:
    """Nobody can send a survey with nothing in it: where nothing but several questions for all is
    counted, who skipped the others must be in the last. Words, or something about you that nothing
    is split by, or a question without numbers leave that open. What is asked after a choice does
    not."""
    return questions <= 1 or also_words


def may_be_counted(bases: Sequence[int], reader: Reader) -> bool:
    """Whether rounds that were never counted are, together, enough people for a snapshot."""
    return base_is_large_enough(sum(bases), reader.threshold)


def protect(counted: Counted, reader: Reader, *, opened: int | None = None) -> Shown:
    """What this reader may be told of one question.

    `opened`: if it was asked only after some choices, how many people are shown to have picked one.
    """
    nothing = Shown(cells=(None,) * len(counted.cells))
    if not base_is_large_enough(counted.base, reader.threshold):
        return nothing
    if counted.several:
        return _several(counted, reader, opened)
    shown = _one(counted, reader)
    if opened is None or shown.is_empty:
        return shown
    answered = counted.base - (shown.cells[-1] or 0)
    if opened_by_shown(answered, opened, reader.threshold):
        return shown
    return replace(nothing, base=shown.base)


def _one(counted: Counted, reader: Reader) -> Shown:
    everything = range(len(counted.cells))
    if not counted.headline:
        return Shown(_blocks(counted, [everything], reader), base=counted.base)
    headline = sum(counted.cells[i] for i in counted.headline)
    if not (
        is_large_enough(headline, reader.threshold)
        and rest_is_large_enough(headline, counted.base, reader.threshold)
    ):
        return Shown(cells=(None,) * len(counted.cells), base=counted.base)
    sides = [
        [i for i in everything if i in counted.headline],
        [i for i in everything if i not in counted.headline],
    ]
    return Shown(_blocks(counted, sides, reader), base=counted.base, headline=headline)


def _blocks(
    counted: Counted, blocks: Sequence[Sequence[int]], reader: Reader
) -> tuple[int | None, ...]:
    """The cells, each block with a total of its own that is known."""
    cells: list[int | None] = [None] * len(counted.cells)
    for block in blocks:
        visible = largest([counted.cells[i] for i in block], reader.threshold)
        for place, i in enumerate(block):
            if place in visible:
                cells[i] = counted.cells[i]
    return tuple(cells)


def largest(counts: Sequence[int], threshold: int) -> frozenset[int]:
    """Which counts of a known total may be shown: all, or as many of the largest as can be.

    Secondary suppression without a choice that tells: the hidden ones are always the smallest.
    """
    order = sorted(range(len(counts)), key=lambda i: (-counts[i], i))
    for most in range(len(order), 0, -1):
        visible = [counts[i] for i in order[:most]]
        hidden = [counts[i] for i in order[most:]]
        if not all(is_large_enough(count, threshold) for count in visible):
            continue
        if not hidden or (
            0 not in visible
            and hidden_together(hidden, threshold)
            and hidden_could_be_anything(hidden, visible)
        ):
            return frozenset(order[:most])
    return frozenset()


def _several(counted: Counted, reader: Reader, opened: int | None) -> Shown:
    """Each choice is a share of everybody, for itself: no total ties them.

    How many picked any is not shown, or it would.
    """
    visible = {
        i
        for i, count in enumerate(counted.cells)
        if is_large_enough(count, reader.threshold)
        and rest_is_large_enough(count, counted.base, reader.threshold)
        and (opened is None or opened_by_shown(count, opened, reader.threshold))
    }
    if len(visible) == len(counted.cells) - 1:
        # Everybody answered something: where there is no other question, the one that is left
        # would have to make up what the others lack.
        visible = visible if sum(counted.cells[i] for i in visible) >= counted.base else set()
    cells = tuple(count if i in visible else None for i, count in enumerate(counted.cells))
    return Shown(cells, base=counted.base)


def surely_picked(shown: Shown, counted: Counted, choices: Sequence[int]) -> int:
    """How many people picked one of these choices, at least, as the choices that are shown say.

    True counts, for rounded readers too: what is round cannot be compared.
    """
    counts = [counted.cells[i] for i in choices if shown.cells[i] is not None]
    return max(counts, default=0) if counted.several else sum(counts)


@dataclass(frozen=True)
class Split:
    """A question's headline by groups, as it may be shown."""

    groups: tuple[int, ...]
    """The groups shown, by place; whoever is in none of them stands in a last row together."""
    sizes: tuple[int, ...]
    """People in each row."""
    headlines: Mapping[str, tuple[int, ...] | None]
    """By question, how many in each row are on the headline's side; None: hidden."""


def split(
    sizes: Sequence[int],
    headlines: Mapping[str, Sequence[int]],
    shown: Mapping[str, int | None],
    reader: Reader,
) -> Split | None:
    """What this reader may be told of headlines by the groups of one dimension, if anything.

    `sizes` counts everybody once, those who said no group too. `headlines`: by question and group,
    who is on the headline's side. `shown`: the question's headline as it is told of everybody.
    A question asked after a choice is not split, nor is anything split by one: within a group it
    would say who was asked and did not say so.
    """
    base = sum(sizes)
    groups = sorted(largest(sizes, 2 * reader.threshold))
    if not base_is_large_enough(base, reader.threshold) or not groups:
        return None

    def rows(counts: Sequence[int]) -> tuple[int, ...]:
        apart = [counts[i] for i in groups]
        return (*apart, sum(counts) - sum(apart)) if len(groups) < len(counts) else tuple(apart)

    people = rows(sizes)
    tables = {
        question: rows(counts)
        for question, counts in headlines.items()
        if shown[question] is not None and _is_safe_table(people, rows(counts), reader)
    }
    held = [it for question, it in shown.items() if it is not None and question not in tables]
    if not tables or not all(_margins_tell_nothing(it, people, reader) for it in held):
        return None
    return Split(tuple(groups), people, {question: tables.get(question) for question in headlines})


def _is_safe_table(people: Sequence[int], sided: Sequence[int], reader: Reader) -> bool:
    """All or nothing: a cell hidden alone could be worked out from its row and its column."""
    return all(
        (size == 0 or base_is_large_enough(size, reader.threshold))
        and is_large_enough(count, reader.threshold)
        and rest_is_large_enough(count, size, reader.threshold)
        for size, count in zip(people, sided, strict=True)
    )


def _margins_tell_nothing(headline: int, people: Sequence[int], reader: Reader) -> bool:
    base = sum(people)
    return all(
        bounds_tell_nothing(part, size, base, reader.threshold)
        for size in people
        for part in (headline, base - headline)
    )


def for_public(
    shown: Shown, counted: Counted, reader: Reader, *, opened: int | None = None
) -> Shown:
    """What everybody may be told: only what the Board is told (`shown`), from more people, about.

    `opened` as in `protect`, by the choices that everybody is told of.
    """
    public = protect(counted, reader, opened=opened)
    if (public.headline is None) != (shown.headline is None):
        return Shown(cells=(None,) * len(counted.cells), base=_about(public.base, reader))
    return Shown(
        tuple(
            _about(cell, reader) if boards is not None else None
            for cell, boards in zip(public.cells, shown.cells, strict=True)
        ),
        base=_about(public.base, reader),
        headline=_about(public.headline, reader),
    )


def _about(count: int | None, reader: Reader) -> int | None:
    return None if count is None else reader.rounded(count)


def percent(part: int, whole: int) -> int:
    """A whole percentage, halves up."""
    return (200 * part + whole) // (2 * whole)
