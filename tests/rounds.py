"""Rounds of one survey with many answers, for what is counted: made through the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

from backend.accounts.models import User
from surveys import answering, building, invitations, results
from surveys.answering import Said, Submission
from surveys.models import Question, Survey
from surveys.results import Result, SurveyFacts
from tests.factories import make_group

SAFE, OK, UNSAFE = "Safe", "In the middle", "Not safe"
Picks = Mapping[str, str | tuple[str, ...]]
"""By question: "safe", "wish", "age"; the choice's words, or several."""
_numbers = count(1)
PLAN = {
    "space": "In the group, with a worker.",
    "voice": "Tap or write.",
    "audience": "The Board.",
    "power": "part",
    "can_change": "Lights.",
    "cannot_change": "The law.",
}


def make_first_round(*, title: str = "Safety where you live", by: User | None = None) -> Survey:
    """A draft: how safe (two sides), what would help (several), and an age to split by."""
    survey = building.draft_survey(group_id=make_group().pk, title=title, plan=PLAN, by=by)
    safe = building.add_question(
        survey,
        kind="faces",
        text="How safe do you feel?",
        choices=(SAFE, OK, UNSAFE),
        headline="feel safe",
        says_headline=(SAFE,),
    )
    building.word_for(safe, {"practitioners": "How safe do you think children feel?"})
    building.add_question(
        survey, kind="multiple", text="What would help?", choices=("Lights", "Buses", "Adults")
    )
    building.add_question(survey, kind="text", text="What else?")
    building.add_question(
        survey,
        kind="single",
        text="How old are you?",
        choices=("Under 15", "15 or older"),
        about_you=True,
        splits=True,
    )
    return survey


def open_round(survey: Survey, *audiences: str, by: User | None = None) -> Survey:
    survey = building.open_survey(survey, by=by)
    for audience in audiences or ("children",):
        invitations.invite(survey, audience=audience, by=by)
    return survey


def answer(survey: Survey, many: int, picks: Picks, *, audience: str = "children") -> list[str]:
    """Send the same answers so many times; return the receipts."""
    invitation = survey.invitations.get(audience=audience)
    asked = {"safe": "faces", "wish": "multiple", "age": "single"}
    said: dict[str, Said] = {}
    for key, texts in picks.items():
        question = Question.objects.get(survey=survey, kind=asked[key])
        wanted = (texts,) if isinstance(texts, str) else texts
        ids = [str(question.choices.get(text=text).pk) for text in wanted]
        said[str(question.pk)] = Said(choices=tuple(ids))
    return [
        answering.send(
            invitation, Submission(f"token-of-a-round-{next(_numbers):08d}", said)
        ).receipt
        for _one in range(many)
    ]


def sides(survey: Survey, safe: int, unsafe: int, *, audience: str = "children") -> None:
    """So many on each side of the headline."""
    answer(survey, safe, {"safe": SAFE}, audience=audience)
    answer(survey, unsafe, {"safe": UNSAFE}, audience=audience)


def make_counted(
    children: tuple[int, int] = (6, 11), *, of: Survey | None = None, **adults: tuple[int, int]
) -> Survey:
    """A closed round with so many on each side: `make_counted((6, 11), practitioners=(18, 7))`."""
    survey = building.next_round(of, by=None) if of else make_first_round()
    survey = open_round(survey, "children", *adults)
    for audience, (safe, unsafe) in {"children": children, **adults}.items():
        sides(survey, safe, unsafe, audience=audience)
    return building.close_survey(survey, by=None)


def facts_of(survey: Survey) -> SurveyFacts:
    facts = results.find(survey.pk)
    assert facts
    return facts


def told(survey: Survey, audience: str = "children") -> Result:
    return results.read(facts_of(survey), results.Audience(audience))


def texts(cells: Iterable[Mapping[str, object]]) -> dict[object, object]:
    """Each answer's words with its count."""
    return {it["text"]: it["count"] for it in cells}


def make_big_round(questions: int) -> Survey:
    """An open survey of so many questions with choices, and one for words."""
    survey = building.draft_survey(
        group_id=make_group().pk, title="Many questions", plan=PLAN, by=None
    )
    for number in range(questions):
        building.add_question(
            survey,
            kind="faces",
            text=f"How safe is place {number}?",
            choices=("Very safe", "Mostly safe", "In the middle", "Not very safe", "Not safe"),
            headline="feel safe there",
            says_headline=("Very safe", "Mostly safe"),
        )
    building.add_question(survey, kind="text", text="What else?")
    return open_round(survey)
