"""Heads of the audit's chain, written down outside of the database: a file beside the ledger.

Whoever can change the database can make a whole new chain. They cannot make one that leads to a
head which somebody has noted before; and a chain that was cut short ends before its last head.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from backend import ledger

LINE = re.compile(r"(\S+) (head|restored) (\d+) ([0-9a-f]{64})")
TIME = "%Y-%m-%dT%H:%M%z"
EVERY = timedelta(hours=1)
"""So that the file stays small: a megabyte a year."""


@dataclass(frozen=True)
class Head:
    position: int
    seal: str

    @classmethod
    def none(cls) -> Head:
        """Before the first event."""
        return cls(0, "0" * 64)

    def __str__(self) -> str:
        return f"{self.position} {self.seal}"


def path() -> Path:
    return Path(settings.LEDGER_PATH) / "heads"


def write(head: Head) -> None:
    """Write a head down, unless it stands there last."""
    if head.position and head not in read()[-1:]:
        ledger.append(path(), [f"{timezone.now().strftime(TIME)} head {head}"])


def is_due() -> bool:
    """Whether the last one was written an hour ago, or none was."""
    found = [it for it in map(LINE.fullmatch, _lines()) if it]
    return not found or timezone.now() - datetime.fromisoformat(found[-1][1]) >= EVERY


def begin_again_at(head: Head) -> None:
    """A backup was put back: what was sealed after it is gone, and other events take its places."""
    ledger.append(path(), [f"{timezone.now().strftime(TIME)} restored {head}"])


def read() -> list[Head]:
    """The heads that still hold, in their order."""
    heads: list[Head] = []
    for line in _lines():
        if found := LINE.fullmatch(line):
            head = Head(int(found[3]), found[4])
            if found[2] == "restored":
                heads = [it for it in heads if it.position <= head.position]
            else:
                heads.append(head)
    return heads


def _lines() -> list[str]:
    if not path().exists():
        return []
    return path().read_text(encoding="ascii", errors="replace").splitlines()
