"""Invented meetings, decisions and actions; some actions stand on real recommendations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ItemRow:
    key: str
    order: str
    title: str
    notes: str = ""
    themes: tuple[str, ...] = ()
    surveys: tuple[str, ...] = ()
    exempt: ExemptRow | None = None
    late_because: str = ""


@dataclass(frozen=True)
class ExemptRow:
    """By which paragraph of Schedule 12A, why, and what the Board alone reads."""

    access: str
    paragraph: int
    reason: str
    notes: str


@dataclass(frozen=True)
class MeetingRow:
    on: int
    status: str
    items: tuple[ItemRow, ...]
    reference: str = ""
    minutes: str = ""


MINUTES = """INVENTED MINUTES OF THE DEMO. Nobody said this, and nothing of it was decided.

14. THE CHILDREN’S ITEM: THE PATH BY THE PARK
What children say was read out.
Resolved:- 1) That Housing check every light on the path by the park; and
2) That a member of the Board walk the path after dark with children who use it.

15. WHERE THE ACTIONS STAND
Resolved:- That the report be noted.

16. EXCLUSION OF THE PRESS AND PUBLIC
Resolved:- That the press and public be excluded from the meeting for the next item.
"""


MEETINGS = (
    MeetingRow(
        -105,
        "passed",
        (
            ItemRow(
                "waiting",
                "1a",
                "The children's item: waiting for help",
                themes=("wait",),
                surveys=("waiting",),
            ),
            ItemRow(
                "telling",
                "1b",
                "The children's item: telling it again and again",
                themes=("story",),
                surveys=("waiting",),
            ),
            ItemRow(
                "guess",
                "1c",
                "The children's item: how safe children feel",
                surveys=("spring", "summer"),
            ),
            ItemRow("plan", "2", "What the inspection and the peer review asked of us"),
        ),
    ),
    MeetingRow(
        -42,
        "passed",
        (
            ItemRow("path", "1a", "The children's item: the path by the park", themes=("path",)),
            ItemRow(
                "after",
                "1b",
                "The children's item: when something has happened",
                themes=("after",),
            ),
            ItemRow(
                "actions",
                "2",
                "Where the actions stand",
                late_because="One agency’s report came in that week.",
            ),
            ItemRow(
                "families",
                "3",
                "How two families were helped",
                exempt=ExemptRow(
                    "exempt",
                    2,
                    "Both families could be recognised, even without their names.",
                    "**Invented.** No real family: this shows where exempt text stands.\n\n"
                    "- What helped, in the order of time\n- What came too late",
                ),
            ),
        ),
        reference="DEMO-2",
        minutes=MINUTES,
    ),
    MeetingRow(
        21,
        "confirmed",
        (
            ItemRow(
                "safety",
                "1",
                "The children's item: safety where you live",
                notes="Before the meeting, each member reads what children say.\n\n"
                "- What do we see by day that is different by night?\n"
                "- Which of us can change it?",
                themes=("safer", "warm"),
                surveys=("safety", "autumn"),
            ),
            ItemRow(
                "late",
                "2",
                "Actions that are late",
                notes="One minute for each agency.",
                exempt=ExemptRow(
                    "part_exempt",
                    3,
                    "It says what a service that is being bought would cost.",
                    "**Invented.** The price that was offered, and by whom.",
                ),
            ),
            ItemRow("review", "3", "Peer review: what is still open"),
        ),
    ),
)


@dataclass(frozen=True)
class DecisionRow:
    key: str
    item: str
    text: str
    weight_given: str
    reasons: str
    confirmed: bool = True


DECISIONS = (
    DecisionRow(
        "wait",
        "waiting",
        "Health tells every child who waits how long it will be. It tells them again each month.",
        "Children said that not knowing is the worst part. This was given the most weight.",
        "It costs little and can begin at once. A longest wait was not agreed: Health could not "
        "promise one.",
    ),
    DecisionRow(
        "story",
        "telling",
        "Workers write a child's story down once, with the child. A new worker reads it first.",
        "Children said that telling it again hurts. Their wish to read it was taken up in full.",
        "The agencies may share one page if the child agrees. Sharing more was not agreed.",
    ),
    DecisionRow(
        "plan",
        "plan",
        "Every action has one agency that owns it, and a date.",
        "Children had asked who answers them. This makes it one agency each time.",
        "The peer review asked for “further mechanisms in place to hold partners to account”.",
    ),
    DecisionRow(
        "path",
        "path",
        "Housing checks every light on the path by the park. It mends those that are out.",
        "Children walk the long way round. Their words were read out and given full weight.",
        "Lights are quick to mend. New lights were not agreed until the old ones work.",
    ),
    DecisionRow(
        "after",
        "after",
        "When something happens near home, Police come back and say what they may say.",
        "Children said that stories grow when nobody speaks. Police asked for time to say how.",
        "Not confirmed yet: Police check what they are allowed to say.",
        confirmed=False,
    ),
)


@dataclass(frozen=True)
class EvidenceRow:
    on: int
    text: str
    checked_by: str


@dataclass(frozen=True)
class ActionRow:
    key: str
    text: str
    owner_role: str
    agency: str
    due: int
    status: str = "not_started"
    decision: str = ""
    recommendation: str = ""
    started: int = 0
    done: int = 0
    evidence: EvidenceRow | None = None
    with_children: str = ""
    updates: tuple[tuple[int, str], ...] = ()
    """Days and words, between its start and where it is now."""


ACTIONS = (
    ActionRow(
        "wait",
        "Tell children how long they will wait, and again each month",
        "Service manager, children's health",
        "health",
        -60,
        "done",
        decision="wait",
        recommendation="K4.1",
        started=-100,
        done=-48,
        evidence=EvidenceRow(
            -50,
            "Children who wait now have a date, and a message each month. In the last session "
            "nobody said that they did not know.",
            "Participation worker",
        ),
    ),
    ActionRow(
        "story",
        "Write one page with each child, which the child can read",
        "Team manager, social care",
        "social-care",
        30,
        "in_progress",
        decision="story",
        started=-80,
        with_children="Each child writes their own page with their worker",
        updates=(
            (-60, "Four workers try the page. Two say it takes too long to fill in."),
            (-21, "The page is shorter now, after what children and workers said."),
        ),
    ),
    ActionRow(
        "story-training",
        "Show new workers how to use the page",
        "Practice lead",
        "early-help",
        -12,
        "stuck",
        decision="story",
        recommendation="R11",
        started=-40,
        updates=((-26, "The two dates that we had were needed for something else."),),
    ),
    ActionRow(
        "path",
        "Check and mend the lights on the path by the park",
        "Estate manager",
        "housing",
        14,
        "in_progress",
        decision="path",
        started=-30,
        updates=((-9, "Eleven lights were checked, and three are out. Parts are ordered."),),
    ),
    ActionRow(
        "path-walk",
        "Walk the path after dark with children who use it",
        "Participation worker",
        "service",
        28,
        decision="path",
        with_children="Children who use the path choose the way and the evening",
    ),
    ActionRow(
        "first-item",
        "Put the children's item first on every agenda",
        "Clerk",
        "service",
        -50,
        "done",
        recommendation="R3",
        started=-104,
        done=-42,
        evidence=EvidenceRow(
            -42,
            "What children say was the first thing the Board talked about, with most time for it.",
            "Participation worker",
        ),
    ),
    ActionRow(
        "one-list",
        "Keep one list of actions, with an owner in each agency",
        "Chair of the Board",
        "service",
        60,
        "in_progress",
        decision="plan",
        recommendation="R7",
        started=-100,
    ),
    ActionRow(
        "needs",
        "Find out which health needs the children have",
        "Commissioning manager, health",
        "health",
        -5,
        "in_progress",
        recommendation="I3",
        started=-70,
        updates=((-33, "Half of the files are read. Nobody has asked the children yet."),),
    ),
    ActionRow(
        "training",
        "Write a training plan for staff and partners",
        "Head of service",
        "service",
        -20,
        recommendation="R11",
    ),
    ActionRow(
        "policy",
        "Update the Risk Management Policy with those who use it",
        "Service manager",
        "service",
        45,
        "in_progress",
        recommendation="R12",
        started=-14,
    ),
    ActionRow(
        "launch",
        "Plan a launch of the strategy, with a version for children",
        "Strategy lead",
        "social-care",
        75,
        recommendation="R10",
    ),
)


@dataclass(frozen=True)
class MeasureRow:
    """How a recommendation is measured, in the invented clerk's words; which themes bear on it."""

    recommendation: str
    measured_by: str
    themes: tuple[str, ...] = ()


MEASURES = (
    MeasureRow(
        "R7",
        "Each quarter the clerk counts the actions past their day, by agency. Twice a year "
        "children say which of them they noticed.",
        ("same-worker",),
    ),
    MeasureRow(
        "K4.1",
        "Children who wait are asked once a quarter whether they know for how long.",
        ("wait",),
    ),
    MeasureRow("K1.4", "The gap between children and the Board, at each round.", ("safer",)),
)


@dataclass(frozen=True)
class GuessRow:
    """What the Board agreed on for a question of a survey, of 100 children."""

    survey: str
    question: str
    figure: int
    on: int


GUESSES = (
    GuessRow("summer", "safe", 70, -105),
    GuessRow("summer", "dark", 60, -105),
)
