"""Finds names of people: by a title, by lists, and by what stands around a word.

Children write names in small letters, and names such as Will are words as well. So a listed name
is enough, a doubtful one needs a sign that a person is meant, and an unknown word a stronger one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from participation.moderation.taking_out.capitals import tells
from participation.moderation.taking_out.found import Found, Kind, Token
from participation.moderation.taking_out.known import (
    doubtful_names,
    first_names,
    is_word,
    surnames,
)
from participation.moderation.taking_out.words import (
    DEEDS,
    EVERYDAY,
    PEOPLE,
    SOFT_TITLES,
    TITLES,
    listed,
)

_AND = listed("and n nd an &")
_WHOSE = listed("my his her our their ur your some a the this that")
_NOT_BEFORE = listed(
    "the a an my this that last next every each in by of no more some all any i we they u you he "
    "she it to dont not his her our your ur their lots too who what which these those can could "
    "would should will wont must one two is was are be im were really just get"
)
"""After these a word is a word, not somebody's name."""
_TO_SOMEBODY = listed("told tell tells ask asked with without trust thank hi hiya hello")
_MET = listed("seen saw met")
_GREETINGS = listed("hi hiya hello hey")
_CALLED = listed("called named signed")
_BEFORE_UNKNOWN = listed(
    "and n then cos coz because but so when if that what why did has even tbh wheres since while "
    "until till after says said where although"
)
_SECOND = listed("mae mai rae lou leigh jo ann anne marie lee louise")
"""What follows a first name and belongs to it: ellie mae."""
_MODALS = listed("will may")
_IS_NO_DEED_OF_ALL = listed("never always dont wont cant has saw does feels looks")


def names(words: Sequence[Token]) -> Iterator[Found]:
    """Names in order, each with its title and its surname."""
    at = 0
    while at < len(words):
        last = _name_at(words, at)
        if last is None:
            at += 1
            continue
        yield Found(words[at].start, _end(words, last), Kind.NAME)
        at = last + 1


def _name_at(words: Sequence[Token], at: int) -> int | None:
    """The last word of the name that begins here, or none if no name does."""
    word = words[at]
    if word.plain in TITLES | SOFT_TITLES and at + 1 < len(words) and _is_titled(words, at):
        return _with_surname(words, at + 1)
    if _is_name(words, at):
        return _with_surname(words, at)
    return None


def _is_titled(words: Sequence[Token], at: int) -> bool:
    """Whether the title here has a name after it."""
    title, after = words[at].plain, words[at + 1].plain
    if title == "miss" and at > 0 and words[at - 1].plain in {"i", "we", "really", "ill", "dont"}:
        return False
    if tells(words, at + 1) or _base(after) in first_names():
        return True
    if title in {"lil", "big", "little"}:
        return len(after) == 1 and after.isalpha() and after not in "aiunr"
    if title in {"mr", "mrs", "ms", "mx"}:
        return after not in EVERYDAY | DEEDS
    if title in {"gran", "nan", "nana", "father", "judge", "officer"}:
        return after in doubtful_names() and words[at + 1].is_capital
    return not is_word(after) and after not in DEEDS and after.replace("'", "").isalpha()


def _is_name(words: Sequence[Token], at: int) -> bool:
    plain = _base(words[at].plain)
    if plain in first_names() or _has_listed_part(words[at]):
        return True
    if plain in EVERYDAY or not plain.replace("'", "").replace("-", "").isalpha():
        return False
    if plain in doubtful_names():
        return _is_person(words, at)
    if is_word(plain) or plain in DEEDS | TITLES:
        return _is_called(words, at) and tells(words, at)
    return _is_unknown_name(words, at)


def _is_person(words: Sequence[Token], at: int) -> bool:
    """Whether a word that may be a name is meant as one."""
    plain, before, after = words[at].plain, _plain(words, at - 1), _plain(words, at + 1)
    if tells(words, at) and not (plain == "may" and before in _NOT_BEFORE | {"since", "until"}):
        return True
    if _is_related(words, at) or _is_called(words, at) or _is_beside(words, at):
        return plain not in _MODALS or after in DEEDS or not after
    if before in _NOT_BEFORE:
        return before in {"want", "get"} and after == "to"
    if before == "want" and after == "to":
        return True
    if before in _TO_SOMEBODY:
        return True
    return _does(words, at) or after == "from" or plain.endswith("'s")


