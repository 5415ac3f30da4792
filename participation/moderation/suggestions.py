"""Suggestions as a worker sees them: the words with places marked, and what to take out of a copy.

The copy may have been changed by hand meanwhile. `static/js/taking-out.js` looks for places in it
in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from participation.moderation.taking_out import Found, Kind, find

_AROUND = 12
"""How many characters before and after a place tell it from the same word elsewhere."""
_ALIKE = 4
"""How many of those have to be as they were."""


@dataclass(frozen=True)
class Suggestion:
    """The same words, of the same kind, wherever they stand in the text."""

    number: int
    words: str
    kind: Kind
    places: tuple[Found, ...]
    is_left: bool = True
    """Whether it still stands in the copy."""


@dataclass(frozen=True)
class Part:
    """A stretch of the text; with the suggestion that marks it, if one does."""

    text: str
    suggestion: Suggestion | None = None


def suggest(text: str, copy: str | None = None) -> list[Suggestion]:
    """What may be taken out of the copy, in the order in which it first appears in the text."""
    copy = _lines(text if copy is None else copy)
    places: dict[tuple[str, Kind], list[Found]] = {}
    for found in find(text):
        places.setdefault((text[found.start : found.end].casefold(), found.kind), []).append(found)
    return [
        Suggestion(
            number,
            text[them[0].start : them[0].end],
            kind,
            tuple(them),
            any(_find_again(copy, text, place) is not None for place in them),
        )
        for number, ((_, kind), them) in enumerate(places.items(), start=1)
    ]


def marked(text: str, suggestions: Iterable[Suggestion]) -> list[Part]:
    """The whole text in parts, none of them changed."""
    by_place = {place: it for it in suggestions for place in it.places}
    parts, after = [], 0
    for place in sorted(by_place):
        parts += [
            Part(text[after : place.start]),
            Part(text[place.start : place.end], by_place[place]),
        ]
        after = place.end
    return [part for part in [*parts, Part(text[after:])] if part.text]


def take_out(copy: str, text: str, taken: Iterable[Suggestion]) -> str:
    """The copy with neutral words where these suggestions stand in it.

    What has gone already, or cannot be told from the same word meant otherwise, is left alone.
    """
    copy = _lines(copy)
    places = [(place, it.kind.instead) for it in taken for place in it.places]
    for place, instead in sorted(places, reverse=True):
        start = _find_again(copy, text, place)
        if start is not None:
            end = start + len(_words_at(text, place))
            copy = copy[:start] + instead + copy[end:]
    return copy


def _find_again(copy: str, text: str, place: Found) -> int | None:
    """Where this place of the text is in the copy: where most around it is as it was."""
    words = _words_at(text, place)
    starts = _starts(words, copy)
    if not starts:
        return None
    before, after = _lines(text[: place.start])[-_AROUND:], _lines(text[place.end :])[:_AROUND]
    alike = {
        start: _same(copy[max(0, start - _AROUND) : start][::-1], before[::-1])
        + _same(copy[start + len(words) :][:_AROUND], after)
        for start in starts
    }
    best = max(starts, key=lambda start: alike[start])
    is_only = len(_starts(words, _lines(text))) == 1
    return best if is_only or alike[best] >= _ALIKE else None


def _words_at(text: str, place: Found) -> str:
    return _lines(text[place.start : place.end])


def _starts(words: str, text: str) -> Sequence[int]:
    return [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}", text)]


def _same(one: str, other: str) -> int:
    """How many characters are the same from the start; two ends are the same too."""
    for number, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return number
    return min(len(one), len(other)) + (_ALIKE if len(one) == len(other) < _AROUND else 0)


def _lines(text: str) -> str:
    """Browsers send other line ends than they were given."""
    return text.replace("\r\n", "\n")
