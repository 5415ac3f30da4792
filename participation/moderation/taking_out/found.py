"""What is found: a stretch of words, and what it may be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a stretch of words may be, with what a page calls it and what may stand instead."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    SCHOOL = "school"
    PLACE = "place"
    HANDLE = "handle"
    DATE = "date"

    @property
    def label(self) -> str:
        return _LABELS[self][0]

    @property
    def instead(self) -> str:
        """The neutral words that stand in the copy when it is taken out."""
        return f"[{_LABELS[self][1]}]"


_LABELS = {
    Kind.NAME: ("a name", "name"),
    Kind.PHONE: ("a phone number", "a phone number"),
    Kind.EMAIL: ("an e-mail address", "an e-mail address"),
    Kind.POSTCODE: ("a postcode", "a postcode"),
    Kind.SCHOOL: ("a school", "a school"),
    Kind.PLACE: ("a place", "a place"),
    Kind.HANDLE: ("a name on an app", "a name on an app"),
    Kind.DATE: ("a date", "a date"),
}


@dataclass(frozen=True, order=True)
class Found:
    """A suggestion: `text[start:end]`, counted in code points, may be of this kind."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Token:
    """One word or number as it stands in the text."""

    start: int
    end: int
    text: str
    plain: str
    """In small letters, with a straight apostrophe."""
    is_first: bool
    """Whether a sentence may begin with it, so that a capital letter says nothing."""

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


_TOKEN = re.compile(r"\w+(?:['’-]\w+)*")
_ENDS = re.compile(r"[.!?:\n\"“]")


def tokens(text: str) -> list[Token]:
    """The words of a text, in order."""
    found: list[Token] = []
    before = 0
    for match in _TOKEN.finditer(text):
        gap = text[before : match.start()]
        is_first = not found or (gap != " " and _ENDS.search(gap) is not None)
        word = match[0]
        plain = word.lower().replace("’", "'")
        found.append(Token(match.start(), match.end(), word, plain, is_first))
        before = match.end()
    return found


def without_overlaps(groups: Iterable[Iterable[Found]]) -> list[Found]:
    """One suggestion for each stretch: of two that overlap, the one from the earlier group."""
    kept: list[Found] = []
    taken: set[int] = set()
    for group in groups:
        for found in group:
            places = range(found.start, found.end)
            if taken.isdisjoint(places):
                taken.update(places)
                kept.append(found)
    return sorted(kept)
