from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from backend.working_days import (
    SATURDAY,
    add_working_days,
    add_working_time,
    clear_days_before,
    is_working_day,
    is_working_time,
)


@pytest.mark.parametrize(
    ("year", "days"),
    [  # As GOV.UK lists them for England: 2022 had a jubilee and a funeral.
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    ],
)
def test_bank_holidays_are_those_of_england(year: int, days: str) -> None:
    whole = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
    free = [day for day in whole if day.weekday() < SATURDAY and not is_working_day(day)]

    assert " ".join(f"{day:%m-%d}" for day in free) == days


@pytest.mark.parametrize(
    ("meets", "days", "due"),
    [
        # Five clear days: neither the day they are out nor the day of the meeting counts.
        (date(2026, 11, 26), 5, date(2026, 11, 18)),
        (date(2026, 11, 26), 0, date(2026, 11, 25)),
        (date(2027, 1, 4), 5, date(2026, 12, 22)),  # Christmas, Boxing Day's Monday, New Year.
        (date(2026, 11, 29), 1, date(2026, 11, 26)),  # A Sunday.
        (date(1, 1, 3), 5, date(1, 1, 1)),  # There is no day before.
    ],
)
def test_clear_days_leave_out_both_ends(meets: date, days: int, due: date) -> None:
    assert clear_days_before(meets, days) == due


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday: Monday.
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday: Monday too.
        (date(2026, 11, 24), 10, date(2026, 12, 8)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Christmas, a weekend, Boxing Day's Monday.
        (date(2026, 12, 31), 2, date(2027, 1, 5)),
        (date(2026, 4, 2), 2, date(2026, 4, 8)),  # Good Friday and Easter Monday.
    ],
)
def test_weekends_and_holidays_are_not_counted(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-26T10:10", 4, "2026-11-26T14:10"),  # within a day
        ("2026-11-26T13:00", 4, "2026-11-26T17:00"),  # to the last minute of it
        ("2026-11-26T13:01", 4, "2026-11-27T09:01"),
        ("2026-11-26T06:00", 4, "2026-11-26T13:00"),  # before the day begins
        ("2026-11-27T16:00", 4, "2026-11-30T12:00"),  # over a weekend
        ("2026-11-27T19:30", 4, "2026-11-30T13:00"),  # a Friday evening
        ("2026-11-28T11:00", 4, "2026-11-30T13:00"),  # a Saturday
        ("2026-12-24T16:00", 4, "2026-12-29T12:00"),  # Christmas, Boxing Day moved to Monday
        ("2026-12-25T10:00", 8, "2026-12-29T17:00"),
        ("2026-04-02T15:00", 8, "2026-04-07T15:00"),  # Easter
        ("2026-05-22T16:59", 1, "2026-05-26T09:59"),  # the Spring bank holiday
        ("2026-03-27T15:00", 4, "2026-03-30T11:00"),  # the clocks go forward on the Sunday
    ],
)
def test_working_time_goes_by_between_nine_and_five(start: str, hours: int, end: str) -> None:
    assert add_working_time(moment(start), timedelta(hours=hours)) == moment(end)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2026-11-26T08:59", False),
        ("2026-11-26T09:00", True),
        ("2026-11-26T16:59", True),
        ("2026-11-26T17:00", False),
        ("2026-11-28T12:00", False),
        ("2026-12-25T12:00", False),
    ],
)
def test_people_work_on_working_days_alone(text: str, works: bool) -> None:
    assert is_working_time(moment(text)) is works
