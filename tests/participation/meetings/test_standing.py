"""The papers' day, late items, and the children's item that every meeting to come is offered."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import Event
from participation.meetings import services, standing
from participation.meetings.models import AgendaItem, Meeting
from participation.moderation import theming
from tests.factories import make_item, make_meeting, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_clerk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def page_of(client: Client, meeting: Meeting) -> str:
    return client.get(f"/staff/meetings/{meeting.pk}/").content.decode()


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 11, 26), date(2026, 11, 18)),  # Thursday: 19, 20, 23, 24 and 25 are clear.
        (date(2027, 1, 5), date(2026, 12, 23)),  # Christmas, Boxing Day's Monday and New Year.
        (date(2026, 4, 9), date(2026, 3, 30)),  # Good Friday and Easter Monday.
    ],
)
def test_papers_are_due_five_clear_working_days_before(on: date, due: date) -> None:
    assert Meeting(start_date=on).papers_due == due


def test_the_papers_day_is_said_in_words(as_clerk: Client) -> None:
    meeting = make_meeting(days=40)

    day = f"{meeting.papers_due:%A %-d %B}"

    assert f"Papers are due by {day}" in page_of(as_clerk, meeting)
    assert f"Papers by {day}." in as_clerk.get("/staff/meetings/").content.decode()


def test_after_the_papers_day_the_page_says_what_is_late(as_clerk: Client) -> None:
    soon = make_meeting(days=2)

    assert "Nothing is on the agenda yet, so it is late." in page_of(as_clerk, soon)
    assert "Papers were due" in as_clerk.get("/staff/meetings/").content.decode()
    assert "Papers were due" not in page_of(as_clerk, make_meeting(days=-2))


def test_a_late_item_says_why(as_clerk: Client) -> None:
    meeting = make_meeting(days=2)
    here = f"/staff/meetings/{meeting.pk}/items/add/"
    sent = {"order": "1", "title": "A lamp broke", "access": "public"}

    refused = as_clerk.post(here, sent).content.decode()
    as_clerk.post(here, {**sent, "late_because": "It broke yesterday."})

    assert "Say why this item cannot wait." in refused
    assert AgendaItem.objects.count() == 1
    page = page_of(as_clerk, meeting)
    assert "Put on after the papers’ day. It broke yesterday." in " ".join(page.split())


def test_an_item_in_time_is_asked_for_no_reason(as_clerk: Client) -> None:
    meeting = make_meeting(days=40)

    form = as_clerk.get(f"/staff/meetings/{meeting.pk}/items/add/").content.decode()

    assert "late_because" not in form


def test_the_councils_reference_and_page_stand_on_meeting_and_item(as_clerk: Client) -> None:
    meeting = make_meeting(reference="MId-15430", url="https://council.example/m")
    sent = {"order": "1", "title": "Safety", "access": "public", "reference": "AI-97026"}
    as_clerk.post(f"/staff/meetings/{meeting.pk}/items/add/", {**sent, "url": "council.example/ai"})

    page = page_of(as_clerk, meeting)

    assert '<a href="https://council.example/m" rel="noreferrer">MId-15430</a>' in page
    assert '<a href="https://council.example/ai" rel="noreferrer">AI-97026</a>' in page


@pytest.mark.parametrize(
    ("status", "days", "kept"),
    [
        ("confirmed", -1, "passed"),
        ("confirmed", 0, "confirmed"),
        ("passed", 5, "confirmed"),
        ("tentative", -1, "tentative"),
        ("cancelled", -1, "cancelled"),
    ],
)
def test_a_meeting_has_passed_when_its_day_is_over(status: str, days: int, kept: str) -> None:
    assert make_meeting(days=days, status=status).status == kept


def test_housekeeping_lets_meetings_pass() -> None:
    over, called_off, to_come = make_meeting(), make_meeting(status="cancelled"), make_meeting()
    for meeting in (over, called_off):
        Meeting.objects.filter(pk=meeting.pk).update(start_date=date(2026, 1, 5))

    call_command("housekeeping", stdout=io.StringIO())

    found = dict(Meeting.objects.values_list("pk", "status"))
    assert found == {over.pk: "passed", called_off.pk: "cancelled", to_come.pk: "confirmed"}


# --- The standing item ----------------------------------------------------------------------------


def test_themes_wait_until_a_meeting_that_stands_has_them(worker: User, clerk: User) -> None:
    waiting, listed, retired, called_off = (make_theme(title=it) for it in "abcd")
    make_item(themes=[listed])
    theming.retire_theme(retired, by=worker)
    off = make_item(themes=[called_off])
    services.set_cancelled(off.meeting, True, by=clerk)

    assert list(standing.waiting_themes()) == [waiting, called_off]


def test_a_theme_of_two_meetings_waits_for_neither_while_one_stands(clerk: User) -> None:
    theme = make_theme()
    off = make_item(themes=[theme])
    make_item(themes=[theme])
    services.set_cancelled(off.meeting, True, by=clerk)

    assert not standing.waiting_themes().exists()


@pytest.mark.parametrize(
    ("taken", "free"),
    [([], "1"), (["2", "3"], "1"), (["1"], "1a"), (["1", "1A", "2"], "1b"), (["1a", "1b"], "1")],
)
def test_it_takes_the_first_free_place(taken: list[str], free: str) -> None:
    assert standing.first_free_number([AgendaItem(order=it) for it in taken]) == free


def test_one_press_puts_all_that_wait_on_the_agenda(as_clerk: Client) -> None:
    meeting = make_meeting(days=40)
    themes = [make_theme(title=f"Theme {number}") for number in range(6)]
    assert "Put the children’s item on the agenda (6 themes)" in page_of(as_clerk, meeting)
    here = f"/staff/meetings/{meeting.pk}/children/"

    as_clerk.post(here, {"all": "yes"})
    again = as_clerk.post(here, {"all": "yes"}, follow=True).content.decode()

    item = AgendaItem.objects.get()
    assert set(item.themes.all()) == set(themes)
    assert (item.order, item.title) == ("1", "The children’s item")
    assert "These themes are on an agenda by now." in again
    assert "children’s item on the agenda (" not in page_of(as_clerk, meeting)
    assert Event.objects.filter(action="item-made", object_id=str(item.pk)).exists()


def test_what_is_unticked_goes_on_waiting(as_clerk: Client) -> None:
    meeting = make_meeting(days=40)
    chosen, left = make_theme(title="Chosen"), make_theme(title="Left")

    as_clerk.post(f"/staff/meetings/{meeting.pk}/children/", {"theme": [chosen.pk, "x"]})

    assert list(AgendaItem.objects.get().themes.all()) == [chosen]
    assert list(standing.waiting_themes()) == [left]


def test_removing_the_item_offers_it_again(as_clerk: Client) -> None:
    meeting = make_meeting(days=40)
    make_theme()
    as_clerk.post(f"/staff/meetings/{meeting.pk}/children/", {"all": "yes"})

    as_clerk.post(f"/staff/meetings/items/{AgendaItem.objects.get().pk}/remove/")

    assert "Put the children’s item on the agenda (1 theme)" in page_of(as_clerk, meeting)


def test_it_is_late_after_the_papers_day_and_says_why(as_clerk: Client) -> None:
    meeting = make_meeting(days=2)
    make_theme()
    here = f"/staff/meetings/{meeting.pk}/children/"

    refused = as_clerk.post(here, {"all": "yes"}, follow=True).content.decode()
    as_clerk.post(here, {"all": "yes", "late_because": "Said this week."})

    assert "Say why this item cannot wait." in refused
    assert AgendaItem.objects.get().late_because == "Said this week."


@pytest.mark.parametrize("fields", [{"days": -2}, {"status": "cancelled"}])
def test_a_meeting_that_is_over_is_offered_nothing(
    as_clerk: Client, clerk: User, fields: dict[str, Any]
) -> None:
    meeting, theme = make_meeting(**fields), make_theme()

    assert "children’s item on the agenda" not in page_of(as_clerk, meeting)
    with pytest.raises(standing.NothingWaits):
        standing.put_on(meeting, [theme.pk], by=clerk)


def test_who_only_reads_is_offered_nothing(client: Client, board_member: User) -> None:
    meeting = make_meeting(days=40)
    make_theme()
    client.force_login(board_member)

    assert "children’s item on the agenda" not in page_of(client, meeting)


def test_an_item_typed_in_after_the_meeting_needs_no_reason(as_clerk: Client) -> None:
    meeting = make_meeting(days=-3)

    as_clerk.post(
        f"/staff/meetings/{meeting.pk}/items/add/",
        {"order": "1", "title": "As it was", "access": "public"},
    )

    assert AgendaItem.objects.get().added_on == timezone.localdate()
    assert meeting.start_date == timezone.localdate() - timedelta(days=3)
