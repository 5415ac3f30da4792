"""Pasted minutes: kept on the meeting, and their “Resolved” lines made draft decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from backend.accounts.models import User
from backend.audit.log import record
from participation.meetings.agenda import printed_order
from participation.meetings.minutes.parser import Resolution, find
from participation.meetings.models import AgendaItem, Decision, Meeting
from participation.meetings.services import save_decision

ALIKE = 0.5
"""So many of the words of a minute's heading and an item's title in common, and they are one."""


@dataclass(frozen=True)
class Found:
    """One “Resolved” line as it is offered: for which item, and whether it was made before."""

    resolution: Resolution
    item: AgendaItem | None
    """A guess, by the heading or the number."""
    made: Decision | None
    """A decision that was made from the same words."""
    looks_like: Decision | None
    """One under the same minute number, in other words."""

    @property
    def is_offered(self) -> bool:
        """Ticked to begin with: not how the meeting went on, and not there already."""
        return not (self.resolution.is_exclusion or self.made or self.looks_like)


@transaction.atomic
def keep_minutes(meeting: Meeting, minutes: str, *, by: User) -> Meeting:
    """Keep the minutes as pasted; what was made of earlier ones stays."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.minutes = minutes
    meeting.save(update_fields=["minutes"])
    record("minutes-pasted", meeting, by=by)
    return meeting


def resolutions(meeting: Meeting) -> list[Found]:
    """Each “Resolved” line of the minutes that are kept; in two queries."""
    items = sorted(meeting.agenda_items.all(), key=printed_order)
    decisions = list(Decision.objects.filter(agenda_item__meeting=meeting))
    return [_found(it, items, decisions) for it in find(meeting.minutes)]


@transaction.atomic
def make_drafts(meeting: Meeting, chosen: Mapping[str, int], *, by: User) -> list[Decision]:
    """Make drafts of the chosen lines: their keys, each with the id of its agenda item.

    What was made before is not made again, whoever presses twice. Weight and reasons are for
    somebody to fill in, before it can be confirmed.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    items = meeting.agenda_items.in_bulk()
    drafts = []
    for found in resolutions(meeting):
        item = items.get(chosen.get(found.resolution.key, 0))
        if item is None or found.made:
            continue
        words = found.resolution.text
        draft = Decision(
            agenda_item=item,
            text=words,
            minuted_as=words,
            minuted_key=found.resolution.key,
            minute_number=found.resolution.minute_number[:40],
            decided_on=meeting.start_date,
        )
        drafts.append(save_decision(draft, by=by))
    return drafts


def _found(
    resolution: Resolution, items: Iterable[AgendaItem], decisions: Iterable[Decision]
) -> Found:
    number = resolution.minute_number
    same = [it for it in decisions if number and it.minute_number == number]
    made = next((it for it in decisions if it.minuted_key == resolution.key), None)
    looks_like = next(iter(same), None) if made is None else None
    return Found(resolution, _item_of(resolution, items), made, looks_like)


def _item_of(resolution: Resolution, items: Iterable[AgendaItem]) -> AgendaItem | None:
    """The item whose title is most like the minute's heading; else the one of the same number."""
    heading = _words(resolution.heading)
    scored = [(_alike(heading, _words(item.title)), item) for item in items]
    best = max(scored, key=lambda pair: pair[0], default=None)
    if best and best[0] >= ALIKE:
        return best[1]
    number = resolution.minute_number.split(" ")[0].casefold()
    return next((it for it in items if number and it.order.casefold() == number), None)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", re.sub(r"[’']", "", text.casefold())))


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
