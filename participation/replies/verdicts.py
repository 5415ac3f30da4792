"""What children make of an answer, in words only: never as a count, never from fewer than five."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Count, F, Q, QuerySet

from participation.replies.models import Reply, Verdict

CHILDREN_SAY_DONE = "children_say_done"
"""What "We did" becomes."""
VERDICTS_FROM = 5
"""Fewer could be added up in a group of seven (standards C2)."""
THAT_COUNT = Q(round=None) | Q(round__counted_on__isnull=False)
"""The same as `counted`, for the database."""


class Summary(StrEnum):
    TOO_FEW = "too_few"
    MOST_YES = "most_yes"
    MOST_NO = "most_no"
    MIXED = "mixed"


def summary_of(reply: Reply) -> Summary:
    """The word for all that children said of a reply whose `verdicts__round` are fetched."""
    return summarise(counted(reply.verdicts.all()))


def counted(verdicts: Iterable[Verdict]) -> list[str]:
    """The values that count: those by receipt, and those of rounds that `rounds` let count."""
    return [it.value for it in verdicts if it.round is None or it.round.counted_on]


def summarise(values: Iterable[str]) -> Summary:
    """The word for a set of verdicts: a majority of all, or mixed."""
    values = list(values)
    if len(values) < VERDICTS_FROM:
        return Summary.TOO_FEW
    if values.count(Verdict.Value.YES) * 2 > len(values):
        return Summary.MOST_YES
    if values.count(Verdict.Value.NO) * 2 > len(values):
        return Summary.MOST_NO
    return Summary.MIXED


def summaries() -> dict[int, Summary]:
    """By reply, the word for what children said of it, of all that counts; in one query."""
    said: dict[int, list[str]] = defaultdict(list)
    rows = Verdict.objects.filter(THAT_COUNT).order_by().values_list("reply", "value")
    for reply_id, value in rows:
        said[reply_id].append(value)
    return {reply_id: summarise(values) for reply_id, values in said.items()}


def state_of(reply: Reply, summary: Summary) -> str:
    """Promise 7: "We did" becomes "Children say it is done" by their verdict alone."""
    is_done = reply.state == Reply.State.WE_DID and summary == Summary.MOST_YES
    return CHILDREN_SAY_DONE if is_done else reply.state


def judged_done() -> QuerySet[Verdict, int]:
    """The same in the database: ids of the replies of which enough children say yes, and most."""
    counted = Verdict.objects.filter(THAT_COUNT).order_by().values("reply")
    counted = counted.annotate(of=Count("pk"), yes=Count("pk", filter=Q(value=Verdict.Value.YES)))
    enough = counted.filter(of__gte=VERDICTS_FROM, yes__gt=F("of") - F("yes"))
    return enough.values_list("reply", flat=True)
