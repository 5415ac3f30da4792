"""What must not come back out of a backup: a file beside the database, which is only added to.

A backup that is put back knows nothing of what was taken back since. So each erasure is written
here as well, and safe on the disk before it is acknowledged; `restore` erases it all once more. A
line holds a day, a kind and a random id or a keyed hash: no words, and nobody's name.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.utils import timezone


class Kind(StrEnum):
    WITHDRAWN = "withdrawn"
    """A response, by its receipt's hash."""
    ANSWER = "answer"
    """The words of an answer that were emptied in time."""
    VOICE = "voice"
    """A copy of words, made by a worker."""
    NOTE = "note"
    """What a group said together."""
    MESSAGE = "message"
    """What came through another door, emptied in time."""


@dataclass(frozen=True)
class Erasure:
    on: date
    kind: Kind
    key: str


LINE = re.compile(r"(\d{4}-\d{2}-\d{2}) ([a-z]+) ([0-9a-f-]{36}|[0-9a-f]{64})")


def erasures_path() -> Path:
    return Path(settings.LEDGER_PATH) / "erasures"


def write(kind: Kind, keys: Iterable[object]) -> None:
    """Write down what was erased; when this returns, it is on the disk.

    Call it last in the erasure's own transaction: what cannot be written here is not erased there
    either, and nobody was told that it is. A line whose transaction then fails does no harm: the
    child had asked for it.
    """
    today = timezone.localdate()
    append(erasures_path(), (f"{today} {kind} {key}" for key in keys))


def read() -> Iterator[Erasure]:
    """All erasures, in the order in which they were written. What a crash tore off is left out."""
    if not erasures_path().exists():
        return
    with erasures_path().open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            found = LINE.fullmatch(line.strip())
            if found and found[2] in set(Kind):
                yield Erasure(date.fromisoformat(found[1]), Kind(found[2]), found[3])


def append(path: Path, lines: Iterable[str]) -> None:
    """Add lines to a file that several processes add to, on several machines too (a shared volume).

    Each line begins on a new one, so that one which a crash tore off spoils no other.
    """
    content = "".join(f"\n{line}\n" for line in lines).encode("ascii")
    if not content:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_new = not path.exists()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)  # Where a volume is shared, O_APPEND alone is not enough.
        while content:
            content = content[os.write(file, content) :]
        os.fsync(file)
    finally:
        os.close(file)
    if is_new:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """A new name in a folder is on the disk only once the folder itself is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
