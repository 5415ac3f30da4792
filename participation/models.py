"""Django finds the rooms' models here; nothing else imports this module."""

from participation.meetings.models import (
    Action,
    AgendaItem,
    Body,
    Decision,
    Evidence,
    Meeting,
    OtherName,
    Recommendation,
    Source,
)
from participation.meetings.results.models import Guess
from participation.moderation.models import (
    Care,
    Claim,
    GroupNote,
    Reading,
    Theme,
    ThemeEvent,
    ThemeVoice,
    Voice,
)
from participation.replies.models import Asked, Reply, Told, Verdict
from participation.safeguarding.alerts.models import Alert, ContactCard, Duty
from participation.safeguarding.models import (
    Concern,
    ConcernNote,
    ConcernShutOut,
    HandOver,
    Look,
    Message,
    MessageNote,
    ShutOut,
)

__all__ = [
    "Action",
    "Alert",
    "AgendaItem",
    "Asked",
    "Body",
    "Care",
    "Claim",
    "Concern",
    "ConcernNote",
    "ConcernShutOut",
    "ContactCard",
    "Decision",
    "Duty",
    "Evidence",
    "GroupNote",
    "Guess",
    "HandOver",
    "Look",
    "Meeting",
    "Message",
    "MessageNote",
    "OtherName",
    "Reading",
    "Recommendation",
    "Reply",
    "ShutOut",
    "Source",
    "Theme",
    "ThemeEvent",
    "ThemeVoice",
    "Told",
    "Verdict",
    "Voice",
]
