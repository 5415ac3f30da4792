"""Who is on call when, and when nobody is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.log import record
from backend.working_days import DAY, at
from participation.safeguarding.alerts.models import ContactCard, Duty

WEEKS = 5
"""This week and the next four."""
MIDNIGHT = time()


class CannotBeTold(Exception):
    """Only a safeguarding lead may read a concern, so only leads can be on call."""


@dataclass(frozen=True)
class Stretch:
    """A part of a day: who is on call in it, or nobody."""

    start: datetime
    end: datetime
    duty: Duty | None = None

    @property
    def hours(self) -> str:
        """“all day”, “from 17:00”, “until 9:00” or “9:00 to 17:00”."""
        start, end = timezone.localtime(self.start), timezone.localtime(self.end)
        from_midnight, to_midnight = start.time() == MIDNIGHT, end.time() == MIDNIGHT
        if from_midnight and to_midnight:
            return "all day"
        if to_midnight:
            return f"from {start:%-H:%M}"
        return f"until {end:%-H:%M}" if from_midnight else f"{start:%-H:%M} to {end:%-H:%M}"


@dataclass(frozen=True)
class OnDay:
    day: date
    on_call: tuple[Stretch, ...]
    gaps: tuple[Stretch, ...]


@dataclass(frozen=True)
class Week:
    days: tuple[OnDay, ...]

    @property
    def monday(self) -> date:
        return self.days[0].day

    @property
    def is_empty(self) -> bool:
        return not any(it.on_call for it in self.days)


def duties(today: date) -> list[Duty]:
    """Whatever touches this week and the next four."""
    monday = today - today.weekday() * DAY
    end = monday + timedelta(weeks=WEEKS)
    return list(Duty.objects.between(at(monday, MIDNIGHT), at(end, MIDNIGHT)))


def weeks(today: date) -> list[Week]:
    """This week and the next, each from Monday: who is on call each day, and when nobody is."""
    monday, found = today - today.weekday() * DAY, duties(today)
    days = [on_day(monday + number * DAY, found) for number in range(7 * WEEKS)]
    return [Week(tuple(days[first : first + 7])) for first in range(0, len(days), 7)]


def on_day(day: date, duties: Iterable[Duty]) -> OnDay:
    start, end = at(day, MIDNIGHT), at(day + DAY, MIDNIGHT)
    on_call = [
        Stretch(max(duty.starts_at, start), min(duty.ends_at, end), duty)
        for duty in duties
        if duty.starts_at < end and duty.ends_at > start
    ]
    return OnDay(
        day,
        tuple(sorted(on_call, key=lambda it: (it.duty.step if it.duty else 0, it.start))),
        tuple(gaps(on_call, start, end)),
    )


def gaps(taken: Iterable[Stretch], start: datetime, end: datetime) -> list[Stretch]:
    """The times between start and end that nobody has taken."""
    found, free = [], start
    for stretch in sorted(taken, key=lambda it: it.start):
        if stretch.start > free:
            found.append(Stretch(free, stretch.start))
        free = max(free, stretch.end)
    if free < end:
        found.append(Stretch(free, end))
    return found


@transaction.atomic
def put_on_call(user: User, *, starts_at: datetime, ends_at: datetime, step: int, by: User) -> Duty:
    if not user.may(Permission.HANDLE_CONCERNS):
        raise CannotBeTold("Only safeguarding leads can be on call: they may read concerns.")
    duty = Duty.objects.create(user=user, starts_at=starts_at, ends_at=ends_at, step=step)
    record("put-on-call", duty, by=by, person=str(user.pk))
    return duty


@transaction.atomic
def take_off_call(duty: Duty, *, by: User) -> None:
    record("taken-off-call", duty, by=by, person=str(duty.user_id))
    duty.delete()


@transaction.atomic
def set_phone(user: User, phone: str, *, by: User) -> None:
    """Where texts to this lead go; nothing means that they get none."""
    if phone:
        ContactCard.objects.update_or_create(user=user, defaults={"phone": phone})
    else:
        ContactCard.objects.filter(user=user).delete()
    record("number-changed", user, by=by)
