"""What may be shown of numbers: each rule of ADR 19 with numbers like real ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.disclosure import (
    Counted,
    Reader,
    Shown,
    for_public,
    largest,
    may_be_counted,
    may_be_told_together,
    percent,
    protect,
    split,
    surely_picked,
)

BOARD, PUBLIC = Reader(5), Reader(10, nearest=5)


def pick_one(*cells: int, headline: frozenset[int] = frozenset()) -> Counted:
    return Counted(sum(cells), cells, headline=headline)


def several(base: int, *cells: int) -> Counted:
    return Counted(base, cells, several=True)


def told(counted: Counted) -> tuple[int | None, ...]:
    return protect(counted, BOARD).cells


# One question.


def test_under_twice_the_threshold_not_even_the_base_is_shown() -> None:
    assert protect(pick_one(9, 0, 0), BOARD) == Shown((None, None, None))
    assert protect(pick_one(10, 0, 0), BOARD) == Shown((10, 0, 0), base=10)


def test_who_picks_one_is_counted_once() -> None:
    with pytest.raises(ValueError, match="everybody once"):
        Counted(12, (6, 5))


def test_where_people_pick_several_there_are_no_sides() -> None:
    with pytest.raises(ValueError, match="no two sides"):
        Counted(12, (6, 5), several=True, headline=frozenset({0}))


def test_counts_of_nobody_or_of_enough_are_all_shown() -> None:
    assert told(pick_one(12, 6, 0, 5)) == (12, 6, 0, 5)


def test_a_small_count_is_hidden_with_the_next_smallest() -> None:
    assert told(pick_one(30, 7, 3, 21)) == (30, None, None, 21)


def test_a_count_of_nobody_is_hidden_with_the_small_ones() -> None:
    assert told(pick_one(30, 4, 3, 0, 21)) == (30, None, None, None, 21)


def test_the_hidden_ones_are_no_more_than_the_smallest_shown() -> None:
    # 4 and 4 are enough together, but 8 in one of them would have been shown before the 6.
    assert told(pick_one(20, 6, 4, 4)) == (20, None, None, None)


def test_of_equal_counts_the_first_is_shown() -> None:
    assert largest((6, 6, 3, 0, 20), 5) == {4}
    assert largest((9, 9, 6, 3), 5) == {0, 1}
    assert largest((12, 12, 3), 5) == frozenset()


def test_where_no_count_can_be_shown_the_base_is() -> None:
    assert protect(pick_one(7, 4, 4), BOARD) == Shown((None, None, None), base=15)


def test_a_headline_is_shown_if_both_sides_are_enough() -> None:
    shown = protect(pick_one(14, 6, 5, 3, 2, headline=frozenset({0, 1})), BOARD)

    assert (shown.base, shown.headline) == (30, 20)


def test_each_side_of_a_headline_stands_for_itself() -> None:
    shown = protect(pick_one(14, 6, 5, 3, 2, headline=frozenset({0, 1})), BOARD)

    assert shown.cells == (14, 6, 5, None, None)


@pytest.mark.parametrize("cells", [(26, 2, 0), (3, 20, 5), (4, 0, 20)])
def test_with_few_on_one_side_nothing_of_the_question_is_shown(cells: tuple[int, ...]) -> None:
    shown = protect(pick_one(*cells, headline=frozenset({0})), BOARD)

    assert shown == Shown((None, None, None), base=sum(cells))
    assert shown.is_empty


def test_where_people_pick_several_each_choice_stands_for_itself() -> None:
    assert told(several(30, 22, 3, 10, 0, 30)) == (22, None, 10, 0, 30)


def test_of_several_a_choice_that_few_did_not_pick_is_hidden() -> None:
    assert told(several(30, 27, 25, 3)) == (None, 25, None)


def test_of_several_the_only_hidden_one_must_not_be_what_the_others_lack() -> None:
    # Nobody sent nothing: of 30, 25 are in the first two at most, so 5 are in the third.
    assert told(several(30, 15, 10, 28)) == (None, None, None)
    assert told(several(30, 15, 15, 28)) == (15, 15, None)


# A question that was asked only after some choices.


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ((12, 8, 20), (12, 8, 20)),  # All 20 who were asked.
        ((10, 5, 25), (10, 5, 25)),  # 5 of them did not answer.
        ((10, 8, 22), (None, None, None)),  # 2 did not: they could be found.
        ((12, 9, 19), (None, None, None)),  # One more: somebody whose choice is hidden.
    ],
)
def test_a_question_after_a_choice_tells_of_no_more_and_no_few_less_than_were_asked(
    cells: tuple[int, ...], shown: tuple[int | None, ...]
) -> None:
    assert protect(pick_one(*cells), BOARD, opened=20).cells == shown


def test_after_a_choice_each_of_several_stands_for_itself() -> None:
    assert protect(several(40, 20, 17, 12, 3), BOARD, opened=20).cells == (20, None, 12, None)


def test_after_a_hidden_choice_not_even_nobody_is_told() -> None:
    assert protect(pick_one(0, 0, 40), BOARD, opened=0).cells == (None, None, None)
    assert protect(several(40, 0, 0), BOARD, opened=0).cells == (None, None)


def test_only_choices_that_are_shown_say_who_was_asked() -> None:
    one = pick_one(20, 12, 5, 3)
    many = several(40, 20, 12, 3, 11)

    assert surely_picked(protect(one, BOARD), one, [0, 1, 3]) == 32
    assert surely_picked(protect(one, BOARD), one, [2, 3]) == 0
    assert surely_picked(protect(many, BOARD), many, [1, 2, 3]) == 12


def test_who_skipped_all_other_questions_is_not_worked_out() -> None:
    assert may_be_told_together(3, also_words=True)
    assert may_be_told_together(1, also_words=False)
    assert not may_be_told_together(2, also_words=False)


# Rounds.


def test_rounds_that_are_too_small_wait_until_they_are_enough_together() -> None:
    assert not may_be_counted([7], BOARD)
    assert not may_be_counted([4, 5], BOARD)
    assert may_be_counted([4, 5, 8], BOARD)


# Groups.


def test_a_headline_is_split_by_groups() -> None:
    shown = split((30, 20), {"safe": (20, 10)}, {"safe": 30}, BOARD)

    assert shown is not None
    assert (shown.groups, shown.sizes, shown.headlines) == ((0, 1), (30, 20), {"safe": (20, 10)})


def test_small_groups_are_one_row() -> None:
    shown = split((30, 7, 2, 6), {"safe": (20, 5, 1, 4)}, {"safe": 30}, BOARD)

    assert shown is not None
    assert (shown.groups, shown.sizes, shown.headlines) == ((0,), (30, 15), {"safe": (20, 10)})


@pytest.mark.parametrize("sizes", [(60, 9), (9, 8, 7), (4, 4), (12, 6, 8)])
def test_where_groups_are_too_small_nothing_is_split(sizes: tuple[int, ...]) -> None:
    assert split(sizes, {"safe": sizes}, {"safe": sum(sizes)}, BOARD) is None


def test_a_table_with_a_small_cell_is_hidden_as_a_whole() -> None:
    headlines = {"safe": (20, 10), "heard": (12, 3)}

    shown = split((30, 20), headlines, {"safe": 30, "heard": 15}, BOARD)

    assert shown is not None
    assert shown.headlines == {"safe": (20, 10), "heard": None}


def test_a_question_without_a_headline_is_not_split() -> None:
    headlines = {"safe": (20, 10), "heard": (30, 17)}

    shown = split((30, 20), headlines, {"safe": 30, "heard": None}, BOARD)

    assert shown is not None
    assert shown.headlines["heard"] is None


def test_totals_that_tell_of_a_hidden_table_stop_the_split() -> None:
    # 33 of 50 say so, and 20 are in the second group: at least 3 of these say so.
    headlines = {"safe": (20, 10), "heard": (29, 4)}

    assert split((30, 20), headlines, {"safe": 30, "heard": 33}, BOARD) is None


# Everybody.


def test_the_public_is_told_about_how_many() -> None:
    counted = pick_one(32, 18, 11)

    shown = for_public(protect(counted, BOARD), counted, PUBLIC)

    assert shown == Shown((30, 20, 10), base=60)


def test_the_public_is_told_of_ten_or_more() -> None:
    counted = pick_one(32, 18, 8, 6)

    assert protect(counted, BOARD).cells == (32, 18, 8, 6)
    assert for_public(protect(counted, BOARD), counted, PUBLIC).cells == (30, 20, None, None)


def test_the_public_is_told_nothing_that_the_board_is_not() -> None:
    counted = several(40, 25, 8, 3)

    assert protect(counted, BOARD).is_empty
    assert not protect(counted, PUBLIC).is_empty
    assert for_public(protect(counted, BOARD), counted, PUBLIC).is_empty


@pytest.mark.parametrize(
    ("count", "about"), [(0, 0), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20)]
)
def test_counts_are_rounded_to_the_nearest_five(count: int, about: int) -> None:
    assert PUBLIC.rounded(count) == about
    assert BOARD.rounded(count) == count


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(0, 20, 0), (20, 20, 100), (15, 40, 38), (10, 30, 33)]
)
def test_percentages_are_whole_with_halves_up(part: int, whole: int, shown: int) -> None:
    assert percent(part, whole) == shown


# For all numbers.

CELLS = st.lists(st.integers(0, 40), min_size=2, max_size=6).map(tuple)
"""The first half is a headline's side."""


