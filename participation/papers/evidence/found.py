"""Everything of a period that the pack tells: of themes on the board, and of nothing exempt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from django.db.models import Prefetch, Q

from participation.meetings.models import (
    Action,
    AgendaItem,
    Decision,
    Evidence,
    Framework,
    Heading,
    Meeting,
)
from participation.moderation.models import Theme
from participation.replies.models import Reply
from surveys.sought import Sought, sought


@dataclass(frozen=True)
class Found:
    surveys: tuple[Sought, ...]
    themes: tuple[Theme, ...]
    items: tuple[AgendaItem, ...]
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]
    replies: tuple[Reply, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.surveys or self.themes or self.decisions or self.actions)


def find(first: date, last: date) -> Found:
    """What was asked, said, decided, done and answered from the first day to the last."""
    during = (first, last)
    themes = (
        Theme.objects.filter(on_board_since__lte=last)
        .filter(Q(retired_on=None) | Q(retired_on__gte=first))
        .with_voice_count()
    )
    decisions = Decision.objects.public().filter(decided_on__range=during)
    items = AgendaItem.objects.filter(meeting__start_date__range=during, themes__in=themes)
    return Found(
        tuple(sought(first, last)),
        tuple(themes.order_by("asked_on", "pk")),
        tuple(
            items.exclude(access=AgendaItem.Access.EXEMPT)
            .exclude(meeting__status=Meeting.Status.CANCELLED)
            .select_related("meeting__body")
            .prefetch_related(Prefetch("themes", themes))
            .distinct()
            .order_by("meeting__start_date", "pk")
        ),
        tuple(
            decisions.select_related("agenda_item__meeting__body")
            .prefetch_related("agenda_item__themes")
            .order_by("decided_on", "pk")
        ),
        tuple(_actions(first, last)),
        tuple(
            Reply.objects.published()
            .for_staff()
            .filter(published_on__range=during, theme__in=themes)
            .order_by("published_on", "pk")
        ),
    )


def _actions(first: date, last: date) -> list[Action]:
    """Those that were decided, reported on, started, done or had evidence in the period."""
    during = (first, last)
    found = Action.objects.agreed().filter(
        Q(decision__decided_on__range=during)
        | Q(started_on__range=during)
        | Q(done_on__range=during)
        | Q(updates__on__range=during)
        | Q(evidence__on__range=during)
    )
    evidence = Evidence.objects.filter(on__lte=last)
    return list(
        Action.objects.filter(pk__in=found.values("pk"))
        .select_related("agency", "source")
        .prefetch_related(Prefetch("evidence", evidence))
        .order_by("due_on", "pk")
    )


# --- By heading -----------------------------------------------------------------------------------


def headings(framework: Framework) -> list[Heading]:
    return list(framework.headings.prefetch_related("surveys", "themes", "actions"))


def under(found: Found, heading: Heading) -> Found:
    """What is tagged with a heading, and what was decided and answered about that."""
    surveys = {it.pk for it in heading.surveys.all()}
    themes = {it.pk for it in heading.themes.all()}
    actions = {it.pk for it in heading.actions.all()}
    decided = {it.decision_id for it in found.actions if it.pk in actions}
    return Found(
        tuple(it for it in found.surveys if it.id in surveys),
        tuple(it for it in found.themes if it.pk in themes),
        tuple(it for it in found.items if themes & {theme.pk for theme in it.themes.all()}),
        tuple(
            it
            for it in found.decisions
            if it.pk in decided or themes & {theme.pk for theme in it.agenda_item.themes.all()}
        ),
        tuple(it for it in found.actions if it.pk in actions or it.decision_id in decided),
        tuple(it for it in found.replies if it.theme_id in themes),
    )


def without(found: Found, told: list[Found]) -> Found:
    """What stands under no heading."""
    return replace(
        found,
        surveys=_rest(found.surveys, [it.surveys for it in told]),
        themes=_rest(found.themes, [it.themes for it in told]),
        items=_rest(found.items, [it.items for it in told]),
        decisions=_rest(found.decisions, [it.decisions for it in told]),
        actions=_rest(found.actions, [it.actions for it in told]),
        replies=_rest(found.replies, [it.replies for it in told]),
    )


Row = TypeVar("Row")


def _rest(rows: tuple[Row, ...], told: list[tuple[Row, ...]]) -> tuple[Row, ...]:
    return tuple(row for row in rows if not any(row in it for it in told))
