from __future__ import annotations

from datetime import date

import pytest

from backend.working_days import add_working_days, easter_sunday, holidays


@pytest.mark.parametrize(
    ("year", "days"),
    [  # As GOV.UK lists them for England; those proclaimed for one year only are left out.
        (2022, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"),
        (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    ],
)
def test_bank_holidays_are_those_of_england(year: int, days: str) -> None:
    assert " ".join(sorted(f"{it:%m-%d}" for it in holidays(year))) == days


@pytest.mark.parametrize(
    "day", [date(1999, 4, 4), date(2000, 4, 23), date(2011, 4, 24), date(2038, 4, 25)]
)
def test_easter_is_where_the_almanac_has_it(day: date) -> None:
    assert easter_sunday(day.year) == day


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
