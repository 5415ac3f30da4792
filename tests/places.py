"""A place where Noticed runs by itself: a database, a folder and keys, worked on by processes."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parents[1]
BEGIN = "import django, json, sys; django.setup()\n"
KEYS = {
    "SECRET_KEY": "places-" + "s" * 50,
    "RECEIPT_KEY": "places-" + "r" * 50,
    "SEALING_KEYS": "places:" + "z" * 43,
}


@dataclass(frozen=True)
class Place:
    folder: Path
    environment: Mapping[str, str]

    def manage(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command of manage.py, as somebody in a shell would give it."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, *command: str, **more: str) -> str:
        done = self.manage(*command, **more)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, code: str) -> subprocess.Popen[str]:
        """A process of its own that runs this code, and goes on until its end."""
        return subprocess.Popen(
            [sys.executable, "-c", BEGIN + textwrap.dedent(code)],
            cwd=ROOT,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> Any:
        """What the code prints last, as JSON."""
        process = self.start(code)
        said, _nothing = process.communicate(timeout=300)
        assert process.returncode == 0
        return json.loads(said.splitlines()[-1])

    @property
    def is_sqlite(self) -> bool:
        return self.environment["DATABASE_URL"].startswith("sqlite")


@contextmanager
def make_place(folder: Path, *, ledger: Path, like: Place | None = None) -> Iterator[Place]:
    """Without a table in its database yet, or with what is in another's.

    On PostgreSQL where the tests are.
    """
    folder.mkdir()
    given = os.environ.get("DATABASE_URL", "")
    is_postgresql = given.startswith("postgres")
    base, name = given.rsplit("/", 1)[0], f"noticed_place_{secrets.token_hex(4)}"
    url = f"{base}/{name}" if is_postgresql else f"sqlite:///{folder}/noticed.sqlite3"
    kept = {it: os.environ[it] for it in ("PATH", "HOME", "LANG") if it in os.environ}
    environment = kept | KEYS
    environment |= {
        "DEMO": "1",
        "DATA_DIR": str(folder),
        "LEDGER_PATH": str(ledger),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "EMAIL_URL": "dummymail://",
    }
    if not is_postgresql:
        if like:
            shutil.copy(like.folder / "noticed.sqlite3", folder)
        yield Place(folder, environment)
        return
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        source = like.environment["DATABASE_URL"].rsplit("/", 1)[1] if like else "template1"
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    try:
        yield Place(folder, environment)
    finally:
        with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
