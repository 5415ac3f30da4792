"""Each rule of ADR 19 holds something back: without it, the same attacker finds somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

import pytest

from surveys import disclosure
from surveys.disclosure import Counted, Reader, Shown
from tests.attack import worlds
from tests.attack.attacker import subtract
from tests.attack.bounds import squeeze
from tests.attack.caseload import dataset
from tests.attack.publishing import Counts, publish
from tests.attack.rules import Question

PICK_ONE = Question("a", 3)


def yes(*_: object, **__: object) -> bool:
    """A rule that is switched off."""
    return True


def by_subtracting() -> Iterator[str]:
    random = Random(19)
    for _ in range(150):
        for reader in zip(*map(publish, dataset(random).snapshots), strict=True):
            yield from subtract(reader)


def by_bounds() -> Iterator[str]:
    """A split in which one table is hidden, and its totals are large."""
    questions = tuple(Question(key, 3, side=frozenset({0})) for key in ("a", "b"))
    for side in range(28, 40):
        truth = {"a": (20, 20, 0), "b": (side, 40 - side, 0)}
        rows = {"a": (15, 5), "b": (side - 8, 8)}
        board, _ = publish(Counts(questions, 40, truth, (30, 10), rows))
        yield from squeeze(board)


def by_trying_all(name: str) -> Callable[[], Iterator[str]]:
    return lambda: worlds.learnt(name)


def small_ones_then_the_next(counts: Sequence[int], threshold: int) -> frozenset[int]:
    """What others do: hide what is small, then the next smallest until they are enough."""
    order = sorted(range(len(counts)), key=lambda i: (counts[i], i))
    hidden = [i for i in order if 0 < counts[i] < threshold]
    for i in order:
        if not hidden or sum(counts[it] for it in hidden) >= threshold and len(hidden) > 1:
            break
        if i not in hidden and counts[i]:
            hidden.append(i)
    return frozenset(order) - frozenset(hidden)


def what_the_public_may_see(
    shown: Shown, counted: Counted, reader: Reader, *, opened: int | None = None
) -> Shown:
    """Without a look at what the Board is shown."""
    public = disclosure.protect(counted, reader, opened=opened)
    about = disclosure._about
    return Shown(
        tuple(about(cell, reader) for cell in public.cells),
        base=about(public.base, reader),
        headline=about(public.headline, reader),
    )


RULES: dict[str, tuple[str, Callable[..., object], Callable[[], Iterator[str]]]] = {
    "a small count is shown": ("is_large_enough", yes, by_subtracting),
    "whoever is not in a count is few": ("rest_is_large_enough", yes, by_subtracting),
    "all of a few people say the same": ("base_is_large_enough", yes, by_subtracting),
    "one count is hidden alone": ("hidden_together", yes, by_subtracting),
    "what is hidden could not be anything": (
        "hidden_could_be_anything", yes, by_trying_all("pick one"),
    ),
    "the next smallest are hidden with the small": (
        "largest", small_ones_then_the_next, by_trying_all("pick one"),
    ),
    "totals say what a hidden table must hold": ("bounds_tell_nothing", yes, by_bounds),
    "a question tells who picked what leads to it": (
        "opened_by_shown", yes, by_trying_all("one after another"),
    ),
    "a question tells of more people than the choices that lead to it": (
        "opened_by_shown", lambda count, shown, t: shown > 0 and shown - count not in range(1, t),
        by_trying_all("after one of two"),
    ),
    "those who were asked and did not answer are few": (
        "opened_by_shown", lambda count, shown, t: count <= shown > 0, by_subtracting,
    ),
    "being hidden tells that somebody was asked": (
        "opened_by_shown", lambda count, shown, t: shown - count == 0 or shown - count >= t,
        by_trying_all("two after one after one"),
    ),
    "who skipped all other questions answered the last": (
        "may_be_told_together", yes, by_trying_all("two questions, and no words"),
    ),
    "the public is shown what the Board is not": (
        "for_public", what_the_public_may_see,
        by_trying_all("several, and nothing else was asked"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", RULES)
def test_without_a_rule_somebody_is_found(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, otherwise, attack = RULES[why]
    assert next(attack(), None) is None

    monkeypatch.setattr(disclosure, name, otherwise)

    assert next(attack(), None) is not None


def test_a_round_that_is_counted_twice_is_subtracted() -> None:
    first = Counts((PICK_ONE,), 12, {"a": (6, 6, 0)}, rounds=frozenset({0}))
    both = Counts((PICK_ONE,), 14, {"a": (8, 6, 0)}, rounds=frozenset({0, 1}))

    found = subtract([publish(first)[0], publish(both)[0]])

    assert "a.0 without rounds [0]: (2, 2)" in found


def test_a_split_of_a_question_asked_after_a_choice_is_subtracted() -> None:
    after = Question("b", 3, side=frozenset({0}), after="a", openers=frozenset({0}))
    sided = Question("a", 3, side=frozenset({0}))
    truth = {"a": (36, 24, 0), "b": (24, 12, 24)}
    rows = {"a": (18, 18), "b": (14, 10)}

    board, _ = publish(Counts((sided, after), 60, truth, (30, 30), rows))

    assert "a in row 0, and not b: (4, 4)" in subtract([board])
