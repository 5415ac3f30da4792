"""Verdict rounds: one question for a group whose receipts are lost, on a tablet or by a link.

A round gives no numbers to anybody, before or after: see `_let_count` and ADR 23.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.audit.log import record
from backend.limits import unlimited
from participation.replies.models import Reply, Verdict, VerdictRound
from participation.replies.verdicts import VERDICTS_FROM
from surveys.invitations import make_code, tidy_code
from surveys.receipts import is_token, receipt, receipt_hashes

LASTS = timedelta(days=1)
MOST = 60
"""Children of one group in one place: nobody has more."""
SPACE = "verdict"
"""The hashes' own: a token of a round leads to no answers and no message."""


class CannotOpen(Exception):
    """There is nothing to judge yet, or another round about the same runs."""


class RoundOver(Exception):
    """It takes no more: closed, a day old, or everybody has said something."""


class Refused(Exception):
    """Nothing was kept. `errors` has a sentence for "token" or "value"."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


class SentBefore(Exception):
    """The same page sent another answer before; the first is kept."""


@dataclass(frozen=True)
class Kept:
    is_repeat: bool


def groups_told(reply: Reply) -> dict[int, str]:
    """Who can be asked: the groups that were told this answer, by id."""
    return {told.group_id: str(told.group) for told in reply.told.select_related("group")}


@transaction.atomic
def open_round(
    reply: Reply,
    *,
    group_id: int,
    present: int,
    way: str = VerdictRound.Way.TABLET,
    by: User,
    now: datetime | None = None,
) -> VerdictRound:
    """Ask a group what it makes of an answer; at most `present` children can say it.

    Raises CannotOpen. The audit does not say how many are there: nobody is shown that.
    """
    now = now or timezone.now()
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    if not reply.is_published or not reply.told.filter(group=group_id).exists():
        raise CannotOpen("Tell this group the answer first, and write it down.")
    if not 1 <= present <= MOST:
        raise CannotOpen(f"Say how many children are there, from 1 to {MOST}.")
    _end(VerdictRound.objects.filter(reply=reply), now)
    if VerdictRound.objects.filter(reply=reply, closed_at=None).exists():
        raise CannotOpen("A round about this answer is still open. Close it first.")
    opened = VerdictRound.objects.create(
        reply=reply,
        group_id=group_id,
        way=VerdictRound.Way(way),
        code=make_code("round"),
        present=present,
        opened_by=by,
        opened_at=now,
        ends_at=now + LASTS,
    )
    record("verdict-round-opened", opened, by=by, reply=reply.pk, group=group_id)
    return opened


@transaction.atomic
def close(asked: VerdictRound, *, by: User, now: datetime | None = None) -> VerdictRound:
    asked = VerdictRound.objects.select_for_update().get(pk=asked.pk)
    if asked.closed_at is None:
        asked.closed_at = now or timezone.now()
        asked.save(update_fields=["closed_at"])
        _forget_tokens(asked)
        _let_count(asked.reply_id, asked.closed_at)
        record("verdict-round-closed", asked, by=by)
    return asked


def find(typed: str) -> VerdictRound | None:
    return VerdictRound.objects.for_list().filter(code=tidy_code(typed)).first()


def give(
    asked: VerdictRound,
    token: str,
    value: str,
    *,
    limit: Callable[[], None] = unlimited,
    now: datetime | None = None,
) -> Kept:
    """Keep what one child says, once for each page that was opened.

    A repeat is recognised before anything else is asked. It is not audited: an event has a time,
    and of a child only the day is kept (promise 2). Raises Refused, SentBefore or RoundOver, or
    TooMany from the `limit`.
    """
    now = now or timezone.now()
    errors = _errors(token, value)
    if errors:
        raise Refused(errors)
    hashes = receipt_hashes(receipt(token, space=SPACE), space=SPACE)
    if repeat := _repeat(asked, hashes, value):
        return repeat
    limit()
    try:
        with transaction.atomic():
            _keep(asked, hashes[0], value, now)
    except IntegrityError:
        # The same page came twice at the same instant; the other one was first.
        if repeat := _repeat(asked, hashes, value):
            return repeat
        raise
    return Kept(is_repeat=False)


def _errors(token: str, value: str) -> dict[str, str]:
    errors = {}
    if not is_token(token):
        errors["token"] = _("This page was open too long. Press once more.")
    if value not in Verdict.Value.values:
        errors["value"] = _("Press yes, partly or no.")
    return errors


def _keep(asked: VerdictRound, hashed: str, value: str, now: datetime) -> None:
    # One statement asks and counts: however many press at once, no more than were there.
    running = VerdictRound.objects.running(now).filter(pk=asked.pk)
    if not running.update(given=F("given") + 1):
        raise RoundOver
    Verdict.objects.create(
        reply_id=asked.reply_id,
        round=asked,
        value=Verdict.Value(value),
        token_hash=hashed,
        on=timezone.localdate(now),
    )
    _let_count(asked.reply_id, now)


def _let_count(reply_id: int, now: datetime) -> None:
    """Let rounds that are over count, once they have VERDICTS_FROM verdicts between them.

    A worker who knows who is there must not read one child's verdict off a word that changed. So
    a round counts once it is over; one with fewer than five waits for the rounds after it.
    """
    over = VerdictRound.objects.over(now).filter(reply=reply_id, counted_on=None)
    if (over.aggregate(said=Sum("given"))["said"] or 0) >= VERDICTS_FROM:
        over.update(counted_on=timezone.localdate(now))


def _repeat(asked: VerdictRound, hashes: list[str], value: str) -> Kept | None:
    first = Verdict.objects.filter(round=asked, token_hash__in=hashes).first()
    if first is None:
        return None
    if first.value != value:
        raise SentBefore
    return Kept(is_repeat=True)


def says_enough(asked: VerdictRound, now: datetime | None = None) -> bool | None:
    """Whether the round alone has enough to say something; None, to anybody, while it runs."""
    if not asked.is_over(now or timezone.now()):
        return None
    return asked.given >= VERDICTS_FROM


@transaction.atomic
def end_old(now: datetime | None = None) -> int:
    """For housekeeping: close what is a day old, and forget its pages. Returns how many."""
    now = now or timezone.now()
    old = VerdictRound.objects.filter(ends_at__lte=now)
    return _end(old, now)


def _end(rounds: QuerySet[VerdictRound], now: datetime) -> int:
    """Close those of the rounds that are over."""
    over = Q(ends_at__lte=now) | Q(given__gte=F("present"))
    found = list(rounds.filter(over, closed_at=None).select_for_update())
    for asked in found:
        asked.closed_at = min(now, asked.ends_at)
        asked.save(update_fields=["closed_at"])
        _forget_tokens(asked)
        _let_count(asked.reply_id, now)
        record("verdict-round-ended", asked, by=None)
    return len(found)


def _forget_tokens(asked: VerdictRound) -> None:
    Verdict.objects.filter(round=asked).update(token_hash="")
