"""The shape of the invented half: what one child sent, and what a worker decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True)
class Said:
    text: str
    theme: str = ""
    decision: str = "approved"
    """What a worker decided the day after; empty: it waits."""
    becomes: str = ""
    reason: str = ""


waits = partial(Said, decision="")


@dataclass(frozen=True)
class Sent:
    """One response. Its number makes its token, so that its receipt is the same every time."""

    number: int
    on: int
    """The day, counted from today."""
    code: str
    picks: dict[str, tuple[str, ...]]
    said: dict[str, Said]
    quote: bool = True
