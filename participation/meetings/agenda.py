"""The agenda of one meeting as it is printed, with everything that hangs on each item."""

from __future__ import annotations

import re

from django.db.models import Prefetch

from backend.accounts.models import User
from participation.meetings.gunning import informing
from participation.meetings.models import Action, AgendaItem, Decision, Meeting
from participation.moderation.models import Theme, Voice

QUOTES_SHOWN = 3


def agenda(meeting: Meeting, reader: User) -> list[AgendaItem]:
    """The items in order, as this person may read them, in a constant number of queries.

    Each theme says how many it is `heard` from, and has up to three `quotes` of children who said
    yes to quoting. Each decision has `surveys_open_then`: those that inform it, and had not closed
    on its day.
    """
    # By random id: the order of quotes must not tell who spoke first.
    quotes = Voice.objects.quotable().order_by("pk")[:QUOTES_SHOWN]
    themes = Theme.objects.with_voice_count().prefetch_related(
        Prefetch("voices", quotes, to_attr="quotes")
    )
    decisions = Decision.objects.readable_by(reader).select_related("confirmed_by")
    items = meeting.agenda_items.readable_by(reader).prefetch_related(
        Prefetch("themes", themes),
        "surveys",
        Prefetch(
            "decisions",
            decisions.prefetch_related(Prefetch("actions", Action.objects.for_list())),
        ),
    )
    found = sorted(items, key=printed_order)
    surveys = informing([item.pk for item in found])
    for item in found:
        item.meeting = meeting
        for decision in item.decisions.all():
            decision.surveys_open_then = [
                it for it in surveys[item.pk] if it.was_open_on(decision.decided_on)
            ]
    return found


def printed_order(item: AgendaItem) -> list[tuple[bool, int, str]]:
    """Natural order: "5" before "5a" before "6" before "10"."""
    parts = re.findall(r"[0-9]+|[^0-9]+", item.order)
    return [
        (not part.isdigit(), int(part) if part.isdigit() else 0, part.casefold()) for part in parts
    ]
