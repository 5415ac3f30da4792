"""Working days and hours in England, since promises with a date or a time are counted in them.

As the Children Act 1989 Representations Procedure (England) Regulations 2006, regulation 2, has
it: no Saturday, Sunday, Christmas Day, Boxing Day, Good Friday or bank holiday. A bank holiday
proclaimed for one year only is not known here: then we promise a day too early, never too late.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

from django.utils import timezone

DAY = timedelta(days=1)
MONDAY, SATURDAY = 0, 5
OPENS, CLOSES = time(9), time(17)
HOURS_A_DAY = CLOSES.hour - OPENS.hour


def add_working_days(start: date, days: int) -> date:
    """The day so many working days after `start`, which itself is not counted."""
    day = start
    while days:
        day += DAY
        days -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def at(day: date, when: time) -> datetime:
    """That time of that day, as the clock on the wall has it."""
    return timezone.make_aware(datetime.combine(day, when))


def is_working_time(moment: datetime) -> bool:
    """From 9 to 17 on a working day; at 17 sharp it is over."""
    here = timezone.localtime(moment)
    return is_working_day(here.date()) and OPENS <= here.time() < CLOSES


def add_working_time(start: datetime, span: timedelta) -> datetime:
    """The moment when so much working time has gone by; outside of it the clock stands still."""
    moment = _working_from(start)
    while span > (left := at(timezone.localdate(moment), CLOSES) - moment):
        span -= left
        moment = at(add_working_days(timezone.localdate(moment), 1), OPENS)
    return moment + span


def _working_from(moment: datetime) -> datetime:
    """That moment, or the next at which people work."""
    here = timezone.localtime(moment)
    if is_working_time(here):
        return here
    if is_working_day(here.date()) and here.time() < OPENS:
        return at(here.date(), OPENS)
    return at(add_working_days(here.date(), 1), OPENS)


@cache
def holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a year; one at a weekend moves to the next free day."""
    easter = easter_sunday(year)
    fixed = (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26))
    found = {
        easter - 2 * DAY,
        easter + DAY,
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),
        _monday_from(date(year, 8, 25)),
    }
    for day in fixed:
        while day.weekday() >= SATURDAY or day in found:
            day += DAY
        found.add(day)
    return frozenset(found)


def _monday_from(day: date) -> date:
    """That day, or the first Monday after it."""
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)


def easter_sunday(year: int) -> date:
    """By the Gregorian computus, as it stands in any almanac (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), (i, k) = divmod(b, 4), divmod(c, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
