"""People hear of what is due: in one letter a day at most, once a step, and without words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role
from participation.keeping import running
from participation.keeping.reminders import services as reminders
from participation.keeping.reminders.due import due, step_of
from participation.keeping.reminders.models import Digest
from participation.meetings import services as meetings
from participation.meetings.models import Action, AgendaItem, Meeting
from participation.replies import services as replies
from tests.factories import (
    make_action,
    make_body,
    make_decision,
    make_item,
    make_meeting,
    make_membership,
    make_reply,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
TODAY = NOON.date()


def remind(days: int = 0) -> list[str]:
    """What each letter of that day says, to whom."""
    Letter.objects.all().delete()
    reminders.remind(NOON + timedelta(days=days))
    return [f"{it.to}: {it.body}" for it in Letter.objects.order_by("to")]


def an_action(due_on: date) -> Action:
    """From a meeting so far off that nothing else of it is due."""
    far_off = make_item(meeting=make_meeting(days=900))
    return make_action(decision=make_decision(item=far_off), due_on=due_on)


def action_of(person: User, due_on: date) -> None:
    make_membership(person, on_behalf_of=an_action(due_on).agency)


@pytest.mark.parametrize(
    ("days_until", "step"), [(15, 0), (14, 1), (0, 1), (-1, 2), (-27, 2), (-28, 3), (-56, 4)]
)
def test_a_thing_comes_again_only_when_it_has_come_a_step_further(
    days_until: int, step: int
) -> None:
    assert step_of(TODAY + timedelta(days=days_until), TODAY) == step


def test_an_action_is_told_to_who_answers_for_its_agency(board_member: User) -> None:
    action_of(board_member, TODAY + timedelta(days=10))

    (letter,) = remind()

    assert letter.startswith(board_member.email)
    assert "“Lights on the path” is due on Friday 11 December 2026." in letter
    assert "/staff/actions/" in letter


def test_each_step_is_told_once_and_late_things_come_again(board_member: User) -> None:
    action_of(board_member, TODAY + timedelta(days=10))

    letters_by_day = {day: len(remind(day)) for day in range(70)}

    assert [day for day, number in letters_by_day.items() if number] == [0, 11, 38, 66]


def test_everything_of_one_day_is_in_one_letter(board_member: User) -> None:
    agency = make_body(classification="agency")
    make_membership(board_member, on_behalf_of=agency)
    for _number in range(3):
        action = an_action(TODAY)
        action.agency = agency
        action.save()
    first = remind()

    make_membership(board_member, on_behalf_of=an_action(TODAY).agency)

    assert len(first) == 1
    assert first[0].count("/staff/actions/") == 3
    assert remind() == []  # What came up later that day waits,
    assert len(remind(days=1)) == 1  # and is not forgotten.


def test_where_nobody_answers_for_an_agency_the_clerk_hears_of_it(clerk: User) -> None:
    an_action(TODAY)

    assert [it.split(":")[0] for it in remind()] == [clerk.email]


def test_a_deputy_hears_and_who_has_left_does_not(board_member: User, clerk: User) -> None:
    action = an_action(TODAY)
    body = make_body()
    gone = make_membership(
        board_member, organization=body, on_behalf_of=action.agency, end_date=date(2026, 11, 30)
    )
    deputy = make_user(Role.BOARD_MEMBER, name="Dee Deputy")
    make_membership(deputy, organization=body, on_behalf_of=action.agency, deputy_for=gone)

    assert [it.split(":")[0] for it in remind()] == [deputy.email]


def test_papers_are_due_five_clear_days_before_the_meeting(clerk: User) -> None:
    meetings.save_meeting(
        Meeting(body=make_body("The Board"), start_date=date(2026, 12, 10)), by=clerk
    )

    letters = {day: remind(day) for day in range(9)}

    assert [day for day, it in letters.items() if it] == [0, 2]
    assert "are due on Wednesday 2 December 2026" in letters[0][0]
    assert "were due on Wednesday 2 December 2026" in letters[2][0]


def test_an_agency_hears_two_weeks_before_its_answer_is_due_and_when_it_is_late(
    board_member: User, worker: User, settings: Settings
) -> None:
    settings.REPLY_WITHIN_WEEKS = 12
    agency = make_body("Housing", "agency")
    make_membership(board_member, on_behalf_of=agency)
    theme = make_theme(by=worker)
    replies.ask(theme, agency, by=worker, on=TODAY - timedelta(weeks=10))

    letters = {day: remind(day) for day in range(20)}

    assert [day for day, it in letters.items() if it] == [0, 15]
    assert "Housing: an answer to children is due on Tuesday 15 December 2026." in letters[0][0]
    assert theme.title not in letters[0][0]


def test_an_agency_that_answered_hears_nothing(board_member: User, worker: User) -> None:
    reply = make_reply()
    make_membership(board_member, on_behalf_of=reply.agency)
    replies.ask(reply.theme, reply.agency, by=worker, on=TODAY - timedelta(weeks=20))

    assert not [it for it in remind() if it.startswith(board_member.email)]


def test_workers_hear_of_a_theme_that_nobody_told_children_about(worker: User) -> None:
    theme = make_theme(voices=3, by=worker)
    theme.asked_on = TODAY - timedelta(weeks=13)
    theme.save()

    (letter,) = remind()

    assert letter.startswith(worker.email)
    assert f"/staff/threads/{theme.slug}/" in letter


def test_no_letter_carries_what_is_exempt(board_member: User, clerk: User) -> None:
    item = AgendaItem(
        meeting=make_meeting(days=900),
        order="4",
        title="A family",
        access="exempt",
        exempt_paragraph=1,
        exempt_reason="It names a family.",
    )
    meetings.save_item(item, by=clerk)
    decision = make_decision(item=item)
    make_membership(board_member, on_behalf_of=make_action(decision=decision, due_on=TODAY).agency)
    action = decision.actions.get()

    (letter,) = remind()

    assert action.text not in letter
    assert f"/staff/actions/{action.pk}/" in letter


@pytest.mark.parametrize(
    ("last_ran", "reminded"),
    [("2026-12-02 02:55", 0), ("2026-12-01 03:00", 1)],
    ids=["it runs every five minutes", "it runs once a night"],
)
def test_nobody_is_reminded_at_night_unless_housekeeping_runs_at_night_alone(
    board_member: User, monkeypatch: pytest.MonkeyPatch, last_ran: str, reminded: int
) -> None:
    action_of(board_member, TODAY)
    last = datetime.fromisoformat(last_ran).replace(tzinfo=UTC)
    monkeypatch.setattr(running, "last_run", lambda: last)

    assert reminders.remind(datetime(2026, 12, 2, 3, tzinfo=UTC)) == reminded


def test_two_machines_at_once_write_one_letter(board_member: User, monkeypatch: Any) -> None:
    action_of(board_member, TODAY)
    Digest.objects.create(person=board_member, on=TODAY)  # The other machine's, written meanwhile.
    monkeypatch.setattr(Digest.objects, "filter", lambda **_kwargs: Digest.objects.none())

    assert reminders.remind(NOON) == 0
    assert not Letter.objects.exists()


def test_the_same_few_queries_however_much_is_due(board_member: User, clerk: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(due(TODAY))
        return len(queries)

    decision = make_decision(item=make_item(meeting=make_meeting()))
    make_action(decision=decision, due_on=TODAY)
    before = count()
    for _number in range(20):
        make_action(decision=decision, due_on=TODAY)

    assert count() == before


def test_housekeeping_sends_them(
    board_member: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    action_of(board_member, timezone.localdate())

    with django_capture_on_commit_callbacks(execute=True):
        reminders.remind(timezone.localtime().replace(hour=12))

    assert [it.subject for it in mail.outbox] == ["Noticed: 1 thing is due"]
