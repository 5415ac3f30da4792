"""The database cannot be used: nothing is kept, what was typed stays, and may be sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from backend.accounts.models import User
from surveys.models import Invitation, Response
from tests.factories import make_invitation, new_token


@contextmanager
def away() -> Iterator[None]:
    def refuse(execute: Callable[..., Any], *_details: Any) -> Any:
        raise OperationalError("could not connect to server")

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def phone() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def invitation(db: None) -> Invitation:
    return make_invitation()


def sent(invitation: Invitation) -> dict[str, str]:
    faces, words = invitation.survey.questions.all()[:2]
    picked = faces.choices.all()[0].pk
    return {"token": new_token(), f"q-{faces.pk}": str(picked), f"q-{words.pk}": "more <lights>"}


@pytest.mark.parametrize("language", ["en-gb", "pl", "ur"])
def test_a_childs_answers_stay_on_the_page_and_go_once_it_is_back(
    phone: Client, invitation: Invitation, language: str
) -> None:
    answers = sent(invitation)
    address = f"{invitation.get_absolute_url()}?lang={language}"

    with away():
        page = phone.post(address, answers)
    body = page.content.decode()
    again = phone.post(address, answers)

    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert f'lang="{language}"' in body
    for name, value in answers.items():
        escaped = value.replace("<", "&lt;").replace(">", "&gt;")
        assert f'name="{name}" value="{escaped}"' in body
    assert "data-paused" in body
    assert "0800 1111" in body
    assert again.status_code == 201
    assert Response.objects.count() == 1


def test_a_page_that_was_only_asked_for_says_to_load_it_again(
    phone: Client, invitation: Invitation
) -> None:
    with away():
        page = phone.get(invitation.get_absolute_url())

    assert page.status_code == 503
    assert "<form" not in page.content.decode()
    assert "Wait a minute" in page.content.decode()


def test_the_api_says_to_send_the_same_again(phone: Client, invitation: Invitation) -> None:
    url = f"/api/v1/invitations/{invitation.code}/responses/"

    with away():
        answer = phone.post(url, {}, content_type="application/json")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "send the same again soon" in answer.json()["detail"]


def test_staff_are_told_plainly(phone: Client, worker: User) -> None:
    phone.force_login(worker)

    with away():
        read, wrote = phone.get("/staff/"), phone.post("/staff/themes/add/")

    assert (read.status_code, wrote.status_code) == (503, 503)
    assert "The database cannot be used at the moment" in read.content.decode()
    assert "What you sent was not kept" in wrote.content.decode()


def test_what_breaks_otherwise_is_not_called_a_pause(phone: Client, invitation: Invitation) -> None:
    def wrong(execute: Callable[..., Any], sql: str, *details: Any) -> Any:
        if "surveys_invitation" in sql:
            raise ZeroDivisionError
        return execute(sql, *details)

    with connection.execute_wrapper(wrong):
        page = phone.get(invitation.get_absolute_url())
        call = phone.get(f"/api/v1/invitations/{invitation.code}/")

    assert (page.status_code, call.status_code) == (500, 500)
    assert "Something broke on our side" in page.content.decode()
    assert call.json() == {"detail": "Something broke on our side. Try again."}
