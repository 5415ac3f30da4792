"""What do we tell the children? Replies, that they were told, and what they make of them."""

from participation.replies.models.answers import Asked, Reply, Told
from participation.replies.models.verdicts import Verdict, VerdictRound

__all__ = ["Asked", "Reply", "Told", "Verdict", "VerdictRound"]
