"""Signs in a child's words that a person should read them first. A sign decides nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import combinations


class Sign(StrEnum):
    """What the words may be about: codes that a text's signs are kept as."""

    ONESELF = "oneself"
    SOMEBODY = "somebody"
    SEXUAL = "sexual"
    EXPLOITATION = "exploitation"
    WITHOUT = "without"
    STAFF = "staff"
    OTHER = "other"

    @property
    def label(self) -> str:
        """In calm words, for a reader who chooses what to open."""
        return LABELS[self]


CODES = frozenset(sign.value for sign in Sign)
LABELS: dict[Sign, str] = {
    Sign.ONESELF: "self-harm or suicide",
    Sign.SOMEBODY: "being hurt by somebody",
    Sign.SEXUAL: "sexual harm",
    Sign.EXPLOITATION: "being used by others, debt or weapons",
    Sign.WITHOUT: "going without food or a place to be",
    Sign.STAFF: "a member of staff",
    Sign.OTHER: "something that was kept secret",
}

# Stems and phrases as children write them, misspellings too. Each raises a row to the top of the
# queue and sends workers and leads a letter without the words in it; a person reads and decides.
# It is better that ten harmless texts are read early than that one waits.
SIGNS: dict[Sign, tuple[str, ...]] = {
    Sign.ONESELF: (
        r"kill(ing|ed)? (my|me)",
        r"kil+ ?my ?self|kms|unalive",
        r"su[is]+[cs]id\w*",
        r"end (it all|my life|everything)",
        r"(want|wanna|wont|going|gonna) (2 |to )?(die|be dead|disap+ear)",
        r"(don'?t|dont|do not) (want|wanna)( to| 2)? (live|be here|be alive|wake up)",
        r"better off (dead|without me)",
        r"no point (in )?(living|anymore|any more|being here)",
        r"(cut|cutting|hurt|hurting|harm|harming|burn|burning) (my|me)",
        r"self[ -]?harm\w*",
        r"over ?dos\w*",
    ),
    Sign.SOMEBODY: (
        r"kill(ing|ed)? (me|him|her|them)",
        r"(hit|hits|hitting|beat|beats|beating|punch\w*|kick\w*|slap\w*|chok\w*|strangl\w*|hurt|"
        r"hurts|hurting|stab\w*|burn\w*) (me|us|my)",
        r"(scared|afraid|frightened|terrified) (of|to go home|at home)",
        r"not safe (at home|in (my|the) (house|home|placement))",
        r"(lock|locks|locked) me",
        r"abus\w*",
    ),
    Sign.SEXUAL: (
        r"rap(e|ed|ing|ist)\b",
        r"touch(es|ed|ing)? (me|my|us)",
        r"(made|makes|make|forced|forces) me (to )?"
        r"(do|have|send|show|touch|watch|carry|hold|sell|go)",
        r"nudes?|naked|sexual\w*",
        r"groom(ed|ing)",
    ),
    Sign.EXPLOITATION: (
        r"county ?lines?",
        r"(owe|owes|owed) (them|him|her|people|money)",
        r"debt",
        r"(made|makes|make|forced|forces) me (to )?(carry|hold|sell|go)",
        r"(carry|carries|carrying) (a )?(knife|blade|weapon|something)",
        r"(after|looking for|coming for) (me|us)",
        r"threat\w*",
    ),
    Sign.WITHOUT: (
        r"(no|nothing|haven'?t|not) (food|eaten|to eat)",
        r"(no ?where|nowhere) to (sleep|stay|live|go)",
        r"r(u|a)n(ning)? away",
        r"missing from",
    ),
    Sign.STAFF: (
        r"(my )?(worker|staff|officer|carer|teacher) "
        r"(hit|hurt|touch\w*|grab\w*|pushed|swears?|swore)",
    ),
    Sign.OTHER: (
        r"(don'?t|dont) tell (any ?one|no ?one|them|him|her)",
        r"secret",
    ),
}
_SIGNS = {
    sign: re.compile("|".join(rf"\b(?:{phrase})" for phrase in phrases), re.IGNORECASE)
    for sign, phrases in SIGNS.items()
}


def signs(text: str) -> tuple[Sign, ...]:
    """What anything in the words may be about, so that they are read before the rest."""
    plain = text.replace("’", "'")
    return tuple(sign for sign, phrases in _SIGNS.items() if phrases.search(plain))


def has_sign(text: str) -> bool:
    """Whether anything in the words asks to be read before the rest."""
    return bool(signs(text))


def kept(found: tuple[Sign, ...]) -> str:
    """As they are kept beside the words."""
    return " ".join(found)


def read(written: str) -> tuple[Sign, ...]:
    """What was kept, in their order; a code that is not known any more is something else."""
    known = {it if it in CODES else Sign.OTHER for it in written.split()}
    return tuple(sign for sign in Sign if sign in known)


def every_mix() -> Iterator[tuple[Sign, ...]]:
    """Each way in which one text can be about several things."""
    for number in range(1, len(Sign) + 1):
        yield from combinations(Sign, number)
