"""What could be taken out of a child's words before other adults read them.

It marks places in the words and changes nothing. It misses things: a person has to look. No
network, no model, and the same answer each time.
"""

from __future__ import annotations

from participation.moderation.taking_out.contacts import emails, handles, phones
from participation.moderation.taking_out.days import dates
from participation.moderation.taking_out.found import Found, Kind, tokens, without_overlaps
from participation.moderation.taking_out.names import names
from participation.moderation.taking_out.places import places, schools, towns
from participation.moderation.taking_out.postcodes import postcodes

__all__ = ["Found", "Kind", "find"]


def find(text: str) -> list[Found]:
    """What may point to a person or a place, in order, and no two of them overlapping."""
    words = tokens(text)
    return without_overlaps(
        (
            emails(text),
            phones(text),
            postcodes(text),
            handles(text),
            dates(text),
            schools(text, words),
            places(text, words),
            names(words),
            towns(words),
        )
    )
