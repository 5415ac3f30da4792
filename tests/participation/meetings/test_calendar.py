"""Members follow the meetings in their own calendar: at an address that only they have."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from icalendar.cal import Component

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.meetings import services
from participation.meetings.calendar import services as addresses
from participation.meetings.calendar.models import CalendarAddress
from participation.meetings.models import AgendaItem, Meeting
from tests.factories import (
    make_body,
    make_item,
    make_meeting,
    make_membership,
    make_theme,
    somebody,
)

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Europe/London")


def asked(token: str) -> Any:
    """As a calendar program asks: from nowhere, with no cookie."""
    return Client().get(f"/calendar/{token}.ics")


def entries(person: User) -> dict[str, Component]:
    """What the feed of this person holds, parsed back, by UID without its host."""
    body = asked(addresses.make_address(by=person)).content
    calendar = Calendar.from_ical(body)
    assert calendar.to_ical() == body, "what is written reads as itself"
    return {str(it["UID"]).split("@")[0]: it for it in calendar.walk("VEVENT")}


def entry(meeting: Meeting, kind: str = "meeting") -> Component:
    return entries(somebody(Role.BOARD_MEMBER))[f"{kind}-{meeting.pk}"]


def test_an_entry_says_when_where_and_what_about(clerk: User) -> None:
    meeting = make_meeting(days=30, start_time=time(14), location="Meeting room 1", name="Board")
    make_item(meeting=meeting, order="10", title="Any other business")
    make_item(meeting=meeting, order="2", title="Safety, and more; with marks")

    found = entry(meeting)

    start = found.decoded("DTSTART")
    assert start == datetime.combine(meeting.start_date, time(14), HERE)
    assert found["DTSTART"].params["TZID"] == "Europe/London"
    assert found.decoded("DURATION") == timedelta(hours=2)
    assert (found["SUMMARY"], found["LOCATION"]) == ("Board", "Meeting room 1")
    assert found["STATUS"] == "CONFIRMED"
    description = str(found["DESCRIPTION"])
    assert description.startswith("2 Safety, and more; with marks\n10 Any other business\n")
    assert f"/staff/meetings/{meeting.pk}/" in description


def test_two_in_the_afternoon_is_two_in_summer_and_in_winter(board_member: User) -> None:
    for day in (date(2027, 1, 12), date(2027, 7, 13)):
        make_meeting(days=(day - timezone.localdate()).days, start_time=time(14))

    starts = [
        it.decoded("DTSTART") for name, it in entries(board_member).items() if "meeting" in name
    ]

    assert {(it.hour, it.utcoffset()) for it in starts} == {
        (14, timedelta(0)),
        (14, timedelta(hours=1)),
    }


def test_without_a_time_it_takes_the_whole_day() -> None:
    meeting = make_meeting(days=30)

    found = entry(meeting)

    assert found.decoded("DTSTART") == meeting.start_date
    assert type(found.decoded("DTSTART")) is date
    assert found.decoded("DTEND") == meeting.start_date + timedelta(days=1)


def test_the_papers_day_is_an_entry_of_its_own(clerk: User) -> None:
    meeting = make_meeting(days=30)

    found = entry(meeting, "papers")

    assert found.decoded("DTSTART") == meeting.papers_due
    assert found["TRANSP"] == "TRANSPARENT"
    services.set_cancelled(meeting, True, by=clerk)
    assert f"papers-{meeting.pk}" not in entries(clerk)


@pytest.mark.parametrize(
    ("status", "said"),
    [("tentative", "TENTATIVE"), ("cancelled", "CANCELLED"), ("passed", "CONFIRMED")],
)
def test_an_entry_says_whether_it_takes_place(status: str, said: str) -> None:
    assert entry(make_meeting(status=status))["STATUS"] == said


def test_a_change_is_the_same_entry_in_a_later_revision(clerk: User) -> None:
    meeting = make_meeting(days=30)
    before = entry(meeting)

    meeting.location = "Town hall"
    services.save_meeting(meeting, by=clerk)
    moved = entry(meeting)
    Meeting.objects.update(changed_at=timezone.now() - timedelta(hours=1))
    make_item(meeting=meeting)
    listed = entry(meeting)

    assert before["UID"] == moved["UID"] == listed["UID"]
    assert [int(str(it["SEQUENCE"])) for it in (before, moved, listed)] == [0, 1, 1]
    hour_ago = timezone.now() - timedelta(minutes=30)
    assert listed.decoded("LAST-MODIFIED") > hour_ago


def test_it_holds_titles_and_neither_exempt_text_nor_what_children_say() -> None:
    meeting = make_meeting(days=30)
    make_item(
        meeting=meeting,
        title="A family’s case",
        themes=[make_theme(title="Kanarienvogel in the theme")],
        access="exempt",
        exempt_paragraph=1,
        exempt_reason="A family.",
        exempt_notes="Kanarienvogel in the text",
    )
    make_item(meeting=meeting, order="2", notes="Kanarienvogel in the notes")

    body = asked(addresses.make_address(by=somebody(Role.BOARD_MEMBER))).content.decode()

    assert "A family’s case (exempt)" in body
    assert "ogel" not in body


def test_a_member_follows_the_bodies_they_sit_on_and_a_clerk_all(
    board_member: User, clerk: User
) -> None:
    mine, other = make_meeting(days=30), make_meeting(days=30)
    make_membership(board_member, organization=mine.body, on_behalf_of=make_body())

    assert {it for it in entries(board_member) if "meeting" in it} == {f"meeting-{mine.pk}"}
    assert f"meeting-{other.pk}" in entries(clerk)


def test_a_meeting_stays_for_a_year(clerk: User) -> None:
    kept, gone = make_meeting(days=-364), make_meeting(days=-366)

    found = entries(clerk)

    assert f"meeting-{kept.pk}" in found
    assert f"meeting-{gone.pk}" not in found


# --- The address ----------------------------------------------------------------------------------


def test_the_address_is_shown_once_renewed_and_ended(client: Client, board_member: User) -> None:
    client.force_login(board_member)
    page = "/staff/calendar/"

    first = shown(client.post(f"{page}make/"))
    second = shown(client.post(f"{page}make/"))

    assert len(first) >= 22, "128 bits, six in a letter"
    assert second not in client.get(page).content.decode()
    assert [asked(it).status_code for it in (first, second)] == [404, 200]
    client.post(f"{page}end/")
    assert asked(second).status_code == 404
    actions = Event.objects.filter(kind="calendaraddress").values_list("action", flat=True)
    ended, made = "calendar-address-ended", "calendar-address-made"
    assert sorted(actions) == [ended, made, made]


def shown(response: Any) -> str:
    page = response.content.decode()
    return str(page.split("/calendar/", 1)[1].split(".ics", 1)[0]) if ".ics" in page else ""


def test_only_a_hash_is_kept_and_nothing_of_it_is_audited(board_member: User) -> None:
    token = addresses.make_address(by=board_member)

    assert token not in str(CalendarAddress.objects.values())
    assert token not in str(Event.objects.values())


def test_the_address_ends_with_the_account_or_the_role(board_member: User) -> None:
    token = addresses.make_address(by=board_member)
    board_member.groups.clear()
    assert asked(token).status_code == 404

    other = somebody(Role.BOARD_MEMBER)
    token = addresses.make_address(by=other)
    assert asked(token).status_code == 200
    other.is_active = False
    other.save()
    assert asked(token).status_code == 404


def test_the_feed_is_stored_nowhere_and_sets_no_cookie(board_member: User) -> None:
    answer = asked(addresses.make_address(by=board_member))

    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_no_address_leads_to_nothing() -> None:
    make_meeting()

    assert asked("x" * 32).status_code == 404


def test_one_meeting_is_a_file(client: Client, board_member: User) -> None:
    meeting = make_meeting(days=30)
    make_meeting(days=31)
    client.force_login(board_member)

    answer = client.get(f"/staff/meetings/{meeting.pk}/meeting.ics")

    found = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(it["UID"]).split("@")[0] for it in found] == [
        f"meeting-{meeting.pk}",
        f"papers-{meeting.pk}",
    ]
    name = f'attachment; filename="meeting-{meeting.start_date}.ics"'
    assert answer["Content-Disposition"] == name


def test_the_feed_costs_the_same_however_long_it_is(
    clerk: User, django_assert_max_num_queries: Any
) -> None:
    token = addresses.make_address(by=clerk)
    body = make_body()
    for rows in (3, 100):
        meetings = Meeting.objects.bulk_create(
            Meeting(body=body, start_date=timezone.localdate() + timedelta(days=it))
            for it in range(rows)
        )
        AgendaItem.objects.bulk_create(AgendaItem(meeting=it, order="1") for it in meetings)

        with django_assert_max_num_queries(6):
            assert asked(token).content.count(b"BEGIN:VEVENT") >= 2 * rows
