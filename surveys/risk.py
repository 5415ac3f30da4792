"""Signs in a child's words that a person should read them first. A sign decides nothing more."""

from __future__ import annotations

import re

# Stems and phrases as children write them, misspellings too. Each raises a row to the top of the
# queue and sends workers and leads a letter without the words in it; a person reads and decides.
# It is better that ten harmless texts are read early than that one waits.
SIGNS = (
    # Harm to oneself
    r"kill(ing|ed)? (my|me|him|her|them)",
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
    # Harm by somebody
    r"(hit|hits|hitting|beat|beats|beating|punch\w*|kick\w*|slap\w*|chok\w*|strangl\w*|hurt|hurts|"
    r"hurting|stab\w*|burn\w*) (me|us|my)",
    r"(scared|afraid|frightened|terrified) (of|to go home|at home)",
    r"not safe (at home|in (my|the) (house|home|placement))",
    r"(lock|locks|locked) me",
    r"abus\w*",
    # Sexual harm
    r"rap(e|ed|ing|ist)\b",
    r"touch(es|ed|ing)? (me|my|us)",
    r"(made|makes|make|forced|forces) me (to )?(do|have|send|show|touch|watch|carry|hold|sell|go)",
    r"nudes?|naked|sexual\w*",
    r"groom(ed|ing)",
    # Exploitation and weapons
    r"county ?lines?",
    r"(owe|owes|owed) (them|him|her|people|money)",
    r"debt",
    r"(carry|carries|carrying) (a )?(knife|blade|weapon|something)",
    r"(after|looking for|coming for) (me|us)",
    r"threat\w*",
    # Going without
    r"(no|nothing|haven'?t|not) (food|eaten|to eat)",
    r"(no ?where|nowhere) to (sleep|stay|live|go)",
    r"r(u|a)n(ning)? away",
    r"missing from",
    # A member of staff
    r"(my )?(worker|staff|officer|carer|teacher) (hit|hurt|touch\w*|grab\w*|pushed|swears?|swore)",
    r"(don'?t|dont) tell (any ?one|no ?one|them|him|her)",
    r"secret",
)
_SIGN = re.compile("|".join(rf"\b(?:{sign})" for sign in SIGNS), re.IGNORECASE)


def has_sign(text: str) -> bool:
    """Whether anything in the words asks to be read before the rest."""
    return _SIGN.search(text.replace("’", "'")) is not None
