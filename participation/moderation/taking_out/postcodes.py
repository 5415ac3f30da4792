"""Finds postcodes, whole ones and halves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from participation.moderation.taking_out.found import Found, Kind
from participation.moderation.taking_out.words import listed

AREAS = listed(
    "ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e "
    "ec eh en ex fk fy g gl gu ha hd hg hp hr hs hu hx ig ip iv ka kt kw ky l la ld le ll ln ls lu "
    "m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp "
    "sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze"
)
"""The letters that postcodes in the United Kingdom begin with."""
_LETTERED = listed("e ec n nw se sw w wc")
"""Areas whose districts may end in a letter."""
_CHAT = listed("ne1 me1 me2 so1 so2 in2 ha1 ha2 ha3 n1 b4 m8 w8 l8 m9 st1 nw1 pr0 la1")
"""Text-speak that looks like half a postcode."""

_WHOLE = re.compile(
    r"(?<![a-z0-9])(?P<area>[a-z]{1,2})(?P<district>[0-9OIl][0-9OIla-z]?)[ ]{0,2}"
    r"(?P<inward>[0-9OIl][abd-hjlnp-uw-z]{2})(?![a-z0-9])",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"(?<![a-z0-9@_.-])(?P<area>[a-z]{1,2})(?P<district>[0-9]{1,2})(?P<letter>[a-z]?)(?![\w@-])",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(r"\b(?:in|from|to|near|live|area|round|around|of|postcode|is) $", re.I)
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)$", re.IGNORECASE)


def postcodes(text: str) -> Iterator[Found]:
    for match in _WHOLE.finditer(text):
        is_ordinal = _ORDINAL.search(match[0]) and not match[0].isupper()
        if match["area"].lower() in AREAS and _has_digits(match) and not is_ordinal:
            yield Found(match.start(), match.end(), Kind.POSTCODE)
    for match in _HALF.finditer(text):
        if _is_half(match, text):
            yield Found(match.start(), match.end(), Kind.POSTCODE)


def _has_digits(match: re.Match[str]) -> bool:
    """A letter may stand for one digit, as in “S6l 4QT”; “no one” has none at all."""
    return match["district"][0].isdigit() or match["inward"][0].isdigit()


def _is_half(match: re.Match[str], text: str) -> bool:
    area = match["area"].lower()
    if area not in AREAS or (match["letter"] and area not in _LETTERED):
        return False
    if match[0].lower() in _CHAT and not match[0][0].isupper():
        return False
    # One letter and one digit is also a class, a game or a word; a place before it decides.
    is_short = len(area) == 1 and len(match["district"]) == 1
    return not is_short or bool(
        _PLACE_BEFORE.search(text, max(0, match.start() - 12), match.start())
    )
