"""Whoever makes a survey is told what children will find hard, at the question; it is saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import User
from surveys import building, lint
from surveys.models import Audience, Survey
from surveys.reading_age import score
from tests.factories import make_survey

pytestmark = pytest.mark.django_db
HARD = "How do you evaluate the accommodation that was allocated to you?"
LONG = "What would you say to us if you could say one thing to the people who decide?"
READING = {"reading-age", "hard-words", "sentence"}


@pytest.fixture
def site(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def draft(text: str, **fields: Any) -> Survey:
    survey = make_survey(opened=False)
    building.add_question(survey, kind="text", text=text, **fields)
    return survey


def hard_to_read(survey: Survey) -> list[tuple[str, str]]:
    return [(it.text, it.what) for it in lint.findings(survey) if it.rule in READING]


def test_advice_has_the_age_the_hard_words_and_the_longest_sentence() -> None:
    assert score("What would help you?").advice == ""
    assert score("Rate your accommodation.").advice == "Hard words: accommodation."
    assert score(LONG).advice == "The longest sentence has 17 words; 15 are enough."
    assert score(HARD).advice == (
        "Reads at age 14; children's pages aim at 9. "
        "Hard words: evaluate, accommodation, allocated."
    )


def test_a_hard_question_is_saved_and_its_page_says_what_is_hard(site: Client) -> None:
    survey = make_survey(opened=False)

    page = site.post(
        f"/staff/surveys/{survey.pk}/questions/add/",
        {"kind": "text", "text": HARD, "about": "all", "why": "To tell them."},
        follow=True,
    ).content.decode()

    assert survey.questions.filter(text=HARD).exists()
    assert "Reads at age 14" in page
    assert "evaluate, accommodation, allocated" in page


def test_the_warning_stands_beside_the_question_that_is_edited(site: Client) -> None:
    survey = draft(HARD)
    hard, plain = survey.questions.get(text=HARD), survey.questions.get(kind="faces")
    url = f"/staff/surveys/{survey.pk}/questions/"

    shown = site.get(f"{url}{hard.pk}/change/").content.decode()
    other = site.get(f"{url}{plain.pk}/change/").content.decode()

    assert "Hard words: evaluate" in shown
    assert "Hard words" not in other


def test_the_warning_shows_words_as_they_were_typed(site: Client) -> None:
    survey = draft("<b>Evaluate</b> it")

    shown = site.get(f"/staff/surveys/{survey.pk}/").content.decode()

    assert "&lt;b&gt;Evaluate&lt;/b&gt; it</h3>" in shown
    assert "<b>Evaluate" not in shown


def test_a_hard_plan_is_found_too() -> None:
    survey = make_survey(opened=False)
    survey.plan.can_change = "Commissioning"

    assert hard_to_read(survey) == [("Commissioning", "Hard words: commissioning.")]


def test_what_was_asked_is_not_scolded(site: Client) -> None:
    survey = draft(HARD)

    before = site.get(f"/staff/surveys/{survey.pk}/").content.decode()
    opened = site.post(f"/staff/surveys/{survey.pk}/open/", follow=True).content.decode()

    assert "Hard words: evaluate" in before
    assert "Hard words: evaluate" not in opened
    survey.refresh_from_db()
    assert survey.status == Survey.Status.OPEN


def test_what_only_adults_are_asked_may_be_hard() -> None:
    survey = draft(HARD, only_for=Audience.BOARD)
    own = building.add_question(survey, kind="text", text="Evaluate it", help="")
    building.word_for(own, {Audience.CHILDREN: "How is it?", Audience.BOARD: "Evaluate it"})

    assert hard_to_read(survey) == []


def test_each_choice_is_read_too() -> None:
    survey = make_survey(opened=False)
    building.add_question(survey, kind="single", text="Which?", choices=["A bus", "Mediation"])

    assert hard_to_read(survey) == [("Mediation", "Hard words: mediation.")]
