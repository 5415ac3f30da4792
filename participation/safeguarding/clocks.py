"""By when a concern is seen and decided, and how a clock is said in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.utils import timezone

from backend.working_days import DAY, HOURS_A_DAY, add_working_time

SEE_AT_ONCE_WITHIN = timedelta(minutes=30)
"""At any hour, where a child may be in danger now. Our own target; no guidance gives one."""
SEE_WITHIN = timedelta(hours=4)
"""Working hours; our own target (standards 2C, D3)."""
DECIDE_WITHIN = timedelta(hours=HOURS_A_DAY)
"""One working day, in which a referral is decided (Working Together to Safeguard Children 2023,
paragraph 67), and the local authority designated officer is told of an allegation about a worker
(the same, chapter 2; Keeping Children Safe in Education, part four)."""
HOUR = timedelta(hours=1)


def see_by(raised_at: datetime, *, at_once: bool) -> datetime:
    if at_once:
        return raised_at + SEE_AT_ONCE_WITHIN
    return add_working_time(raised_at, SEE_WITHIN)


def decide_by(raised_at: datetime) -> datetime:
    return add_working_time(raised_at, DECIDE_WITHIN)


@dataclass(frozen=True)
class Clock:
    """What is to be done, and by when or how late it is, in words."""

    text: str
    is_late: bool


def clock(do: str, due: datetime, now: datetime) -> Clock:
    """“Look at it by 14:10 today”, or “Look at it: 2 hours late”."""
    if due < now:
        return Clock(f"{do}: {late(now - due)}", True)
    return Clock(f"{do} by {when(due, now)}", False)


def when(moment: datetime, now: datetime) -> str:
    """A time with its day, as people say it."""
    here, today = timezone.localtime(moment), timezone.localdate(now)
    if here.date() == today:
        return f"{here:%H:%M} today"
    if here.date() == today + DAY:
        return f"{here:%H:%M} tomorrow"
    return f"{here:%H:%M} on {here:%A %-d %B}"


def late(span: timedelta) -> str:
    """How late, never said to be less than it is."""
    if span < HOUR:
        return _count(ceil(span / timedelta(minutes=1)), "minute") + " late"
    if span < 2 * DAY:
        return _count(ceil(span / HOUR), "hour") + " late"
    return _count(ceil(span / DAY), "day") + " late"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
