"""The invented half: what children (and a few adults) said, and what a worker decided about it.

No child wrote any of this. Nothing is about what a child has done, and no place or person is real.
"""

from __future__ import annotations

from functools import partial

from participation.management.demo.said import Said, Sent, waits

Tapped = dict[str, tuple[str, ...]]
"""Phrases, by the key of the question for words that offers them."""


def _waiting(
    number: int,
    wait: str,
    better: Said,
    other: Said | None = None,
    *,
    quote: bool = True,
    tapped: Tapped | None = None,
) -> Sent:
    said = {"better": better} | ({"else": other} if other else {})
    return Sent(number, -119, "SSN222", {"wait": (wait,)} | (tapped or {}), said, quote)


def _safety(
    number: int,
    safe: str,
    dark: str,
    *wishes: str,
    on: int,
    code: str = "CHNC23",
    help: Said | None = None,
    notice: Said | None = None,
    lived: str = "",
    quote: bool = True,
    tapped: Tapped | None = None,
) -> Sent:
    picks = {"safe": (safe,), "dark": (dark,), "wish": wishes, "lived": (lived,) if lived else ()}
    picks |= tapped or {}
    said = {"help": help, "notice": notice}
    return Sent(number, on, code, picks, {key: it for key, it in said.items() if it}, quote)


# One CHANCE session of nine children, about waiting for help.

OK, LONG, TOO_LONG = "It was OK", "It was long", "It was much too long"

_SESSION_ABOUT_WAITING = (
    _waiting(
        1,
        TOO_LONG,
        Said("if someone just told us how long it would be. even if its ages", "wait"),
        Said("you have to start again every time someone leaves", "story"),
    ),
    _waiting(
        2,
        TOO_LONG,
        Said("A text that says we have not forgot you", "wait"),
        Said("My worker left and nobody said bye", "same-worker"),
    ),
    _waiting(
        3,
        LONG,
        Said("I waited and waited and thought they lost my letter", "wait"),
        Said("can we keep the same worker. just one", "same-worker"),
    ),
    _waiting(
        4,
        TOO_LONG,
        Said("nobody rang. my mum rang them 5 times", "wait"),
        Said("police talk to us like we already did something", "stopped"),
    ),
    _waiting(
        5,
        LONG,
        Said("waiting is ok if you know. not knowing is the worst bit", "wait"),
        Said("i was just starting to trust her and she moved jobs", "same-worker"),
    ),
    _waiting(
        6,
        TOO_LONG,
        Said("a date. just a date.", "wait"),
        Said("They stop us and never say why", "stopped"),
        quote=False,
        tapped={"better": ("A day to wait for",), "else": ("Say why",)},
    ),
    _waiting(
        7,
        LONG,
        Said("I told it to 4 different people and then it was a new one again", "story"),
        Said("ask us first before you decide what we are like", "stopped"),
    ),
    _waiting(
        8,
        OK,
        Said("write it down once so i dont have to say it all again", "story"),
        Said("the biscuits were good. thank you for the biscuits"),
    ),
    _waiting(
        9,
        TOO_LONG,
        Said("everyone asks the same things and then goes away", "story"),
        tapped={"better": ("One worker, not many",), "else": ("Do not forget us",)},
    ),
)

# A session of seven about safety, and four weeks later one of eight, on phones in the room.

VERY, MOSTLY, MIDDLE = "Very safe", "Mostly safe", "In the middle"
NOT_VERY, NOT_AT_ALL = "Not very safe", "Not safe at all"
YES, NO, NOT_SURE = "Yes", "No", "I am not sure"
LIGHTS, BUS, WARM = "Lights that work", "A later bus", "Somewhere warm to go"
LISTEN, TOLD = "Adults who listen", "Being told what happened"
MANY_YEARS, SOME_YEARS, NEW = "More than 5 years", "1 to 5 years", "Less than a year"

_first = partial(_safety, on=-63, code="SSN232")
_second = partial(_safety, on=-35, code="SSN233")

