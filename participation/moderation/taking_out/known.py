"""First names and surnames of the peoples who live in England, and what is an ordinary word.

The names come with Faker, which keeps them by language and country; it is asked for its lists and
makes nothing up here.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from participation.moderation.taking_out.words import (
    DOUBTFUL,
    EVERYDAY,
    MORE_NAMES,
    NOT_NAMES,
    listed,
)
from surveys.reading_age import is_familiar

PEOPLES = listed(
    "en_GB en_IE en_NZ en_US en_IN en_PK en_NG en_KE bn_BD yo_NG tw_GH pl_PL ro_RO lt_LT lv_LV "
    "sk_SK cs_CZ hu_HU"
)
"""Faker's lists that are read, by language and country."""
_SHORTEST = 3
_LONG = 7
_ENDINGS = (
    *("tion", "tions", "sion", "ment", "ments", "ness", "ance", "ence", "ously", "ally"),
    *("able", "ible", "ity", "ities"),
)
"""No name of a person or a place ends like this."""


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """Names that are seldom anything else."""
    found = _read("first_names") | MORE_NAMES
    doubtful = {name for name in found if name not in MORE_NAMES and is_familiar(name)}
    return frozenset(found - doubtful - DOUBTFUL - EVERYDAY - NOT_NAMES)


@lru_cache(maxsize=1)
def doubtful_names() -> frozenset[str]:
    """Names that are everyday words as well, such as Will, Grace and Mark."""
    return DOUBTFUL - EVERYDAY


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    found = _read("last_names")
    return frozenset(found - first_names() - EVERYDAY)


def is_word(plain: str) -> bool:
    """Whether it is an ordinary word, as far as our lists and a nine-year-old's know."""
    return plain in EVERYDAY or is_familiar(plain) or _sounds_like_word(plain)


def _sounds_like_word(plain: str) -> bool:
    return len(plain) >= _LONG and plain.endswith(_ENDINGS)


def _read(which: str) -> frozenset[str]:
    found: set[str] = set()
    for people in PEOPLES:
        provider = import_module(f"faker.providers.person.{people}").Provider
        for attribute in dir(provider):
            if attribute.startswith(which):
                found.update(str(name).lower() for name in getattr(provider, attribute))
    return frozenset(name for name in found if len(name) >= _SHORTEST and name.isalpha())
