"""The stamp of all that whoever answers is shown: the same stamp, the same questions."""

from __future__ import annotations

from backend.stamped import Stamp, Stamped


class AskedStamp(Stamp):
    """Changes with what is asked, planned, worded, translated, and with whom children can call."""


def stamped(name: str) -> Stamped:
    """For the constraints of a model whose rows stand on a page with questions."""
    return Stamped(name=f"stamps_{name}", stamp="surveys_askedstamp")