_SESSIONS_ABOUT_SAFETY = (
    _first(
        *(10, NOT_VERY, NO, LISTEN, LIGHTS),
        lived=MANY_YEARS,
        help=Said("a dog. a big soft one"),
        notice=Said("They drive home before it gets dark. So they think its safe", "safer"),
    ),
    _first(
        *(11, NOT_AT_ALL, NO, LISTEN, TOLD),
        notice=Said(
            "they say knife crime is not that bad round here. they dont live round here", "safer"
        ),
    ),
    _first(
        *(12, NOT_VERY, NO, LIGHTS, TOLD),
        lived=SOME_YEARS,
        help=Said("lights on the path by the park. half are broke", "path"),
        notice=Said("when something happens nobody comes back to tell us the end", "after"),
    ),
    _first(
        *(13, MIDDLE, NO, LIGHTS),
        quote=False,
        help=Said("its pitch black by the park in winter i go the long way round", "path"),
        notice=Said("how loud it is at night"),
    ),
    _first(
        *(14, NOT_VERY, NO, LIGHTS, TOLD),
        lived=MANY_YEARS,
        help=Said("mend the lights!!!!!", "path"),
        notice=Said("They clean it up fast and then never talk about it", "after"),
    ),
    _first(
        *(15, MIDDLE, YES, BUS),
        help=Said("last bus is 7 and club finishes half 7 😂", "bus"),
        notice=Said("we get moved on everywhere even off the bench", "bench"),
    ),
    _first(
        *(16, NOT_SURE, NOT_SURE, WARM),
        lived=NEW,
        help=Said("somewhere warm thats free", "warm"),
        tapped={"help": ("A place to go at night", "Friends nearby"), "notice": ("How it feels",)},
    ),
    _second(
        *(17, MIDDLE, NO, LISTEN),
        help=Said("if someone walked with the little ones"),
        notice=Said("You only see it in the day time. come at night", "safer"),
    ),
    _second(
        *(18, NOT_VERY, NO, LISTEN, TOLD),
        lived=MANY_YEARS,
        notice=Said("that we plan which way to walk every single day", "safer"),
    ),
    _second(
        *(19, NOT_VERY, NO, BUS),
        quote=False,
        help=Said("a bus that comes when the sign says it comes", "bus"),
        tapped={"notice": ("Buses that do not come", "How dark it gets")},
    ),
    _second(
        *(20, MIDDLE, YES, WARM),
        help=Said("a youth club thats open on saturdays not just mondays", "warm"),
    ),
    _second(
        *(21, NOT_SURE, YES, WARM),
        help=Said("just somewhere to sit with my mates. with a toaster", "warm"),
        tapped={"help": ("Friends nearby",), "notice": ("Nowhere to sit",)},
    ),
    _second(
        *(22, MIDDLE, NOT_SURE, LISTEN),
        notice=Said("we sit down and someone says move. its a bench. its for sitting", "bench"),
    ),
    _second(
        *(23, MOSTLY, YES),
        lived=MANY_YEARS,
        notice=Said("its not all bad. my nans street is lovely, everyone knows the dog", "good"),
    ),
    _second(
        *(24, MIDDLE, NO, LISTEN),
        lived=NEW,
        notice=Said(
            "my worker is late every time and thinks i dont notice. i notice",
            decision="held",
            reason="ask_colleague",
        ),
    ),
)

# Sent alone, from the link on the poster.

