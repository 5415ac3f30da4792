"""Is this fit to be heard? What workers decided, the words adults may see, and what they say."""

from participation.moderation.models.readings import (
    AT_ONCE,
    Care,
    Claim,
    ClaimQuerySet,
    Reading,
    ReadingQuerySet,
)
from participation.moderation.models.themes import (
    ON_THE_BOARD_FROM,
    TITLE_WORDS,
    Theme,
    ThemeEvent,
    ThemeVoice,
    how_many_voices,
)
from participation.moderation.models.voices import (
    GroupNote,
    GroupNoteQuerySet,
    Voice,
    VoiceQuerySet,
)

__all__ = [
    "AT_ONCE",
    "Care",
    "Claim",
    "ClaimQuerySet",
    "GroupNote",
    "GroupNoteQuerySet",
    "ON_THE_BOARD_FROM",
    "Reading",
    "ReadingQuerySet",
    "TITLE_WORDS",
    "Theme",
    "ThemeEvent",
    "ThemeVoice",
    "Voice",
    "VoiceQuerySet",
    "how_many_voices",
]
