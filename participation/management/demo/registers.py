"""The real half: bodies, sources and recommendations, each with where it is written down.

Quotes are word for word from the paper "Action Plan Progress Update" that the Improving Lives
Select Commission had before it on 3 May 2022; its bold letters are left out, its spelling is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PAPER = "Action Plan Progress Update, Improving Lives Select Commission, 3 May 2022"
SHORT = "Select Commission paper, 3 May 2022"


@dataclass(frozen=True)
class BodyRow:
    key: str
    name: str
    classification: str
    plain_name: str
    source: str
    before: str = ""
    before_source: str = ""


BODIES = (
    BodyRow(
        "board",
        "Rotherham Youth Justice Partnership Board",
        "board",
        "the Board",
        f"{SHORT}: “New name for the Board (Rotherham Youth Justice Partnership Board)”",
        before="YOT Management Board",
        before_source=f"{SHORT}: “Is the YOT Management Board the most effective …” (KLOE 3)",
    ),
    BodyRow(
        "service",
        "Rotherham Youth Justice Service",
        "service",
        "The Youth Justice Service",
        f"{SHORT}: “New Name for the YOT (Rotherham Youth Justice Service)”",
        before="Youth Offending Team",
        before_source=f"{SHORT}: “Youth Offending Team (YOT) Inspection”",
    ),
    BodyRow(
        "commission",
        "Improving Lives Select Commission",
        "committee",
        "The councillors who check",
        f"{SHORT}: “Improving Lives Select Commission 3rd May 2022”",
    ),
    BodyRow(
        "health",
        "Health services",
        "agency",
        "Health",
        f"{SHORT}: “Health pathways do not enable expedited intervention to CYP open to YJS.”",
    ),
    BodyRow(
        "education",
        "Education, Training and Employment",
        "agency",
        "Schools and colleges",
        f"{SHORT}: “ETE= Education, Training, Employment”",
    ),
    BodyRow(
        "housing",
        "Housing department",
        "agency",
        "Housing",
        f"{SHORT}: “housing dept translating to quick community response”",
    ),
    BodyRow(
        "early-help",
        "Early Help",
        "agency",
        "",
        f"{SHORT}: “Early Help & Social Care are involved with children and families”",
    ),
    BodyRow(
        "social-care",
        "Social Care",
        "agency",
        "",
        f"{SHORT}: “Early Help & Social Care are involved with children and families”",
    ),
    BodyRow(
        "probation",
        "Probation",
        "agency",
        "",
        f"{SHORT}: “Resettlement and probation transitions”",
    ),
    BodyRow(
        "remedi",
        "Remedi",
        "agency",
        "",
        f"{SHORT}: “Remedi offering training to children's home/placements”",
    ),
    BodyRow(
        "police",
        "Police",
        "agency",
        "",
        "Not named in that paper. A youth offending team must have a police officer by law: "
        "Crime and Disorder Act 1998, section 39.",
    ),
)


@dataclass(frozen=True)
class Row:
    reference: str
    text: str
    kind: str = "recommendation"
    heading: str = ""
    verbatim: bool = True


@dataclass(frozen=True)
class SourceRow:
    name: str
    kind: str
    on: date
    document: str
    rows: tuple[Row, ...]


def _numbered(prefix: str, kind: str, heading: str, texts: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple(
        Row(f"{prefix}{number}", text, kind, heading) for number, text in enumerate(texts, start=1)
    )


_INSPECTION = (
    "The Board's members should understand what the children need, and speak up for them in their "
    "own agencies; this is for the chair to see to.",
    "The Board should understand why so many looked-after children come to the service, and review "
    "its policies.",
    "There should be an analysis of the children's health needs.",
    "Education, training and work after 16 should be better, and easier to get into.",
    "The service manager should improve how risk of harm is worked with, and how managers "
    "oversee it.",
)

_AGREED = (
    "Grip and pace from partners re Action Plan",
    "Restorative Justice training for all residential staff and foster carers",
    "Revise RMBC Children in care and Youth Justice policy and protocol",
    "Work with partners to reduce disproportionality",
    "Complete Action plan (46 Actions) within agreed time frames",
    "Commission a Youth Justice Peer Review",
)

_RECOMMENDATIONS = (
    "Develop a new vision and priorities for the Board",
    "Mobilise the Board to help problem solve and provide specific YJ cohort data to support this",
    "Broaden the agenda of the partnership board",
    "Know the ongoing narrative around how the YOT has achieved no YROs and no Custodial Sentences",
    "Senior leaders to make better use of data to drive performance across the partnership",
    "Enhance Board oversight of effectiveness of OOC decision making across the partnership"
    " regularly.",
    "Needs to be further mechanisms in place to hold partners to account by agreeing "
    "actions and plans.",
    "Widen the triage process to include cohorts of children who are at risk of becoming FTE's",
    "While the use of two systems (CORE / EHM) appears well embedded, this may be impacting"
    " on consistent and up to date recording for the YOT",
    "Consider a launch event for the Unnecessary Criminalisation Strategy",
    "Develop a clear training plan for staff and partners",
    "Update the Risk Management Policy",
    "Continue to Audit (Thematic, across departments, crosscutting, multi-agency)",
)

_NEXT_STEPS = (
    "Develop action plan to address the peer review recommendations",
    "New Name for the YOT (Rotherham Youth Justice Service)",
    "New name for the Board (Rotherham Youth Justice Partnership Board)",
    "Youth Justice Plan – Develop & Submit 30th June 2022",
)

_KLOES = (
    (
        "Whether the partnership understands the needs of the YOT cohort and its role in "
        "setting the priorities for the YOT (KLOE 1)",
        (
            "Unclear priorities and lack of meaningful vision",
            "Some confusing data and it lacks depth / analysis. Some partners / staff not "
            "familiar with YOS cohort or profile of First Time Entrants (FTE)",
            "Performance information not sufficiently understood/adapted to promote Youth "
            "Justice improvements.",
            "Disconnect with managers / strategic and what children and practitioners are "
            "saying e.g. knife crime",
            "YOT-centric focus at Board level; need evidence of actions and plans extending "
            "into other partnership areas",
            "Improvement plan – is it properly embedded and how is this measured?",
        ),
    ),
    (
        "The role of the partnership in relation to risk management of justice involved "
        "children (KLOE 2)",
        (
            "YMARAC scrutiny of effectiveness in reducing and containing risk – Board "
            "confidence; suggest QA focus by management",
            "Development of the ETE offer and partnerships",
            "Victim risk management",
            "Resettlement and probation transitions",
            "Explore the disconnect between senior managers and staff/children regarding "
            "perceptions of knife crime within communities",
        ),
    ),
    (
        "Looked after children and the disproportionate numbers in the YOT cohort (KLOE 3)",
        (
            "While the Protocol is in place, the process of embedding this/gaining sign off "
            "is in its infancy - the protocol has been developed based on current practice.",
            "Is the YOT Management Board the most effective governance arrangement for "
            "preventing the unnecessarily criminalisation of children.",
            "The story of how the positive reduction has been achieved is not consistently "
            "articulated at an operational and strategic level.",
        ),
    ),
    (
        "Early help partnership working and the impact this has locally on first time "
        "entrants (KLOE 4)",
        (
            "Health pathways do not enable expedited intervention to CYP open to YJS. Delays "
            "in assessments and interventions for YJ children.",
            "Focusing on children who are ASB, NFA, RUI or arrested to identify the potential"
            " FTE's and triage/intervene. *(Opportunities to horizon scan to capture future "
            "cohorts of FTE's)",
            "Linking work around OOCd, screening and assessment to new HMIP standards issued "
            "in 2021.",
            "Early Help - do they need to be attending the Triage meeting?",
            "Understanding what are the common features of recent cohorts of FTE's through "
            "analysis and presenting at the Board to enable collaborative problem solving",
        ),
    ),
)

SOURCES = (
    SourceRow(
        "Inspection by HM Inspectorate of Probation, 2020",
        "inspection",
        date(2020, 12, 17),
        "“HMIP makes five recommendations” (the paper of 3 May 2022). Known here in summary only, "
        "from council papers ID=93706 and ID=92169: in our words.",
        tuple(
            Row(f"I{number}", text, "recommendation", verbatim=False)
            for number, text in enumerate(_INSPECTION, start=1)
        ),
    ),
    SourceRow(
        "Improving Lives Select Commission, 26 January 2021",
        "commission",
        date(2021, 1, 26),
        f"{PAPER}, which ticks all six as complete: the council's own statement.",
        _numbered("A", "agreed_action", "Agreed actions from ILSC 26th January 2021", _AGREED),
    ),
    SourceRow(
        "Youth Justice Peer Review, 29 to 31 March 2022",
        "peer_review",
        date(2022, 3, 31),
        PAPER,
        (
            *_numbered("R", "recommendation", "Recommendations", _RECOMMENDATIONS),
            *(
                row
                for number, (heading, areas) in enumerate(_KLOES, start=1)
                for row in _numbered(f"K{number}.", "area", heading, areas)
            ),
            *_numbered("N", "next_step", "Next Steps", _NEXT_STEPS),
        ),
    ),
)
