"""The clock of words that nobody has read: rounds, and never a time at which they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.dates import WEEKDAYS

from backend.accounts.models import User
from backend.working_days import DAY, SATURDAY, add_working_days, at, is_working_day
from surveys.models import LATE_FROM, Answer, KeptFrom, LastRound, Survey
from surveys.models.answers import AnswerQuerySet

ROUND_HOURS = (9, 11, 13, 15)
"""On working days. What came just after one is late, with LATE_FROM, within 4 working hours."""
READ_TODAY_UNTIL = time(15)
DAYS_A_WEEK = 7


def last_round(now: datetime) -> datetime:
    """When the newest round began."""
    here = timezone.localtime(now)
    begun = [hour for hour in ROUND_HOURS if hour <= here.hour]
    if is_working_day(here.date()) and begun:
        return at(here.date(), time(begun[-1]))
    day = here.date() - DAY
    while not is_working_day(day):
        day -= DAY
    return at(day, time(ROUND_HOURS[-1]))


@transaction.atomic
def count_round(*, now: datetime | None = None) -> int:
    """Add one to each text that waits, once a round, on however many machines; return how many.

    A round that was missed is not made up for: a text may have come after it.
    """
    now = now or timezone.now()
    newest = last_round(now)
    LastRound.objects.get_or_create(pk=1, defaults={"began_at": at(date(2000, 1, 1), time())})
    last = LastRound.objects.select_for_update().get(pk=1)
    if last.began_at >= newest:
        return 0
    last.began_at = newest
    last.save(update_fields=["began_at"])
    return _waiting(now).update(rounds=F("rounds") + 1)


def stop_waiting(answer_id: UUID) -> None:
    """Somebody has read and decided. If it ever waits again, its clock begins anew."""
    Answer.objects.filter(pk=answer_id).update(waiting=False, rounds=0)


def wait_again(answer_id: UUID) -> None:
    """The decision was taken back; words that are gone by now wait no more."""
    Answer.objects.words().filter(pk=answer_id).update(waiting=True)


def late_count(*, by: User) -> int:
    """How many texts wait longer than they should, of those that are there for this person."""
    late = _waiting(timezone.now()).filter(rounds__gte=LATE_FROM)
    late = late.exclude(response__survey__in=Survey.objects.closed_to(by))
    return late.exclude(pk__in=KeptFrom.objects.filter(user=by).values("answer_id")).count()


def counts() -> tuple[int, int]:
    """How many texts wait, whoever may read them, and how many of them longer than they should."""
    waiting = _waiting(timezone.now())
    return waiting.count(), waiting.filter(rounds__gte=LATE_FROM).count()


def read_first() -> dict[UUID, int]:
    """The rounds that each unread text with a risk sign has waited. Its id says nothing of it."""
    risky = _waiting(timezone.now()).filter(risk=True)
    return dict(risky.values_list("pk", "rounds"))


def _waiting(now: datetime) -> AnswerQuerySet:
    waiting: AnswerQuerySet = Answer.objects.waiting()
    return waiting.readable(now)


# --- When words are next read ---------------------------------------------------------------------


@dataclass(frozen=True)
class ReadOn:
    """When a group's words are read, for a child's page: a date, or the days of the week."""

    next: date | None = None
    days: tuple[str, ...] = ()
    is_all_week: bool = False


def read_on(days: str, now: datetime, *, is_kept: bool) -> ReadOn:
    """The next day; on a page that is kept for days, and may lie by then, the days of the week."""
    if not is_kept:
        return ReadOn(next=next_read(days, now))
    working = [day for day in reading_days(days) if day < SATURDAY]
    names = tuple(str(WEEKDAYS[day]) for day in working)
    return ReadOn(days=names, is_all_week=len(working) == SATURDAY)


def reading_days(read_on: str) -> list[int]:
    """Days of the week, Monday 0, on which a group's words are read."""
    return sorted({int(day) for day in read_on if day.isdecimal() and int(day) < DAYS_A_WEEK})


def next_read(read_on: str, now: datetime) -> date | None:
    """The next working day of those; today counts until READ_TODAY_UNTIL."""
    days, here = reading_days(read_on), timezone.localtime(now)
    workdays = [day for day in days if day < SATURDAY]
    if not workdays:
        return None
    day = here.date()
    if here.time() >= READ_TODAY_UNTIL or not is_working_day(day):
        day = add_working_days(day, 1)
    while day.weekday() not in workdays:
        day = add_working_days(day, 1)
    return day
