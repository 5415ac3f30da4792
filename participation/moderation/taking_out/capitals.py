"""When a capital letter says that a word is a name."""

from __future__ import annotations

from collections.abc import Sequence

from participation.moderation.taking_out.found import Token

_FEW = 4


def tells(words: Sequence[Token], at: int) -> bool:
    """Whether this word has a capital for being a name.

    It may as well begin a sentence; stand for letters (GP); or be one of many, WHEN SOMEBODY
    WRITES ALL LIKE THIS, Or Each Word Like This.
    """
    word = words[at]
    if not word.is_capital or word.is_first or len(word.text) < 2:
        return False
    if word.text.isupper():
        return False
    near = words[max(0, at - _FEW) : at + _FEW + 1]
    small = sum(not it.is_capital for it in near)
    return small * 3 >= len(near)
