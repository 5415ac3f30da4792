"""Messages over the API: sent and read by anyone, handled by those they are addressed to."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import User
from participation.safeguarding.models import Message
from surveys.receipts import STEADY
from tests.api.conftest import Call
from tests.factories import make_invitation, make_message, new_token, send, write

WRONG = "able acid aged also area"
NOT_FOUND = {"detail": "We can't find those words. Look at each one again."}


def complaint(**fields: Any) -> dict[str, Any]:
    return {
        "token": new_token(),
        "kind": "complain",
        "about": "worker",
        "words": "He shouts.",
        **fields,
    }


def test_a_message_is_kept_once_and_gives_its_words_and_the_day(call: Call) -> None:
    body = complaint()

    first, again = call("POST", "messages/", body), call("POST", "messages/", body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["due_on"] == Message.objects.get().due_on.isoformat()


@pytest.mark.parametrize("path", ["messages/answers/", "messages/stop/"])
def test_wrong_words_take_as_long_as_right_ones(call: Call, path: str) -> None:
    for receipt in (write(), WRONG):
        start = time.monotonic()
        call("POST", path, {"receipt": receipt})
        assert time.monotonic() - start >= STEADY


def test_nobody_is_asked_who_they_are_nor_recognised(client: Client, lead: User) -> None:
    """A child's call reads no session and no token, of whoever used the browser before."""
    client.force_login(lead)

    with CaptureQueriesContext(connection) as captured:
        sent = client.post(
            "/api/v1/messages/",
            complaint(),
            content_type="application/json",
            headers={"Authorization": "Token of-nobody"},
        )

    assert sent.status_code == 201
    assert not [it for it in captured if "session" in it["sql"] or "accounts_token" in it["sql"]]


def test_other_words_with_the_same_token_are_not_kept(call: Call) -> None:
    body = complaint()
    receipt = call("POST", "messages/", body).json()["receipt"]

    response = call("POST", "messages/", body | {"words": "other"})

    assert response.status_code == 409
    assert response.json()["receipt"] == receipt
    assert Message.objects.get().words == "He shouts."


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "shout"}, "kind"),
        ({"kind": ["tell"]}, "kind"),
        ({"about": "lee"}, "about"),
        ({"about": ""}, "about"),
        ({"words": ""}, "words"),
        ({"words": "x" * 2001}, "words"),
        ({"words": "\ud800"}, "words"),
        ({"name": "\0"}, "name"),
        ({"name": None}, "name"),
        ({"reach": {}}, "reach"),
        ({"token": "short"}, "token"),
        ({"token": None}, "token"),
        ({"kind": "tell", "about": "", "name": "  "}, "name"),
        ({"kind": "advocate", "about": ""}, "reach"),
        ({"kind": "tell", "name": "Jo"}, "about"),
    ],
)
def test_what_cannot_be_kept_is_a_400_by_field(
    call: Call, wrong: dict[str, Any], field: str
) -> None:
    response = call("POST", "messages/", complaint(**wrong))

    assert response.status_code == 400
    assert field in response.json()
    assert not Message.objects.exists()


def test_an_answer_is_read_by_receipt(call: Call, lead: User) -> None:
    receipt = write(words=" as typed ")
    message = Message.objects.get()
    call("POST", f"staff/messages/{message.pk}/notes/", {"text": "for us"}, by=lead)
    call("POST", f"staff/messages/{message.pk}/answer/", {"text": "We heard you."}, by=lead)

    response = call("POST", "messages/answers/", {"receipt": receipt.upper()})

    assert response.status_code == 200
    assert response.json()["words"] == " as typed "
    assert [it["text"] for it in response.json()["answers"]] == ["We heard you."]
    assert "for us" not in response.content.decode()
    assert lead.name not in response.content.decode()
    assert len(response.json()["answers"][0]["on"]) == len("2026-11-24")


def test_wrong_words_and_those_of_answers_are_not_found(call: Call) -> None:
    answers = send(make_invitation(), text="hello")

    for words in (WRONG, answers):
        for path in ("messages/answers/", "messages/stop/"):
            response = call("POST", path, {"receipt": words})
            assert (response.status_code, response.json()) == (404, NOT_FOUND)
    assert call("POST", "journeys/", {"receipt": write()}).status_code == 404


def test_a_child_can_ask_to_stop(call: Call) -> None:
    response = call("POST", "messages/stop/", {"receipt": write()})

    assert response.status_code == 200
    assert response.json()["stopped_on"] == str(Message.objects.get().stopped_on)


def test_a_list_has_no_words_and_one_message_has_them(call: Call, lead: User) -> None:
    message = make_message(words="kanarienvogel", name="Jo")

    listed = call("GET", "staff/messages/", by=lead)
    read = call("GET", f"staff/messages/{message.pk}/", by=lead)

    assert "kanarienvogel" not in listed.content.decode()
    assert listed.json()["results"][0]["due_on"] == message.due_on.isoformat()
    assert (read.json()["words"], read.json()["name"]) == ("kanarienvogel", "Jo")
    assert call("GET", "staff/messages/?state=old", by=lead).status_code == 400


def test_a_message_is_handled_from_answer_to_end(call: Call, lead: User) -> None:
    path = f"staff/messages/{make_message().pk}/"
    end = {"outcome": "put_right", "text": "Spoke."}

    early = call("POST", f"{path}close/", end, by=lead)
    call("POST", f"{path}answer/", {"text": "We heard you."}, by=lead)
    closed = call("POST", f"{path}close/", end, by=lead)
    late = call("POST", f"{path}answer/", {"text": "More."}, by=lead)

    assert (early.status_code, closed.status_code, late.status_code) == (409, 200, 409)
    assert "Answer the child first" in early.json()["detail"]
    assert closed.json()["outcome"] == "put_right"
    assert len(call("GET", "staff/messages/?state=closed", by=lead).json()["results"]) == 1


def test_it_is_gone_for_whom_it_is_about_and_for_who_handed_it_on(
    call: Call, lead: User, manager: User
) -> None:
    about_lead, handed_on = make_message(), make_message()

    out = call("POST", f"staff/messages/{about_lead.pk}/shut-out/", {"person": lead.pk}, by=lead)
    call("POST", f"staff/messages/{handed_on.pk}/hand-on/", {}, by=lead)

    assert out.json()["to"] == "manager"
    for message in (about_lead, handed_on):
        assert call("GET", f"staff/messages/{message.pk}/", by=lead).status_code == 404
        assert call("GET", f"staff/messages/{message.pk}/", by=manager).status_code == 200


def test_only_somebody_who_is_there_can_be_shut_out(call: Call, lead: User) -> None:
    path = f"staff/messages/{make_message().pk}/shut-out/"

    for person in (999_999, "x", None, 10**400, "\ud800"):
        assert call("POST", path, {"person": person}, by=lead).status_code == 400
