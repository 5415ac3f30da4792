"""Working days and hours in England, since promises with a date or a time are counted in them.

As the Children Act 1989 Representations Procedure (England) Regulations 2006, regulation 2, has
it: no Saturday, Sunday, Christmas Day, Boxing Day, Good Friday or bank holiday. One proclaimed
for a single year is known once the library is as new: else we promise a day early, never late.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from holidays import country_holidays

DAY = timedelta(days=1)
SATURDAY = 5
HOLIDAYS = country_holidays("GB", subdiv="ENG")
OPENS, CLOSES = time(9), time(17)
HOURS_A_DAY = CLOSES.hour - OPENS.hour
EARLIEST = 2000
"""The first year of a time that somebody means. Before 1847 no zone here was of whole minutes."""


def days_between(first: date, last: date) -> int:
    """Never less than none, even if a clock that went back has dated the first in the future."""
    return max(0, (last - first).days)


def add_working_days(start: date, days: int) -> date:
    """The day so many working days after `start`, which itself is not counted."""
    day = start
    while days:
        day += DAY
        days -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in HOLIDAYS


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


def clear_days_before(day: date, days: int) -> date:
    """The last day that leaves so many clear working days before `day`; neither end counts.

    As council papers are due: Local Government Act 1972, section 100B. Of a meeting in the year 1,
    which nobody means, it is the first day that there is.
    """
    while days >= 0 and day > date.min:
        day -= DAY
        days -= is_working_day(day)
    return day
