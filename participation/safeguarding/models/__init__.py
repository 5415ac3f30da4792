"""Is this child safe? Concerns and messages: word for word, added to and never changed."""

from participation.safeguarding.models.concerns import (
    Concern,
    ConcernNote,
    ConcernShutOut,
    HandOver,
    Look,
)
from participation.safeguarding.models.messages import Message, MessageNote, ShutOut

__all__ = [
    "Concern",
    "ConcernNote",
    "ConcernShutOut",
    "HandOver",
    "Look",
    "Message",
    "MessageNote",
    "ShutOut",
]
