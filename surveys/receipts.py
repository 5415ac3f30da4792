"""The receipt: five words that only the child has, and the keyed hash that we keep of them."""

from __future__ import annotations

import hashlib
import hmac
import re
import string
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

WORDS = 5
BITS_A_WORD = 11
LONGEST = 7
"""Letters in the longest word of the list."""
STEADY = 0.03
"""Seconds; the longest journey of the demo takes two thirds of it."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")


@cache
def word_list() -> tuple[str, ...]:
    """Our own 2,048 words: short, spelled as spoken, screened for unhappy meanings.

    A static file, so that a page where words are typed back can suggest them from the same list.
    """
    path = Path(__file__).parent / "static/surveys/receipt_words.txt"
    return tuple(path.read_text(encoding="ascii").split())


@cache
def _ours() -> frozenset[str]:
    return frozenset(word_list())


def is_token(value: object) -> bool:
    """A form's secret: at least 128 random bits in 22 to 64 URL-safe characters."""
    return isinstance(value, str) and TOKEN.fullmatch(value) is not None


def receipt(token: str, *, space: str = "") -> str:
    """The five words of a token: 55 bits of its SHA-256.

    No key of ours goes in, so that a tablet without signal computes the same words; the token is
    never stored, so nobody can go back from the database to the words. What is not an answer has
    a `space` of its own: there the same token makes other words.
    """
    before = f"noticed receipt 1 {space}".strip() + "\n"
    hashed = hashlib.sha256((before + token).encode("ascii")).digest()
    bits = int.from_bytes(hashed[:7], "big") >> (56 - WORDS * BITS_A_WORD)
    places = [bits >> (BITS_A_WORD * place) & (2**BITS_A_WORD - 1) for place in range(WORDS)]
    return " ".join(word_list()[place] for place in reversed(places))


def tidy(typed: str) -> str:
    """What a child typed, as the words we look for: any case, any spaces, commas or lines."""
    return " ".join(re.findall(r"[a-z]+", typed.lower()))


def one_mistake_from(word: str) -> set[str]:
    """What one wrong, missing, extra or swapped letter makes of a word; not the word itself."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    extra = {head + letter + tail for head, tail in cuts for letter in string.ascii_lowercase}
    wrong = {
        head + letter + tail[1:] for head, tail in cuts[:-1] for letter in string.ascii_lowercase
    }
    missing = {head + tail[1:] for head, tail in cuts[:-1]}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts[:-2]}
    return (extra | wrong | missing | swapped) - {word}


def mend(word: str) -> str:
    """The word of ours that was meant; where several may be, or none, what was typed."""
    if word in _ours() or len(word) > LONGEST + 1:
        return word
    near = one_mistake_from(word) & _ours()
    return near.pop() if len(near) == 1 else word


def meant(typed: str) -> str:
    """Five words as they were meant, each with at most one mistake; anything else only tidied."""
    words = tidy(typed).split()
    if len(words) == WORDS:
        words = [mend(word) for word in words]
    return " ".join(words)


def strangers(typed: str) -> list[str]:
    """Those of the typed words that are not ours, and look like too many of ours or none."""
    return [word for word in meant(typed).split() if word not in _ours()]


def are_words(typed: str) -> bool:
    """Whether this is, or was meant to be, a receipt: three or more of the words are ours."""
    words = meant(typed).split()
    return len(words) - len(strangers(typed)) >= 3


def look_again(typed: str) -> dict[str, Any]:
    """What a page can say without looking: how many words there are, and which are not ours."""
    number = len(tidy(typed).split())
    return {
        "typed": tidy(typed),
        "number": number if number != WORDS else 0,
        "strangers": strangers(typed)[:WORDS],
    }


def receipt_hash(words: str, *, space: str = "") -> str:
    """What the database keeps of the five words: without RECEIPT_KEY it finds nothing.

    Mistakes are forgiven here, so that everything that takes five words forgives the same. In
    another `space` the same words have another hash, which tells nothing of this one.
    """
    return receipt_hashes(words, space=space)[0]


def receipt_hashes(words: str, *, space: str = "") -> list[str]:
    """Under each of our keys, the newest first: what to look for, in one query.

    As many hashes for wrong words as for right ones, whichever key the right ones are under.
    """
    before = f"{space}\n" if space else ""  # No tidied words have a line's end in them.
    return _under_each_key(before + meant(words))


def _under_each_key(message: str) -> list[str]:
    """Keyed hashes: one for each receipt key."""
    text = message.encode("ascii")
    return [
        hmac.new(key.encode(), text, hashlib.sha256).hexdigest() for key in settings.RECEIPT_KEYS
    ]


@contextmanager
def steady() -> Iterator[None]:
    """Answer no sooner than STEADY seconds from here.

    What right words lead to takes longer to write down than "We can't find those words": without
    this, the time alone would say which words are right.
    """
    start = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, STEADY - (time.monotonic() - start)))


def proof(token: str) -> str:
    """What only this server can say of a token: an answer without it is not ours.

    The form's page carries it and a browser never sends it, so that a wifi's sign-in page, which
    may answer at our own address, cannot pass for "Thank you". One for each receipt key, the newest
    first: a page that was open while keys changed goes by its own first one.
    """
    return " ".join(_under_each_key(f"noticed proof 1\n{token}")) if is_token(token) else ""
