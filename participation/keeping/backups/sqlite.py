"""Copies of SQLite, by SQLite: a whole new file, without the pages that were freed."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from backend.ledger import sync_folder
from participation.keeping.backups.manifest import (
    CannotBackUp,
    CannotRestore,
    Copy,
    Manifest,
    facts,
)

FILE = "noticed.sqlite3"
LOGS = ("-wal", "-shm", "-journal")


def copy(folder: Path) -> Copy:
    """One moment of it, while others write on: they wait for nothing."""
    path = folder / FILE
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copied:
        if copied.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise CannotBackUp("SQLite says that the copy is not sound. Look at the database.")
        found = facts(lambda sql: copied.execute(sql).fetchall())
    return Copy(FILE, "sqlite", server=3, tool=3, facts=found)


def check(manifest: Manifest) -> None:
    """SQLite reads whatever SQLite wrote."""


def is_empty() -> bool:
    path = _target()
    if not path.exists():
        return True
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as found:
        return not found.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()


@contextmanager
def put_back(copied: Path) -> Iterator[None]:
    """Work on it beside the database that is there; put it in its place when all of it worked."""
    target = _target()
    beside = target.with_name(f"{target.name}.restoring")
    target.parent.mkdir(parents=True, exist_ok=True)
    connection.close()
    _remove(beside, "", *LOGS)
    shutil.copyfile(copied, beside)
    beside.chmod(0o600)
    connection.settings_dict["NAME"] = str(beside)
    try:
        _sound(beside)
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(target)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    # The old one's log first: it must not be taken for the new one's.
    _remove(target, *LOGS)
    beside.replace(target)
    sync_folder(target.parent)


def _sound(path: Path) -> None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copied:
        if copied.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise CannotRestore("SQLite says that the copy is not sound. Take another one.")


def _target() -> Path:
    return Path(connection.settings_dict["NAME"])


def _remove(path: Path, *endings: str) -> None:
    for ending in endings:
        path.with_name(path.name + ending).unlink(missing_ok=True)
