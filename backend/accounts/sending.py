"""Send what we owe: tried until it is taken, and never sent a third time on a guess.

Nothing is sent inside a transaction: a mail server that hangs would hold the database, and on
SQLite every child who presses Send. A row says instead who has it in hand.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from django.db.models import F
from django.utils import timezone

from backend.accounts.models import MOST_UNSURE, Hand, OwedQuerySet


class Ended(Enum):
    SENT = auto()
    REFUSED = auto()
    """Certainly not sent: try again, however often."""
    IN_THE_DARK = auto()
    """It may have been taken. A server of ours that dies meanwhile leaves the same."""


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
