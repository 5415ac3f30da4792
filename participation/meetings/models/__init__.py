"""What did adults decide? Named as Popolo and Open Civic Data name these things."""

from participation.meetings.models.actions import (
    Action,
    ActionUpdate,
    Evidence,
    Recommendation,
    Source,
)
from participation.meetings.models.agenda import AgendaItem, Decision, Meeting
from participation.meetings.models.bodies import Body, Membership, OtherName, bodies_of
from participation.meetings.models.standards import Framework, Heading

__all__ = [
    "Action",
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
]
