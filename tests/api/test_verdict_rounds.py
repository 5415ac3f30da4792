"""Verdict rounds: workers open and close them, children say once what they make of an answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from backend.accounts.models import User
from participation.replies import services
from participation.replies.models import Verdict, VerdictRound
from tests.api.conftest import Call
from tests.factories import make_reply, make_round, new_token

pytestmark = pytest.mark.django_db


def wanted(worker: User, **fields: Any) -> dict[str, Any]:
    reply = make_reply()
    group = reply.theme.group_id
    services.tell(reply, group_id=group, how="Read.", on=timezone.localdate(), by=worker)
    return {"reply": reply.pk, "group": group, "present": 6, **fields}


def test_a_worker_opens_and_closes_a_round_and_reads_no_number(call: Call, worker: User) -> None:
    made = call("POST", "staff/verdict-rounds/", wanted(worker, way="link"), by=worker)
    url = f"staff/verdict-rounds/{made.json()['id']}/"
    for _child in range(5):
        code = made.json()["code"]
        sent = {"token": new_token(), "value": "yes"}
        assert call("POST", f"verdict-rounds/{code}/verdicts/", sent).status_code == 201
    running = call("GET", url, by=worker)
    closed = call("POST", f"{url}close/", by=worker)

    assert made.status_code == 201
    assert made.json()["url"] == f"/v/{code}/"
    assert (running.json()["is_over"], running.json()["enough_to_say"]) == (False, None)
    assert (closed.json()["is_over"], closed.json()["enough_to_say"]) == (True, True)
    assert {"present", "given", "verdicts"}.isdisjoint(closed.json())


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"present": -1}, 400, "present"),
        ({"way": "post"}, 400, "way"),
        ({"reply": 0}, 400, "reply"),
        ({"present": 0}, 409, "Say how many children are there"),
        ({"present": 900}, 409, "Say how many children are there"),
    ],
)
def test_a_round_that_cannot_be_is_refused_in_words(
    call: Call, worker: User, wrong: dict[str, Any], status: int, said: str
) -> None:
    response = call("POST", "staff/verdict-rounds/", wanted(worker, **wrong), by=worker)

    assert response.status_code == status
    assert said in response.content.decode()
    assert not VerdictRound.objects.exists()


def test_an_answer_that_was_not_told_is_not_judged(call: Call, worker: User) -> None:
    reply = make_reply()
    body = {"reply": reply.pk, "group": reply.theme.group_id, "present": 6}

    assert call("POST", "staff/verdict-rounds/", body, by=worker).status_code == 409


def test_a_child_reads_the_answer_and_says_once_what_they_make_of_it(call: Call) -> None:
    asked = make_round(make_reply(state="we_cant", because="No money."))
    url, token = f"verdict-rounds/{asked.code}/", new_token()

    shown = call("GET", url)
    first, again, other = (
        call("POST", f"{url}verdicts/", {"token": token, "value": value})
        for value in ("partly", "partly", "no")
    )

    assert shown.json() == {
        "theme": asked.reply.theme.title,
        "agency": asked.reply.agency.called,
        "state": "we_cant",
        "text": asked.reply.text,
        "by_when": None,
        "because": "No money.",
        "passed_to": "",
    }
    assert [it.status_code for it in (first, again, other)] == [201, 200, 409]
    assert "partly" not in first.content.decode() + other.content.decode()
    assert Verdict.objects.get().value == "partly"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"value": "yes"}, "token"),
        ({"token": "short", "value": "yes"}, "token"),
        ({"token": "x" * 30, "value": "maybe"}, "value"),
        ({"token": "x" * 30}, "value"),
    ],
)
def test_what_cannot_be_kept_is_said_by_its_field(
    call: Call, body: dict[str, str], field: str
) -> None:
    response = call("POST", f"verdict-rounds/{make_round().code}/verdicts/", body)

    assert (response.status_code, [*response.json()]) == (400, [field])
    assert not Verdict.objects.exists()


def test_a_closed_round_is_gone_and_an_unknown_one_is_not_there(call: Call, worker: User) -> None:
    asked = make_round()
    call("POST", f"staff/verdict-rounds/{asked.pk}/close/", by=worker)
    sent = {"token": new_token(), "value": "yes"}

    for code, status in ((asked.code, 410), ("ZZZZZZ", 404)):
        assert call("GET", f"verdict-rounds/{code}/").status_code == status
        assert call("POST", f"verdict-rounds/{code}/verdicts/", sent).status_code == status
