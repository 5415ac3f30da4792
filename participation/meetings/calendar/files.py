"""Meetings as an iCalendar file (RFC 5545): when, where, what is on the agenda, papers' day.

Titles only. An item's title is public even if it is exempt; its texts and its themes stay on the
pages, since a calendar lies about on phones and is shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from participation.meetings.agenda import printed_order
from participation.meetings.models import AgendaItem, Meeting

KEPT_BACK = timedelta(days=365)
"""How long a meeting stays in the feed after its day."""
USUAL_LENGTH = timedelta(hours=2)
"""Nobody writes down when a meeting ends; an entry without a length does not block the time."""
DAY = timedelta(days=1)
STATUS = {
    Meeting.Status.TENTATIVE: "TENTATIVE",
    Meeting.Status.CONFIRMED: "CONFIRMED",
    Meeting.Status.PASSED: "CONFIRMED",
    Meeting.Status.CANCELLED: "CANCELLED",
}


def feed(meetings: QuerySet[Meeting]) -> bytes:
    """Those of the last year and all to come, cancelled ones too: a calendar must take them off."""
    since = timezone.localdate() - KEPT_BACK
    return one_file(meetings.filter(start_date__gte=since).order_by("start_date", "pk"))


def one_file(meetings: QuerySet[Meeting]) -> bytes:
    """In two queries, however many there are."""
    items = AgendaItem.objects.only("meeting", "order", "title", "access")
    found = meetings.select_related("body").prefetch_related(Prefetch("agenda_items", items))
    written: bytes = _calendar(found).to_ical()
    return written


def _calendar(meetings: Iterable[Meeting]) -> Calendar:
    calendar = Calendar.new(
        prodid="-//Noticed//Meetings//EN", version="2.0", name="Noticed: meetings"
    )
    for meeting in meetings:
        calendar.add_component(_held(meeting))
        if not meeting.is_cancelled:
            calendar.add_component(_papers(meeting))
    calendar.add_missing_timezones()
    return calendar


def _held(meeting: Meeting) -> Event:
    event = _event(meeting, "meeting")
    event.add("summary", str(meeting))
    event.add("status", STATUS[Meeting.Status(meeting.status)])
    if meeting.location:
        event.add("location", meeting.location)
    event.add("description", _description(meeting))
    if meeting.start_time is None:
        event.add("dtstart", meeting.start_date)
        event.add("dtend", meeting.start_date + DAY)
    else:
        # With the name of its zone, not in UTC: a meeting at two stays at two when clocks change.
        here = timezone.get_default_timezone()
        event.add("dtstart", datetime.combine(meeting.start_date, meeting.start_time, here))
        event.add("duration", USUAL_LENGTH)
    return event


def _papers(meeting: Meeting) -> Event:
    event = _event(meeting, "papers")
    event.add("summary", f"Papers due: {meeting}, {meeting.start_date:%-d %B}")
    event.add("dtstart", meeting.papers_due)
    event.add("dtend", meeting.papers_due + DAY)
    event.add("transp", "TRANSPARENT")
    return event


def _event(meeting: Meeting, kind: str) -> Event:
    """What both have. The same UID for ever, so that a change replaces what was there before."""
    event = Event()
    event.add("uid", f"{kind}-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}")
    changed = meeting.changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", meeting.revision)
    event.add("url", _address(meeting))
    return event


def _description(meeting: Meeting) -> str:
    items = sorted(meeting.agenda_items.all(), key=printed_order)
    lines = [f"{item}{_private(item)}" for item in items] or ["Nothing is on the agenda yet."]
    due = f"Papers are due on {meeting.papers_due:%A %-d %B %Y}."
    return "\n".join([*lines, "", due, _address(meeting)])


def _private(item: AgendaItem) -> str:
    return "" if item.is_public else f" ({item.get_access_display().lower()})"


def _address(meeting: Meeting) -> str:
    return settings.SITE_URL + reverse("participation:meeting-detail", args=[meeting.pk])
