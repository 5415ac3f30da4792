"""Django finds the rooms' models here; nothing else imports this module."""

from participation.keeping.reminders.models import Digest, Reminder
from participation.meetings.calendar.models import CalendarAddress
from participation.meetings.models import (
    Action,
    ActionUpdate,
    AgendaItem,
    Body,
    Decision,
    Evidence,
    Framework,
    Heading,
    Meeting,
    Membership,
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
from participation.papers.models import IssuedPaper, WordTemplate
from participation.replies.models import Asked, Reply, Told, Verdict, VerdictRound
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
    "ActionUpdate",
    "AgendaItem",
    "Alert",
    "Asked",
    "Body",
    "CalendarAddress",
    "Care",
    "Claim",
    "Concern",
    "ConcernNote",
    "ConcernShutOut",
    "ContactCard",
    "Decision",
    "Digest",
    "Duty",
    "Evidence",
    "Framework",
    "GroupNote",
    "Guess",
    "HandOver",
    "Heading",
    "IssuedPaper",
    "Look",
    "Meeting",
    "Membership",
    "Message",
    "MessageNote",
    "OtherName",
    "Reading",
    "Recommendation",
    "Reminder",
    "Reply",
    "ShutOut",
    "Source",
    "Theme",
    "ThemeEvent",
    "ThemeVoice",
    "Told",
    "Verdict",
    "VerdictRound",
    "Voice",
    "WordTemplate",
]
