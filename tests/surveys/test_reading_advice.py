"""Whoever makes a survey is told what children will find hard, at the question; it is saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import User
from surveys import building
from surveys.models import Audience, Question, Survey
from surveys.reading_age import score
from tests.factories import make_survey

pytestmark = pytest.mark.django_db
HARD = "How do you evaluate the accommodation that was allocated to you?"
LONG = "What would you say to us if you could say one thing to the people who decide?"
ADD = "/admin/surveys/question/add/"


@pytest.fixture
def site(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def draft(text: str, **fields: Any) -> Survey:
    survey = make_survey(opened=False)
    building.add_question(survey, kind="text", text=text, **fields)
    return survey


def posted(survey: Survey, text: str) -> dict[str, Any]:
    inlines = {
        f"{prefix}-{name}": 0
        for prefix in ("choices", "wordings")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {"survey": survey.pk, "position": 9, "kind": "text", "text": text, **inlines}


def test_advice_has_the_age_the_hard_words_and_the_longest_sentence() -> None:
    assert score("What would help you?").advice == ""
    assert score("Rate your accommodation.").advice == "Hard words: accommodation."
    assert score(LONG).advice == "The longest sentence has 17 words; 15 are enough."
    assert score(HARD).advice == (
        "Reads at age 14; children's pages aim at 9. "
        "Hard words: evaluate, accommodation, allocated."
    )


def test_a_hard_question_is_saved_and_the_page_says_what_is_hard(site: Client) -> None:
    survey = make_survey(opened=False)

    page = site.post(ADD, posted(survey, HARD), follow=True).content.decode()

    assert Question.objects.filter(survey=survey, text=HARD).exists()
    assert "Saved, but hard to read" in page
    assert "Reads at age 14" in page
    assert "evaluate, accommodation, allocated" in page


def test_a_plain_question_is_saved_without_a_warning(site: Client) -> None:
    page = site.post(ADD, posted(make_survey(opened=False), "What helps?"), follow=True)

    assert "hard to read" not in page.content.decode()


def test_the_warning_stands_beside_the_question_that_is_edited(site: Client) -> None:
    survey = draft(HARD)
    hard, plain = survey.questions.get(text=HARD), survey.questions.get(kind="faces")

    shown = site.get(f"/admin/surveys/question/{hard.pk}/change/").content.decode()
    other = site.get(f"/admin/surveys/question/{plain.pk}/change/").content.decode()

    assert "Reads at age 14" in shown
    assert "No hard words and no long sentences." in other


def test_the_warning_shows_words_as_they_were_typed(site: Client) -> None:
    asked = draft("<b>Evaluate</b> it").questions.get(text__contains="Evaluate")

    shown = site.get(f"/admin/surveys/question/{asked.pk}/change/").content.decode()

    assert "“&lt;b&gt;Evaluate&lt;/b&gt; it” Hard words: evaluate." in shown


def test_a_survey_with_a_hard_plan_is_saved_with_a_warning(site: Client) -> None:
    survey = make_survey(opened=False)
    fields = ("space", "voice", "audience", "power", "can_change", "cannot_change")
    plan = {f"plan-0-{name}": getattr(survey.plan, name) for name in fields}
    plan |= {"plan-0-can_change": "Commissioning", "plan-0-id": survey.plan.pk}
    form = {"group": survey.group_id, "title": "Safety", **plan}
    form |= {"plan-TOTAL_FORMS": 1, "plan-INITIAL_FORMS": 1}

    page = site.post(f"/admin/surveys/survey/{survey.pk}/change/", form, follow=True)

    survey.plan.refresh_from_db()
    assert survey.plan.can_change == "Commissioning"
    assert "“Commissioning” Hard words: commissioning." in page.content.decode()


def test_the_surveys_page_warns_of_a_draft_and_leads_to_the_question(site: Client) -> None:
    survey = draft(HARD)
    asked = survey.questions.get(text=HARD)

    before = site.get("/staff/surveys/").content.decode()
    opened = site.post(f"/staff/surveys/{survey.pk}/open/", follow=True).content.decode()

    assert f'href="/admin/surveys/question/{asked.pk}/change/">{HARD}</a>' in before
    assert "Hard words: evaluate" in before
    assert "Hard to read" not in opened
    survey.refresh_from_db()
    assert survey.status == Survey.Status.OPEN


def test_what_only_adults_are_asked_may_be_hard() -> None:
    survey = draft(HARD, only_for=Audience.BOARD)
    own = building.add_question(survey, kind="text", text="Evaluate it", help="")
    building.word_for(own, {Audience.CHILDREN: "How is it?", Audience.BOARD: "Evaluate it"})

    assert building.advise(survey) == []


def test_each_choice_is_read_too() -> None:
    survey = make_survey(opened=False)
    building.add_question(survey, kind="single", text="Which?", choices=["A bus", "Mediation"])

    assert [(it.text, it.could) for it in building.advise(survey)] == [
        ("Mediation", "Hard words: mediation.")
    ]
