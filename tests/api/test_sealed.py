"""Answers that waited on a phone come in by a door of their own, and go the way of all answers."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.models import User
from surveys import building, invitations
from surveys.answering import field_name, phrases_name
from surveys.models import Answer, Invitation, Question, Response
from surveys.receipts import proof, receipt
from tests.api.conftest import Call
from tests.factories import make_invitation, make_survey, new_token
from tests.surveys.test_sealing import seal

WORDS = "two\nlines, <3 & ضوء 🙂"


def form(invitation: Invitation, *, text: str = WORDS, choice: int = 2) -> list[tuple[str, str]]:
    faces, words = invitation.survey.questions.all()
    picked = faces.choices.order_by("position")[choice - 1].pk if choice else ""
    said = [(f"q-{faces.pk}", str(picked))] if picked else []
    return [("token", new_token()), *said, (f"q-{words.pk}", text), ("quote", "yes")]


def box(invitation: Invitation, pairs: list[tuple[str, str]]) -> dict[str, str]:
    return seal(pairs, code=invitation.code)


def closed_days_ago(invitation: Invitation, days: int) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(
        closes_at=timezone.now() - timedelta(days=days)
    )


def test_sealed_answers_are_kept_whole_and_say_so_without_the_receipt(call: Call) -> None:
    invitation = make_invitation()
    pairs = form(invitation)
    token = pairs[0][1]

    answer = call("POST", "sealed/", box(invitation, pairs))

    assert answer.status_code == 201
    assert answer.json() == {
        "detail": "Thank you. These answers have come.",
        "proof": proof(token),
        "late": False,
    }
    assert not set(receipt(token).split()) & set(answer.content.decode().split('"'))
    assert not answer.cookies
    assert Response.objects.get().quote is True
    assert Answer.objects.words().get().text == WORDS
    assert Answer.objects.get(text="").choice is not None


def test_sent_by_the_page_as_well_they_count_once(call: Call) -> None:
    invitation = make_invitation()
    pairs = form(invitation)
    sent = box(invitation, pairs)

    first = Client().post(f"/s/{invitation.code}/", dict(pairs))
    again = [call("POST", "sealed/", sent) for _time in range(2)]

    assert first.status_code == 201
    assert [it.status_code for it in again] == [200, 200]
    assert Response.objects.count() == 1


def test_sealed_first_the_page_still_gets_its_receipt(call: Call) -> None:
    invitation = make_invitation()
    pairs = form(invitation)

    call("POST", "sealed/", box(invitation, pairs))
    again = Client().post(f"/s/{invitation.code}/", dict(pairs))

    assert again.status_code == 200
    assert all(word in again.content.decode() for word in receipt(pairs[0][1]).split())
    assert Response.objects.count() == 1


def test_other_answers_and_those_taken_back_are_refused_for_good(call: Call) -> None:
    invitation = make_invitation()
    pairs = form(invitation)
    call("POST", "sealed/", box(invitation, pairs))

    other = call("POST", "sealed/", box(invitation, [*pairs[:-1]]))
    call("POST", "journeys/withdraw/", {"receipt": receipt(pairs[0][1])})
    taken_back = call("POST", "sealed/", box(invitation, pairs))

    for answer in (other, taken_back):
        assert answer.status_code == 409
        assert answer.json()["proof"] == proof(pairs[0][1])
        assert "receipt" not in answer.json()
    assert not Response.objects.exists()


def test_what_cannot_be_opened_is_a_400_and_proves_nothing(call: Call, settings: Settings) -> None:
    invitation = make_invitation()
    waiting = box(invitation, form(invitation))
    settings.SEALING_KEYS = {"another": b"k" * 32}

    answer = call("POST", "sealed/", waiting)

    assert answer.status_code == 400
    assert answer.json() == {
        "sealed": ["We cannot open this. It was sealed to another key, or changed since."]
    }
    assert not Response.objects.exists()


def test_what_the_form_would_refuse_is_refused_by_field_for_good(call: Call) -> None:
    invitation = make_invitation()
    pairs = form(invitation, text="x" * 2003)

    answer = call("POST", "sealed/", box(invitation, pairs))

    said = answer.json()
    assert answer.status_code == 400
    assert said.pop("proof") == [proof(pairs[0][1])]
    assert list(said) == [pairs[-2][0]]
    assert "3 letters too long" in str(said)
    assert not Response.objects.exists()


def test_an_unknown_code_is_a_404_for_good(call: Call) -> None:
    pairs = form(make_invitation())

    answer = call("POST", "sealed/", seal(pairs, code="ZZZZZZ"))

    assert answer.status_code == 404
    assert answer.json()["proof"] == proof(pairs[0][1])


@pytest.mark.parametrize("name", ["code", "key", "sealed"])
@pytest.mark.parametrize("odd", [None, 1, [], {}, "\ud800", "\0", ""])
def test_odd_bodies_get_a_sentence(call: Call, name: str, odd: Any) -> None:
    invitation = make_invitation()

    answer = call("POST", "sealed/", {**box(invitation, form(invitation)), name: odd})

    assert answer.status_code == 400
    assert not Response.objects.exists()


def test_a_body_over_the_limit_is_413(call: Call, settings: Settings) -> None:
    assert call("POST", "sealed/", {"sealed": "x" * settings.BODY_LIMIT}).status_code == 413


@pytest.mark.parametrize("days", [1, 7])
def test_for_seven_days_after_the_close_words_are_taken_and_nothing_else(
    call: Call, days: int
) -> None:
    invitation = make_invitation()
    pairs = form(invitation)
    closed_days_ago(invitation, days)

    answer = call("POST", "sealed/", box(invitation, pairs))
    again = call("POST", "sealed/", box(invitation, pairs))

    assert [answer.status_code, again.status_code] == [201, 200]
    assert [answer.json()["late"], again.json()["late"]] == [True, True]
    kept = Answer.objects.get()
    assert kept.text == WORDS
    assert kept.response.late
    assert not Answer.objects.exclude(choice=None).exists()


@pytest.mark.parametrize(("text", "status"), [("dark", 201), (" \n", 410), ("", 410)])
def test_phrases_are_no_words_and_are_not_taken_late(call: Call, text: str, status: int) -> None:
    """They count as choices do, and what is counted is frozen at the close."""
    survey = make_survey(opened=False)
    phrases = ["More light", "More buses"]
    asked = building.add_question(
        survey, kind=Question.Kind.TEXT, text="What else?", choices=phrases
    )
    tapped = asked.choices.get(text="More light")
    invitation = make_invitation(building.open_survey(survey, by=None))
    closed_days_ago(invitation, 1)
    pairs = [
        ("token", new_token()),
        (phrases_name(asked), str(tapped.pk)),
        (field_name(asked), text),
    ]

    answer = call("POST", "sealed/", box(invitation, pairs))

    assert answer.status_code == status
    assert not Answer.objects.exclude(choice=None).exists()
    assert Response.objects.count() == (status == 201)


def test_words_that_came_late_reach_the_workers_queue(call: Call, worker: User) -> None:
    invitation = make_invitation(kind=Invitation.Kind.TABLET)
    pairs = form(invitation)
    building.close_survey(invitation.survey, by=None)

    call("POST", "sealed/", box(invitation, pairs))

    waiting = call("GET", "moderation/", by=worker).json()["results"]
    assert [it["text"] for it in waiting] == [WORDS]


def test_on_the_eighth_day_it_is_too_late(call: Call) -> None:
    invitation = make_invitation()
    pairs = form(invitation)
    closed_days_ago(invitation, 8)

    answer = call("POST", "sealed/", box(invitation, pairs))

    assert answer.status_code == 410
    assert answer.json()["proof"] == proof(pairs[0][1])
    assert not Response.objects.exists()


def test_without_a_word_nothing_comes_late(call: Call) -> None:
    invitation = make_invitation()
    pairs = form(invitation, text="")
    closed_days_ago(invitation, 1)

    assert call("POST", "sealed/", box(invitation, pairs)).status_code == 410
    assert not Response.objects.exists()


def test_words_that_a_choice_opens_are_taken_late_as_well(call: Call) -> None:
    survey = make_survey(opened=False)
    faces = survey.questions.first()
    assert faces is not None
    opens = faces.choices.get(text="Not safe at all")
    more = building.add_question(survey, kind=Question.Kind.TEXT, text="Why?", show_if=[opens])
    invitation = make_invitation(building.open_survey(survey, by=None))
    closed_days_ago(invitation, 1)
    pairs = [("token", new_token()), (f"q-{faces.pk}", str(opens.pk)), (f"q-{more.pk}", "dark")]

    assert call("POST", "sealed/", box(invitation, pairs)).status_code == 201
    assert Answer.objects.get().text == "dark"


def test_only_what_waited_is_taken_late(call: Call) -> None:
    invitation = make_invitation()
    pairs = form(invitation)
    closed_days_ago(invitation, 1)
    words = [it for it in invitation.survey.questions.all() if it.takes_text][0]
    body = {"token": pairs[0][1], "answers": [{"question": words.pk, "text": "late"}]}

    page = Client().post(f"/s/{invitation.code}/", dict(pairs))
    api = call("POST", f"invitations/{invitation.code}/responses/", body)

    assert [page.status_code, api.status_code] == [410, 410]
    assert not Response.objects.exists()


def test_a_code_that_works_once_is_used_by_what_waited(call: Call) -> None:
    invitation = make_invitation(kind=Invitation.Kind.SINGLE)
    closed_days_ago(invitation, 1)

    taken = [call("POST", "sealed/", box(invitation, form(invitation))) for _time in range(2)]

    assert [it.status_code for it in taken] == [201, 410]
    assert Response.objects.count() == 1


@pytest.mark.parametrize("when", ["draft", "not yet open"])
def test_nothing_is_taken_before_it_opens(call: Call, when: str, worker: User) -> None:
    if when == "draft":
        invitation = make_invitation(make_survey(opened=False))
        invitations.close(invitation, by=worker)
    else:
        invitation = make_invitation(opens_at=timezone.now() + timedelta(days=1))

    answer = call("POST", "sealed/", box(invitation, form(invitation)))

    assert answer.status_code == 410
    assert not Response.objects.exists()


def test_no_word_of_it_is_in_a_log(
    call: Call, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    caplog.set_level(logging.DEBUG)
    invitation = make_invitation()
    waiting = box(invitation, form(invitation, text="kanarienvogel"))
    late = box(invitation, form(invitation, text="kanarienvogel" * 200))

    call("POST", "sealed/", waiting)
    call("POST", "sealed/", late)
    settings.SEALING_KEYS = {"another": b"k" * 32}
    call("POST", "sealed/", waiting)

    assert "kanarienvogel" not in caplog.text
    assert waiting["sealed"][:40] not in caplog.text
    assert json.dumps(waiting["sealed"])[1:40] not in caplog.text
