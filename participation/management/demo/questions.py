"""What the demo asks: two surveys, one in four rounds, and the codes that lead to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

ADULTS = ("practitioners", "managers", "board")


def for_adults(text: str) -> dict[str, str]:
    """One wording for every audience of adults."""
    return dict.fromkeys(ADULTS, text)


@dataclass(frozen=True)
class Ask:
    key: str
    kind: str
    text: str
    choices: tuple[str, ...] = ()
    """Of a question for words: phrases to tap."""
    pictures: dict[str, str] = field(default_factory=dict)
    """By the choice's words."""
    why: str = ""
    wordings: dict[str, str] = field(default_factory=dict)
    after: tuple[str, tuple[str, ...]] | None = None
    """Asked only after one of these choices of the question with this key."""
    about_you: bool = False
    only_for: str = ""
    headline: str = ""
    says_headline: tuple[str, ...] = ()
    splits: bool = False


@dataclass(frozen=True)
class Way:
    """One way in. Days count from today; a room is open from four to six that afternoon."""

    code: str
    audience: str = "children"
    kind: str = "link"
    room_on: int | None = None


@dataclass(frozen=True)
class SurveyRow:
    key: str
    title: str
    about: str
    plan: dict[str, str]
    asks: tuple[Ask, ...]
    ways: tuple[Way, ...]
    opened: int
    closed: int | None = None
    round_of: str = ""
    """The key of the first round, which this one asks again."""


NOT_SO_SAFE = ("In the middle", "Not very safe", "Not safe at all", "I am not sure")

# Phrases to tap, each with its picture. About the place and what would help, and so that children
# and adults can both say them.

HELPS = {
    "Somebody to walk with": "walk",
    "A place to go at night": "night",
    "Friends nearby": "friends",
    "Police who say hello": "police",
    "Somebody to ring": "phone",
    "More to do": "sport",
}
NOT_NOTICED = {
    "How dark it gets": "night",
    "Which way feels safe": "street",
    "Buses that do not come": "bus",
    "Nowhere to sit": "park",
    "How it feels": "heart",
    "The good things here": "happy",
}
BETTER = {
    "A day to wait for": "calendar",
    "A letter or a text": "letter",
    "Somebody to ring": "phone",
    "A shorter wait": "clock",
    "Somebody to talk to": "talk",
    "One worker, not many": "worker",
}
TO_KNOW = {
    "Listen first": "listen",
    "Say why": "talk",
    "Do not forget us": "heart",
    "Waiting is hard": "hourglass",
    "It was OK": "happy",
    "Come and see": "look",
}

