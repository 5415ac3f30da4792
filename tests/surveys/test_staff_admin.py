from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from backend.accounts.models import User
from backend.audit.models import Event
from surveys.models import (
    Answer,
    Group,
    Invitation,
    Plan,
    Question,
    Response,
    Survey,
    Withdrawal,
)
from tests.factories import make_group, make_invitation, make_survey, make_words

pytestmark = pytest.mark.django_db
ADMIN = "/admin/surveys/"


@pytest.fixture
def site(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def inline(prefix: str, *rows: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def question(survey: Survey, *choices: str, **fields: Any) -> dict[str, Any]:
    rows = [{"position": place, "text": text} for place, text in enumerate(choices, start=1)]
    asked = {"survey": survey.pk, "position": 9, "kind": "single", "text": "Which?"}
    return {**asked, **inline("choices", *rows), **inline("wordings"), **fields}


def errors(response: Any) -> str:
    context = response.context
    return str(context["adminform"].form.errors) + str(
        [form_set.formset.non_form_errors() for form_set in context["inline_admin_formsets"]]
    )


@pytest.mark.parametrize("model", [Response, Answer, Withdrawal])
def test_what_children_sent_is_not_in_the_admin(model: Any) -> None:
    assert not admin.site.is_registered(model)


def test_no_admin_page_shows_a_word_of_theirs(site: Client) -> None:
    answer = make_words("kanarienvogel")
    survey = answer.question.survey
    paths = [
        f"group/{survey.group_id}/change/",
        f"survey/{survey.pk}/change/",
        f"survey/{survey.pk}/history/",
        f"question/{answer.question_id}/change/",
        f"invitation/{survey.invitations.get().pk}/change/",
    ]

    bodies = [site.get(ADMIN + path) for path in paths]

    assert [body.status_code for body in bodies] == [200] * len(bodies)
    assert not any("kanarienvogel" in body.content.decode() for body in bodies)


@pytest.mark.parametrize("who", ["lead", "clerk", "board_member", "manager", "outsider"])
def test_the_admin_of_surveys_is_for_builders(
    client: Client, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))

    responses = [client.get(f"{ADMIN}{name}/") for name in ("group", "survey", "question")]

    assert all(response.status_code in {302, 403} for response in responses)


def test_a_survey_is_made_with_its_plan_and_as_a_draft(site: Client) -> None:
    group = make_group()
    plan = {
        "space": "Alone or with a worker",
        "voice": "Tap or write",
        "audience": "The Board",
        "power": Plan.Power.PART,
        "can_change": "Lights",
        "cannot_change": "The law",
    }

    site.post(
        f"{ADMIN}survey/add/",
        {"group": group.pk, "title": "New", "status": "open", **inline("plan", plan)},
    )

    survey = Survey.objects.get()
    assert (survey.status, survey.plan.can_change) == (Survey.Status.DRAFT, "Lights")
    assert Event.objects.filter(action="added", kind="survey").exists()


def test_a_question_gets_the_way_out_that_every_question_has(site: Client) -> None:
    survey = make_survey(opened=False)

    site.post(f"{ADMIN}question/add/", question(survey, "A bus", "A lamp"))
    site.post(f"{ADMIN}question/add/", question(survey, kind="yes_no", position=10, text="Is it?"))

    which, is_it = survey.questions.order_by("position")[2:]
    assert [choice.text for choice in which.choices.all()] == ["A bus", "A lamp", "I am not sure"]
    assert [choice.text for choice in is_it.choices.all()] == ["Yes", "No", "I am not sure"]


def test_a_new_question_starts_at_the_end_of_its_survey(site: Client) -> None:
    survey = make_survey(opened=False)

    response = site.get(f"{ADMIN}question/add/?survey={survey.pk}")

    assert response.context["adminform"].form.initial["position"] == 3


@pytest.mark.parametrize(
    ("kind", "choices", "error"),
    [
        ("text", ["One", "Two", "Three", "Four", "Five", "Six", "Seven"], "up to 6 phrases"),
        ("single", ["A bus"], "at least two"),
        ("multiple", [], "at least two"),
        ("faces", ["Safe", "Not safe"], "three, four or five"),
        ("faces", ["Safe", "So so", "Not safe"], "Choose the face"),
        ("yes_no", ["Yes"], "Leave the choices out"),
    ],
)
def test_each_kind_has_the_choices_it_needs(
    site: Client, kind: str, choices: list[str], error: str
) -> None:
    survey = make_survey(opened=False)

    response = site.post(f"{ADMIN}question/add/", question(survey, *choices, kind=kind))

    assert error in errors(response)
    assert survey.questions.count() == 2


@pytest.mark.parametrize(
    ("field", "error"),
    [({"not_sure": "on"}, "need no “I am not sure”"), ({"face": "good"}, "not faces")],
)
def test_phrases_to_tap_have_pictures_and_nothing_else(
    site: Client, field: dict[str, str], error: str
) -> None:
    survey = make_survey(opened=False)
    row = {"position": 1, "text": "More light"}
    add = f"{ADMIN}question/add/"

    refused = site.post(add, question(survey, kind="text", **inline("choices", row | field)))
    site.post(add, question(survey, kind="text", **inline("choices", row | {"picture": "light"})))

    assert error in errors(refused)
    phrases = survey.questions.get(position=9).choices.all()
    assert [(it.text, it.picture) for it in phrases] == [("More light", "light")]


def test_a_face_is_not_given_a_second_picture(site: Client) -> None:
    survey = make_survey(opened=False)
    rows = [
        {"position": place, "text": face, "face": face, "picture": "home"}
        for place, face in enumerate(("very_good", "middle", "very_bad"), start=1)
    ]

    response = site.post(
        f"{ADMIN}question/add/", question(survey, kind="faces", **inline("choices", *rows))
    )

    assert "A face is a picture already" in response.content.decode()
    assert survey.questions.count() == 2


def test_a_question_hangs_on_earlier_choices_of_its_own_survey_only(site: Client) -> None:
    survey, other = make_survey(opened=False), make_survey(opened=False)
    faces = survey.questions.get(kind="faces")
    own, foreign = faces.choices.first(), other.questions.get(kind="faces").choices.first()
    assert own
    assert foreign
    add = f"{ADMIN}question/add/"

    too_early = site.post(add, question(survey, "A", "B", position=0, show_if=[own.pk]))
    elsewhere = site.post(add, question(survey, "A", "B", show_if=[foreign.pk]))
    site.post(add, question(survey, "A", "B", show_if=[own.pk]))

    assert "is not asked before this question" in errors(too_early)
    assert "Select a valid choice" in errors(elsewhere)
    asked = survey.questions.get(position=9)
    assert list(asked.show_if.all()) == [own]


def test_what_others_hang_on_cannot_move_behind_them(site: Client) -> None:
    survey = make_survey(opened=False)
    faces, words = survey.questions.order_by("position")
    first = faces.choices.first()
    assert first
    words.show_if.add(first)

    response = site.post(
        f"{ADMIN}question/{faces.pk}/change/",
        {"position": 7, "kind": "faces", "text": faces.text, **inline("wordings")},
    )

    assert "must come after it" in errors(response)
    faces.refresh_from_db()
    assert faces.position == 1


def test_what_children_were_asked_stays_as_it_was(site: Client) -> None:
    survey = make_survey()
    asked = survey.questions.get(kind="text")

    shown = site.get(f"{ADMIN}question/{asked.pk}/change/")
    changed = site.post(f"{ADMIN}question/{asked.pk}/change/", question(survey, text="Changed?"))
    deleted = site.post(f"{ADMIN}question/{asked.pk}/delete/", {"post": "yes"})
    added = site.post(f"{ADMIN}question/add/", question(survey, "A", "B"))
    survey_deleted = site.post(f"{ADMIN}survey/{survey.pk}/delete/", {"post": "yes"})
    group_deleted = site.post(f"{ADMIN}group/{survey.group_id}/delete/", {"post": "yes"})

    refused = (changed, deleted, survey_deleted, group_deleted)
    assert shown.status_code == 200
    assert 'name="text"' not in shown.content.decode()
    assert [response.status_code for response in refused] == [403] * 4
    assert "Select a valid choice" in errors(added)
    assert Question.objects.filter(survey=survey).count() == 2
    assert Question.objects.get(pk=asked.pk).text == asked.text


def test_a_plan_that_children_read_is_not_rewritten(site: Client) -> None:
    survey = make_survey()

    site.post(
        f"{ADMIN}survey/{survey.pk}/change/",
        {
            "title": "Better title",
            "plan-TOTAL_FORMS": 1,
            "plan-INITIAL_FORMS": 1,
            "plan-0-id": survey.plan.pk,
            "plan-0-can_change": "Everything",
        },
    )

    survey = Survey.objects.get()
    assert survey.title == "Better title"
    assert survey.plan.can_change == "Lights, buses and where we meet."


def test_a_draft_and_a_group_that_was_asked_nothing_can_be_deleted(site: Client) -> None:
    survey = make_survey(opened=False, group=make_group(signed=False))
    make_invitation(survey)

    site.post(f"{ADMIN}survey/{survey.pk}/delete/", {"post": "yes"})
    site.post(f"{ADMIN}group/{survey.group_id}/delete/", {"post": "yes"})

    assert not Survey.objects.exists()
    assert not Group.objects.exists()


def test_an_invitation_gets_its_code_and_keeps_its_kind(site: Client) -> None:
    survey = make_survey()
    add = {"survey": survey.pk, "audience": "children", "kind": "tablet", "code": "MINE"}

    site.post(f"{ADMIN}invitation/add/", add)
    invitation = Invitation.objects.get()
    site.post(f"{ADMIN}invitation/{invitation.pk}/change/", {**add, "kind": "link"})
    deleted = site.post(f"{ADMIN}invitation/{invitation.pk}/delete/", {"post": "yes"})

    kept = Invitation.objects.get()
    assert len(kept.code) == 6
    assert (kept.code, kept.kind) == (invitation.code, Invitation.Kind.TABLET)
    assert deleted.status_code == 403
