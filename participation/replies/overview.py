"""The overview: the loop's six numbers in a period, quarter by quarter, and agency by agency."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.cache import caches

from participation.replies import loop
from participation.replies.loop import Case, Facts, Figure, Number, Scope

MOST_QUARTERS = 12
"""Rows of one chart: the last ones of a longer period."""


@dataclass(frozen=True)
class Quarter:
    """Three months of the calendar; a council's financial quarters are the same."""

    start: date

    @property
    def end(self) -> date:
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        year, month = divmod(self.start.month + 2, 12)
        return Quarter(date(self.start.year + year, month + 1, 1))

    @property
    def before(self) -> Quarter:
        return quarter_of(self.start - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.start:%b} to {self.end:%b %Y}"


def quarter_of(day: date) -> Quarter:
    return Quarter(date(day.year, day.month - (day.month - 1) % 3, 1))


def a_year_until(today: date) -> Scope:
    """This quarter and the three before it."""
    return Scope(quarter_of(today).before.before.before.start, today)


@dataclass(frozen=True)
class InQuarter:
    quarter: Quarter
    figure: Figure
    width: int
    """Of its bar, in percent."""


@dataclass(frozen=True)
class Shown:
    """One number: in the whole period, and in each quarter of it."""

    figure: Figure
    quarters: tuple[InQuarter, ...]

    @property
    def number(self) -> Number:
        return self.figure.number


@dataclass(frozen=True)
class OfAgency:
    pk: int
    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Overview:
    scope: Scope
    numbers: tuple[Shown, ...]
    agencies: tuple[OfAgency, ...]
    """Each of them; none where one was asked for."""


def newest(scope: Scope) -> Overview:
    """The overview of these months, a minute old at most."""

    def made() -> Overview:
        return overview(loop.facts(), scope)

    kept = caches["here"].get_or_set(f"overview{scope.query}", made, loop.KEPT_FOR)
    return kept or made()


def overview(given: Facts, scope: Scope) -> Overview:
    """Everything the page shows; without another query."""
    numbers = tuple(
        _shown(number, found, scope, given.today) for number, found in loop.cases(given, scope)
    )
    agencies = () if scope.agency else tuple(_agencies(given, scope))
    return Overview(scope, numbers, agencies)


def _agencies(given: Facts, scope: Scope) -> list[OfAgency]:
    found = []
    for pk, name in given.agencies.items():
        figures = tuple(loop.figures(given, replace(scope, agency=pk)))
        if any(it.base for it in figures):
            found.append(OfAgency(pk, name, figures))
    return found


def _shown(number: Number, found: list[Case], scope: Scope, today: date) -> Shown:
    whole = loop.figure(number, found, scope, today)
    by_quarter: dict[date, list[Case]] = defaultdict(list)
    for case in found:
        by_quarter[quarter_of(case.on).start].append(case)
    rows = []
    for quarter in _quarters(scope, found, today):
        part = _clipped(quarter, scope)
        rows.append((quarter, loop.figure(number, by_quarter[quarter.start], part, today)))
    longest = max((it.value or 0 for _quarter, it in rows), default=0) or 1
    return Shown(whole, tuple(InQuarter(q, it, _width(it, longest)) for q, it in rows))


def _width(figure: Figure, longest: float) -> int:
    """A share of its base; days of the longest median beside it."""
    if figure.number.is_median:
        return round(100 * (figure.value or 0) / longest)
    return figure.percent or 0


def _clipped(quarter: Quarter, scope: Scope) -> Scope:
    start = max(quarter.start, scope.start or quarter.start)
    return replace(scope, start=start, end=min(quarter.end, scope.end or quarter.end))


def _quarters(scope: Scope, found: list[Case], today: date) -> list[Quarter]:
    """Those of the period, the oldest first; of an open one, from the first case on."""
    end = quarter_of(min(scope.end or today, today))
    start = quarter_of(scope.start or min([today, *(it.on for it in found)]))
    quarters = [end]
    while quarters[0].start > start.start and len(quarters) < MOST_QUARTERS:
        quarters.insert(0, quarters[0].before)
    return quarters
