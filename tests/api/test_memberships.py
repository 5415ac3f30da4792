"""Bodies and who sits on them, with Popolo's names."""

from __future__ import annotations

from typing import Any

import pytest

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings.models import Membership
from tests.api.conftest import Call
from tests.factories import make_body, make_membership, make_user

pytestmark = pytest.mark.django_db


def seat(**fields: Any) -> dict[str, Any]:
    person = make_user(Role.BOARD_MEMBER)
    return {"person": person.pk, "organization": make_body().pk, "role": "Chair", **fields}


def test_a_clerk_adds_ends_and_removes_a_membership(call: Call, clerk: User) -> None:
    agency = make_body("Housing", "agency")
    made = call("POST", "memberships/", seat(on_behalf_of=agency.pk), by=clerk)
    url = f"memberships/{made.json()['id']}/"
    ended = call("PATCH", url, {"end_date": "2026-12-01"}, by=clerk)
    listed = call("GET", f"memberships/?on_behalf_of={agency.pk}", by=clerk)
    gone = call("DELETE", url, by=clerk)

    assert made.status_code == 201
    assert made.json()["on_behalf_of_name"] == "Housing"
    assert ended.json()["end_date"] == "2026-12-01"
    assert [it["id"] for it in listed.json()["results"]] == [made.json()["id"]]
    assert gone.status_code == 204
    assert not Membership.objects.exists()


def test_no_address_of_anybody_is_in_it(call: Call, board_member: User) -> None:
    member = make_membership(make_user(Role.BOARD_MEMBER))

    response = call("GET", "memberships/", by=board_member)

    assert response.json()["results"][0]["person_name"] == member.person.name
    assert member.person.email not in response.content.decode()


def test_what_the_rules_refuse_is_a_conflict_with_its_sentence(call: Call, clerk: User) -> None:
    outsider, member = make_user(), make_membership()
    same = {"organization": member.organization_id, "person": member.person_id}

    no_role = call("POST", "memberships/", seat(person=outsider.pk), by=clerk)
    twice = call("POST", "memberships/", seat(**same), by=clerk)
    elsewhere = call("POST", "memberships/", seat(deputy_for=member.pk), by=clerk)

    assert [it.status_code for it in (no_role, twice, elsewhere)] == [409, 409, 409]
    assert "a role" in no_role.json()["detail"]
    assert "already" in twice.json()["detail"]
    assert "same body" in elsewhere.json()["detail"]


def test_dates_are_in_order(call: Call, clerk: User) -> None:
    dates = {"start_date": "2026-02-02", "end_date": "2026-02-01"}
    body = {"name": "Board", "classification": "board", "founding_date": "2026-02-02"}

    sat = call("POST", "memberships/", seat(**dates), by=clerk)
    stood = call("POST", "bodies/", {**body, "dissolution_date": "2026-02-01"}, by=clerk)

    assert sat.json() == {"end_date": ["It cannot end before it began."]}
    assert stood.json() == {"dissolution_date": ["It cannot end before it began."]}


def test_a_body_says_what_it_is_part_of_and_since_when(call: Call, clerk: User) -> None:
    parent = make_body("Council")
    sent = {
        "name": "Board",
        "classification": "board",
        "parent": parent.pk,
        "founding_date": "2021-04-01",
    }

    made = call("POST", "bodies/", sent, by=clerk)
    circle = call("PATCH", f"bodies/{parent.pk}/", {"parent": made.json()["id"]}, by=clerk)

    assert sent.items() <= made.json().items()
    assert circle.status_code == 409


def test_a_list_costs_the_same_however_long_it_is(
    call: Call, board_member: User, django_assert_max_num_queries: Any
) -> None:
    for _place in range(4):
        make_membership(make_user(Role.BOARD_MEMBER), on_behalf_of=make_body())

    call("GET", "bodies/", by=board_member)

    with django_assert_max_num_queries(6):
        call("GET", "memberships/", by=board_member)
