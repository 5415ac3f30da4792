"""What lies beside a copy of the database: what it is of, how to check it, which keys it needs."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from backend.audit.heads import Head

NAME = "manifest.json"
FORMAT = 1
ERASURES = "erasures"


class CannotBackUp(Exception):
    """In a sentence, why there is no backup."""


class CannotRestore(Exception):
    """In a sentence, why nothing was put back. Nothing was changed."""


@dataclass(frozen=True)
class Facts:
    """What the copy itself holds, at the moment it was taken."""

    migrations: list[str]
    audit: tuple[int, str]

    @property
    def head(self) -> Head:
        return Head(*self.audit)


@dataclass(frozen=True)
class Copy:
    """One file, as the database's own tool made it."""

    file: str
    engine: str
    server: int
    """The server's major version; of SQLite, 3."""
    tool: int
    """That of what made the file."""
    facts: Facts


@dataclass(frozen=True)
class Manifest:
    format: int
    site: str
    made_at: datetime
    copy: Copy
    size: int
    sha256: str
    erasures: int
    """Lines of the ledger when the copy was begun: a ledger with fewer is not the right one."""
    keys: dict[str, dict[str, str]]


def facts(query: Callable[[str], Sequence[Sequence[Any]]]) -> Facts:
    applied = query("SELECT app, name FROM django_migrations ORDER BY app, name")
    last = query(
        "SELECT position, seal FROM audit_event WHERE position IS NOT NULL "
        "ORDER BY position DESC LIMIT 1"
    )
    none = Head.none()
    position, seal = last[0] if last else (none.position, none.seal)
    return Facts([f"{app}.{name}" for app, name in applied], (position, seal))


def write(folder: Path, manifest: Manifest) -> None:
    content = asdict(manifest) | {"made_at": manifest.made_at.isoformat()}
    (folder / NAME).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Raises CannotRestore where there is none, or one that cannot be understood."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        copy = content.pop("copy")
        found = copy.pop("facts")
        audit = (int(found["audit"][0]), str(found["audit"][1]))
        return Manifest(
            **{**content, "made_at": datetime.fromisoformat(content["made_at"])},
            copy=Copy(**copy, facts=Facts(found["migrations"], audit)),
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise CannotRestore(f"{folder} is not a backup that `backup` made.") from None


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keys() -> dict[str, dict[str, str]]:
    """For each key that we have a value which only that key gives, and nothing of the key itself.

    SEALING_KEYS have names; the others are called by the value.
    """
    receipt = [_check("RECEIPT_KEY", key.encode()) for key in settings.RECEIPT_KEYS]
    secret = _check("SECRET_KEY", settings.SECRET_KEY.encode())
    return {
        "RECEIPT_KEY": {value: value for value in receipt},
        "SEALING_KEYS": {
            name: _check("SEALING_KEYS", key) for name, key in settings.SEALING_KEYS.items()
        },
        "SECRET_KEY": {secret: secret},
    }


def _check(name: str, key: bytes) -> str:
    return hmac.new(key, f"noticed key check 1\n{name}".encode(), hashlib.sha256).hexdigest()[:20]
