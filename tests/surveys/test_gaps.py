from __future__ import annotations

import pytest

from surveys import gaps
from surveys.models import Survey
from surveys.results import Audience, NoResultsYet
from tests.rounds import facts_of, make_counted, make_first_round, open_round

pytestmark = pytest.mark.django_db


def only_gap(survey: Survey) -> gaps.Gap:
    (found,) = gaps.read(facts_of(survey))
    return found


def test_there_is_no_gap_before_the_close() -> None:
    with pytest.raises(NoResultsYet):
        gaps.read(facts_of(open_round(make_first_round())))


def test_the_gap_is_the_difference_of_percentages_with_newcombes_interval() -> None:
    gap = only_gap(make_counted((12, 28), practitioners=(24, 16)))

    (difference,) = gap.differences
    assert gap.children
    assert (gap.children.percent, difference.adults.percent) == (30, 60)
    assert (difference.points, difference.low, difference.high) == (-30, -48, -8)
    assert not difference.is_few
    assert not difference.may_be_chance


def test_fewer_than_thirty_on_one_side_are_too_few_to_be_sure() -> None:
    gap = only_gap(make_counted((9, 20), practitioners=(20, 20)))

    assert gap.differences[0].is_few


def test_a_difference_whose_interval_holds_none_may_be_chance() -> None:
    gap = only_gap(make_counted((6, 6), practitioners=(7, 6)))

    assert gap.differences[0].may_be_chance


def test_each_audience_is_shown_with_its_own_wording() -> None:
    gap = only_gap(make_counted((6, 6), practitioners=(7, 6)))

    assert gap.question == "How safe do you feel?"
    assert gap.differences[0].adults.asked == "How safe do you think children feel?"


@pytest.mark.parametrize(
    ("children", "practitioners"),
    [((6, 6), (2, 16)), ((3, 16), (8, 8)), ((4, 4), (8, 8)), ((6, 6), (4, 4))],
)
def test_the_gap_is_hidden_where_either_side_is(
    children: tuple[int, int], practitioners: tuple[int, int]
) -> None:
    gap = only_gap(make_counted(children, practitioners=practitioners))

    assert gap.differences == ()
    assert gap.size == -1


def test_audiences_that_are_hidden_are_named() -> None:
    gap = only_gap(make_counted((6, 6), practitioners=(7, 6), managers=(2, 2)))

    assert gap.hidden == (Audience.MANAGERS,)


def test_adults_who_were_not_asked_again_are_compared_as_they_last_answered() -> None:
    first = make_counted((4, 4), practitioners=(7, 6))
    second = make_counted((4, 5), of=first)

    gap = only_gap(second)

    assert gap.children
    assert gap.children.base == 17
    assert gap.differences[0].adults.base == 13


def test_a_later_round_of_adults_does_not_reach_back() -> None:
    first = make_counted((6, 6))
    make_counted((6, 6), of=first, practitioners=(7, 6))

    assert only_gap(first).differences == ()
