"""When housekeeping last ran. Cron can stop unnoticed; then letters wait and words are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import caches
from django.utils import timezone

from backend.audit.log import record
from backend.audit.models import Event

RAN = "housekeeping-ran"
LATE_AFTER = timedelta(hours=26)
"""What is due once a day has then been missed. Alerts need it every five minutes."""
NOTED_EVERY = timedelta(hours=1)
"""It runs every five minutes; so many events would hide the others in the audit."""


KEPT_FOR = 60
"""Seconds: every staff page asks, and none of them for longer than this."""


def note_run(now: datetime | None = None) -> None:
    last = last_run()
    if last is None or abs((now or timezone.now()) - last) >= NOTED_EVERY:
        record(RAN, by=None)


def last_run() -> datetime | None:
    """The one that was noted last, which a clock that was wrong may have dated tomorrow."""
    runs = Event.objects.filter(action=RAN).order_by("-pk")
    return runs.values_list("at", flat=True).first()


def is_late(now: datetime | None = None) -> bool:
    """Whether a day has passed without it: since it last ran, or since anything happened at all.

    A run from a time that has not come says nothing, so that counts as late too.
    """
    since = last_run() or _first_event()
    if since is None:
        return False
    ago = (now or timezone.now()) - since
    return ago > LATE_AFTER or ago < -NOTED_EVERY


def _first_event() -> datetime | None:
    return Event.objects.order_by("at").values_list("at", flat=True).first()


def is_late_here() -> bool:
    """The same, as this process saw it in the last minute."""
    return bool(caches["here"].get_or_set("housekeeping-is-late", is_late, KEPT_FOR))
