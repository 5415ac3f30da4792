"""Finds how somebody could be reached: phone numbers, e-mail addresses, names on apps.

Each pattern starts only where a run of its letters starts, and takes a bounded number of them:
so it reads a text once, however it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from participation.moderation.taking_out.found import Found, Kind
from participation.moderation.taking_out.words import listed

_DIGITS = str.maketrans("OoIl", "0011")
_GAP = r" \-.–—_:*|/,()"
_RUN = re.compile(rf"(?<![\w+])(?:\+|\(?oh?|\(?[07])[\dOoIl{_GAP}]{{8,28}}", re.IGNORECASE)
_SHAPE = re.compile(r"0[1-9]\d{8,9}|(?:\+|00)[1-9]\d{8,13}|7\d{9}")
"""As dialled here, as dialled from anywhere, or a mobile's without its nought."""
_FEWEST = 6
"""Digits that are written as digits, and not as letters that look like them."""
_HELPLINES = {PhoneNumberType.TOLL_FREE, PhoneNumberType.UAN}


def phones(text: str) -> Iterator[Found]:
    """Runs of digits that can be a phone number, a letter O for a nought included.

    A freephone number is a helpline's or a company's, and points to nobody.
    """
    match = _RUN.search(text)
    while match:
        length = _number_in(match[0])
        if length:
            yield Found(match.start(), match.start() + length, Kind.PHONE)
        match = _RUN.search(text, match.start() + (length or 1))


def _number_in(run: str) -> int:
    """How much of the run is a number: all of it, or without what stands after the last gaps."""
    for end in _ends(run):
        plain = run[:end].replace("(0)", "").lower().replace("oh", "0", 1)
        digits = re.sub(r"[^\d+]", "", plain.translate(_DIGITS))
        if _is_number(digits, run[:end]):
            return end
    return 0


def _ends(run: str) -> Iterator[int]:
    """Where a number may end, the longest first."""
    for end in range(len(run), 7, -1):
        if run[end - 1].isdigit() or run[end - 1] in "OoIl":
            is_cut = end < len(run) and run[end].isdigit()
            if not is_cut:
                yield end


def _is_number(digits: str, run: str) -> bool:
    if sum(sign.isdigit() for sign in run) < _FEWEST or not _SHAPE.fullmatch(digits):
        return False
    if digits[0] == "7":
        digits = f"0{digits}"
    try:
        number = phonenumbers.parse(digits, "GB")
    except NumberParseException:
        return False
    is_whole = phonenumbers.is_possible_number(number) and (
        number.country_code != 44 or len(str(number.national_number)) >= 9
    )
    return is_whole and phonenumbers.number_type(number) not in _HELPLINES


_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}"
    r"(?P<at> ?(?:@|\(at\)|\[at\]|\{at\}) ?)"
    r"[\w-]{1,63}(?:(?:\.| ?[(\[]?dot[)\]]? | \. ?)[a-z]{2,15}){1,3}(?!\w)",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} at [\w-]{1,63}"
    r"(?:(?: dot |\.)[a-z]{2,15}){1,3}(?!\w)",
    re.IGNORECASE,
)
_BEFORE_LOCAL = listed(
    "is its it's at to on email e-mail mail gmail hotmail address me my her his or and use "
    "write contact send mums dads"
)
_WORD_BEFORE = re.compile(r"(\S{1,64})[ ]$")
_MOST_WORDS = 4


def emails(text: str) -> Iterator[Found]:
    """E-mail addresses, “at” and “dot” said in words included."""
    for match in _EMAIL.finditer(text):
        yield Found(match.start(), match.end(), Kind.EMAIL)
    for match in _SPOKEN.finditer(text):
        yield Found(_local_start(text, match.start()), match.end(), Kind.EMAIL)


def _local_start(text: str, start: int) -> int:
    """Where “dan the man 05 at …” begins: after the word that leads to it."""
    for _ in range(_MOST_WORDS):
        before = _WORD_BEFORE.search(text, max(0, start - 66), start)
        if before is None or before[1].lower().strip(":,") in _BEFORE_LOCAL:
            break
        if before[1][-1] in ":,.!?":
            break
        start = before.start(1)
    return start


_AT = re.compile(r"(?<![\w.@])@ ?\w[\w.]{1,40}(?<!\.)")
_TAGGED = re.compile(r"(?<![\w.])\w{2,32}#\d{4}(?!\w)")
_SHAPED = re.compile(r"(?<![\w.@])[a-z0-9.]{0,30}[a-z0-9]_[\w.]{1,40}(?<!\.)", re.IGNORECASE)
_MIXED = re.compile(r"(?<![\w.@'])[a-z]{3,20}\d[a-z0-9]{1,12}(?![\w'])", re.IGNORECASE)
_NOT_MIXED = re.compile(r"(?:year|yr|age|covid|room|bus|key|level|grade|gcse|number|num|flat)\d")
_APP = re.compile(
    r"(?<!\w)(?:snap|snapchat|insta|instagram|ig|tik ?tok|discord|psn|xbox|gamer ?tag|sc|twitter|"
    r"user ?name|handle|roblox|twitch|kik|follow|add)(?!\w)",
    re.IGNORECASE,
)
_AFTER_APP = re.compile(
    r"(?:(?: name| user| tag| me| on| im| i'm| is| its| it's| my| at|:| ?=| ?-){0,5})[ ]?[ ]?"
    r"(?P<handle>@?\w[\w.]{1,40}(?<!\.))",
    re.IGNORECASE,
)
_ON_APP = re.compile(r"(?:add|follow) (?P<handle>\w[\w.]{2,40}) on (?:snap|insta|ig|tik|discord)")


def handles(text: str) -> Iterator[Found]:
    """Names on apps: by an @, by their shape, or by the app that is named before them."""
    for pattern in (_AT, _TAGGED, _SHAPED):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), Kind.HANDLE)
    for match in _MIXED.finditer(text):
        if not _NOT_MIXED.match(match[0].lower()):
            yield Found(match.start(), match.end(), Kind.HANDLE)
    for app in _APP.finditer(text):
        after = _AFTER_APP.match(text, app.end())
        if after and _is_handle(after["handle"], text[app.end() : after.start("handle")]):
            yield Found(after.start("handle"), after.end("handle"), Kind.HANDLE)
    for match in _ON_APP.finditer(text.lower()):
        yield Found(match.start("handle"), match.end("handle"), Kind.HANDLE)


def _is_handle(word: str, between: str) -> bool:
    """Shaped as no word is; or told as “snap: kez”."""
    has_odd = any(sign.isdigit() or sign in "._@" for sign in word)
    has_letter = any(sign.isalpha() for sign in word)
    return has_letter and (has_odd or ":" in between or "=" in between)
