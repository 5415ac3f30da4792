"""Every sentence that a child can read is in every catalog, and says the same things in it."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from tests import catalogs

CODES = sorted(it.name for it in catalogs.LOCALE.iterdir() if it.is_dir())
HOLES = re.compile(r"%\(\w+\)s|\{\w+\}")


def sides(message: Message) -> list[tuple[str, str]]:
    """Each form with the English it stands for; all plurals but the first with the second."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[min(place, 1)], text) for place, text in enumerate(message.string or ())]


def test_there_are_polish_and_urdu() -> None:
    assert {"pl", "ur"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_left_to_translate(code: str) -> None:
    assert catalogs.missing(catalogs.read(code)) == []


@pytest.mark.parametrize("code", CODES)
def test_a_catalog_holds_what_is_in_the_pages_now(code: str) -> None:
    """Otherwise: `make messages`."""
    now = {message.id for message in catalogs.template() if message.id}

    assert {message.id for message in catalogs.read(code) if message.id} == now


@pytest.mark.parametrize("code", CODES)
def test_what_django_reads_is_made_from_the_catalog(code: str) -> None:
    made = (catalogs.LOCALE / code / "LC_MESSAGES" / "django.mo").read_bytes()

    assert made == catalogs.compiled(catalogs.read(code))


@pytest.mark.parametrize("code", CODES)
def test_a_translation_fills_in_what_the_english_fills_in(code: str) -> None:
    for message in catalogs.read(code):
        if not message.id:
            continue
        for english, text in sides(message):
            spoken = set(HOLES.findall(text))
            # A plural may say "one day" without the number; nothing may ask for what is not there.
            assert spoken <= set(HOLES.findall(english)), english
            if isinstance(message.id, str):
                assert spoken == set(HOLES.findall(english)), english


@pytest.mark.parametrize("code", CODES)
def test_numbers_to_call_are_the_same_in_every_language(code: str) -> None:
    for message in catalogs.read(code):
        if message.id:
            for english, text in sides(message):
                assert re.findall(r"\d{3,}", text) == re.findall(r"\d{3,}", english), english
