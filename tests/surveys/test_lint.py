"""What the lint finds, and how often it is wrong; measured by questions written before it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from surveys import building, lint, shapes
from surveys.lint import Asked
from surveys.models import Audience, Survey
from tests.factories import make_survey
from tests.surveys.asked import SEEN, UNSEEN, Row

RULES: dict[str, Callable[[str, str], bool]] = {
    "own": lambda text, _kind: shapes.is_own_offending(text),
    "double": shapes.is_double,
    "leading": lambda text, _kind: shapes.is_leading(text),
    "scale": lambda text, _kind: shapes.is_scale_without_words(text),
}


def rates(rows: tuple[Row, ...], rule: str) -> tuple[float, float]:
    """Precision and recall of a rule."""
    found = {text for text, kind, _broken in rows if RULES[rule](text, kind)}
    broken = {text for text, _kind, broken in rows if rule in broken.split()}
    return len(found & broken) / len(found), len(found & broken) / len(broken)


@pytest.mark.parametrize("rows", [SEEN, UNSEEN], ids=["seen", "unseen"])
@pytest.mark.parametrize("rule", RULES)
def test_rules_find_what_is_asked_badly_and_leave_the_rest(
    rows: tuple[Row, ...], rule: str
) -> None:
    precision, recall = rates(rows, rule)

    assert precision >= 0.9
    assert recall >= 0.9


def test_the_measure_is_large_enough_and_half_of_it_unseen() -> None:
    assert len(SEEN) + len(UNSEEN) >= 60
    assert min(len(SEEN), len(UNSEEN)) >= 50
    assert not {row[0] for row in SEEN} & {row[0] for row in UNSEEN}


def rules(asked: Asked) -> list[str]:
    return [it.rule for it in lint.of_question(asked)]


def fine(text: str = "How was the trip?", **fields: object) -> Asked:
    return Asked(**{"kind": "single", "text": text, "why": "To make it better.", **fields})  # type: ignore[arg-type]


def test_a_good_question_has_no_findings() -> None:
    assert rules(fine(choices=("Good", "In the middle", "Bad"))) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Have you ever been arrested?"},
        {"help": "Think of when you were arrested."},
        {"why": "We want to know about your offence."},
        {"choices": ("I have sold drugs", "No")},
        {"wordings": (("practitioners", "Have you carried a knife?"),)},
        {"text": "Have you ever been arrested?", "for_children": False},
    ],
)
def test_what_a_child_has_done_stops_wherever_it_is_asked(fields: dict[str, object]) -> None:
    found = [it for it in lint.of_question(fine(**fields)) if it.rule == "own"]  # type: ignore[arg-type]

    assert found
    assert all(it.stops for it in found)


def test_only_offending_and_too_many_about_you_questions_stop() -> None:
    bad = fine("Don't you think it is good and bad, on a scale of 1 to 10?", kind="yes_no", why="")

    found = lint.of_question(bad)

    assert {"double", "leading", "scale", "why"} <= {it.rule for it in found}
    assert not any(it.stops for it in found)


def test_a_question_must_say_why_it_is_asked_of_children() -> None:
    assert "why" in rules(fine(why=" "))
    assert "why" not in rules(fine(why="", for_children=False))


def test_bare_numbers_are_a_scale_without_words_and_ages_are_not() -> None:
    assert "scale" in rules(fine(choices=("1", "2", "3", "4", "5")))
    assert "scale" not in rules(fine(choices=("10", "11", "12", "13")))
    assert "scale" not in rules(fine(choices=("1", "2", "3"), about_you=True))


def test_a_reading_age_over_eleven_says_more_than_one_over_nine() -> None:
    hard = "How do you evaluate the accommodation that was allocated to you?"

    found = next(it for it in lint.of_words(hard) if it.rule == "reading-age")

    assert "need somebody to read it" in found.why
    assert not found.stops


def test_how_a_text_reads_is_said_in_a_line() -> None:
    assert lint.reads("") == ""
    assert lint.reads("What helps?") == ("Too short for a reading age. Longest sentence: 2 words.")
    assert lint.reads("How safe do you feel in the place where you live?").startswith(
        "Reads at age"
    )


def about_you(survey: Survey, number: int) -> None:
    for at in range(number):
        building.add_question(
            survey, kind="single", text=f"Which {at}?", choices=["A", "B"], about_you=True
        )


@pytest.mark.django_db
def test_more_than_three_questions_about_the_one_who_answers_stop() -> None:
    three, four = make_survey(opened=False), make_survey(opened=False)
    about_you(three, 3)
    about_you(four, 4)

    assert lint.stops(three) == []
    assert [it.rule for it in lint.stops(four)] == ["about-you"]


@pytest.mark.django_db
def test_a_survey_about_what_children_have_done_is_stopped_and_the_question_named() -> None:
    survey = make_survey(opened=False)
    asked = building.add_question(survey, kind="yes_no", text="Have you been in trouble?")

    found = lint.stops(survey)

    assert [(it.rule, it.question_id) for it in found] == [("own", asked.pk)]


@pytest.mark.django_db
def test_how_children_are_asked_is_what_is_read_and_no_wording_asks_what_somebody_carries() -> None:
    survey = make_survey(opened=False)
    asked = building.add_question(survey, kind="text", text="Do you carry a knife?", why="So.")
    building.word_for(asked, {Audience.CHILDREN: "What is your accommodation like?"})

    found = lint.findings_of(survey.questions.get(pk=asked.pk))

    assert [it.rule for it in found] == ["own", "hard-words"]
