"""Was it decided before children could finish saying what they think? The first Gunning principle.

A survey informs an item that hears it, or that has a theme which came of its questions. Found
here for pages, which name the surveys; `Decision.objects.with_surveys_open()` has it for lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from participation.meetings.models import AgendaItem
from participation.moderation.models import Voice
from surveys.invitations import last_days

FIELDS = ("pk", "title", "status", "opened_on", "closed_on")


@dataclass(frozen=True)
class Informing:
    survey: int
    title: str
    status: str
    opened_on: date | None
    closed_on: date | None
    is_heard: bool
    """Whether the item hears it, or it only asked for the words of a theme."""
    until: date | None
    """When its last way in closes by itself, if that is known."""

    def was_open_on(self, day: date) -> bool:
        """Or, if the item hears it, not opened yet: what it asks had not been answered."""
        is_informing = self.is_heard or self.opened_on is not None and self.opened_on <= day
        return is_informing and (self.closed_on is None or self.closed_on > day)


def informing(items: Collection[int]) -> dict[int, list[Informing]]:
    """The surveys that inform each of these items, in three queries, however many there are."""
    heard = set(_heard(items))
    rows = sorted(heard.union(_asked(items)), key=lambda row: row[1:4])
    until = last_days({row[1] for row in rows})
    found: dict[int, list[Informing]] = defaultdict(list)
    for row in rows:
        item, survey, title, status, opened_on, closed_on = row
        facts = (title, status, opened_on, closed_on, row in heard, until.get(survey))
        found[item].append(Informing(survey, *facts))
    return found


Row = tuple[int, int, str, str, date | None, date | None]


def _heard(items: Collection[int]) -> list[Row]:
    heard = AgendaItem.surveys.through.objects.filter(agendaitem__in=items)
    return list(heard.values_list("agendaitem", *(f"survey__{name}" for name in FIELDS)))


def _asked(items: Collection[int]) -> list[Row]:
    said = Voice.objects.filter(question__isnull=False, themes__agenda_items__in=items)
    names = (f"question__survey__{name}" for name in FIELDS)
    return list(said.order_by().values_list("themes__agenda_items", *names).distinct())
