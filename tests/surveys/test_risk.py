"""Words that a person should read first, as children write them; and words that may wait."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import building, kept, unread
from surveys.models import Answer, Survey
from surveys.risk import SIGNS, Sign, every_mix, has_sign, read, signs
from tests.factories import make_words

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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i keep cutting my arms", {Sign.ONESELF}),
        ("my dad hits me", {Sign.SOMEBODY}),
        ("he wants nudes", {Sign.SEXUAL}),
        ("doing county lines", {Sign.EXPLOITATION}),
        ("i have nowhere to sleep", {Sign.WITHOUT}),
        ("my worker pushed a boy", {Sign.STAFF}),
        ("please dont tell anyone", {Sign.OTHER}),
        ("my dad hits me and i wanna die", {Sign.ONESELF, Sign.SOMEBODY}),
        ("he said he would kill me", {Sign.ONESELF, Sign.SOMEBODY}),
        ("they made me carry it", {Sign.SEXUAL, Sign.EXPLOITATION}),
        ("More lights on the path", set()),
    ],
)
def test_signs_say_what_the_words_may_be_about(text: str, found: set[Sign]) -> None:
    assert set(signs(text)) == found


def test_every_sign_is_named_in_calm_words() -> None:
    assert all(sign.label and sign.label[0].islower() for sign in Sign)


def test_no_code_of_a_sign_holds_another_and_all_fit() -> None:
    codes = [sign.value for sign in Sign]

    assert not [(one, two) for one in codes for two in codes if one != two and one in two]
    longest = max(len(" ".join(mix)) for mix in every_mix())
    assert longest <= (Answer._meta.get_field("signs").max_length or 0)


def test_a_code_that_is_not_known_any_more_still_covers_the_words() -> None:
    assert read("oneself gangs") == (Sign.ONESELF, Sign.OTHER)
    assert read("") == ()


@pytest.mark.django_db
def test_signs_are_kept_with_the_words_and_erased_with_them() -> None:
    answer = make_words("my dad hits me and i wanna die")
    before = (answer.risk, answer.signs)
    building.close_survey(answer.response.survey, by=None)
    Survey.objects.update(closed_on=timezone.localdate() - timedelta(days=400))
    unread.stop_waiting(answer.pk)

    erased = kept.erase_old_words(held=Answer.objects.none())

    answer.refresh_from_db()
    assert before == (True, "oneself somebody")
    assert erased == 1
    assert (answer.text, answer.risk, answer.signs) == ("", False, "")
