"""Passwords that are long and still easy to guess.

zxcvbn, offline, estimates how many guesses a good guesser needs: it knows 30,000 passwords from
leaks, common words and names, repeats, rows of the keyboard, dates, and letters written as digits.
We add the words of this site and of the person. It does not know the hundreds of millions of
leaked passwords that only an online service has.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # it ships no types

from backend.accounts.models import User

ENOUGH = 10
"""As a power of ten."""
LOOKED_AT = 64
"""Letters: what is hard to guess so far does not become easier."""
OF_THEIR_OWN = 8
"""Letters and digits that a password needs besides the words of site and person."""
SITE_WORDS = ("noticed", "chance", "voice", "voices", "youth", "justice", "board", "council")
EASY = (
    "This is easy to guess. Three or four words that have nothing to do with each other, or with "
    "you, are hard to guess and easy to keep in mind."
)


class HardToGuess:
    def validate(self, password: str, user: User | None = None) -> None:
        known = _known(user)
        guessed = zxcvbn(password[:LOOKED_AT], user_inputs=known)
        if guessed["guesses_log10"] < ENOUGH or len(_without(known, password)) < OF_THEIR_OWN:
            raise ValidationError(EASY, code="password_easy_to_guess")

    def get_help_text(self) -> str:
        return "Three or four words that have nothing to do with each other are a good password."


def _known(user: User | None) -> list[str]:
    """What somebody who knows the site and the person tries first."""
    words = f"{user.name} {user.email}" if user else ""
    host = settings.SITE_URL.split("//")[-1]
    return [*SITE_WORDS, *re.findall(r"[^\W_]{3,}", f"{words} {host}".lower())]


def _without(known: list[str], password: str) -> str:
    """What is left of a password besides such words."""
    rest = password.lower()
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word, "")
    return re.sub(r"\W", "", rest)