def _does(words: Sequence[Token], at: int) -> bool:
    """Whether somebody does something here: “Will said”, “Grace is my best mate”."""
    after, later = _plain(words, at + 1), _plain(words, at + 2)
    if after in DEEDS - {"dont", "cant", "never", "always"} or (
        after in {"never", "always"} and later in DEEDS
    ):
        return True
    following = {_plain(words, it) for it in range(at + 3, at + 6)}
    if after in {"is", "was"} and later in {"my", "his", "her", "our"}:
        return bool(following & PEOPLE)
    return after in _AND and later in {"his", "her"} and bool(following & PEOPLE)


def _is_unknown_name(words: Sequence[Token], at: int) -> bool:
    """Whether a word that no list has stands where a name does."""
    word, before, after = words[at], _plain(words, at - 1), _plain(words, at + 1)
    if len(word.plain) < 2:
        return False
    if tells(words, at) or _is_related(words, at) or _is_called(words, at):
        return True
    if _is_beside(words, at) or before in _TO_SOMEBODY | _MET:
        return True
    if before == "u" and _plain(words, at - 2) == "thank":
        return True
    is_free = at == 0 or word.is_first or before in _BEFORE_UNKNOWN
    if is_free and after in DEEDS - _IS_NO_DEED_OF_ALL:
        return True
    return word.is_capital and word.is_first and after in DEEDS | {"is", "was", "and", "n"}


def _is_related(words: Sequence[Token], at: int) -> bool:
    """“My sister X”, “some man X”."""
    return _plain(words, at - 1) in PEOPLE and _plain(words, at - 2) in _WHOSE | {
        "social", "key", "foster", "best", "old", "little", "lil", "big", "yot", "youth", "older",
        "new", "support", "head", "class", "year", "step", "half", "twin",
    }  # fmt: skip


def _is_called(words: Sequence[Token], at: int) -> bool:
    """“Called X”, “his name is X”, “they call him X”."""
    before, earlier = _plain(words, at - 1), _plain(words, at - 2)
    if before in _CALLED or before in {"names", "name's"}:
        return True
    if before in {"is", "name"} and "name" in {before, earlier}:
        return True
    if before in {"its", "it's"} and earlier in _GREETINGS:
        return True
    return before in {"me", "him", "her", "us"} and earlier in {"call", "calls"}


def _is_beside(words: Sequence[Token], at: int) -> bool:
    """“Me and X”, “X n me”, “Y and X” where Y is a listed name."""
    before, earlier = _plain(words, at - 1), _plain(words, at - 2)
    after, later = _plain(words, at + 1), _plain(words, at + 2)
    if before in _AND and (earlier == "me" or earlier in first_names()):
        return _plain(words, at) not in PEOPLE
    if after not in _AND or before in _NOT_BEFORE:
        return False
    is_listed = later in first_names() or (later in doubtful_names() and tells(words, at + 2))
    return later in {"me", "i"} or is_listed


def _with_surname(words: Sequence[Token], at: int) -> int:
    """A first name goes with the name that follows it: Jade Preston, ellie mae, Josh B."""
    last = at
    for after in range(at + 1, min(at + 3, len(words))):
        word = words[after]
        gap_is_small = word.start - words[last].end == 1
        if word.is_first or not gap_is_small or words[last].plain.endswith("'s"):
            break
        if not _is_surname(words, after):
            break
        last = after
    return last


def _is_surname(words: Sequence[Token], at: int) -> bool:
    word = words[at]
    if word.plain in _SECOND:
        return True
    if len(word.text) == 1:
        return word.text.isupper() and word.text != "I"
    if word.plain in EVERYDAY | DEEDS or word.plain in PEOPLE:
        return False
    if tells(words, at):
        return True
    is_listed = word.plain in surnames() or word.plain in first_names()
    return is_listed and not is_word(word.plain)


def _base(plain: str) -> str:
    """The name in “nathan's” and in “nathans”."""
    if plain.endswith("'s"):
        return plain[:-2]
    if plain.endswith("s") and plain not in first_names() and not is_word(plain):
        return plain[:-1] if plain[:-1] in first_names() else plain
    return plain


def _end(words: Sequence[Token], last: int) -> int:
    """Where the name ends, without the s that says whose something is."""
    word = words[last]
    return word.start + len(_base(word.plain)) if len(word.plain) == len(word.text) else word.end


def _has_listed_part(word: Token) -> bool:
    parts = word.plain.split("-")
    return len(parts) == 2 and any(part in first_names() for part in parts)


def _plain(words: Sequence[Token], at: int) -> str:
    return words[at].plain if 0 <= at < len(words) else ""
