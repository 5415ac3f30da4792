"""Words that a person should read first, as children write them; and words that may wait."""

from __future__ import annotations

import re

import pytest

from surveys.risk import SIGNS, has_sign

READ_FIRST = (
    "he said he would kill me",
    "im gonna killmyself",
    "thinking of suicide",
    "i just want to end it all",
    "i wanna die",
    "I don't want to be here",
    "they would be better off without me",
    "theres no point living",
    "i keep cutting my arms",
    "self harm",
    "she took an overdose",
    "my dad hits me",
    "i am scared to go home",
    "i am not safe at home",
    "they locked me in my room",
    "its abuse",
    "she was raped",
    "he keeps touching me",
    "they made me hold it",
    "he wants nudes",
    "groomed online",
    "doing county lines",
    "i owe them",
    "because of the debt",
    "i carry a knife",
    "they are coming for me",
    "he threatened my mum",
    "there is no food in the house",
    "i have nowhere to sleep",
    "thinking of running away",
    "missing from home",
    "my worker pushed a boy",
    "please dont tell anyone",
    "its a secret",
)
MAY_WAIT = (
    "More lights on the path",
    "I <3 school & football",
    "the bus is always late",
    "somewhere to sit when it rains",
    "",
)


@pytest.mark.parametrize("text", READ_FIRST)
def test_a_sign_is_seen_however_it_is_written(text: str) -> None:
    assert has_sign(text)
    assert has_sign(f"well, {text.upper()}!!")


@pytest.mark.parametrize("text", MAY_WAIT)
def test_words_without_a_sign_may_wait(text: str) -> None:
    assert not has_sign(text)


def test_a_phone_writes_apostrophes_of_its_own() -> None:
    assert has_sign("I don’t want to live")


def test_each_sign_has_an_example() -> None:
    without = [
        sign
        for phrases in SIGNS.values()
        for sign in phrases
        if not any(re.search(rf"\b(?:{sign})", text, re.IGNORECASE) for text in READ_FIRST)
    ]

    assert without == []
