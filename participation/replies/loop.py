"""The loop's six numbers (standards Y5), each defined here and nowhere else.

They are numbers of adults' deeds: of themes, decisions and answers. Of children's verdicts there is
only the word that an answer already carries on the children's board (five verdicts or more), and
what is counted is answers, never children.

What every number stands on:

- A theme counts from its third voice on, when it is on the children's board, and no longer once it
  is retired (what was merged counts with what it went into). It was asked on the day of its first
  voice: there the children's clock starts, also for an agency that was asked later.
- An answer is a published reply. It was given on the first day on which a group was told it in
  person (promise 6), not on the day of its publication.
- An agency's themes are those that it was asked about, or has answered; its answers are those in
  its name.
- A number with its period counts what the docstring of its cases names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_high
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches

from backend.working_days import days_between
from participation.replies.loop_facts import KEPT_FOR as KEPT_FOR
from participation.replies.loop_facts import Facts as Facts
from participation.replies.loop_facts import ReplyFacts, ThemeFacts
from participation.replies.loop_facts import agencies as agencies
from participation.replies.loop_facts import facts as facts
from participation.replies.models import Reply
from participation.replies.verdicts import Summary

PERCENT_FROM = 10
"""A share of fewer is said as "2 of 3": a percentage would make more of it than there is."""


@dataclass(frozen=True)
class Case:
    """One theme or answer that stands behind a number."""

    theme: ThemeFacts
    on: date
    """The day that puts it into a period."""
    counts: bool = True
    """Of a share: whether it is one of those that the share tells."""
    days: int | None = None
    """From the first voice, of a theme."""
    reply: ReplyFacts | None = None


def _told(given: Facts) -> dict[int, date]:
    """By theme, the day on which children were first told an answer."""
    found: dict[int, date] = {}
    for reply in given.replies:
        if reply.told_on:
            found[reply.theme.pk] = min(reply.told_on, found.get(reply.theme.pk, date.max))
    return found


def _answered(given: Facts) -> Iterator[Case]:
    """Of the themes that were asked in the period: those that children were told an answer to."""
    told = _told(given)
    for theme in given.themes:
        on = told.get(theme.pk)
        days = days_between(theme.asked_on, on or given.today)
        yield Case(theme, theme.asked_on, counts=on is not None, days=days)


def _to_answer(given: Facts) -> Iterator[Case]:
    """From a theme's first voice to the first day on which children were told an answer.

    Of the themes whose first telling lies in the period. Those still waiting are in no median.
    """
    told = _told(given)
    for theme in given.themes:
        if on := told.get(theme.pk):
            yield Case(theme, on, days=days_between(theme.asked_on, on))


def _to_decision(given: Facts) -> Iterator[Case]:
    """From a theme's first voice to the first confirmed, public decision on it.

    Of the themes first decided in the period. A decision that is older than the first voice was
    not about it, and counts for nothing.
    """
    for theme in given.themes:
        on = theme.decided_on
        if on and on >= theme.asked_on:
            yield Case(theme, on, days=days_between(theme.asked_on, on))


def _with_reason(given: Facts) -> Iterator[Case]:
    """Of the answers "We can't" that were published in the period: those that say why.

    The database refuses others, so less than all of them would be a fault of ours.
    """
    for reply in given.replies:
        if reply.state == Reply.State.WE_CANT:
            yield Case(reply.theme, reply.published_on, counts=reply.says_why, reply=reply)


def _on_time(given: Facts) -> Iterator[Case]:
    """Of the answers "We will" and "We are finding out" whose day was in the period, and is past:
    those that the same agency followed with another answer to the same theme by that day.

    Any later answer will do, also one that names a new day: what counts is that children heard
    in time how it stands. An action that is done, and that no answer tells of, is not one.
    """
    promises = {Reply.State.WE_WILL, Reply.State.FINDING_OUT}
    for reply in given.replies:
        day = reply.by_when
        if reply.state in promises and day and day < given.today:
            kept = reply.followed_on is not None and reply.followed_on <= day
            yield Case(reply.theme, day, counts=kept, reply=reply)


def _children_say(given: Facts) -> Iterator[Case]:
    """Of the answers that children were first told in the period, and that five children or more
    have judged: those that most of them say yes to.
    """
    for reply in given.replies:
        if reply.told_on and reply.summary != Summary.TOO_FEW:
            yes = reply.summary == Summary.MOST_YES
            yield Case(reply.theme, reply.told_on, counts=yes, reply=reply)


@dataclass(frozen=True)
class Number:
    key: str
    name: str
    about: str
    """What is counted, for staff."""
    of: str
    """What its cases are called."""
    day: str
    """What the day of a case is."""
    counts: str
    """What it means that a case counts; of a median nothing."""
    cases: Callable[[Facts], Iterator[Case]]
    is_median: bool = False


NUMBERS = (
    Number(
        "answered",
        "Themes answered",
        "Of the themes first said in these months: those that children were told an answer to.",
        "themes",
        "First said",
        "Answered",
        _answered,
    ),
    Number(
        "days-to-answer",
        "Days to the first answer",
        "From the first voice to the day children were told. Half took no longer than this.",
        "answered themes",
        "Told",
        "",
        _to_answer,
        is_median=True,
    ),
    Number(
        "days-to-decision",
        "Days to a decision",
        "From the first voice to the first confirmed decision. Half took no longer than this.",
        "decided themes",
        "Decided",
        "",
        _to_decision,
        is_median=True,
    ),
    Number(
        "cant-with-reason",
        "“We can’t” with a reason",
        "Of the answers “We can’t”: those that say why.",
        "answers",
        "Published",
        "Says why",
        _with_reason,
    ),
    Number(
        "on-time",
        "Followed up on time",
        "Of the answers that named a day which is past: those with another answer by that day.",
        "answers with a day",
        "The day it named",
        "On time",
        _on_time,
    ),
    Number(
        "children-say",
        "Children say it answered them",
        "Of the answers that five children or more have judged: those that most say yes to. "
        "Answers are counted, never children.",
        "judged answers",
        "Told",
        "Most say yes",
        _children_say,
    ),
)


@dataclass(frozen=True)
class Scope:
    """Which cases a number counts; both days are in it, and None is open."""

    start: date | None = None
    end: date | None = None
    agency: int | None = None

    def holds(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    @property
    def query(self) -> str:
        """As an address asks for it."""
        asked = {"from": self.start or "", "to": self.end or "", "agency": self.agency or ""}
        return f"?{urlencode(asked)}"


@dataclass(frozen=True)
class Figure:
    """A number over some cases."""

    number: Number
    scope: Scope
    base: int
    """How many cases there are."""
    value: int | None
    """A median's days, or how many of the cases count; None without any.

    A median is a day that somebody waited: of two in the middle, the longer.
    """
    late: int = 0
    """Of the themes not answered: how many wait for more than REPLY_WITHIN_WEEKS."""

    @property
    def percent(self) -> int | None:
        """Of a share; rounded, but never to a hundred or nothing that it is not."""
        if self.value is None or self.number.is_median:
            return None
        rounded = round(100 * self.value / self.base)
        if 0 < self.value < self.base:
            return min(max(rounded, 1), 99)
        return rounded

    @property
    def is_percent(self) -> bool:
        """Whether it is said in percent: of few, and of what children judged, it never is."""
        return (
            not self.number.is_median
            and self.base >= PERCENT_FROM
            and self.number.key != "children-say"
        )

    @property
    def text(self) -> str:
        if self.value is None:
            return "None yet"
        if self.number.is_median:
            return f"{self.value} day{'' if self.value == 1 else 's'}"
        if self.is_percent:
            return f"{self.percent}%"
        return self.of_how_many

    @property
    def of_how_many(self) -> str:
        return f"{self.value} of {self.base}" if self.value is not None else ""


def figure(number: Number, cases: Sequence[Case], scope: Scope, today: date) -> Figure:
    """Of cases that are all in the scope."""
    value: int | None = None
    if cases and number.is_median:
        value = median_high(case.days or 0 for case in cases)
    elif cases:
        value = sum(case.counts for case in cases)
    waits = [it for it in cases if number.key == "answered" and not it.counts]
    late = sum(is_late(case, today) for case in waits)
    return Figure(number, scope, len(cases), value, late)


def is_late(case: Case, today: date) -> bool:
    """A theme that has no answer for more weeks than adults promised to take."""
    return case.on + timedelta(weeks=settings.REPLY_WITHIN_WEEKS) < today


def cases(given: Facts, scope: Scope) -> list[tuple[Number, list[Case]]]:
    """The six, with what stands behind each."""
    narrowed = given.of(scope.agency)
    return [(number, _held(number, narrowed, scope)) for number in NUMBERS]


def behind(number: Number, given: Facts, scope: Scope) -> list[Case]:
    """What stands behind one of them."""
    return _held(number, given.of(scope.agency), scope)


def _held(number: Number, narrowed: Facts, scope: Scope) -> list[Case]:
    return [case for case in number.cases(narrowed) if scope.holds(case.on)]


def figures(given: Facts, scope: Scope) -> list[Figure]:
    return [figure(number, found, scope, given.today) for number, found in cases(given, scope)]


def for_children() -> dict[str, Figure]:
    """The six over all that there is, by key, as their board tells them; a minute old at most."""
    kept = caches["here"].get_or_set("loop", _counted, KEPT_FOR)
    by_key = {number.key: number for number in NUMBERS}
    return {key.replace("-", "_"): Figure(by_key[key], Scope(), *rest) for key, *rest in kept or ()}


def _counted() -> list[tuple[str, int, int | None, int]]:
    """What `Figure` needs, without what stands behind it."""
    return [(it.number.key, it.base, it.value, it.late) for it in figures(facts(), Scope())]
