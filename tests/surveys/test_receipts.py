"""Five words from a token: always the same, never to be guessed, found however they are typed."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from surveys.receipts import is_token, receipt, receipt_hash, tidy, word_list

TOKENS = st.from_regex(r"[A-Za-z0-9_-]{22,64}", fullmatch=True)


def test_there_are_2048_words_and_each_is_short_and_plain() -> None:
    words = word_list()

    assert len(words) == len(set(words)) == 2048
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 7 for word in words)


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

    settings.RECEIPT_KEY = "another key " * 6

    assert receipt_hash("river lamp seven cloud boat") != before


@pytest.mark.parametrize("token", [None, 7, "", "a" * 21, "a" * 65, "a" * 22 + "\n", "ä" * 22])
def test_what_is_not_a_token(token: object) -> None:
    assert not is_token(token)


def test_odd_signs_are_not_words() -> None:
    assert tidy("River, LAMP;\tseven\ncloud\u202e boat!") == "river lamp seven cloud boat"
