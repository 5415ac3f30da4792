"""What an exempt or a late item must say and may not do, for forms and the API (ADR 22)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from participation.meetings.models import AgendaItem

NO_SURVEY = (
    "An exempt item hears no survey: children would be told that they are heard, and never what "
    "came of it. Make it part exempt, or hear the survey under another item."
)


def faults(item: AgendaItem, *, surveys: Collection[Any]) -> dict[str, str]:
    """A sentence for each field of an item, not saved yet, that does not go with the others."""
    return _late(item) | (_public(item) if item.is_public else _private(item, surveys))


def _public(item: AgendaItem) -> dict[str, str]:
    sentence = "The item is public: leave this empty, or choose who may read it."
    named = ("exempt_paragraph", "exempt_reason", "exempt_notes")
    return {name: sentence for name in named if getattr(item, name)}


def _private(item: AgendaItem, surveys: Collection[Any]) -> dict[str, str]:
    found = {}
    if not item.exempt_paragraph:
        found["exempt_paragraph"] = "Choose the paragraph that it is exempt by."
    if not item.exempt_reason.strip():
        found["exempt_reason"] = "Say why it is exempt. Everybody who reads the agenda reads this."
    if item.is_exempt and item.notes:
        found["notes"] = "An exempt item has no public text. Move this to the exempt text."
    if item.is_exempt and surveys:
        found["surveys"] = NO_SURVEY
    return found


def _late(item: AgendaItem) -> dict[str, str]:
    if not (item.meeting.is_to_come and item.is_late) or item.late_because.strip():
        return {}
    due = f"{item.meeting.papers_due:%-d %B}"
    return {"late_because": f"Papers were due on {due}. Say why this item cannot wait."}
