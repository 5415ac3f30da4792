from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from backend.accounts.models import User
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
from tests.factories import make_group, make_survey, make_words

pytestmark = pytest.mark.django_db
ADMIN = "/admin/surveys/"


@pytest.fixture
def site(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


@pytest.mark.parametrize("model", [Response, Answer, Withdrawal, Invitation])
def test_what_children_sent_is_not_in_the_admin(model: Any) -> None:
    assert not admin.site.is_registered(model)


def test_no_admin_page_shows_a_word_of_theirs(site: Client) -> None:
    answer = make_words("kanarienvogel")
    survey = answer.question.survey
    paths = [
        f"group/{survey.group_id}/change/",
        f"group/{survey.group_id}/history/",
    ]

    bodies = [site.get(ADMIN + path) for path in paths]

    assert [body.status_code for body in bodies] == [200] * len(bodies)
    assert not any("kanarienvogel" in body.content.decode() for body in bodies)


@pytest.mark.parametrize("who", ["lead", "clerk", "board_member", "manager", "outsider"])
def test_the_admin_of_surveys_is_for_builders(
    client: Client, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))

    responses = [client.get(f"{ADMIN}{name}/") for name in ("group", "invitation")]

    assert all(response.status_code in {302, 403} for response in responses)


def test_a_group_that_was_asked_nothing_can_be_deleted_and_another_stays(site: Client) -> None:
    asked, unasked = make_survey().group, make_group(signed=False)

    refused = site.post(f"{ADMIN}group/{asked.pk}/delete/", {"post": "yes"})
    site.post(f"{ADMIN}group/{unasked.pk}/delete/", {"post": "yes"})

    assert refused.status_code == 403
    assert list(Group.objects.all()) == [asked]


@pytest.mark.parametrize("model", [Survey, Question, Plan])
def test_surveys_are_not_made_here(model: Any) -> None:
    assert not admin.site.is_registered(model)
