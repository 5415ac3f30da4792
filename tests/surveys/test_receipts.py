"""Five words from a token: always the same, never to be guessed, found however they are typed."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import Settings

from surveys.receipts import (
    LONGEST,
    are_words,
    is_token,
    meant,
    mend,
    one_mistake_from,
    receipt,
    receipt_hash,
    strangers,
    tidy,
    word_list,
)

TOKENS = st.from_regex(r"[A-Za-z0-9_-]{22,64}", fullmatch=True)


def test_there_are_2048_words_and_each_is_short_and_plain() -> None:
    words = word_list()

    assert len(words) == len(set(words)) == 2048
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= LONGEST for word in words)


@given(TOKENS)
def test_a_token_always_gives_the_same_five_words(token: str) -> None:
    words = receipt(token).split()

    assert receipt(token).split() == words
    assert len(words) == 5
    assert set(words) <= set(word_list())


def test_the_words_are_the_first_55_bits_of_the_tokens_hash() -> None:
    # Written out again, as a tablet without signal has to do it.
    token = "abcdefghijklmnopqrstuv"
    bits = bin(int(hashlib.sha256(b"noticed receipt 1\n" + token.encode()).hexdigest(), 16))[2:]
    bits = bits.zfill(256)

    expected = [word_list()[int(bits[start : start + 11], 2)] for start in range(0, 55, 11)]

    assert receipt(token) == " ".join(expected)


@given(TOKENS, st.sampled_from([" ", "  ", ", ", "\n", " - "]), st.booleans())
def test_words_are_found_however_they_are_typed(token: str, between: str, loud: bool) -> None:
    words = receipt(token)
    typed = between.join(words.split())
    typed = typed.upper() if loud else typed.title()

    assert receipt_hash(f" {typed} ") == receipt_hash(words)


def test_without_the_key_the_hash_finds_nothing(settings: Settings) -> None:
    before = receipt_hash("river lamp seven cloud boat")

    settings.RECEIPT_KEYS = ["another key " * 6]

    assert receipt_hash("river lamp seven cloud boat") != before


@pytest.mark.parametrize("token", [None, 7, "", "a" * 21, "a" * 65, "a" * 22 + "\n", "ä" * 22])
def test_what_is_not_a_token(token: object) -> None:
    assert not is_token(token)


def test_odd_signs_are_not_words() -> None:
    assert tidy("River, LAMP;\tseven\ncloud\u202e boat!") == "river lamp seven cloud boat"


@st.composite
def mistaken(draw: st.DrawFn) -> tuple[str, str]:
    """A word of ours, and the same with one letter wrong, missing, extra or swapped."""
    word = draw(st.sampled_from(word_list()))
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    head, tail = word[:place], word[place:]
    wrong = draw(
        st.sampled_from(
            [
                head + letter + tail[1:],
                head + tail[1:],
                head + letter + tail,
                word + letter,
                head + tail[1:2] + tail[:1] + tail[2:],
            ]
        )
    )
    return word, wrong


def is_near(one: str, other: str) -> bool:
    """Whether at most one mistake is between two words: found from their ends, not by making it."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


@given(mistaken())
@example(("river", "rivr"))
def test_a_mistake_leads_back_to_its_word_or_nowhere(pair: tuple[str, str]) -> None:
    word, wrong = pair
    near = [it for it in word_list() if is_near(it, wrong)]

    assert mend(wrong) == (word if near == [word] else wrong)


def test_most_single_mistakes_are_forgiven() -> None:
    """Measured over all 661,794 of them: 95.0 in 100. Here, a fixed draw of them."""
    draw = random.Random(1)  # noqa: S311
    words = draw.choices(word_list(), k=3000)
    mistakes = [(word, draw.choice(sorted(one_mistake_from(word)))) for word in words]

    forgiven = sum(mend(wrong) == word for word, wrong in mistakes)

    assert forgiven / len(mistakes) > 0.93


@given(TOKENS, st.data())
def test_words_are_found_with_a_mistake_in_each(token: str, data: st.DataObject) -> None:
    words = receipt(token).split()
    wrong = [data.draw(st.sampled_from(sorted(one_mistake_from(word)))) for word in words]
    typed = " ".join(wrong)

    is_clear = [mend(it) for it in wrong] == words

    assert (receipt_hash(typed) == receipt_hash(" ".join(words))) == is_clear


def test_a_word_of_ours_is_never_taken_for_another() -> None:
    assert [word for word in word_list() if mend(word) != word] == []


@pytest.mark.parametrize("typed", ["", "x", "zzzzzz", "a" * 200, "riverriver"])
def test_what_is_near_nothing_stays(typed: str) -> None:
    assert mend(typed) == typed


def test_only_five_words_are_mended() -> None:
    assert meant("River lmap, seven cluod boat!") == "river lamp seven cloud boat"
    assert meant("River lmap") == "river lmap"


def test_the_words_that_are_not_ours_can_be_named() -> None:
    assert strangers("river qqqqq seven cluod boat") == ["qqqqq"]


@pytest.mark.parametrize(
    ("typed", "are"),
    [
        ("river lamp seven cloud boat", True),
        ("river lmap seven cluod qqqq", True),
        ("river lamp seven", True),
        ("river lamp", False),
        ("CHNC23", False),
        ("BC DF GH JK MN", False),
        ("we do not know this", False),
        ("", False),
    ],
)
def test_five_words_are_told_from_a_code(typed: str, are: bool) -> None:
    assert are_words(typed) is are
