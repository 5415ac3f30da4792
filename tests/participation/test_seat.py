"""A board member's home: the next meeting, what children say for it, and what waits for them."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings import services as meetings
from participation.meetings.models import AgendaItem, Body
from participation.meetings.results import services as guessing
from participation.replies import services
from participation.replies.models import Asked
from participation.replies.seat import SHOWN, seat
from surveys import results
from surveys.results import Audience
from tests.factories import (
    make_action,
    make_body,
    make_decision,
    make_invitation,
    make_item,
    make_meeting,
    make_membership,
    make_reply,
    make_survey,
    make_theme,
    make_user,
    make_voice,
    somebody,
)
from tests.rounds import make_counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def police() -> Body:
    return make_body("Police", "agency")


@pytest.fixture
def place(board_member: User, police: Body) -> Body:
    """The body that the board member sits on, for the police."""
    board = make_body("The Board")
    make_membership(board_member, organization=board, on_behalf_of=police)
    return board


def body_of(client: Client, user: User) -> str:
    client.force_login(user)
    return " ".join(client.get("/staff/").content.decode().split())


def test_the_next_meeting_of_ones_own_body_comes_before_an_earlier_one(
    client: Client, board_member: User, place: Body
) -> None:
    make_meeting(days=3, name="Somebody else's")
    make_meeting(days=9, body=place, name="Ours")

    page = body_of(client, board_member)

    assert "Your next meeting" in page
    assert "Ours: the agenda" in page
    assert "Somebody else" not in page


def test_without_one_the_next_of_all_is_shown_and_called_so(
    client: Client, board_member: User, place: Body
) -> None:
    meetings.set_cancelled(make_meeting(days=2, body=place), True, by=somebody(Role.CLERK))
    make_meeting(days=3, name="Another")

    page = body_of(client, board_member)

    assert "The next meeting" in page
    assert "Your next meeting" not in page
    assert "Another: the agenda" in page


def test_what_children_say_for_it_is_there_in_words_that_may_be_shown(
    client: Client, board_member: User, place: Body
) -> None:
    survey = make_survey()
    link = make_invitation(survey)
    voices = [make_voice(f"Quote me {it}", invitation=link) for it in range(4)]
    voices.append(make_voice("Canary that only counts", invitation=link, quote=False))
    theme = make_theme(voices=voices, group=survey.group)
    make_item(meeting=make_meeting(body=place), themes=[theme], order="5a")
    make_item(meeting=make_meeting(days=99), themes=[make_theme(title="For another meeting.")])

    page = body_of(client, board_member)

    assert "5a The children&#x27;s item" in page
    assert theme.title in page
    assert "5 voices or more." in page
    assert page.count("Quote me") == 2
    assert "Canary" not in page
    assert "For another meeting." not in page


def test_the_gap_waits_for_the_guess_and_then_is_told_in_a_sentence(
    client: Client, board_member: User, place: Body
) -> None:
    survey = make_counted((6, 11))
    make_item(meeting=make_meeting(body=place), surveys=[survey])
    facts = results.find(survey.pk)
    assert facts
    told = results.read(facts, Audience.CHILDREN)

    before = body_of(client, board_member)
    for declared in results.headlines(facts):
        guessing.guess(told, UUID(declared.key), 80, by=board_member)
        guessing.reveal(told, UUID(declared.key), by=board_member)
    after = body_of(client, board_member)

    assert "The Board guesses first" in before
    assert ">Guess first</a>" in before
    assert "than the Board guessed" not in before
    assert "than the Board guessed" in after
    assert f'href="/staff/gap/{survey.pk}/"' in after


def test_ones_agencys_actions_are_there_the_late_first_and_no_others(
    board_member: User, place: Body, police: Body
) -> None:
    today = timezone.localdate()
    soon, late, done, others = (
        make_action(due_on=today + timedelta(days=it)) for it in (5, -5, 9, -9)
    )
    for action in (soon, late, done):
        action.agency = police
        action.save()
    done.status, done.done_on = "done", today
    done.save()

    found = seat(board_member)

    assert found.actions.first == (late, soon)
    assert others not in found.actions.first


def test_a_deputy_who_may_not_read_exempt_text_sees_no_action_of_it(
    worker: User, place: Body, police: Body
) -> None:
    make_membership(worker, organization=place, on_behalf_of=police)
    action = make_action(decision=make_decision())
    action.agency = police
    action.save()
    assert seat(worker).actions.count == 1
    assert action.decision

    AgendaItem.objects.filter(pk=action.decision.agenda_item_id).update(
        access="exempt", exempt_paragraph=1, exempt_reason="About one person."
    )

    assert seat(worker).actions.count == 0


def test_what_waits_for_an_answer_in_ones_name_says_since_when(
    client: Client, board_member: User, worker: User, place: Body, police: Body
) -> None:
    waits, answered, other = (make_theme(title=it) for it in ("It waits.", "Done.", "Other."))
    for theme in (waits, answered):
        services.ask(theme, police, by=worker)
    services.ask(other, make_body(), by=worker)
    Asked.objects.update(on=timezone.localdate() - timedelta(days=12))
    make_reply(theme=answered, agency=police)
    make_reply(theme=waits, agency=police, published=False)
    make_reply(theme=waits)

    page = body_of(client, board_member)

    assert re.search("Waits for an answer from [^<]*Police", page)
    assert "It waits." in page
    assert "12 days" in page
    assert "Done." not in page
    assert "Other." not in page


def test_a_board_member_whom_nobody_seated_is_told_who_can(
    client: Client, board_member: User
) -> None:
    assert "Nobody has written down yet for whom you answer." in body_of(client, board_member)


def test_a_seat_that_has_ended_is_none(client: Client, worker: User, place: Body) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    make_membership(worker, organization=place, end_date=yesterday)

    assert "Waits for an answer" not in body_of(client, worker)


def test_who_may_not_read_themes_gets_none_by_a_seat(client: Client, place: Body) -> None:
    manager = make_user(Role.MANAGER)
    make_membership(manager, organization=place)
    make_item(meeting=make_meeting(body=place), themes=[make_theme(title="A canary.")])

    assert "A canary." not in body_of(client, manager)


def test_the_home_of_a_board_member_costs_the_same_queries_however_much_there_is(
    client: Client, board_member: User, worker: User, place: Body, police: Body
) -> None:
    client.force_login(board_member)
    meeting = make_meeting(body=place)
    make_item(meeting=meeting, order="0", surveys=[make_counted((6, 11))])

    def fill(number: int) -> None:
        make_item(meeting=meeting, order=f"{number}", themes=[make_theme(voices=3)])
        services.ask(make_theme(), police, by=worker)
        action = make_action()
        action.agency = police
        action.save()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/staff/")
        return len(captured)

    fill(1)
    few = queries()
    for number in range(2, 2 + SHOWN):
        fill(number)

    assert queries() == few <= 28
    assert seat(board_member).actions.more == 1
