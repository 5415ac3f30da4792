"""Anyone reads what an invitation asks, and sends answers to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from surveys import building, invitations
from surveys.models import Answer, Audience, Choice, Invitation, Question, Response, Wording
from tests.api.conftest import Call
from tests.factories import (
    add_phrases,
    make_group,
    make_invitation,
    make_item,
    make_survey,
    new_token,
)

WORDS = "I <3 school & football <script>alert(1)</script> ‏أهلا‏ 🙂 "


def parts(invitation: Invitation) -> tuple[Question, Choice, Question]:
    faces, words = invitation.survey.questions.all()
    return faces, faces.choices.all()[0], words


def test_an_invitation_says_what_it_asks_and_of_whom(call: Call) -> None:
    invitation = make_invitation()
    faces, choice, words = parts(invitation)

    response = call("GET", f"invitations/{invitation.code}/")

    asked = response.json()
    assert response.status_code == 200
    assert asked["survey"]["title"] == "Safety where you live"
    assert asked["survey"]["plan"]["cannot_change"] == "The law."
    assert asked["audience"] == "children"
    assert [it["id"] for it in asked["questions"]] == [faces.pk, words.pk]
    first = asked["questions"][0]
    assert {"id", "kind", "text", "help", "optional", "show_if", "choices"} <= first.keys()
    assert first["kind"] == "faces"
    assert first["optional"] is True
    assert first["choices"][0] == {
        "id": choice.pk,
        "text": "Very safe",
        "face": "very_good",
        "picture": "",
        "not_sure": False,
    }
    assert response["Cache-Control"] == "no-store"


def test_a_question_for_words_has_phrases_to_tap_each_with_its_picture(call: Call) -> None:
    survey = make_survey(opened=False)
    question = add_phrases(survey, {"More light": "light", "A later bus": "bus"})
    code = make_invitation(building.open_survey(survey, by=None)).code

    asked = call("GET", f"invitations/{code}/").json()["questions"][-1]

    assert (asked["id"], asked["kind"]) == (question.pk, "text")
    assert [(it["text"], it["picture"]) for it in asked["choices"]] == [
        ("More light", "light"),
        ("A later bus", "bus"),
    ]


def test_a_code_may_be_typed_with_small_letters_and_gaps(call: Call) -> None:
    code = make_invitation(code="BCDF23").code

    assert call("GET", f"invitations/{code.lower()[:3]}-{code[3:]}/").status_code == 200


def test_an_audience_is_asked_in_its_own_wording(call: Call) -> None:
    survey = make_survey()
    faces = survey.questions.all()[0]
    Wording.objects.create(
        question=faces, audience="board", text="How safe do you think children feel?"
    )
    code = make_invitation(survey, audience=Audience.BOARD).code

    asked = call("GET", f"invitations/{code}/").json()

    assert asked["questions"][0]["text"] == "How safe do you think children feel?"


def test_show_if_names_the_choices_that_open_a_question(call: Call) -> None:
    survey = make_survey(opened=False)
    choice = survey.questions.all()[0].choices.all()[0]
    building.add_question(survey, kind=Question.Kind.TEXT, text="Where?", show_if=[choice])
    building.open_survey(survey, by=None)
    code = make_invitation(survey).code

    asked = call("GET", f"invitations/{code}/").json()

    assert [question["show_if"] for question in asked["questions"]] == [[], [], [choice.pk]]


def test_reading_an_invitation_costs_the_same_however_long_the_survey(
    call: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    survey = make_survey(opened=False)
    for place in range(6):
        building.add_question(
            survey, kind=Question.Kind.SINGLE, text=f"Question {place}", choices=["A", "B"]
        )
    building.open_survey(survey, by=None)
    code = make_invitation(survey).code

    with django_assert_num_queries(3):
        call("GET", f"invitations/{code}/")


def test_an_unknown_code_is_a_404_that_says_what_to_check(call: Call) -> None:
    for response in (
        call("GET", "invitations/NOSUCH/"),
        call("POST", "invitations/NOSUCH/responses/", {"token": new_token(), "answers": []}),
    ):
        assert response.status_code == 404
        assert response.json()["detail"] == "We do not know this code. Look at each letter again."


def test_a_closed_invitation_says_when_it_closed(call: Call, worker: User) -> None:
    invitation = make_invitation()
    _faces, _choice, words = parts(invitation)
    invitations.close(invitation, by=worker)
    body = {"token": new_token(), "answers": [{"question": words.pk, "text": "Late"}]}
    today = timezone.localdate()

    for response in (
        call("GET", f"invitations/{invitation.code}/"),
        call("POST", f"invitations/{invitation.code}/responses/", body),
    ):
        assert response.status_code == 410
        assert response.json() == {
            "detail": f"This closed on {today.day} {today:%B %Y}.",
            "opens_at": None,
            "closed_on": today.isoformat(),
        }
    assert not Response.objects.exists()


def test_an_invitation_that_is_early_says_when_it_opens(call: Call) -> None:
    opens_at = timezone.now() + timedelta(days=3)
    code = make_invitation(opens_at=opens_at).code

    response = call("GET", f"invitations/{code}/")

    assert response.status_code == 410
    assert response.json()["detail"].startswith("This is not open yet. It opens on ")
    assert response.json()["opens_at"] is not None


def test_a_draft_is_not_open_yet(call: Call) -> None:
    code = make_invitation(make_survey(opened=False)).code

    response = call("GET", f"invitations/{code}/")

    assert response.status_code == 410
    assert "Your worker will tell you" in response.json()["detail"]


def test_a_single_use_code_is_used_once(call: Call) -> None:
    invitation = make_invitation(kind=Invitation.Kind.SINGLE)
    _faces, _choice, words = parts(invitation)
    body = {"token": new_token(), "answers": [{"question": words.pk, "text": "One"}]}
    url = f"invitations/{invitation.code}/responses/"

    first = call("POST", url, body)
    again = call("POST", url, body)
    other = call("POST", url, body | {"token": new_token()})

    assert [first.status_code, again.status_code, other.status_code] == [201, 200, 410]
    assert other.json()["detail"] == "This code works once, and it has been used."


def test_answers_are_kept_exactly_as_typed(call: Call) -> None:
    invitation = make_invitation()
    faces, choice, words = parts(invitation)
    answers = [
        {"question": faces.pk, "choice": choice.pk},
        {"question": words.pk, "text": WORDS},
    ]

    response = call(
        "POST",
        f"invitations/{invitation.code}/responses/",
        {"token": new_token(), "answers": answers, "quote": True},
    )

    assert response.status_code == 201
    assert len(response.json()["receipt"].split()) == 5
    assert not response.cookies
    assert Response.objects.get().quote is True
    assert Answer.objects.get(question=faces).choice == choice
    assert Answer.objects.get(question=words).text == WORDS


def test_several_choices_are_taken_where_several_are_asked_for(call: Call) -> None:
    survey = make_survey(opened=False)
    question = building.add_question(
        survey, kind=Question.Kind.MULTIPLE, text="Where?", choices=["Here", "There", "Nowhere"]
    )
    building.open_survey(survey, by=None)
    picked = [choice.pk for choice in question.choices.all()[:2]]
    code = make_invitation(survey).code

    response = call(
        "POST",
        f"invitations/{code}/responses/",
        {"token": new_token(), "answers": [{"question": question.pk, "choices": picked}]},
    )

    assert response.status_code == 201
    assert sorted(Answer.objects.values_list("choice", flat=True)) == sorted(picked)


def test_phrases_and_words_come_as_one_answer_to_one_question(call: Call) -> None:
    survey = make_survey(opened=False)
    question = add_phrases(survey)
    code = make_invitation(building.open_survey(survey, by=None)).code
    picked = [choice.pk for choice in question.choices.all()[:2]]
    answer = {"question": question.pk, "choices": picked, "text": WORDS}

    response = call(
        "POST", f"invitations/{code}/responses/", {"token": new_token(), "answers": [answer]}
    )

    assert response.status_code == 201
    kept = Answer.objects.filter(question=question)
    assert sorted(kept.exclude(choice=None).values_list("choice", flat=True)) == sorted(picked)
    assert kept.get(choice=None).text == WORDS


def test_the_receipt_comes_with_what_happens_next_and_when(call: Call) -> None:
    survey = make_survey(group=make_group())
    item = make_item(surveys=[survey])
    invitation = make_invitation(survey)
    _faces, _choice, words = parts(invitation)
    body = {"token": new_token(), "answers": [{"question": words.pk, "text": "Lights"}]}

    following = call("POST", f"invitations/{invitation.code}/responses/", body).json()["next"]

    assert following["heard_by"] == item.meeting.body.name
    assert following["heard_on"] == item.meeting.start_date.isoformat()
    assert item.meeting.body.name in following["text"]


def test_the_same_again_gives_the_same_receipt_even_after_the_close(
    call: Call, worker: User
) -> None:
    invitation = make_invitation()
    _faces, _choice, words = parts(invitation)
    body = {"token": new_token(), "answers": [{"question": words.pk, "text": "Lights"}]}
    url = f"invitations/{invitation.code}/responses/"

    first = call("POST", url, body)
    invitations.close(invitation, by=worker)
    again = call("POST", url, body)

    assert [first.status_code, again.status_code] == [201, 200]
    assert again.json() == first.json()
    assert Response.objects.count() == 1


def test_other_answers_with_the_same_token_are_refused_with_the_first_receipt(call: Call) -> None:
    invitation = make_invitation()
    _faces, _choice, words = parts(invitation)
    body = {"token": new_token(), "answers": [{"question": words.pk, "text": "Lights"}]}
    url = f"invitations/{invitation.code}/responses/"

    first = call("POST", url, body)
    other = call("POST", url, body | {"answers": [{"question": words.pk, "text": "Buses"}]})

    assert other.status_code == 409
    assert other.json()["receipt"] == first.json()["receipt"]
    assert "We kept the first answers" in other.json()["detail"]
    assert "take the first ones back" in other.json()["detail"]
    assert Answer.objects.get().text == "Lights"


def test_answers_that_were_taken_back_stay_gone(call: Call) -> None:
    invitation = make_invitation()
    _faces, _choice, words = parts(invitation)
    body = {"token": new_token(), "answers": [{"question": words.pk, "text": "Lights"}]}
    url = f"invitations/{invitation.code}/responses/"
    receipt = call("POST", url, body).json()["receipt"]
    call("POST", "journeys/withdraw/", {"receipt": receipt})

    again = call("POST", url, body)

    assert again.status_code == 409
    assert "You took these answers back" in again.json()["detail"]
    assert not Response.objects.exists()


@pytest.mark.parametrize("extra", [{}, {"choice": None, "text": None}, {"text": ""}])
def test_a_question_may_be_skipped(call: Call, extra: dict[str, object]) -> None:
    invitation = make_invitation()
    faces, _choice, words = parts(invitation)
    answers = [{"question": faces.pk, **extra}, {"question": words.pk, "text": "Lights"}]

    response = call(
        "POST",
        f"invitations/{invitation.code}/responses/",
        {"token": new_token(), "answers": answers},
    )

    assert response.status_code == 201
    assert Answer.objects.count() == 1
