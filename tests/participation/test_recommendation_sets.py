"""The real sets of recommendations are all there, word for word, each with its source.

Written out here a second time, by hand, from the paper "Action Plan Progress Update" that the
Improving Lives Select Commission had before it on 3 May 2022. Its spelling is kept.
"""

from __future__ import annotations

import pytest

from participation.meetings.models import Recommendation, Source

PEER_REVIEW = {
    "R1": "Develop a new vision and priorities for the Board",
    "R2": (
        "Mobilise the Board to help problem solve and provide specific YJ cohort data to support"
        " this"
    ),
    "R3": "Broaden the agenda of the partnership board",
    "R4": (
        "Know the ongoing narrative around how the YOT has achieved no YROs and no Custodial"
        " Sentences"
    ),
    "R5": "Senior leaders to make better use of data to drive performance across the partnership",
    "R6": (
        "Enhance Board oversight of effectiveness of OOC decision making across the partnership"
        " regularly."
    ),
    "R7": (
        "Needs to be further mechanisms in place to hold partners to account by agreeing actions"
        " and plans."
    ),
    "R8": (
        "Widen the triage process to include cohorts of children who are at risk of becoming FTE's"
    ),
    "R9": (
        "While the use of two systems (CORE / EHM) appears well embedded, this may be impacting on"
        " consistent and up to date recording for the YOT"
    ),
    "R10": "Consider a launch event for the Unnecessary Criminalisation Strategy",
    "R11": "Develop a clear training plan for staff and partners",
    "R12": "Update the Risk Management Policy",
    "R13": "Continue to Audit (Thematic, across departments, crosscutting, multi-agency)",
}
NEXT_STEPS = {
    "N1": "Develop action plan to address the peer review recommendations",
    "N2": "New Name for the YOT (Rotherham Youth Justice Service)",
    "N3": "New name for the Board (Rotherham Youth Justice Partnership Board)",
    "N4": "Youth Justice Plan – Develop & Submit 30th June 2022",
}
AREAS = {
    "K1.1": "Unclear priorities and lack of meaningful vision",
    "K1.2": (
        "Some confusing data and it lacks depth / analysis. Some partners / staff not familiar with"
        " YOS cohort or profile of First Time Entrants (FTE)"
    ),
    "K1.3": (
        "Performance information not sufficiently understood/adapted to promote Youth Justice"
        " improvements."
    ),
    "K1.4": (
        "Disconnect with managers / strategic and what children and practitioners are saying e.g."
        " knife crime"
    ),
    "K1.5": (
        "YOT-centric focus at Board level; need evidence of actions and plans extending into other"
        " partnership areas"
    ),
    "K1.6": "Improvement plan – is it properly embedded and how is this measured?",
    "K2.1": (
        "YMARAC scrutiny of effectiveness in reducing and containing risk – Board confidence;"
        " suggest QA focus by management"
    ),
    "K2.2": "Development of the ETE offer and partnerships",
    "K2.3": "Victim risk management",
    "K2.4": "Resettlement and probation transitions",
    "K2.5": (
        "Explore the disconnect between senior managers and staff/children regarding perceptions of"
        " knife crime within communities"
    ),
    "K3.1": (
        "While the Protocol is in place, the process of embedding this/gaining sign off is in its"
        " infancy - the protocol has been developed based on current practice."
    ),
    "K3.2": (
        "Is the YOT Management Board the most effective governance arrangement for preventing the"
        " unnecessarily criminalisation of children."
    ),
    "K3.3": (
        "The story of how the positive reduction has been achieved is not consistently articulated"
        " at an operational and strategic level."
    ),
    "K4.1": (
        "Health pathways do not enable expedited intervention to CYP open to YJS. Delays in"
        " assessments and interventions for YJ children."
    ),
    "K4.2": (
        "Focusing on children who are ASB, NFA, RUI or arrested to identify the potential FTE's and"
        " triage/intervene. *(Opportunities to horizon scan to capture future cohorts of FTE's)"
    ),
    "K4.3": (
        "Linking work around OOCd, screening and assessment to new HMIP standards issued in 2021."
    ),
    "K4.4": "Early Help - do they need to be attending the Triage meeting?",
    "K4.5": (
        "Understanding what are the common features of recent cohorts of FTE's through analysis and"
        " presenting at the Board to enable collaborative problem solving"
    ),
}
LINES_OF_ENQUIRY = {
    "K1": (
        "Whether the partnership understands the needs of the YOT cohort and its role in setting"
        " the priorities for the YOT (KLOE 1)"
    ),
    "K2": (
        "The role of the partnership in relation to risk management of justice involved children"
        " (KLOE 2)"
    ),
    "K3": "Looked after children and the disproportionate numbers in the YOT cohort (KLOE 3)",
    "K4": (
        "Early help partnership working and the impact this has locally on first time entrants"
        " (KLOE 4)"
    ),
}
AGREED = {
    "A1": "Grip and pace from partners re Action Plan",
    "A2": "Restorative Justice training for all residential staff and foster carers",
    "A3": "Revise RMBC Children in care and Youth Justice policy and protocol",
    "A4": "Work with partners to reduce disproportionality",
    "A5": "Complete Action plan (46 Actions) within agreed time frames",
    "A6": "Commission a Youth Justice Peer Review",
}
INSPECTION = {
    "I1": "The Board's members should understand what the children need",
    "I2": "The Board should understand why so many looked-after children",
    "I3": "There should be an analysis of the children's health needs.",
    "I4": "Education, training and work after 16 should be better",
    "I5": "The service manager should improve how risk of harm is worked with",
}


def texts(source: str, kind: str) -> dict[str, str]:
    found = Recommendation.objects.filter(source__kind=source, kind=kind, verbatim=True)
    return dict(found.values_list("reference", "text"))


def test_the_peer_review_is_there_word_for_word(demo: None) -> None:
    assert (len(PEER_REVIEW), len(AREAS), len(NEXT_STEPS)) == (13, 19, 4)
    assert texts("peer_review", "recommendation") == PEER_REVIEW
    assert texts("peer_review", "area") == AREAS
    assert texts("peer_review", "next_step") == NEXT_STEPS


def test_each_area_stands_under_its_line_of_enquiry(demo: None) -> None:
    areas = Recommendation.objects.filter(kind="area").values_list("reference", "heading")

    assert {reference[:2]: heading for reference, heading in areas} == LINES_OF_ENQUIRY


def test_the_commissions_six_are_there_word_for_word(demo: None) -> None:
    assert texts("commission", "agreed_action") == AGREED


def test_the_inspections_five_are_there_and_say_that_the_words_are_ours(demo: None) -> None:
    five = Recommendation.objects.filter(source__kind="inspection")

    assert {it.reference for it in five} == INSPECTION.keys()
    for it in five:
        assert it.text.startswith(INSPECTION[it.reference])
        assert not it.verbatim
    assert "in our words" in five[0].source.document


@pytest.mark.parametrize(
    ("kind", "on", "where"),
    [
        ("inspection", "2020-12-17", "ID=93706"),
        ("commission", "2021-01-26", "Improving Lives Select Commission, 3 May 2022"),
        ("peer_review", "2022-03-31", "Improving Lives Select Commission, 3 May 2022"),
    ],
)
def test_each_source_says_what_it_is_when_it_was_and_where_it_is_written(
    demo: None, kind: str, on: str, where: str
) -> None:
    source = Source.objects.get(kind=kind)

    assert str(source.on) == on
    assert where in source.document
