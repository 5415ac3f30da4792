"""Heads of the audit's chain, written down outside of the database: a file beside the ledger.

Whoever can change the database can make a whole new chain. They cannot make one that leads to a
head which somebody has noted before; and a chain that was cut short ends before its last head.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from backend import ledger

LINE = re.compile(r"\S+ (head|restored) (\d+) ([0-9a-f]{64})")


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
        ledger.append(path(), [f"{timezone.now():%Y-%m-%dT%H:%M}Z head {head}"])


def begin_again_at(head: Head) -> None:
    """A backup was put back: what was sealed after it is gone, and other events take its places."""
    ledger.append(path(), [f"{timezone.now():%Y-%m-%dT%H:%M}Z restored {head}"])


def read() -> list[Head]:
    """The heads that still hold, in their order."""
    heads: list[Head] = []
    if not path().exists():
        return heads
    for line in path().read_text(encoding="ascii", errors="replace").splitlines():
        if found := LINE.fullmatch(line.strip()):
            head = Head(int(found[2]), found[3])
            if found[1] == "restored":
                heads = [it for it in heads if it.position <= head.position]
            else:
                heads.append(head)
    return heads
