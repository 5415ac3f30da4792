"""When housekeeping last ran. Cron can stop unnoticed; then letters wait and words are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from backend.audit.log import record
from backend.audit.models import Event

RAN = "housekeeping-ran"
LATE_AFTER = timedelta(hours=26)
"""What is due once a day has then been missed. Alerts need it every five minutes."""
NOTED_EVERY = timedelta(hours=1)
"""It runs every five minutes; so many events would hide the others in the audit."""


def note_run(now: datetime | None = None) -> None:
    last = last_run()
    if last is None or (now or timezone.now()) - last >= NOTED_EVERY:
        record(RAN, by=None)


def last_run() -> datetime | None:
    return Event.objects.filter(action=RAN).values_list("at", flat=True).first()


def is_late(now: datetime | None = None) -> bool:
    """Whether a day has passed without it: since it last ran, or since anything happened at all."""
    first = Event.objects.order_by("at").values_list("at", flat=True).first()
    since = last_run() or first
    return since is not None and (now or timezone.now()) - since > LATE_AFTER
