"""The agenda of one meeting as it is printed, with everything that hangs on each item."""

from __future__ import annotations

import re

from django.db.models import Prefetch

from participation.meetings.models import Action, AgendaItem, Decision, Meeting
from participation.moderation.models import Theme, Voice

QUOTES_SHOWN = 3


def agenda(meeting: Meeting) -> list[AgendaItem]:
    """The items in order, in a constant number of queries.

    Each theme says how many it is `heard` from, and has up to three `quotes` of children who said
    yes to quoting.
    """
    # By random id: the order of quotes must not tell who spoke first.
    quotes = Voice.objects.quotable().order_by("pk")[:QUOTES_SHOWN]
    themes = Theme.objects.with_voice_count().prefetch_related(
        Prefetch("voices", quotes, to_attr="quotes")
    )
    decisions = Decision.objects.select_related("confirmed_by").prefetch_related(
        Prefetch("actions", Action.objects.for_list())
    )
    items = meeting.agenda_items.prefetch_related(
        Prefetch("themes", themes), "surveys", Prefetch("decisions", decisions)
    )
    return sorted(items, key=printed_order)


def printed_order(item: AgendaItem) -> list[tuple[bool, int, str]]:
    """Natural order: "5" before "5a" before "6" before "10"."""
    parts = re.findall(r"[0-9]+|[^0-9]+", item.order)
    return [
        (not part.isdigit(), int(part) if part.isdigit() else 0, part.casefold()) for part in parts
    ]
