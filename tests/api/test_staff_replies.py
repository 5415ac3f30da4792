"""Workers draft answers, publish them, and write down that children were told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.replies.models import Asked, Reply, Told
from tests.api.conftest import Call
from tests.factories import (
    approve_reply,
    make_action,
    make_body,
    make_decision,
    make_membership,
    make_reply,
    make_theme,
    make_user,
)

TODAY = timezone.localdate().isoformat()


def draft(**fields: Any) -> dict[str, Any]:
    return {
        "theme": make_theme().pk,
        "agency": make_body().pk,
        "state": "we_did",
        "text": "We put lights on the path.",
        **fields,
    }


def test_a_worker_drafts_changes_publishes_and_takes_off_again(call: Call, worker: User) -> None:
    made = call("POST", "staff/replies/", draft(), by=worker)
    url = f"staff/replies/{made.json()['id']}/"
    changed = call("PATCH", url, {"text": "We put up lamps."}, by=worker)
    approve_reply(Reply.objects.get())
    published = call("POST", f"{url}publish/", by=worker)
    frozen = call("PATCH", url, {"text": "Nothing."}, by=worker)
    kept = call("DELETE", url, by=worker)
    withdrawn = call("POST", f"{url}unpublish/", by=worker)
    gone = call("DELETE", url, by=worker)

    assert (made.status_code, made.json()["status"]) == (201, "draft")
    assert changed.json()["text"] == "We put up lamps."
    assert (published.json()["status"], published.json()["published_on"]) == ("published", TODAY)
    assert [frozen.status_code, kept.status_code] == [409, 409]
    assert withdrawn.json()["status"] == "draft"
    assert gone.status_code == 204


def test_an_answer_is_sent_approved_and_sent_back(call: Call, worker: User) -> None:
    reply = make_reply(published=False)
    speaker = make_membership(on_behalf_of=reply.agency).person
    url = f"staff/replies/{reply.pk}/"

    early = call("POST", f"{url}publish/", by=worker)
    sent = call("POST", f"{url}send/", by=worker)
    stale = call("POST", f"{url}approve/", {"version": 9}, by=speaker)
    approved = call("POST", f"{url}approve/", {"version": sent.json()["version"]}, by=speaker)
    no_note = call("POST", f"{url}send-back/", {}, by=speaker)
    back = call("POST", f"{url}send-back/", {"because": "Say which path."}, by=speaker)

    assert [early.status_code, stale.status_code, no_note.status_code] == [409, 409, 400]
    assert (sent.json()["status"], sent.json()["sent_on"]) == ("sent", TODAY)
    assert approved.json()["approved_by_name"] == speaker.name
    assert approved.json()["approved_at"]
    assert (back.json()["status"], back.json()["approved_by"]) == ("draft", None)
    assert back.json()["sent_back_because"] == "Say which path."


def test_whoever_does_not_speak_for_the_body_is_told_so(call: Call, worker: User) -> None:
    reply = make_reply(published=False)
    make_membership(on_behalf_of=reply.agency)
    url = f"staff/replies/{reply.pk}/"
    call("POST", f"{url}send/", by=worker)
    other = make_user(Role.BOARD_MEMBER)

    refused = call("POST", f"{url}approve/", {"version": 1}, by=other)

    assert refused.status_code == 409
    assert "You do not speak for" in refused.json()["detail"]
    assert call("POST", f"{url}approve/", {"version": 1}, by=worker).status_code == 403


@pytest.mark.parametrize(
    ("state", "field"),
    [
        ("we_will", "by_when"),
        ("finding_out", "by_when"),
        ("we_cant", "because"),
        ("not_ours", "passed_to"),
    ],
)
def test_each_state_demands_what_children_need(
    call: Call, worker: User, state: str, field: str
) -> None:
    response = call("POST", "staff/replies/", draft(state=state), by=worker)

    assert response.status_code == 400
    assert response.json().keys() == {field}
    assert not Reply.objects.exists()


def test_we_did_names_an_action_that_is_done_and_a_decision_that_is_confirmed(
    call: Call, worker: User
) -> None:
    undone, unconfirmed = make_action(), make_decision(confirmed=False)

    action = call("POST", "staff/replies/", draft(action=undone.pk), by=worker)
    decision = call("POST", "staff/replies/", draft(decision=unconfirmed.pk), by=worker)

    assert action.json() == {"action": ["This action is not done yet."]}
    assert decision.json() == {
        "decision": ["Name a confirmed decision, and none of an exempt item."]
    }


def test_children_are_told_before_it_is_written_down(call: Call, worker: User) -> None:
    reply, tomorrow = make_reply(), timezone.localdate() + timedelta(days=1)
    body = {"group": reply.theme.group_id, "on": tomorrow.isoformat(), "how": "At the group"}

    response = call("POST", f"staff/replies/{reply.pk}/told/", body, by=worker)

    assert response.json().keys() == {"on"}


def test_an_answer_counts_when_children_were_told(call: Call, worker: User) -> None:
    reply = make_reply()
    url = f"staff/replies/{reply.pk}/"
    body = {"group": reply.theme.group_id, "on": TODAY, "how": "At the group"}

    told = call("POST", f"{url}told/", body, by=worker)
    stays = call("POST", f"{url}unpublish/", by=worker)
    undone = call("DELETE", f"{url}told/{told.json()['told'][0]['id']}/", by=worker)
    again = call("DELETE", f"{url}told/{told.json()['told'][0]['id']}/", by=worker)

    assert told.status_code == 201
    assert told.json()["told"][0]["how"] == "At the group"
    assert stays.status_code == 409
    assert [undone.status_code, again.status_code] == [204, 404]
    assert not Told.objects.exists()


def test_telling_says_to_whom_when_and_how(call: Call, worker: User) -> None:
    response = call("POST", f"staff/replies/{make_reply().pk}/told/", {}, by=worker)

    assert response.status_code == 400
    assert response.json().keys() == {"group", "on", "how"}


def test_a_draft_is_not_told(call: Call, worker: User) -> None:
    reply = make_reply(published=False)
    body = {"group": reply.theme.group_id, "on": TODAY, "how": "At the group"}

    assert call("POST", f"staff/replies/{reply.pk}/told/", body, by=worker).status_code == 409


def test_an_agency_is_asked_once_and_can_be_let_off(call: Call, worker: User) -> None:
    body = {"theme": make_theme().pk, "agency": make_body().pk}

    first = call("POST", "staff/asked/", body, by=worker)
    second = call("POST", "staff/asked/", body, by=worker)
    listed = call("GET", "staff/asked/", by=worker)
    gone = call("DELETE", f"staff/asked/{first.json()['id']}/", by=worker)

    assert first.json() == second.json() == listed.json()["results"][0]
    assert gone.status_code == 204
    assert not Asked.objects.exists()


def test_asking_names_a_theme_and_an_agency(call: Call, worker: User) -> None:
    assert call("POST", "staff/asked/", {}, by=worker).json().keys() == {"theme", "agency"}


def test_a_list_of_answers_costs_the_same_however_long_it_is(
    call: Call, board_member: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _place in range(3):
        make_reply()

    call("GET", "bodies/", by=board_member)

    with django_assert_max_num_queries(7):
        response = call("GET", "staff/replies/", by=board_member)

    assert "verdict" not in response.content.decode()
