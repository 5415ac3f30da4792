"""What is asked, and what was answered. Only this app may import these models."""

import surveys.models.snapshots  # noqa: F401  (a table; only surveys.results may use it)
from surveys.models.answers import (
    LATE_FROM,
    TEXT_LIMIT,
    Answer,
    Invitation,
    KeptFrom,
    LastRound,
    Response,
    Ruling,
    Withdrawal,
)
from surveys.models.asking import Choice, Plan, Question, Survey, Wording
from surveys.models.groups import Audience, Contact, DataProtectionNote, Group, Helpline
from surveys.models.languages import CatalogCheck, Translation
from surveys.models.stamps import AskedStamp

__all__ = [
    "Answer",
    "AskedStamp",
    "Audience",
    "CatalogCheck",
    "Choice",
    "Contact",
    "DataProtectionNote",
    "Group",
    "Helpline",
    "Invitation",
    "KeptFrom",
    "LATE_FROM",
    "LastRound",
    "Plan",
    "Question",
    "Response",
    "Ruling",
    "Survey",
    "TEXT_LIMIT",
    "Translation",
    "Withdrawal",
    "Wording",
]
