from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.intervals import newcombe, wilson

# Newcombe (1998), table II, method 10: eight contrasts of two shares, and the limits he prints.
PUBLISHED = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0000)),
    ((10, 10, 0, 10), (0.6075, 1.0000)),
]
shares = st.integers(1, 100).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@pytest.mark.parametrize(("shares", "limits"), PUBLISHED)
def test_the_limits_are_those_that_newcombe_printed(
    shares: tuple[int, int, int, int], limits: tuple[float, float]
) -> None:
    assert newcombe(*shares) == pytest.approx(limits, abs=0.00005)


def test_wilsons_limits_for_the_example_everybody_prints() -> None:
    """Newcombe (1998), table I: 81 of 263."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.00005)


@given(shares)
def test_a_share_is_within_its_limits(share: tuple[int, int]) -> None:
    part, whole = share

    low, high = wilson(part, whole)

    assert 0 <= low <= part / whole + 1e-9
    assert part / whole - 1e-9 <= high <= 1


@given(shares, shares)
def test_a_difference_is_within_its_limits_and_turns_with_its_sides(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    low, high = newcombe(*one, *other)
    back_low, back_high = newcombe(*other, *one)

    difference = one[0] / one[1] - other[0] / other[1]
    assert -1.0000001 <= low <= difference + 1e-9
    assert difference - 1e-9 <= high <= 1.0000001
    assert (back_low, back_high) == pytest.approx((-high, -low))
