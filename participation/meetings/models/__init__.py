"""What did adults decide? Named as Popolo and Open Civic Data name these things."""

from participation.meetings.models.actions import (
    Action,
    ActionQuerySet,
    ActionUpdate,
    Evidence,
    Recommendation,
    Source,
    is_due_soon,
    is_late,
)
from participation.meetings.models.agenda import AgendaItem, Decision, Meeting
from participation.meetings.models.bodies import Body, Membership, OtherName, bodies_of
from participation.meetings.models.standards import Framework, Heading

__all__ = [
    "Action",
    "ActionQuerySet",
    "ActionUpdate",
    "AgendaItem",
    "Body",
    "Decision",
    "Evidence",
    "Framework",
    "Heading",
    "Meeting",
    "Membership",
    "OtherName",
    "Recommendation",
    "Source",
    "bodies_of",
    "is_due_soon",
    "is_late",
]
