"""Finds dates that point to one day, or to one month of one year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from participation.moderation.taking_out.found import Found, Kind

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|febuary|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)"
)
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|wednes|satur)(?:day)?)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th)"
_YEAR = r"(?:,? ?(?:19|20)\d\d|,? '?\d\d(?![\d:]))"

_DIGIT = re.compile(r"\d")
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 3rd may, the 14th of september 2024, wed 22nd april
        rf"(?<!\w)(?:{_WEEKDAY} )?(?:the )?(?:{_ORDINAL}|{_DAY})(?: of)? ?{_MONTH}(?!\w)"
        rf"(?:{_YEAR})?",
        # november 9th, august the 19th, dec 3
        rf"(?<!\w){_MONTH} (?:the )?(?:{_ORDINAL}|{_DAY})(?![\w:%])(?:{_YEAR})?",
        # march 2022
        rf"(?<!\w){_MONTH},? (?:of )?(?:19|20)\d\d(?!\w)",
        # 04/07/2010, 11-03-2025, 21.09.24, 2010-07-04
        rf"(?<![\w/.-]){_DAY}(?P<sign>[/.-])(?:1[0-2]|0?[1-9])(?P=sign)(?:(?:19|20)\d\d|\d\d)(?![\w/-])",
        r"(?<![\w/.-])(?:19|20)\d\d[/.-](?:1[0-2]|0?[1-9])[/.-](?:[12]\d|3[01]|0?[1-9])(?![\w/-])",
        # on 12/4, tuesday 12/4, bday is 10/10; “9/10 for that” is a mark, and is none of these
        rf"(?<!\w){_WEEKDAY} {_DAY}[/.](?:1[0-2]|0?[1-9])(?![\w/]|\.\d)",
        r"(?<!\w)(?:on|till|until|since|bday|birthday|born|dob|date)(?: is| was| the| on| its)?"
        rf" (?P<day>{_DAY}[/.](?:1[0-2]|0?[1-9]))(?![\w/]|\.\d)",
        # on the 23rd, court 23rd; “the 2nd time” is none
        r"(?<!\w)(?:on|till|until|since|by|from|court|birthday|bday|meeting|review|panel)"
        r"(?: is| was)?(?: on)?(?: the)?"
        rf" (?P<day>{_ORDINAL})"
        r"(?= (?:and|but|n|so|cos|because|at|they|we|i|then|it|my|of this)\b|[,.!?]|\s*$)",
    )
)


def dates(text: str) -> Iterator[Found]:
    if _DIGIT.search(text) is None:
        return
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            part = "day" if "day" in pattern.groupindex else 0
            if match[part] != "24/7":
                yield Found(match.start(part), match.end(part), Kind.DATE)