_FROM_THE_LINK = (
    _safety(
        *(25, NOT_VERY, NO, LIGHTS, BUS),
        on=-56,
        lived=SOME_YEARS,
        help=Said(
            "The man at number 9 by the dark path shouts at us. a light would help",
            "path",
            "redacted",
            becomes="Somebody by the dark path shouts at us. a light would help",
        ),
        notice=Said("i walk home from the last stop cos the bus turns round early", "bus"),
    ),
    _safety(
        *(26, NOT_AT_ALL, NO, TOLD),
        on=-49,
        notice=Said(
            "me and my twin saw it all from our window and no one came to ask if we was ok",
            "after",
            "paraphrased",
            becomes="Children saw something frightening near home. Nobody came to ask if they "
            "were all right.",
        ),
    ),
    _safety(
        *(27, MOSTLY, YES),
        on=-41,
        notice=Said("this is boring lol bye", decision="rejected", reason="not_an_answer"),
    ),
    _safety(
        *(28, NOT_VERY, NO, WARM),
        on=-28,
        lived=NEW,
        quote=False,
        help=Said("Somewhere to go that isnt outside the shop", "warm"),
    ),
    _safety(
        *(29, NOT_VERY, NO, LISTEN, TOLD),
        on=-20,
        lived=MANY_YEARS,
        notice=Said(
            "Grown ups talk about knives like its the news. For us its the way to the shop",
            "safer",
        ),
    ),
    _safety(
        *(30, NOT_AT_ALL, NO, LISTEN),
        on=-3,
        notice=Said("i dont like it at home when his friends come round", decision="escalated"),
    ),
    _safety(
        *(31, NOT_VERY, NO, LIGHTS),
        on=-4,
        help=waits("put the lights back on and LEAVE them"),
        tapped={"help": ("Somebody to walk with",), "notice": ("How dark it gets",)},
    ),
    _safety(
        *(32, MOSTLY, YES, LISTEN),
        on=-4,
        lived=SOME_YEARS,
        notice=waits("That we notice when you look at your phone"),
        tapped={"notice": ("How it feels",)},
    ),
    _safety(
        *(33, MIDDLE, YES, WARM),
        on=-3,
        help=waits("more nights like the one with the pizza"),
        tapped={"help": ("More to do", "Friends nearby")},
    ),
    _safety(
        *(34, VERY, YES),
        on=-2,
        lived=MANY_YEARS,
        notice=waits("I <3 where I live & I want it to stay nice"),
    ),
    _safety(35, NOT_SURE, NOT_SURE, on=-1, quote=False, help=waits("nothing. its fine. honest")),
    _safety(
        *(36, NOT_VERY, NO, LIGHTS, LISTEN),
        on=-1,
        quote=False,
        help=waits("im scared to go home past the flats when its dark. dont tell anyone i said"),
        tapped={"help": ("Somebody to walk with",)},
    ),
    # Said by tapping alone: there are no words to read, and both count.
    _safety(
        *(45, NOT_VERY, NO, WARM),
        on=-5,
        tapped={
            "help": ("A place to go at night", "Police who say hello", "Somebody to ring"),
            "notice": ("Which way feels safe", "How it feels"),
        },
    ),
    _safety(
        *(46, MOSTLY, YES, BUS),
        on=-2,
        tapped={"notice": ("Buses that do not come", "The good things here")},
    ),
)

# Adults say how safe they think children feel.

_practitioner = partial(_safety, code="PRCT23")
_manager = partial(_safety, code="MNGR23")
_board_member = partial(_safety, code="BRDS23")

_ADULTS = (
    _practitioner(
        *(37, NOT_VERY, NO, LIGHTS, LISTEN),
        on=-30,
        notice=Said("Children tell us about knives every week. It does not reach the meetings."),
    ),
    _practitioner(
        *(38, NOT_VERY, NO, WARM),
        on=-3,
        help=waits("A map of where it does not feel safe, drawn by children."),
    ),
    _practitioner(39, MIDDLE, NO, LIGHTS, BUS, on=-29),
    _manager(40, MOSTLY, YES, LISTEN, on=-29),
    _manager(41, MIDDLE, NOT_SURE, LISTEN, on=-27),
    _board_member(42, MOSTLY, YES, LISTEN, on=-26),
    _board_member(43, VERY, YES, WARM, on=-26),
    _board_member(44, MOSTLY, NOT_SURE, LIGHTS, on=-25),
)

SENT = (*_SESSION_ABOUT_WAITING, *_SESSIONS_ABOUT_SAFETY, *_FROM_THE_LINK, *_ADULTS)
