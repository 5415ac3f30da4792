"""Working days in England, since promises with a date are counted in them.

As the Children Act 1989 Representations Procedure (England) Regulations 2006, regulation 2, has
it: no Saturday, Sunday, Christmas Day, Boxing Day, Good Friday or bank holiday. A bank holiday
proclaimed for one year only is not known here: then we promise a day too early, never too late.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
MONDAY, SATURDAY = 0, 5


def add_working_days(start: date, days: int) -> date:
    """The day so many working days after `start`, which itself is not counted."""
    day = start
    while days:
        day += DAY
        days -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in holidays(day.year)


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
