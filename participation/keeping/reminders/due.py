"""What is due, for whom, and how far on: in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import formats

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings.models import Action, Decision, Meeting, Membership
from participation.moderation.models import Theme
from participation.replies.models import Asked, Reply

SOON = timedelta(days=14)
"""How long before its day somebody hears of an action or an answer; of papers, half of it."""
AGAIN = timedelta(days=28)
"""How often of what is late."""


@dataclass(frozen=True)
class Due:
    """One thing that one person should do, said in a sentence without a child's words."""

    person_id: int
    thing: str
    step: int
    """1 is soon, 2 is late, and one more for each further AGAIN."""
    text: str
    url: str


def step_of(day: date, today: date, *, soon: timedelta = SOON) -> int:
    """How far on a thing is that is due on that day; 0 is not yet."""
    if today <= day:
        return 1 if today >= day - soon else 0
    return 2 + (today - day) // AGAIN


def due(today: date) -> Iterator[Due]:
    """Everything that anybody should be reminded of on that day."""
    clerks = list(User.objects.with_role(Role.CLERK).values_list("pk", flat=True))
    workers = list(User.objects.with_role(Role.WORKER).values_list("pk", flat=True))
    speakers = _speakers(today)
    yield from _papers(today, clerks)
    yield from _actions(today, speakers, clerks)
    yield from _answers(today, speakers, clerks)
    yield from _themes(today, workers)


def _speakers(today: date) -> dict[int, list[int]]:
    """By body, who answers for it today."""
    found: dict[int, list[int]] = defaultdict(list)
    standing = Membership.objects.on(today).filter(person__is_active=True)
    rows = standing.values_list("organization", "on_behalf_of", "person")
    for organization, agency, person in rows.distinct():
        found[agency or organization].append(person)
    return found


def _papers(today: date, clerks: list[int]) -> Iterator[Due]:
    for meeting in Meeting.objects.to_come(today).select_related("body"):
        step = step_of(meeting.papers_due, today, soon=SOON / 2)
        if step in {1, 2}:  # Once late is enough: the meeting itself ends it.
            whose = f"{meeting} on {_said(meeting.start_date)}"
            text = f"The papers for {whose} {_are_due(meeting.papers_due, today)}."
            thing = f"papers:{meeting.pk}:{meeting.papers_due}"
            url = f"/staff/meetings/{meeting.pk}/"
            yield from (Due(person, thing, step, text, url) for person in clerks)


def _actions(today: date, speakers: dict[int, list[int]], clerks: list[int]) -> Iterator[Due]:
    """To whoever answers for the agency; where nobody does, to clerks, who can name somebody."""
    settled = Action.objects.exclude(decision__status=Decision.Status.DRAFT)
    open_ = settled.exclude(status=Action.Status.DONE)
    rows = open_.filter(due_on__lte=today + SOON)
    for action in rows.select_related("agency", "decision__agenda_item"):
        text = f"{action.agency}: {_called(action)} {_is_due(action.due_on, today)}."
        thing, url = f"action:{action.pk}:{action.due_on}", f"/staff/actions/{action.pk}/"
        for person in speakers.get(action.agency_id, clerks):
            yield Due(person, thing, step_of(action.due_on, today), text, url)


def _answers(today: date, speakers: dict[int, list[int]], clerks: list[int]) -> Iterator[Due]:
    """Agencies that were asked, and have no answer on the board."""
    given = Reply.objects.published().filter(theme=OuterRef("theme"), agency=OuterRef("agency"))
    within = timedelta(weeks=settings.REPLY_WITHIN_WEEKS)
    waiting = Asked.objects.filter(~Exists(given), on__lte=today + SOON - within)
    for asked in waiting.filter(theme__retired_on=None).select_related("agency"):
        day = asked.on + within
        text = f"{asked.agency}: an answer to children {_is_due(day, today)}."
        for person in speakers.get(asked.agency_id, clerks):
            yield Due(person, f"asked:{asked.pk}", step_of(day, today), text, "/staff/replies/")


def _themes(today: date, workers: list[int]) -> Iterator[Due]:
    """Themes on the board that children were not told an answer to; how many, for each step."""
    told = Reply.objects.published().filter(theme=OuterRef("pk"), told__isnull=False)
    within = timedelta(weeks=settings.REPLY_WITHIN_WEEKS)
    late = Theme.objects.on_the_board().filter(~Exists(told), asked_on__lt=today - within)
    for pk, slug, asked_on in late.values_list("pk", "slug", "asked_on"):
        day = (asked_on or today) + within
        text = f"Children wait for an answer that {_is_due(day, today)}."
        thing, url = f"theme:{pk}", f"/staff/threads/{slug}/"
        yield from (Due(it, thing, step_of(day, today), text, url) for it in workers)


def _called(action: Action) -> str:
    """By its text, unless the item is exempt: no letter carries what may not be published."""
    item = action.decision.agenda_item if action.decision else None
    return f"“{action.text}”" if item is None or item.is_public else "an action"


def _are_due(day: date, today: date) -> str:
    return f"are due on {_said(day)}" if day >= today else f"were due on {_said(day)}"


def _is_due(day: date, today: date) -> str:
    return f"is due on {_said(day)}" if day >= today else f"was due on {_said(day)}"


def _said(day: date) -> str:
    return formats.date_format(day, "l j F Y")
