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
from participation.safeguarding.models import (
    Concern,
    ConcernNote,
    Message,
    MessageNote,
    ShutOut,
)

__all__ = [
    "Action",
    "AgendaItem",
    "Asked",
    "Body",
    "Care",
    "Claim",
    "Concern",
    "ConcernNote",
    "Decision",
    "Evidence",
    "GroupNote",
    "Guess",
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
