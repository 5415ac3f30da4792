"""Invented answers of the adults, one in each state: who approves them, what children say."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class AskedRow:
    theme: str
    agency: str
    on: int


ASKED = (
    AskedRow("wait", "health", -112),
    AskedRow("story", "social-care", -112),
    AskedRow("same-worker", "service", -112),
    AskedRow("stopped", "police", -110),
    AskedRow("path", "housing", -50),
    AskedRow("bus", "service", -34),
    AskedRow("warm", "early-help", -34),
    AskedRow("after", "police", -44),
    AskedRow("after", "housing", -44),
    AskedRow("safer", "police", -30),
    AskedRow("safer", "education", -30),
)


@dataclass(frozen=True)
class ReplyRow:
    theme: str
    agency: str
    state: str
    text: str
    published: int | None = None
    told: int | None = None
    how: str = ""
    by_when: int | None = None
    because: str = ""
    passed_to: str = ""
    decision: str = ""
    action: str = ""
    sent: int | None = None
    """When it was sent for approval, if it still waits for that."""
    verdicts: dict[int, str] = field(default_factory=dict)
    """By the number of the response, what its child made of the answer, two days after."""
    in_a_round: tuple[str, ...] = ()
    """What a group made of it whose five words were lost, a day after it was told."""


MEMBER_SINCE = -400
SPEAKS_FOR = ("housing", "health", "social-care", "service", "early-help", "police")
"""One invented member for all of them, since the demo has one board member. For the others, such
as schools and colleges, nobody speaks: the pages say so."""


REPLIES = (
    ReplyRow(
        "wait",
        "health",
        "we_did",
        "If you wait for help from Health, we tell you how long. We tell you again each month.",
        published=-46,
        told=-40,
        how="Read out in the session, with the letter passed round",
        decision="wait",
        action="wait",
        verdicts={1: "yes", 2: "yes", 3: "yes", 4: "yes", 5: "partly", 6: "yes"},
    ),
    ReplyRow(
        "story",
        "social-care",
        "we_will",
        "You say it once. We write it down with you, on one page. A new worker reads it first.",
        published=-35,
        told=-33,
        how="Read out in the session; the page was tried out on the spot",
        by_when=30,
        decision="story",
        action="story",
        verdicts={7: "partly", 8: "yes"},
    ),
    ReplyRow(
        "same-worker",
        "service",
        "we_cant",
        "We cannot promise you the same worker. We promise to tell you before, and to say goodbye.",
        published=-60,
        told=-54,
        how="A manager came to the session and said it",
        because="Workers change jobs, and we cannot stop them.",
        verdicts={2: "no"},
    ),
    ReplyRow(
        "path",
        "housing",
        "we_will",
        "We check every light on the path by the park. We mend the ones that are out.",
        published=-28,
        by_when=14,
        decision="path",
        action="path",
    ),
    ReplyRow(
        "bus",
        "service",
        "not_ours",
        "The bus company decides when the last bus goes. We wrote to them with your words. Until "
        "they answer, the club ends half an hour earlier.",
        published=-30,
        told=-27,
        how="Said at the end of the club, with the letter on the wall",
        passed_to="the bus company",
        verdicts={15: "partly", 19: "no"},
        in_a_round=("yes", "yes", "partly", "yes", "no", "yes"),
    ),
    ReplyRow(
        "warm",
        "early-help",
        "finding_out",
        "We are looking for a room that is warm, free and open on Saturdays. We ask you to come "
        "and see it.",
        published=-9,
        by_when=35,
    ),
    ReplyRow(
        "after",
        "police",
        "we_will",
        "When something happens near you, one of us comes back. We tell you what we may tell you.",
        by_when=40,
        sent=-3,
    ),
)
