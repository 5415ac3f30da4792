"""What a text asks of its reader: sentences, words off the list, and an age by the formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.reading_age import AGE, SENTENCE, SHORT, age, is_familiar, score, sentences, words

EASY = "You can skip any question. We do not ask your name."


@pytest.mark.parametrize(
    ("words", "sentences", "unfamiliar", "expected"),
    [
        # The worked examples of the book (pages 135 to 140): school years 5-6 and 9-10.
        (100, 6, 11, 10),
        (100, 5, 23, 14),
        # The edges of its table.
        (100, 14, 1, 6),
        (100, 14, 14, 9),
        (100, 14, 16, 10),
        (100, 5, 60, 18),
    ],
)
def test_the_formula_gives_the_age_that_its_makers_give(
    words: int, sentences: int, unfamiliar: int, expected: int
) -> None:
    assert age(words, sentences, unfamiliar) == expected


@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 400))
def test_harder_words_and_longer_sentences_never_read_younger(
    total: int, stops: int, hard: int
) -> None:
    stops, hard = min(stops, total), min(hard, total)

    assert age(total, stops, hard) <= age(total, stops, min(hard + 1, total))
    assert age(total, stops, hard) <= age(total, max(stops - 1, 1), hard)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
        ("You said: “We wait. Tell us.” Then we did.",
         ["You said: “We wait.", "Tell us.”", "Then we did."]),
        ("Pick:\n- A bus\n* A lamp\n• A bench\n2. A dog", ["Pick:", "A bus", "A lamp", "A bench",
                                                        "A dog"]),
        ("Ask Dr. Khan or J. B. Smith at 9 a.m. on Monday.",
         ["Ask Dr. Khan or J. B. Smith at 9 a.m. on Monday."]),
        ("It costs 3.50 now. 12 went.", ["It costs 3.50 now.", "12 went."]),
        ("Call 0800 1111. It is free.", ["Call 0800 1111.", "It is free."]),
        ("It is on {{ day }}. {{ body }} meets.", ["It is on □.", "□ meets."]),
        ("By %(day)s. %(n)d of %s.", ["By □.", "□ of □."]),
        ("Say <b>how</b> it is.<br>Now.", ["Say how it is.", "Now."]),
        ("  \n—\n", []),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_would_stop(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("Childline is on 0800 1111, day and night.", 7),
        ("You don't have to.", 4),
        ("A grown-up you know", 4),
        ("It went up by {{ percent }}% in 2022.", 7),
        ("Go to https://www.example.org/a?b=c now", 4),
        ("It’s on 12 March 2026 at 16:30.", 7),
        ("…?!", 0),
    ],
)
def test_a_number_an_address_and_a_gap_are_a_word_each(sentence: str, number: int) -> None:
    assert sum(len(words(it)) for it in sentences(sentence)) == number


FAMILIAR = (
    "child children's children’s helped helps stopping happier nicest carries tried quickly "
    "can't don’t we're colour mum phones online grown-up 0800 CHNC23 OK B"
)
HARD = (
    "stakeholder offender participation safeguarding accessibility consultation YOT YPAG "
    "multi-agency governance feedback questionnaire"
)


@pytest.mark.parametrize("word", FAMILIAR.split())
def test_a_word_with_a_regular_ending_is_as_familiar_as_the_word(word: str) -> None:
    assert is_familiar(word)


@pytest.mark.parametrize("word", HARD.split())
def test_what_adults_say_among_themselves_is_hard(word: str) -> None:
    assert not is_familiar(word)


def test_names_of_people_and_places_are_not_hard() -> None:
    asked = "Rotherham is big. Ask Wren Worker or Xanthe about Rotherham. Youth Justice meets."

    assert score(asked).hard == ()


def test_letters_that_stand_for_words_are_hard_wherever_they_stand() -> None:
    assert score("Your YOT worker and the ICPC read it first.").hard == ("YOT", "ICPC")


def test_a_text_is_scored_by_the_formula_from_eight_words_on() -> None:
    seven, eight = "Do you feel safe in your placement?", "Do you feel safe now in your placement?"

    assert (score(seven).age, score(seven).hard) == (None, ("placement",))
    assert score(eight).age is not None


def test_a_short_text_is_too_old_with_one_word_off_the_list() -> None:
    assert not score("Do you feel safe there?").too_old
    assert score("Rate your accommodation").too_old


def test_a_long_text_is_too_old_over_the_age() -> None:
    hard = "Participation facilitates consultation, which generates accountability for agencies."

    assert not score(EASY).too_old
    assert score(EASY).is_fine
    assert (score(hard).age or 0) > AGE
    assert score(hard).too_old


def test_short_sentences_do_not_hide_too_many_words_off_the_list() -> None:
    one_in_twenty = "You can say it. We read it. They hear it. An agency answers you. That is all."
    two = one_in_twenty.replace("They", "Stakeholders")

    assert (score(one_in_twenty).words, score(one_in_twenty).hard) == (17, ("agency",))
    assert not score(one_in_twenty).too_old
    assert (score(two).age, score(two).hard_words) == (8, 2)
    assert score(two).too_old


def test_the_longest_sentence_is_found_and_measured() -> None:
    long = " ".join(["we"] * SENTENCE)

    assert not score(f"{long}.").too_long
    assert score(f"{EASY} And {long}. Yes.").longest == f"And {long}."
    assert score(f"{EASY} And {long}. Yes.").too_long


@given(st.text(max_size=200))
def test_anything_typed_can_be_scored(text: str) -> None:
    found = score(text)

    assert found.longest_words >= 0
    assert (found.age is None) == (sum(len(words(it)) for it in sentences(text)) < SHORT)
