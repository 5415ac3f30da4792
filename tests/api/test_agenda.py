"""Meetings beside the council's system, exempt items and decisions that came too early: calls."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from backend.accounts.models import User
from participation.meetings.models import AgendaItem
from tests.api.conftest import Call
from tests.factories import make_decision, make_item, make_meeting, make_survey

EXEMPT: dict[str, Any] = {
    "access": "exempt",
    "exempt_paragraph": 1,
    "exempt_reason": "It is about one family.",
}


def test_a_meeting_has_its_reference_there_and_the_papers_day(call: Call, clerk: User) -> None:
    meeting = make_meeting(days=2)
    there = {"reference": "MId-15430", "url": "https://council.example/m"}

    changed = call("PATCH", f"meetings/{meeting.pk}/", there, by=clerk).json()

    assert there.items() <= changed.items()
    assert changed["papers_due"] == meeting.papers_due.isoformat()
    assert changed["papers_are_late"] is True
    meeting.refresh_from_db()
    assert meeting.revision == 1


def test_a_late_item_says_why(call: Call, clerk: User) -> None:
    sent = {"meeting": make_meeting(days=2).pk, "order": "1", "title": "A lamp"}

    refused = call("POST", "agenda-items/", sent, by=clerk)
    made = call("POST", "agenda-items/", {**sent, "late_because": "It broke."}, by=clerk)

    assert "Say why this item cannot wait." in refused.json()["late_because"][0]
    assert (made.status_code, made.json()["is_late"]) == (201, True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"exempt_paragraph": None}, "exempt_paragraph"),
        ({"exempt_paragraph": 8}, "exempt_paragraph"),
        ({"exempt_reason": ""}, "exempt_reason"),
        ({"notes": "For all"}, "notes"),
        ({"access": "public"}, "exempt_paragraph"),
    ],
)
def test_an_exempt_item_is_refused_in_words(
    call: Call, clerk: User, change: dict[str, Any], field: str
) -> None:
    sent = {"meeting": make_meeting().pk, "order": "1", "title": "A case", **EXEMPT, **change}

    response = call("POST", "agenda-items/", sent, by=clerk)

    assert response.status_code == 400
    assert field in response.json()


def test_an_item_that_hears_a_survey_is_not_made_exempt(call: Call, clerk: User) -> None:
    item = make_item(surveys=[make_survey()])

    response = call("PATCH", f"agenda-items/{item.pk}/", EXEMPT, by=clerk)

    assert "hears no survey" in response.json()["surveys"][0]
    assert AgendaItem.objects.get().is_public


def test_exempt_text_is_told_to_who_may_read_it(
    call: Call, clerk: User, board_member: User, worker: User
) -> None:
    item = make_item()
    made = call("PATCH", f"agenda-items/{item.pk}/", {**EXEMPT, "exempt_notes": "X"}, by=clerk)

    told = {
        user: call("GET", f"agenda-items/{item.pk}/", by=user).json()["exempt_notes"]
        for user in (clerk, board_member, worker)
    }

    assert made.json()["exempt_notes"] == "X"
    assert told == {clerk: "X", board_member: "X", worker: ""}


def test_a_decision_of_an_exempt_item_is_not_there_for_others(
    call: Call, board_member: User, worker: User
) -> None:
    decision = make_decision(item=make_item(**EXEMPT))

    seen = [
        call("GET", f"decisions/{decision.pk}/", by=user).status_code
        for user in (board_member, worker)
    ]

    assert seen == [200, 404]
    assert call("GET", "decisions/", by=worker).json()["count"] == 0


def test_a_decision_says_whether_it_came_too_early(call: Call, clerk: User) -> None:
    early = make_decision(item=make_item(surveys=[make_survey()]))
    in_time = make_decision()

    rows = call("GET", "decisions/", by=clerk).json()["results"]

    flags = {row["id"]: row["before_surveys_closed"] for row in rows}
    assert flags == {early.pk: True, in_time.pk: False}


def test_a_decision_is_confirmed_with_weight_and_reasons(call: Call, clerk: User) -> None:
    decision = make_decision(confirmed=False)
    type(decision).objects.update(reasons="")

    refused = call("POST", f"decisions/{decision.pk}/confirm/", {}, by=clerk)
    change = {"reasons": "Dark.", "not_agreed": "New lamps.", "minute_number": "26 (2)"}
    changed = call("PATCH", f"decisions/{decision.pk}/", change, by=clerk)
    confirmed = call("POST", f"decisions/{decision.pk}/confirm/", {}, by=clerk)

    assert refused.status_code == 409
    assert "Say what weight" in refused.json()["detail"]
    assert change.items() <= changed.json().items()
    assert confirmed.json()["status"] == "confirmed"
    assert confirmed.json()["confirmed_at"]
    assert confirmed.json()["decided_on"] == timezone.localdate().isoformat()


def test_lists_cost_the_same_however_long_they_are(
    call: Call, clerk: User, django_assert_max_num_queries: Any
) -> None:
    meeting, survey = make_meeting(), make_survey()
    call("GET", "bodies/", by=clerk)
    for rows in range(0, 40, 20):
        for number in range(rows, rows + 20):
            make_decision(item=make_item(meeting=meeting, order=f"{number}", surveys=[survey]))
        for noun in ("decisions", "agenda-items", "meetings"):
            with django_assert_max_num_queries(7):
                assert call("GET", f"{noun}/", by=clerk).status_code == 200
