"""Write to each person once, about everything that has come a step further."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from backend.accounts.letters import write_to_people
from backend.accounts.models import User
from backend.audit.log import record
from participation.keeping import running
from participation.keeping.reminders.due import Due, due
from participation.keeping.reminders.models import Digest, Reminder

NOT_BEFORE = time(7)
"""Nobody is reminded at night,"""
UNLESS_RUN_BEFORE = timedelta(hours=6)
"""unless housekeeping runs at night alone: then it did not run for so long."""


def remind(now: datetime | None = None) -> int:
    """Send today's digests; return how many. Safe on any number of machines at once."""
    now = timezone.localtime(now)
    last = running.last_run()
    if now.time() < NOT_BEFORE and last is not None and now - last < UNLESS_RUN_BEFORE:
        return 0
    with translation.override("en-gb"):
        found = list(due(now.date()))
    people = {it.person_id for it in found}
    told = set(Reminder.objects.filter(person__in=people).values_list("person", "thing", "step"))
    had_one = set(Digest.objects.filter(on=now.date()).values_list("person", flat=True))
    news: dict[int, list[Due]] = defaultdict(list)
    for it in found:
        if (it.person_id, it.thing, it.step) not in told and it.person_id not in had_one:
            news[it.person_id].append(it)
    users = User.objects.filter(is_active=True).in_bulk(news)
    return sum(_write(user, news[pk], now) for pk, user in users.items())


def _write(user: User, things: list[Due], now: datetime) -> bool:
    try:
        with transaction.atomic():
            digest = Digest.objects.create(person=user, on=now.date())
            Reminder.objects.bulk_create(
                Reminder(digest=digest, person=user, thing=it.thing, step=it.step) for it in things
            )
            _send(user, things)
            record("reminded", digest, by=None, count=len(things))
    except IntegrityError:  # Another machine was quicker.
        return False
    return True


def _send(user: User, things: list[Due]) -> None:
    number = "1 thing is due" if len(things) == 1 else f"{len(things)} things are due"
    lines = [f"- {it.text}\n  {settings.SITE_URL}{it.url}" for it in things]
    write_to_people(
        [user],
        subject=f"Noticed: {number}",
        body="\n\n".join(
            [
                f"Hello {user.get_short_name()},",
                *lines,
                "You get one such letter a day at most, and each thing comes again only when it "
                "is late, or four weeks later still.",
            ]
        ),
    )
