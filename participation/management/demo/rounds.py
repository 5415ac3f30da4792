"""The invented answers of earlier rounds about safety: mostly picks, so that there is a gap to see.

Sizes are true to such groups: a session or two of children, one team of practitioners. No child or
adult said any of this.
"""

from __future__ import annotations

from collections.abc import Iterator

from participation.management.demo.said import Said, Sent
from participation.management.demo.words import (
    BUS,
    LIGHTS,
    LISTEN,
    MANY_YEARS,
    MIDDLE,
    MOSTLY,
    NEW,
    NO,
    NOT_AT_ALL,
    NOT_SURE,
    NOT_VERY,
    SOME_YEARS,
    TOLD,
    VERY,
    WARM,
    YES,
)

Picks = tuple[str, str, tuple[str, ...], str]
"""Safe where they live, after dark, what would help, how long they have lived there."""

SPRING: tuple[Picks, ...] = (
    (MOSTLY, YES, (BUS,), MANY_YEARS),
    (MOSTLY, YES, (WARM,), MANY_YEARS),
    (MIDDLE, NO, (LIGHTS, LISTEN), SOME_YEARS),
    (MIDDLE, YES, (LIGHTS,), ""),
    (NOT_VERY, NO, (LIGHTS, TOLD), NEW),
    (NOT_VERY, NO, (WARM, LIGHTS), SOME_YEARS),
    (NOT_AT_ALL, NO, (TOLD,), NEW),
    (NOT_SURE, NO, (LISTEN,), ""),
)
SUMMER: tuple[Picks, ...] = (
    (VERY, YES, (WARM,), MANY_YEARS),
    (MOSTLY, YES, (BUS, WARM), MANY_YEARS),
    (MOSTLY, YES, (LISTEN,), ""),
    (MIDDLE, NO, (LIGHTS,), SOME_YEARS),
    (NOT_VERY, NO, (LIGHTS, TOLD), SOME_YEARS),
    (NOT_VERY, NO, (LIGHTS, LISTEN), MANY_YEARS),
    (NOT_VERY, NO, (LISTEN, TOLD), NEW),
    (NOT_AT_ALL, NO, (LIGHTS,), NEW),
    (NOT_AT_ALL, NO, (TOLD, LIGHTS), ""),
)
AUTUMN: tuple[Picks, ...] = (
    (VERY, YES, (WARM,), MANY_YEARS),
    (MOSTLY, YES, (BUS,), MANY_YEARS),
    (MOSTLY, YES, (LISTEN,), SOME_YEARS),
    (MOSTLY, NO, (WARM, LISTEN), SOME_YEARS),
    (MOSTLY, YES, (LIGHTS,), ""),
    (MOSTLY, YES, (LISTEN, TOLD), MANY_YEARS),
    (MIDDLE, NO, (LIGHTS,), NEW),
    (MIDDLE, NO, (LIGHTS, WARM), ""),
    (NOT_VERY, NO, (LIGHTS, TOLD), NEW),
    (NOT_VERY, NO, (LISTEN,), SOME_YEARS),
    (NOT_VERY, NO, (LIGHTS, LISTEN), MANY_YEARS),
    (NOT_VERY, YES, (TOLD,), ""),
    (NOT_AT_ALL, NO, (LIGHTS,), NEW),
    (NOT_SURE, NO, (WARM,), ""),
)
Crowd = tuple[tuple[int, str, str], ...]
"""How many adults thought so: safe, and after dark."""

ADULTS: dict[str, tuple[int, Crowd]] = {
    "PRCT20": (
        -300,
        ((9, MOSTLY, YES), (2, MOSTLY, NO), (7, MIDDLE, NO), (6, NOT_VERY, NO)),
    ),
    "MNGR20": (-299, ((6, MOSTLY, YES), (1, VERY, YES), (5, MIDDLE, NO))),
    "BRDS20": (-298, ((7, MOSTLY, YES), (3, MIDDLE, NO))),
    "PRCT22": (
        -101,
        ((8, MOSTLY, YES), (2, MOSTLY, NO), (6, MIDDLE, NO), (6, NOT_VERY, NO)),
    ),
    "MNGR22": (-100, ((6, MOSTLY, YES), (5, MIDDLE, NO))),
}

WISHES_OF_ADULTS: tuple[tuple[str, ...], ...] = ((LISTEN,), (WARM, LISTEN), (LIGHTS,))

# What some of them wrote in the last round, by its place in that round.
HELP_OF_CHILDREN = {
    6: Said("if somebody rang to ask did you get home"),
    8: Said("let us in somewhere when its raining"),
}
NOTICE_OF_CHILDREN = {
    1: Said("we look out for each other more than you think"),
    10: Said("that i know which streets to cross and when"),
    12: Said("the same car every night. you never see it because you go at five"),
}
NOTICE_OF_PRACTITIONERS = {
    0: Said("We count what happened. We do not ask where it feels like it might."),
    9: Said("That we plan visits for our hours, not for theirs."),
}


def _children(
    first: int,
    code: str,
    on: int,
    rows: tuple[Picks, ...],
    *,
    help: dict[int, Said] | None = None,
    notice: dict[int, Said] | None = None,
) -> Iterator[Sent]:
    for place, (safe, dark, wishes, lived) in enumerate(rows):
        picks: dict[str, tuple[str, ...]] = {"safe": (safe,), "dark": (dark,), "wish": wishes}
        picks |= {"lived": (lived,)} if lived else {}
        written = {"help": (help or {}).get(place), "notice": (notice or {}).get(place)}
        said = {key: it for key, it in written.items() if it}
        yield Sent(first + place, on, code, picks, said)


def _adults(first: int) -> Iterator[Sent]:
    number = first
    for code, (on, crowd) in ADULTS.items():
        place = 0
        for many, safe, dark in crowd:
            for _one in range(many):
                said = NOTICE_OF_PRACTITIONERS.get(place) if code == "PRCT22" else None
                wish = WISHES_OF_ADULTS[place % len(WISHES_OF_ADULTS)]
                picks = {"safe": (safe,), "dark": (dark,), "wish": wish}
                yield Sent(number, on, code, picks, {"notice": said} if said else {})
                number, place = number + 1, place + 1


ROUNDS = (
    *_children(101, "CHNC20", -301, SPRING),
    *_children(121, "CHNC21", -221, SUMMER),
    *_children(141, "CHNC22", -105, AUTUMN, help=HELP_OF_CHILDREN, notice=NOTICE_OF_CHILDREN),
    *_adults(201),
)
