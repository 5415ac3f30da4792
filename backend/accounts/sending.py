"""Send what we owe: tried until it is taken, and never sent a third time on a guess.

Nothing is sent inside a transaction: a mail server that hangs would hold the database, and on
SQLite every child who presses Send. A row says instead who has it in hand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from typing import Any

from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone

from backend import events
from backend.accounts.models import MOST_UNSURE, Hand, OwedQuerySet

logger = logging.getLogger(__name__)
_aside = ThreadPoolExecutor(1, thread_name_prefix="letters")
"""Where letters go from while a site is served: its thread begins with the first of them."""


class Ended(Enum):
    SENT = auto()
    REFUSED = auto()
    """Certainly not sent: try again, however often."""
    IN_THE_DARK = auto()
    """It may have been taken. A server of ours that dies meanwhile leaves the same."""


def send_kept(owed: OwedQuerySet, pks: Iterable[int], send: Callable[[Any], Ended]) -> None:
    """Send these once the transaction is kept, and let nobody who is served wait for it.

    A mail server that hangs takes seconds for each letter, and there a child has pressed Send.
    What is lost with the process still waits in the database, for housekeeping.
    """

    def each() -> None:
        for pk in pks:
            send_one(owed.all(), pk, send)

    def aside() -> None:
        try:
            each()
        except Exception:
            logger.exception("Letters could not be sent; housekeeping tries again")
        finally:
            connections.close_all()

    transaction.on_commit(lambda: _aside.submit(aside) if events.is_serving() else each())


def send_waiting(owed: OwedQuerySet, send: Callable[[Any], Ended]) -> int:
    """Try all that waits; return how many were now taken.

    What is in hand for the second time that this is called was left by a server that died.
    """
    owed.waiting().filter(hand=Hand.LEFT).update(hand=Hand.FREE)
    owed.waiting().filter(hand=Hand.TAKEN).update(hand=Hand.LEFT)
    free = owed.waiting().filter(hand=Hand.FREE, unsure__lt=MOST_UNSURE)
    return sum(send_one(owed, pk, send) for pk in free.values_list("pk", flat=True))


def send_one(owed: OwedQuerySet, pk: int, send: Callable[[Any], Ended]) -> bool:
    """Take one in hand, unless somebody has it, and say afterwards how it ended."""
    one = owed.filter(pk=pk)
    taken = one.filter(sent_on=None, hand=Hand.FREE, unsure__lt=MOST_UNSURE).update(
        hand=Hand.TAKEN, unsure=F("unsure") + 1, tries=F("tries") + 1
    )
    if not taken:
        return False
    ended = send(one.get())
    if ended is Ended.SENT:
        one.update(hand=Hand.FREE, unsure=0, sent_on=timezone.localdate())
    elif ended is Ended.REFUSED:
        # Unless somebody who took it for left has sent it meanwhile: then nothing is unsure.
        one.filter(sent_on=None).update(hand=Hand.FREE, unsure=F("unsure") - 1)
    else:
        one.filter(sent_on=None).update(hand=Hand.FREE)
    return ended is Ended.SENT


def send_unsure_again(owed: OwedQuerySet) -> int:
    """Somebody decided that a letter too many is better than one too few; return how many."""
    return owed.unsure().update(unsure=0)
