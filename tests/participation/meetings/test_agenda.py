"""The agenda of a meeting: its order, what hangs on it, and whose words it shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings.agenda import agenda, printed_order
from participation.meetings.models import AgendaItem
from participation.moderation import theming
from tests.factories import (
    make_action,
    make_decision,
    make_invitation,
    make_item,
    make_meeting,
    make_survey,
    make_theme,
    make_voice,
    somebody,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "numbers",
    [["5", "5a", "6"], ["2", "10"], ["1.2", "1.10", "2"], ["5a", "5b", "5b1"], ["9", "A", "b"]],
)
def test_items_are_in_the_order_people_count_in(numbers: list[str]) -> None:
    items = [AgendaItem(order=number) for number in reversed(numbers)]

    assert [item.order for item in sorted(items, key=printed_order)] == numbers


def test_the_page_shows_items_in_that_order(client: Client, board_member: User) -> None:
    meeting = make_meeting()
    for number in ("10", "6", "5a", "5"):
        make_item(meeting=meeting, order=number, title=f"Item number {number}.")
    client.force_login(board_member)

    page = client.get(f"/staff/meetings/{meeting.pk}/").content.decode()

    places = [page.index(f"Item number {number}.") for number in ("5", "5a", "6", "10")]
    assert places == sorted(places)


@pytest.mark.parametrize("address", ["", "agenda/"])
def test_only_quotable_voices_are_shown_as_words(client: Client, clerk: User, address: str) -> None:
    survey = make_survey()
    invitation = make_invitation(survey)
    yes = make_voice("Lights on the path please", invitation=invitation, quote=True)
    no = make_voice("Canary that only counts", invitation=invitation, quote=False)
    theme = make_theme(voices=[yes, no], group=survey.group)
    item = make_item(themes=[theme])
    client.force_login(clerk)

    page = client.get(f"/staff/meetings/{item.meeting_id}/{address}").content.decode()

    assert "Lights on the path please" in page
    assert "Canary" not in page
    assert "Fewer than 5 voices." in page


def test_at_most_three_voices_are_quoted_for_each_theme() -> None:
    meeting = make_meeting()
    themes = [make_theme(voices=5, title=title) for title in ("One", "Two")]
    make_item(meeting=meeting, themes=themes, order="1")
    make_item(meeting=meeting, themes=themes[:1], order="2")

    shown: list[Any] = [
        theme for item in agenda(meeting, somebody(Role.CLERK)) for theme in item.themes.all()
    ]

    assert [theme.voice_count for theme in shown] == [5, 5, 5]
    assert [len(theme.quotes) for theme in shown] == [3, 3, 3]


def test_the_agenda_costs_the_same_however_long_it_is(
    client: Client, clerk: User, django_assert_max_num_queries: Any
) -> None:
    short, long = make_meeting(), make_meeting()
    for meeting, length in ((short, 1), (long, 6)):
        for number in range(length):
            item = make_item(
                meeting=meeting,
                order=str(number),
                themes=[make_theme(voices=3, title=f"Theme {number}")],
                surveys=[make_survey()],
            )
            make_action(decision=make_decision(item=item))
            make_decision(item=item, confirmed=False)
    client.force_login(clerk)

    for meeting in (short, long):
        with django_assert_max_num_queries(16):
            page = client.get(f"/staff/meetings/{meeting.pk}/").content.decode()
        assert page.count("Put lights on the path.") >= 2


def test_notes_are_cleaned(client: Client, clerk: User) -> None:
    item = make_item()
    AgendaItem.objects.filter(pk=item.pk).update(notes="**Paper 5** <script>alert(1)</script>")
    client.force_login(clerk)

    page = client.get(f"/staff/meetings/{item.meeting_id}/").content.decode()

    assert "<strong>Paper 5</strong>" in page
    assert "<script>alert" not in page


def test_a_retired_theme_stays_on_its_item_and_says_so(
    client: Client, clerk: User, worker: User
) -> None:
    theme = make_theme(voices=3, title="Lights")
    item = make_item(themes=[theme])
    theming.retire_theme(theme, by=worker)
    client.force_login(clerk)

    form = client.get(f"/staff/meetings/items/{item.pk}/edit/").content.decode()
    page = client.get(f"/staff/meetings/{item.meeting_id}/").content.decode()

    assert "Lights" in form
    assert "Retired" in page
