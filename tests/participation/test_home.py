from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import User
from participation.moderation import services
from participation.safeguarding.services import escalate
from tests.factories import (
    make_action,
    make_decision,
    make_invitation,
    make_meeting,
    make_reply,
    make_survey,
    make_voice,
    make_words,
)

pytestmark = pytest.mark.django_db


def body_of(client: Client, user: User) -> str:
    client.force_login(user)
    return " ".join(client.get("/staff/").content.decode().split())


def says(body: str, number: int, text: str) -> bool:
    return f'{number}</span> <span class="figure__text">{text}</span>' in body


def test_a_worker_sees_what_waits_and_not_what_is_for_others(client: Client, worker: User) -> None:
    invitation = make_invitation()
    make_words("one", invitation=invitation)
    make_words("two", invitation=invitation)
    services.hold(make_words("held", invitation=invitation).pk, by=worker)
    make_voice(invitation=invitation, by=worker)
    make_survey(opened=False)
    escalate(make_words("worried", invitation=invitation).pk, by=worker)

    body = body_of(client, worker)

    assert says(body, 2, "texts wait to be read")
    assert says(body, 2, "texts are held for a second decision")
    assert says(body, 1, "voice is in no theme yet")
    assert says(body, 1, "survey is a draft")
    assert "No answers are written and not published" in body
    assert "concern" not in body


def test_a_lead_sees_open_concerns_and_nothing_else(
    client: Client, worker: User, lead: User
) -> None:
    escalate(make_words("worried").pk, by=worker)

    body = body_of(client, lead)

    assert says(body, 1, "concern is open")
    assert "to be read" not in body
    assert "meeting" not in body.lower()


def test_clerk_and_board_see_the_next_meeting(
    client: Client, clerk: User, board_member: User
) -> None:
    make_meeting(name="The far one", days=60)
    make_meeting(name="The next one", days=6)
    make_meeting(name="The last one", days=-6)

    for person in (clerk, board_member):
        body = body_of(client, person)
        assert "The next one" in body
        assert "The far one" not in body
        assert "The last one" not in body


def test_without_a_meeting_the_page_says_what_that_means(client: Client, clerk: User) -> None:
    assert "No meeting is planned" in body_of(client, clerk)


def test_manager_and_administrator_have_their_own_next_steps(
    client: Client, manager: User, administrator: User
) -> None:
    make_survey()

    assert says(body_of(client, manager), 1, "survey is open to answers")
    assert "/staff/people/" in body_of(client, administrator)


def test_an_outsider_is_refused_on_a_page_without_the_menu(client: Client, outsider: User) -> None:
    client.force_login(outsider)

    response = client.get("/staff/")

    assert response.status_code == 403
    assert 'class="nav"' not in response.content.decode()


def test_staff_are_refused_and_lost_with_their_menu_still_there(
    client: Client, worker: User
) -> None:
    client.force_login(worker)

    refused, lost = client.get("/staff/concerns/"), client.get("/staff/nowhere/")

    assert (refused.status_code, lost.status_code) == (403, 404)
    assert 'class="nav"' in refused.content.decode()
    assert 'class="nav"' in lost.content.decode()


def test_children_never_get_the_staff_page_of_what_is_lost(client: Client, worker: User) -> None:
    client.force_login(worker)

    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert 'class="nav"' not in response.content.decode()


def test_the_home_costs_the_same_queries_however_much_waits(
    client: Client, worker: User, request: pytest.FixtureRequest
) -> None:
    names = ("worker", "lead", "clerk", "board_member", "manager", "administrator")
    people = [request.getfixturevalue(name) for name in names]
    invitation = make_invitation()
    make_action(decision=make_decision(confirmed=False))
    make_reply(published=False)

    def fill(start: int, end: int) -> None:
        for number in range(start, end):
            make_words(f"waits {number}", invitation=invitation)
            make_voice(invitation=invitation, by=worker)
            escalate(make_words(f"worry {number}", invitation=invitation).pk, by=worker)
            make_meeting()

    def queries(person: User) -> int:
        client.force_login(person)
        with CaptureQueriesContext(connection) as captured:
            client.get("/staff/")
        return len(captured)

    fill(0, 3)
    few = [queries(person) for person in people]
    fill(3, 30)

    assert [queries(person) for person in people] == few
    assert max(few) <= 22
