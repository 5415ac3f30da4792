"""The receipt: five words that only the child has, and the keyed hash that we keep of them."""

from __future__ import annotations

import hashlib
import hmac
import re
from functools import cache
from pathlib import Path

from django.conf import settings

WORDS = 5
BITS_A_WORD = 11
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")


@cache
def word_list() -> tuple[str, ...]:
    """Our own 2,048 words: short, spelled as spoken, screened for unhappy meanings."""
    path = Path(__file__).parent / "receipt_words.txt"
    return tuple(path.read_text(encoding="ascii").split())


def is_token(value: object) -> bool:
    """A form's secret: at least 128 random bits in 22 to 64 URL-safe characters."""
    return isinstance(value, str) and TOKEN.fullmatch(value) is not None


def receipt(token: str) -> str:
    """The five words of a token: 55 bits of its SHA-256.

    No key of ours goes in, so that a tablet without signal computes the same words; the token is
    never stored, so nobody can go back from the database to the words.
    """
    hashed = hashlib.sha256(b"noticed receipt 1\n" + token.encode("ascii")).digest()
    bits = int.from_bytes(hashed[:7], "big") >> (56 - WORDS * BITS_A_WORD)
    places = [bits >> (BITS_A_WORD * place) & (2**BITS_A_WORD - 1) for place in range(WORDS)]
    return " ".join(word_list()[place] for place in reversed(places))


def tidy(typed: str) -> str:
    """What a child typed, as the words we look for: any case, any spaces, commas or lines."""
    return " ".join(re.findall(r"[a-z]+", typed.lower()))


def receipt_hash(words: str) -> str:
    """What the database keeps of the five words: without RECEIPT_KEY it finds nothing."""
    key = settings.RECEIPT_KEY.encode()
    return hmac.new(key, tidy(words).encode("ascii"), hashlib.sha256).hexdigest()
