"""Watch over the audit: seal it, look if it is whole, note its head outside, tell of a fault."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from backend.accounts.letters import write_to
from backend.accounts.permissions import Role
from backend.audit import chain, heads
from backend.audit.chain import Found
from backend.audit.log import record
from backend.audit.models import Event

FAULT = "audit-fault"
TOLD_EVERY = timedelta(days=1)
SHOWN_FOR = timedelta(days=30)


def keep(now: datetime | None = None) -> Found:
    """For housekeeping: the cheap part, every time."""
    chain.seal_all()
    chain.forget_old(now or timezone.now())
    found = _after_looking(chain.verify_tail())
    if not found.fault and heads.is_due():
        heads.write(found.head)
    _empty_the_log()
    return found


def look_at_all() -> Found:
    """For `verify_audit`: every event, and every head that was noted."""
    chain.seal_all()
    return _after_looking(chain.verify())


def last_fault() -> Event | None:
    """The newest fault that administrators should know of."""
    lately = timezone.now() - SHOWN_FOR
    return Event.objects.filter(action=FAULT, at__gt=lately).first()


@transaction.atomic
def _after_looking(found: Found) -> Found:
    """A fault is told to administrators, once a day; by letter, which leaves the house."""
    told = Event.objects.filter(action=FAULT, at__gt=timezone.now() - TOLD_EVERY)
    if found.fault and not told.exists():
        record(FAULT, by=None, position=found.position)
        write_to(
            Role.ADMINISTRATOR,
            subject="Noticed: the audit is not whole",
            body=(
                f"{found}\n\nSomebody may have changed the database past Noticed. What to do is "
                f"in docs/security.md, under Audit.\n\n{settings.SITE_URL}/staff/audit/"
            ),
        )
    return found


def _empty_the_log() -> None:
    """What was overwritten in SQLite's file still stands in the log beside it, until now.

    Everybody who writes waits while it is emptied, so it is left to the next time if somebody
    reads just now.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            cursor.execute("PRAGMA busy_timeout = 100")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
