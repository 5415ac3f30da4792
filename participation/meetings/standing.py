"""The standing children's item: every meeting to come hears what no meeting has heard yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import ascii_lowercase

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import User
from participation.meetings.models import AgendaItem, Meeting
from participation.meetings.services import save_item
from participation.moderation.models import Theme

TITLE = "The children’s item"


class NothingWaits(Exception):
    """Every theme that was chosen is on an agenda by now, or the meeting is over."""


def waiting_themes() -> QuerySet[Theme]:
    """Themes in use that no meeting that stands has on its agenda, the oldest first."""
    linked = AgendaItem.themes.through.objects.exclude(
        agendaitem__meeting__status=Meeting.Status.CANCELLED
    )
    waiting = Theme.objects.active().exclude(pk__in=linked.values("theme"))
    return waiting.order_by("created_on", "pk")


def first_free_number(items: Iterable[AgendaItem]) -> str:
    """The first place on the agenda that no item has: 1, or else 1a, 1b … before 2."""
    taken = {item.order.strip().casefold() for item in items}
    return next(number for number in _numbers() if number not in taken)


def _numbers() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield str(number)
        yield from (f"{number}{letter}" for letter in ascii_lowercase)


@transaction.atomic
def put_on(
    meeting: Meeting, themes: Iterable[int], *, late_because: str = "", by: User
) -> AgendaItem:
    """Put the children's item on the agenda, with those of the themes that still wait."""
    meeting = Meeting.objects.select_for_update().select_related("body").get(pk=meeting.pk)
    chosen = list(waiting_themes().filter(pk__in=themes).values_list("pk", flat=True))
    if not chosen or not meeting.is_to_come:
        raise NothingWaits("These themes are on an agenda by now. Nothing was added.")
    number = first_free_number(meeting.agenda_items.all())
    item = AgendaItem(meeting=meeting, order=number, title=TITLE, late_because=late_because)
    return save_item(item, themes=chosen, by=by)
