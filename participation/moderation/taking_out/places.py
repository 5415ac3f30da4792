"""Finds places and schools: by what names end in and what leads to them; towns by a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from participation.moderation.taking_out.capitals import tells
from participation.moderation.taking_out.found import Found, Kind, Token
from participation.moderation.taking_out.known import first_names, is_word
from participation.moderation.taking_out.words import EVERYDAY, TOWNS, listed

_STREETS = listed(
    "road rd street st avenue ave lane ln crescent cres terrace close drive grove gardens mews "
    "estate"
)
_STREETS_OF_WORDS = _STREETS - {"close", "drive", "estate"}
"""Their names may be words: “on broom avenue”."""
_GROUNDS = listed(
    "unit pub gym "
    "park fields field flats house lodge court towers tower interchange dam bridge station market "
    "building square hill way walk row view rise gate common woods rec green hall hostel chippy "
    "mosque church centre pools reservoir cafe cottage cottages villas parade"
)
_SCHOOLS = listed(
    "school academy college comp comprehensive primary secondary pru grammar infants infant "
    "juniors junior high sixth uni university nursery"
)
_MORE_OF_SCHOOL = listed("school academy college high primary form special junior pru")
_KINDS_OF = listed(
    # "the skate park", "a special school": kinds, not names
    "boxing mental "
    "skate car caravan retail business theme water council tower childrens children's safe open "
    "full half crown magistrates county family youth care group bus train police petrol high main "
    "side back front dual sandy local big small little nice old new special primary secondary "
    "boarding sunday night art whole mainstream junior infant other same next day summer one "
    "different proper normal after before during leisure sports shopping town city community "
    "health job contact medical call detention training football cricket village mobile red blue "
    "black white brown amber yellow lonely long busy dark wrong right own only any every first "
    "last nearest empty private public state catholic muslim faith islamic girls boys mixed good "
    "bad best worst rough rubbish hard home play playing tennis coach fire magistrate's council's "
    "drama dance music"
)
_LEADS = listed("in at from near on to off outside around round by behind down up via")
_GOES = listed("go goes went going attend attended")
_LEADS_TO_UNKNOWN = listed("in from near outside round around")
_LIVES = listed("live lives lived stay stays stayed living")
_ENDINGS = re.compile(
    r"(?:borough|brough|thorpe|worth|shire|cester|chester|bergh|bury|wick|ington|ingham|hurst|"
    r"mouth|stead|combe|minster|haven|pool)$"
)
_SOFT_ENDINGS = re.compile(
    r"(?:ham|ton|ley|by|field|wood|ford|dale|gate|ness|low|moor|marsh|well)$"
)
_MOST_BEFORE = 4
_WORDS_AS_WELL = listed("reading bath bury barking slough rugby harrow dover hastings sale")
_BUS = re.compile(
    r"(?<!\w)(?:the )?(?:(?:number |no )?[a-z]?\d{1,3}[a-z]? bus(?!\w)|"
    r"bus (?:number )?[a-z]?\d{1,3}[a-z]?(?!\w))",
    re.IGNORECASE,
)
_ROAD_NUMBER = re.compile(r"(?<!\w)(?:the [am]\d{1,4}(?!\w)|A\d{2,4}(?!\w)|M\d{1,2}(?!\w))")


def schools(text: str, words: Sequence[Token]) -> Iterator[Found]:
    """Schools, colleges and units by their names."""
    for at, word in enumerate(words):
        if word.plain in _SCHOOLS:
            first = _named_before(words, at)
            if first is not None:
                yield Found(words[first].start, _end_of_school(words, at), Kind.SCHOOL)
        elif word.plain in {"st", "saint"} and _is_saint(words, at):
            is_place = at > 0 and words[at - 1].plain == "on"
            end = _end_of_school(words, at + 1)
            yield Found(word.start, end, Kind.PLACE if is_place else Kind.SCHOOL)
        elif _is_told_as_school(words, at):
            yield Found(word.start, _end_of_capitals(words, at), Kind.SCHOOL)


def places(text: str, words: Sequence[Token]) -> Iterator[Found]:
    """Streets, estates, parks, homes and buses, by what their names end in."""
    for at, word in enumerate(words):
        if word.plain in _STREETS or word.plain in _GROUNDS:
            first = _named_before(words, at)
            if first is not None:
                start = words[_with_number(words, first)].start
                yield Found(start, _end_of_place(words, at), Kind.PLACE)
    for pattern in (_BUS, _ROAD_NUMBER):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), Kind.PLACE)


def towns(words: Sequence[Token]) -> Iterator[Found]:
    """Towns by name, and words that sound like one or that follow “in” and “from”."""
    for at, word in enumerate(words):
        if _is_town(words, at):
            end = word.end - 2 if word.plain.endswith("'s") else word.end
            yield Found(word.start, end, Kind.PLACE)


def _named_before(words: Sequence[Token], at: int) -> int | None:
    """The first word of the name that ends here, or none if it is only “the park”."""
    first = at
    for before in range(at - 1, max(-1, at - 1 - _MOST_BEFORE), -1):
        if not _is_part_of_name(words, before, at):
            break
        first = before
    if first == at or not any(_is_name_like(words, it, at) for it in range(first, at)):
        return None
    if words[first].plain in {"of", "and"}:
        return None
    if first > 0 and words[first - 1].plain == "the":
        first -= 1
    return first


def _is_part_of_name(words: Sequence[Token], at: int, end: int) -> bool:
    word = words[at]
    if word.plain == "of":
        return at > 0 and tells(words, at - 1)
    if word.plain in {"st", "saint"} or word.plain in _SCHOOLS or word.plain in _GROUNDS:
        if word.is_capital and words[end].is_capital:
            return True
        return (at > 0 and _is_name_like(words, at - 1, end)) or word.plain in {"st", "saint"}
    return _is_name_like(words, at, end) or (word.is_capital and words[end].is_capital)


def _is_name_like(words: Sequence[Token], at: int, end: int) -> bool:
    """Written as a name is, or no word we know; or, before “road” or “lane”, led to by “on”."""
    word = words[at]
    if word.plain in _KINDS_OF or word.plain.isdigit():
        return word.is_capital and words[end].is_capital and not word.is_first
    if tells(words, at) or (word.is_capital and words[end].is_capital and tells(words, end)):
        return word.plain not in {"the", "i", "my"}
    if word.plain in EVERYDAY:
        return False
    if not is_word(word.plain):
        return word.plain.replace("'", "").replace("-", "").isalpha()
    before = {it.plain for it in words[max(0, at - 2) : at]}
    is_led_to = bool(before & (_LEADS | _GOES if words[end].plain in _SCHOOLS else _LEADS))
    return words[end].plain in _STREETS_OF_WORDS | _SCHOOLS and is_led_to


def _with_number(words: Sequence[Token], first: int) -> int:
    """A house's number goes with its street, a flat's with its house."""
    if first > 0 and re.fullmatch(r"\d{1,4}[a-z]?", words[first - 1].plain):
        first -= 1
        if first > 0 and words[first - 1].plain in {"flat", "number", "no"}:
            first -= 1
    return first


def _end_of_place(words: Sequence[Token], at: int) -> int:
    """“Park” may be followed by “estate”."""
    after = at + 1
    if after < len(words) and words[after].plain in {"estate", "flats", "road", "street", "park"}:
        return words[after].end
    return words[at].end


def _end_of_school(words: Sequence[Token], at: int) -> int:
    """“Primary” may be followed by “school”, a saint by “high”."""
    for after in range(at + 1, min(at + 3, len(words))):
        if words[after].plain not in _MORE_OF_SCHOOL:
            break
        at = after
    return words[at].end


def _is_saint(words: Sequence[Token], at: int) -> bool:
    if at + 1 >= len(words):
        return False
    after = words[at + 1]
    is_street = at > 0 and _is_name_like(words, at - 1, at)
    return not is_street and (not is_word(after.plain) or tells(words, at + 1))


def _is_told_as_school(words: Sequence[Token], at: int) -> bool:
    """“Excluded from X”, “year 9 at X”; “X wont have me”, where X has a capital letter."""
    if at == 0 or words[at - 1].plain not in {"from", "of", "at"}:
        return _is_school_that_did(words, at)
    said = " ".join(word.plain for word in words[max(0, at - 4) : at])
    leads = re.search(
        r"(?:excluded from|expelled from|kicked out of|kicked me out of|year \d+ at|yr \d+ at|"
        r"pupil at|suspended from)$",
        said,
    )
    return bool(leads) and (tells(words, at) or not is_word(words[at].plain))


def _is_school_that_did(words: Sequence[Token], at: int) -> bool:
    if not (words[at].is_first and words[at].is_capital):
        return False
    end = at
    while end < min(len(words), at + _MOST_BEFORE) and words[end].is_capital:
        end += 1
    if end - at < 2:
        return False
    after = " ".join(word.plain for word in words[end : end + 3])
    return bool(
        re.match(r"(?:wont (?:have|take)|kicked (?:me|us|him|her)|excluded|expelled)", after)
    )


def _end_of_capitals(words: Sequence[Token], at: int) -> int:
    last = at
    while last + 1 < min(len(words), at + _MOST_BEFORE) and words[last + 1].is_capital:
        last += 1
    return words[last].end


def _is_town(words: Sequence[Token], at: int) -> bool:
    word = words[at]
    plain = word.plain.removesuffix("'s")
    before = words[at - 1].plain if at > 0 else ""
    if plain in TOWNS:
        return plain not in _WORDS_AS_WELL or (tells(words, at) and before in _LEADS)
    if len(plain) < 4 or not plain.isalpha() or plain in first_names() or is_word(plain):
        return False
    if len(plain) > 6 and _ENDINGS.search(plain):
        return True
    if before in _LEADS | _LIVES and (tells(words, at) or _SOFT_ENDINGS.search(plain)):
        return True
    if before in _LEADS_TO_UNKNOWN:
        return not plain.endswith(("ing", "ed", "ers", "ary"))
    is_long = len(plain) > 5 if word.is_capital else len(plain) > 7
    return is_long and bool(_SOFT_ENDINGS.search(plain))