SAFETY = SurveyRow(
    key="safety",
    title="Safety where you live",
    about=(
        "What is it like where you live? What would help? It is about the place, not about you. "
        "Demo: we made up the answers that are here already."
    ),
    plan={
        "space": "In a CHANCE session with a worker they know, or alone on their own phone. "
        "Nobody has to answer.",
        "voice": "Tap a face or a picture, pick from a list, or write. A worker can write it down.",
        "audience": "A worker reads it first. Then the Youth Justice Partnership Board.",
        "power": "part",
        "can_change": "Lights, places to go, and how adults talk to you.",
        "cannot_change": "The law, and who lives in your street.",
    },
    asks=(
        Ask(
            "safe",
            "faces",
            "How safe do you feel where you live?",
            ("Very safe", "Mostly safe", "In the middle", "Not very safe", "Not safe at all"),
            why="The Board wants to know if adults see it as you do.",
            wordings=for_adults("How safe do you think children feel where they live?"),
            headline="feel safe where they live",
            says_headline=("Very safe", "Mostly safe"),
        ),
        Ask(
            "dark",
            "yes_no",
            "Do you feel OK walking near home after dark?",
            why="We think day and night are not the same.",
            wordings=for_adults("Do you think children feel OK walking near home after dark?"),
            headline="feel OK walking near home after dark",
            says_headline=("Yes",),
        ),
        Ask(
            "wish",
            "multiple",
            "What would make it better?",
            (
                "Lights that work",
                "A later bus",
                "Somewhere warm to go",
                "Adults who listen",
                "Being told what happened",
            ),
            {
                "Lights that work": "light",
                "A later bus": "bus",
                "Somewhere warm to go": "warm",
                "Adults who listen": "listen",
                "Being told what happened": "letter",
            },
            why="Different people on the Board look after each of these.",
            wordings=for_adults("What do you think would make it better for children?"),
        ),
        Ask(
            "help",
            "text",
            "What would help you feel safer?",
            tuple(HELPS),
            HELPS,
            why="You know what works near you. We do not.",
            wordings=for_adults("What do you think would help children feel safer?"),
            after=("safe", NOT_SO_SAFE),
        ),
        Ask(
            "notice",
            "text",
            "What do adults not notice?",
            tuple(NOT_NOTICED),
            NOT_NOTICED,
            why="This is what your group is named after.",
            wordings=for_adults("What do adults, you too, not notice?"),
        ),
        Ask(
            "lived",
            "single",
            "How long have you lived where you live now?",
            ("Less than a year", "1 to 5 years", "More than 5 years"),
            why="A new place can feel different. You do not have to say.",
            about_you=True,
            only_for="children",
            splits=True,
        ),
    ),
    ways=(
        Way("CHNC23"),
        Way("PRCT23", audience="practitioners"),
        Way("MNGR23", audience="managers"),
        Way("BRDS23", audience="board"),
        Way("SSN232", kind="live", room_on=-63),
        Way("SSN233", kind="live", room_on=-35),
        Way("SHRD23", kind="tablet"),
    ),
    opened=-70,
    round_of="spring",
)

# Earlier rounds asked the same. The first two were too small alone, and are counted together.

SPRING = replace(
    SAFETY,
    key="spring",
    ways=(
        Way("CHNC20"),
        Way("PRCT20", audience="practitioners"),
        Way("MNGR20", audience="managers"),
        Way("BRDS20", audience="board"),
    ),
    opened=-310,
    closed=-290,
    round_of="",
)
SUMMER = replace(SAFETY, key="summer", ways=(Way("CHNC21"),), opened=-230, closed=-210)
AUTUMN = replace(
    SAFETY,
    key="autumn",
    ways=(
        Way("CHNC22"),
        Way("PRCT22", audience="practitioners"),
        Way("MNGR22", audience="managers"),
    ),
    opened=-120,
    closed=-90,
)

WAITING = SurveyRow(
    key="waiting",
    title="Waiting for help",
    about="What is it like to wait for help? Demo: we made up all the answers here.",
    plan={
        "space": "In a CHANCE session, with a worker they know.",
        "voice": "Tap a face or write. A worker can write it down for them.",
        "audience": "A worker reads it first. Then the Youth Justice Partnership Board.",
        "power": "part",
        "can_change": "What you are told while you wait, and how often.",
        "cannot_change": "How many doctors and nurses there are.",
    },
    asks=(
        Ask(
            "wait",
            "faces",
            "How was it to wait for help?",
            ("It was OK", "It was long", "It was much too long"),
            why="The Board can ask Health about it.",
        ),
        Ask("better", "text", "What would have made waiting better?", tuple(BETTER), BETTER),
        Ask("else", "text", "What else should adults know?", tuple(TO_KNOW), TO_KNOW),
    ),
    ways=(Way("SSN222", kind="live", room_on=-119),),
    opened=-126,
    closed=-84,
)

SURVEYS = (WAITING, SPRING, SUMMER, AUTUMN, SAFETY)
SURVEY_OF = {way.code: row.key for row in SURVEYS for way in row.ways}
OPEN_WAYS = SAFETY.ways[:4]
"""One for each audience, for `--json`. The tablet's words wait for five people: it is left out."""
TABLET = SAFETY.ways[6]
