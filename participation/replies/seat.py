"""What somebody who sits on a body needs at hand: the next meeting, and what waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, When

from backend.accounts.models import User
from backend.accounts.permissions import Permission, Role
from participation.meetings.agenda import printed_order
from participation.meetings.models import (
    Action,
    AgendaItem,
    Body,
    Decision,
    Meeting,
    Membership,
    bodies_of,
)
from participation.meetings.results import sentences
from participation.meetings.results.services import SeenGap, seen_gaps
from participation.meetings.results.showing import tied
from participation.moderation.models import Theme, Voice
from participation.replies.models import Asked, Reply
from surveys import results

SHOWN = 8
"""Of each list; the whole one is a page of its own."""
QUOTES_SHOWN = 2
GAPS_SHOWN = 3


@dataclass(frozen=True)
class Heard:
    """What children answered to a survey on the agenda, as this person may see it."""

    survey_id: int
    title: str
    gaps: tuple[str, ...]
    """The widest first, in words that the snapshot allows."""
    to_guess: int
    """Questions that the Board guesses first."""


@dataclass(frozen=True)
class Listed:
    """The first of a list, and how many there are."""

    first: tuple[Any, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.first)


@dataclass(frozen=True)
class Seat:
    bodies: tuple[str, ...]
    """In whose name this person answers; empty: nobody has said."""
    meeting: Meeting | None
    is_theirs: bool
    """Of a body that they sit on; if not, simply the next there is."""
    items: tuple[AgendaItem, ...]
    """Those with themes, or with surveys whose answers the meeting hears."""
    heard: Heard | None
    actions: Listed
    asked: Listed
    to_approve: Listed


def sits(user: User) -> bool:
    """Whether the home page is a board member's: by role, or by standing in for one."""
    reads = user.may(Permission.READ_THEMES) and user.may(Permission.READ_MEETINGS)
    if Role.BOARD_MEMBER in user.roles:
        return reads
    return reads and Membership.objects.on().filter(person=user).exists()


def seat(user: User) -> Seat:
    """All of it, in a constant number of queries: lists are cut, and one survey is looked at."""
    places = set(Membership.objects.on().filter(person=user).values_list("organization", flat=True))
    bodies = bodies_of(user)
    meeting = _next_meeting(places)
    items = _items(meeting) if meeting else []
    return Seat(
        bodies=tuple(body.called for body in Body.objects.filter(pk__in=bodies)),
        meeting=meeting,
        is_theirs=meeting is not None and meeting.body_id in places,
        items=tuple(items),
        heard=_heard(items, user),
        actions=_actions(bodies, user),
        asked=_cut(Asked.objects.filter(agency__in=bodies).unanswered()),
        to_approve=_cut(Reply.objects.waiting_for(user).select_related("theme", "agency")),
    )


def _cut(found: QuerySet[Any]) -> Listed:
    return Listed(tuple(found[:SHOWN]), found.count())


def _next_meeting(places: set[int]) -> Meeting | None:
    first = Case(When(body__in=places, then=0), default=1, output_field=IntegerField())
    meetings = Meeting.objects.to_come().select_related("body")
    return meetings.annotate(first=first).order_by("first", "start_date", "pk").first()


def _items(meeting: Meeting) -> list[AgendaItem]:
    quotes = Voice.objects.quotable().order_by("pk")[:QUOTES_SHOWN]
    themes = Theme.objects.with_voice_count().prefetch_related(
        Prefetch("voices", quotes, to_attr="quotes")
    )
    found = meeting.agenda_items.filter(Q(themes__isnull=False) | Q(surveys__isnull=False))
    items = found.distinct().defer("exempt_notes")
    items = items.prefetch_related(Prefetch("themes", themes), "surveys")
    return sorted(items, key=printed_order)


def _heard(items: list[AgendaItem], user: User) -> Heard | None:
    """Of the first survey on the agenda that has closed: looking costs queries."""
    closed = (it for item in items for it in item.surveys.all() if it.closed_on is not None)
    survey = next(closed, None)
    facts = results.find(survey.pk) if survey else None
    if facts is None or not facts.is_closed or not user.may(Permission.SEE_RESULTS):
        return None
    seen = seen_gaps(facts, user)
    shown = tuple(tied(sentences.gap_sentence(it)) for it in seen.rows if _says_something(it))
    return Heard(facts.id, facts.title, shown[:GAPS_SHOWN], len(seen.held))


def _says_something(row: SeenGap) -> bool:
    return not row.is_held and row.gap.children is not None


def _actions(bodies: set[int], user: User) -> Listed:
    """What these bodies are to do, and have not done; what is late comes first."""
    readable = Q(decision=None) | Q(decision__in=Decision.objects.readable_by(user))
    todo = Action.objects.filter(readable, agency__in=bodies).exclude(status=Action.Status.DONE)
    return _cut(todo.select_related("agency").order_by("due_on", "pk"))
