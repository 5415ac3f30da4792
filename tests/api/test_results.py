from __future__ import annotations

import pytest

from backend.accounts.models import User
from surveys import building
from surveys.models import Survey
from tests.api.conftest import Call
from tests.rounds import SAFE, UNSAFE, answer, make_counted, make_first_round, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    return make_counted((6, 11), practitioners=(18, 7))


def test_results_carry_wording_dates_base_threshold_and_what_was_hidden(
    call: Call, survey: Survey, worker: User
) -> None:
    answered = call("GET", f"surveys/{survey.pk}/results/?audience=practitioners", by=worker)

    body = answered.json()
    assert answered.status_code == 200
    assert (body["state"], body["base"], body["threshold"]) == ("counted", 25, 5)
    assert body["rounds"][0]["closed_on"] == body["made_on"] == str(survey.closed_on)
    safe = body["questions"][0]
    assert safe["text"] == "How safe do you think children feel?"
    assert safe["headline"] == {"says": "feel safe", "count": 18, "percent": 72}
    assert safe["sentence"] == (
        "7 in 10 of the practitioners think that children feel safe: 18 of 25."
    )


def test_too_few_are_answered_with_words_only(call: Call, worker: User) -> None:
    small = make_counted((4, 5))

    body = call("GET", f"surveys/{small.pk}/results/", by=worker).json()

    assert (body["state"], body["base"], body["questions"]) == ("words", None, [])
    assert "a number could point at one of them" in body["detail"]


def test_before_the_close_is_a_conflict_that_says_when(call: Call, worker: User) -> None:
    early = open_round(make_first_round())

    for what in ("results", "gap"):
        answered = call("GET", f"surveys/{early.pk}/{what}/", by=worker)
        assert answered.status_code == 409
        assert "when a worker closes it" in answered.json()["detail"]


@pytest.mark.parametrize(
    ("query", "field", "offered"),
    [
        ("audience=parents", "audience", "children, practitioners"),
        ("audience=managers", "audience", "children, practitioners"),
        ("audience=", "audience", "children, practitioners"),
        ("audience=children&audience=practitioners", "audience", "children, practitioners"),
        ("by=gender", "by", "How old are you?"),
        ("by=1&by=2", "by", "How old are you?"),
    ],
)
def test_what_is_not_offered_is_refused_with_what_is(
    call: Call, survey: Survey, worker: User, query: str, field: str, offered: str
) -> None:
    answered = call("GET", f"surveys/{survey.pk}/results/?{query}", by=worker)

    assert answered.status_code == 400
    assert offered in answered.json()[field][0]


def test_two_declared_dimensions_at_once_are_refused(call: Call, worker: User) -> None:
    survey = make_first_round()
    building.add_question(
        survey,
        kind="single",
        text="How long have you lived here?",
        choices=("A year", "Longer"),
        about_you=True,
        splits=True,
    )
    survey = open_round(survey)
    answer(survey, 6, {"safe": SAFE})
    answer(survey, 6, {"safe": UNSAFE})
    building.close_survey(survey, by=worker)
    keys = survey.questions.filter(splits=True).values_list("key", flat=True)
    query = "&".join(f"by={key}" for key in keys)

    answered = call("GET", f"surveys/{survey.pk}/results/?{query}", by=worker)

    assert answered.status_code == 400
    assert "one of these at a time" in answered.json()["by"][0]


def test_a_split_comes_only_when_it_is_asked_for(call: Call, worker: User) -> None:
    survey = open_round(make_first_round())
    for age in ("Under 15", "15 or older"):
        answer(survey, 6, {"safe": SAFE, "age": age})
        answer(survey, 7, {"safe": UNSAFE, "age": age})
    building.close_survey(survey, by=None)
    plain = call("GET", f"surveys/{survey.pk}/results/", by=worker).json()

    key = plain["may_be_asked_by"][0]["key"]
    split = call("GET", f"surveys/{survey.pk}/results/?by={key}", by=worker).json()

    assert plain["questions"][0]["split"] is None
    assert [(it["group"], it["count"]) for it in split["questions"][0]["split"]] == [
        ("Under 15", 6),
        ("15 or older", 6),
    ]


def test_the_gap_has_intervals_and_a_sentence(call: Call, survey: Survey, worker: User) -> None:
    (gap,) = call("GET", f"surveys/{survey.pk}/gap/", by=worker).json()["gaps"]

    assert gap["children"]["percent"] == 35
    assert (gap["children"]["low"], gap["children"]["high"]) == (17, 59)
    assert gap["adults"][0]["points"] == -37
    assert gap["adults"][0]["too_few_to_be_sure"] is True
    assert gap["sentence"] == (
        "Fewer children feel safe than practitioners think: 4 in 10, not 7 in 10."
    )


def test_the_board_guesses_and_then_sees(call: Call, survey: Survey, board_member: User) -> None:
    at = f"surveys/{survey.pk}"
    (before,) = call("GET", f"{at}/gap/", by=board_member).json()["gaps"]
    question = {"question": before["key"]}

    early = call("POST", f"{at}/guesses/reveal/", question, by=board_member)
    made = call("POST", f"{at}/guesses/", question | {"figure": 70}, by=board_member)
    shown = call("POST", f"{at}/guesses/reveal/", question, by=board_member)
    late = call("POST", f"{at}/guesses/", question | {"figure": 35}, by=board_member)

    (after,) = call("GET", f"{at}/gap/", by=board_member).json()["gaps"]
    assert (before["guess_first"], before["children"]) == (True, None)
    assert [it.status_code for it in (early, made, shown, late)] == [409, 201, 200, 409]
    assert after["children"]["percent"] == 35
    assert after["guess"]["figure"] == 70
    assert "than the Board guessed" in after["sentence"]


@pytest.mark.parametrize("figure", [-1, 101, "many", None, 1.5])
def test_a_guess_is_of_a_hundred(call: Call, survey: Survey, clerk: User, figure: object) -> None:
    key = str(survey.questions.get(kind="faces").key)

    answered = call(
        "POST", f"surveys/{survey.pk}/guesses/", {"question": key, "figure": figure}, by=clerk
    )

    assert answered.status_code == 400
    assert "figure" in answered.json()


def test_an_unknown_survey_is_not_found(call: Call, worker: User) -> None:
    for what in ("results", "gap"):
        assert call("GET", f"surveys/999/{what}/", by=worker).status_code == 404
