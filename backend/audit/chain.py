"""The audit's chain: each event sealed with all before it, so that a change is found.

An event is written without a seal, in the transaction of its deed, and waits for nothing. Sealing
comes after: one at a time, in a transaction of its own. A child's deed writes no event, so it never
comes near the lock.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from backend.audit import heads
from backend.audit.heads import Head
from backend.audit.models import KEPT_YEARS, Event

logger = logging.getLogger(__name__)

BATCH = 500
LOCK = 0x4E6F7469
"""Of PostgreSQL's advisory locks, ours."""
TAIL = 1000
"""Events that the cheap check looks at."""
FORGET_EVERY = timedelta(days=31)
FORGOTTEN = "audit-forgotten"


@dataclass(frozen=True)
class Found:
    """What looking through the chain brought: whole if there is no fault."""

    looked_at: int
    waiting: int
    head: Head
    fault: str = ""
    position: int = 0

    def __str__(self) -> str:
        if self.fault:
            return f"The audit is not whole: {self.fault}"
        return (
            f"The audit is whole: {self.looked_at} sealed events, each as it was sealed; "
            f"{self.waiting} wait to be sealed. Its head is {self.head}."
        )


# --- Sealing --------------------------------------------------------------------------------------


def seal_soon() -> None:
    """For after a deed's commit: seal what waits, unless somebody is at it already."""
    try:
        seal()
    except Exception:  # The deed is done. What could not be sealed now, housekeeping seals.
        logger.exception("The audit could not be sealed")


def seal_all() -> int:
    """Seal everything that waits; return how many."""
    total = 0
    while sealed := seal():
        total += sealed
    return total


@transaction.atomic
def seal() -> int:
    """Seal a batch of what waits, in the order of their ids; 0 too when another process seals."""
    if not _alone():
        return 0
    last = head()
    events = list(Event.objects.unsealed()[:BATCH])
    for event in events:
        last = Head(last.position + 1, seal_of(event, last))
        event.position, event.seal = last.position, last.seal
    Event.objects.bulk_update(events, ["position", "seal"], batch_size=100)
    return len(events)


def _alone() -> bool:
    """One writer at a time. SQLite has no more anyway; on PostgreSQL nobody waits for another."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def head() -> Head:
    """The last sealed event: whoever knows it can tell whether anything before it was changed."""
    last = Event.objects.sealed().last()
    return _head_of(last) if last else Head.none()


def _head_of(event: Event) -> Head:
    return Head(event.position or 0, event.seal or "")


def seal_of(event: Event, before: Head) -> str:
    """SHA-256 of an event, of its place and of the seal before it. No key: anybody can check it."""
    said = [
        before.position + 1,
        before.seal,
        event.pk,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor,
        event.action,
        event.kind,
        event.object_id,
        event.detail,
    ]
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")
    return hashlib.sha256(canonical).hexdigest()


# --- Looking --------------------------------------------------------------------------------------


def verify() -> Found:
    """Look through all of it, and compare it with every head that was written down outside."""
    first = Event.objects.sealed().first()
    before = _before(first) if first else Head.none()
    if before is None:
        place = 1 + _forgotten()
        return _found(0, Head.none(), f"the events before number {place} are gone.", place)
    return _look(before, heads.read())


def verify_tail() -> Found:
    """The cheap part: the last of the chain, and the last head that was written down."""
    before = Event.objects.sealed().filter(position=head().position - TAIL).first()
    if before is None:
        return verify()
    return _look(_head_of(before), heads.read()[-1:])


def _look(before: Head, known: list[Head]) -> Found:
    """Follow the chain to its end. What was a head once has to be passed on the way."""
    to_pass: dict[int, set[str]] = {}
    for it in known:
        if it.position > before.position:
            to_pass.setdefault(it.position, set()).add(it.seal)
    number, last = 0, before
    events = Event.objects.sealed().filter(position__gt=before.position)
    for event in events.iterator(chunk_size=2000):
        place = last.position + 1
        if event.position != place:
            return _found(number, last, f"event number {place} is gone.", place)
        if event.seal != seal_of(event, last):
            return _found(number, last, f"event number {place} is not as it was sealed.", place)
        if to_pass.pop(place, set()) - {event.seal}:
            other = f"event number {place} is another one than was written down outside."
            return _found(number, last, other, place)
        number, last = number + 1, _head_of(event)
    if to_pass:
        missing = max(to_pass) - last.position
        gone = f"its end is gone, {missing} event{'s' if missing > 1 else ''} or more."
        return _found(number, last, gone, last.position + 1)
    return _found(number, last)


def _found(number: int, last: Head, fault: str = "", position: int = 0) -> Found:
    return Found(number, Event.objects.unsealed().count(), last, fault, position)


def _before(first: Event) -> Head | None:
    """What the first event was sealed after; None if it should be there and is not."""
    if first.position == 1:
        return Head.none()
    place = (first.position or 0) - 1
    for event in Event.objects.filter(action=FORGOTTEN):
        is_old = event.at - first.at > _kept() - 2 * FORGET_EVERY
        if event.detail.get("through") == place and is_old:
            return Head(place, event.detail["seal"])
    return None


# --- Forgetting -----------------------------------------------------------------------------------


@transaction.atomic
def forget_old(now: datetime) -> int:
    """Delete what is older than KEPT_YEARS, a month or more at once; the chain begins after it."""
    until = now - _kept()
    if not Event.objects.filter(position=1 + _forgotten(), at__lt=until - FORGET_EVERY).exists():
        return 0
    stays = Event.objects.sealed().filter(at__gte=until).values_list("position", flat=True).first()
    last = Event.objects.sealed().filter(position=(stays or 0) - 1).first()
    if last is None:
        return 0
    number, _each = Event.objects.filter(position__lte=last.position).delete()
    Event.objects.create(
        at=now, action=FORGOTTEN, detail={"through": last.position, "seal": last.seal}
    )
    return number


def _forgotten() -> int:
    first = Event.objects.sealed().values_list("position", flat=True).first()
    return (first or 1) - 1


def _kept() -> timedelta:
    """A day longer than the database insists on: its years have leap days in them."""
    return timedelta(days=365 * KEPT_YEARS + KEPT_YEARS // 4 + 2)
