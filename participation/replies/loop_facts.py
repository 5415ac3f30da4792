"""What the loop's numbers stand on: themes on the children's board, and the answers to them.

Facts alone; what counts, `loop` says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.core.cache import caches
from django.db.models import Min, Q
from django.utils import timezone

from participation.meetings.models import Body, Decision, Meeting
from participation.moderation.models import Theme
from participation.replies.models import Asked, Reply
from participation.replies.verdicts import Summary, summaries

KEPT_FOR = 60
"""Seconds: the six numbers ask for all that there is, and the board is open to everybody."""


@dataclass
class ThemeFacts:
    pk: int
    title: str
    slug: str
    asked_on: date
    agencies: set[int] = field(default_factory=set)
    decided_on: date | None = None
    """Of its first public decision: confirmed, on no wholly exempt item, at a meeting that was."""


@dataclass(frozen=True)
class ReplyFacts:
    pk: int
    theme: ThemeFacts
    agency: int
    state: str
    says_why: bool
    by_when: date | None
    published_on: date
    told_on: date | None
    followed_on: date | None
    """When the same agency next published an answer to the same theme."""
    summary: Summary


@dataclass(frozen=True)
class Facts:
    themes: tuple[ThemeFacts, ...]
    replies: tuple[ReplyFacts, ...]
    agencies: dict[int, str]
    """What each is called, of those that were asked or have answered."""
    today: date

    def of(self, agency: int | None) -> Facts:
        """An agency's themes and its own answers; None: everybody's."""
        if agency is None:
            return self
        themes = tuple(it for it in self.themes if agency in it.agencies)
        replies = tuple(it for it in self.replies if it.agency == agency)
        return Facts(themes, replies, self.agencies, self.today)


def facts(today: date | None = None) -> Facts:
    """All that the numbers stand on, in six queries."""
    columns = ("pk", "title", "slug", "asked_on", "created_on")
    themes = {
        pk: ThemeFacts(pk, title, slug, asked_on or created_on)
        for pk, title, slug, asked_on, created_on in (
            Theme.objects.on_the_board().order_by("pk").values_list(*columns)
        )
    }
    for theme_id, agency in Asked.objects.values_list("theme", "agency"):
        if theme_id in themes:
            themes[theme_id].agencies.add(agency)
    for theme_id, decided_on in _first_decisions():
        if theme_id in themes:
            themes[theme_id].decided_on = decided_on
    replies = tuple(_replies(themes))
    for reply in replies:
        reply.theme.agencies.add(reply.agency)
    return Facts(tuple(themes.values()), replies, agencies(), today or timezone.localdate())


def agencies() -> dict[int, str]:
    """What each is called, of those that were asked about a theme on the board or answered it.

    A minute old at most.
    """
    return caches["here"].get_or_set("agencies", _agencies, KEPT_FOR) or {}


def _agencies() -> dict[int, str]:
    on_board = Theme.objects.on_the_board().order_by().values("pk")
    asked = Asked.objects.filter(theme__in=on_board).values("agency")
    answered = Reply.objects.published().order_by().filter(theme__in=on_board).values("agency")
    # Two lists, each made once: to look for every body among all themes takes minutes.
    used = Body.objects.filter(Q(pk__in=asked) | Q(pk__in=answered)).order_by("name")
    return {
        pk: plain_name or name
        for pk, plain_name, name in used.values_list("pk", "plain_name", "name")
    }


def _first_decisions() -> Iterator[tuple[int, date]]:
    decided = Decision.objects.public().exclude(agenda_item__themes=None)
    held = decided.exclude(agenda_item__meeting__status=Meeting.Status.CANCELLED).order_by()
    first = held.values("agenda_item__themes").annotate(first=Min("decided_on"))
    yield from first.values_list("agenda_item__themes", "first")


def _replies(themes: dict[int, ThemeFacts]) -> Iterator[ReplyFacts]:
    judged = summaries()
    columns = ("pk", "theme", "agency", "state", "because", "by_when", "published_on")
    published = Reply.objects.published().annotate(told_on=Min("told__on"))
    rows = list(published.order_by("published_on", "pk").values_list(*columns, "told_on"))
    next_on = _next_by_same(rows)
    for pk, theme_id, agency, state, because, by_when, published_on, told_on in rows:
        if theme_id in themes:
            yield ReplyFacts(
                pk,
                themes[theme_id],
                agency,
                state,
                bool(because),
                by_when,
                published_on,
                told_on,
                next_on.get(pk),
                judged.get(pk, Summary.TOO_FEW),
            )


def _next_by_same(
    rows: Sequence[tuple[int, int, int, str, str, date, date, date]],
) -> dict[int, date]:
    """By reply, when the same agency next answered the same theme."""
    by_same: dict[tuple[int, int], list[tuple[int, date]]] = defaultdict(list)
    for row in rows:
        by_same[row[1], row[2]].append((row[0], row[6]))
    return {
        earlier: on for answers in by_same.values() for (earlier, _), (_, on) in pairwise(answers)
    }