def sided(cells: tuple[int, ...]) -> Counted:
    return pick_one(*cells, headline=frozenset(range(len(cells) // 2)))


@given(CELLS, st.booleans())
def test_what_is_shown_is_true_and_of_nobody_or_enough(
    cells: tuple[int, ...], has_sides: bool
) -> None:
    counted = sided(cells) if has_sides else pick_one(*cells)

    shown = protect(counted, BOARD)

    assert all(
        seen is None or (seen == true and (seen == 0 or seen >= BOARD.threshold))
        for seen, true in zip(shown.cells, cells, strict=True)
    )
    assert shown.base in {None, sum(cells)}


@given(CELLS)
def test_what_is_hidden_of_a_total_is_enough_together(cells: tuple[int, ...]) -> None:
    visible = largest(cells, BOARD.threshold)

    hidden = [count for i, count in enumerate(cells) if i not in visible]

    assert not (visible and hidden) or (len(hidden) > 1 and sum(hidden) >= BOARD.threshold)
    assert all(max(hidden, default=0) <= cells[i] for i in visible if hidden)


@given(CELLS, st.booleans())
def test_the_public_sees_no_more_than_the_board_within_two(
    cells: tuple[int, ...], has_sides: bool
) -> None:
    counted = sided(cells) if has_sides else pick_one(*cells)

    board = protect(counted, BOARD)
    public = for_public(board, counted, PUBLIC)

    for seen, true in zip(
        (*public.cells, public.headline, public.base),
        (*board.cells, board.headline, board.base),
        strict=True,
    ):
        assert seen is None or (true is not None and abs(seen - true) <= 2 and seen % 5 == 0)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=5))
def test_the_rows_of_a_split_add_up(rows: list[tuple[int, int]]) -> None:
    sizes = [yes + no for yes, no in rows]
    headline = sum(yes for yes, _ in rows)

    shown = split(sizes, {"safe": [yes for yes, _ in rows]}, {"safe": headline}, BOARD)

    if shown is not None:
        assert sum(shown.sizes) == sum(sizes)
        assert sum(shown.headlines["safe"] or ()) == headline
        assert all(size == 0 or size >= 2 * BOARD.threshold for size in shown.sizes)
