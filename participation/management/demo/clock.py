"""Days counted from today, so that the demo is alive whenever it is loaded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def day(offset: int) -> date:
    """So many days from today; negative: ago."""
    return timezone.localdate() + timedelta(days=offset)


def moment(offset: int, hour: int) -> datetime:
    """An hour of such a day."""
    return timezone.make_aware(datetime.combine(day(offset), time(hour)))


def working_day(offset: int) -> date:
    """That day, or the Monday after it: no board meets at a weekend."""
    wanted = day(offset)
    return wanted + timedelta(days=max(0, 7 - wanted.weekday()) if wanted.weekday() > 4 else 0)
