"""Copies of PostgreSQL by pg_dump and pg_restore. The password goes by the environment alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from participation.keeping.backups.manifest import (
    CannotBackUp,
    CannotRestore,
    Copy,
    Manifest,
    facts,
)

FILE = "noticed.dump"
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def copy(folder: Path) -> Copy:
    """One moment of it, while others write on; what we read of it ourselves is of that moment."""
    tool, server = _version_of("pg_dump"), _server()
    if tool is None or tool < server:
        raise CannotBackUp(f"pg_dump of version {server} or newer is needed, as the server is.")
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        found = facts(_query)
        said = _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={moment}",
            f"--file={folder / FILE}",
        )
    if said:
        raise CannotBackUp(f"pg_dump did not come to its end: {said}")
    return Copy(FILE, "postgresql", server=server, tool=tool, facts=found)


def check(manifest: Manifest) -> None:
    tool, server, copied = _version_of("pg_restore"), _server(), manifest.copy
    if tool is None or tool < copied.tool:
        raise CannotRestore(f"pg_restore of version {copied.tool} or newer is needed.")
    if server < copied.server:
        raise CannotRestore(
            f"The copy is of PostgreSQL {copied.server}, and the server here is older: {server}."
        )


def is_empty() -> bool:
    return not connection.introspection.table_names()


@contextmanager
def put_back(copied: Path) -> Iterator[None]:
    """Empty the database, and fill it in one transaction."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
    _let_go()
    said = _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        f"--dbname={connection.settings_dict['NAME']}",
        str(copied),
    )
    if said:
        raise CannotRestore(
            f"pg_restore did not come to its end: {said} The database is empty now."
        )
    yield
    _let_go()


def _query(sql: str) -> Sequence[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: Sequence[Sequence[Any]] = cursor.fetchall()
        return found


def _let_go() -> None:
    """No connection of ours may know of tables that are no longer the same."""
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def _server() -> int:
    return int(_query("SHOW server_version_num")[0][0]) // 10_000


def _version_of(tool: str) -> int | None:
    """Its major version; None where there is none on this machine."""
    if shutil.which(tool) is None:
        return None
    said = subprocess.run(  # noqa: S603  a tool that we name
        [tool, "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r" (\d+)", said)
    return int(found[1]) if found else None


def _run(*command: str) -> str:
    """Nothing if it came to its end, and else the last thing that it said."""
    params = connection.get_connection_params()
    named = {
        variable: str(params[name]) for name, variable in VARIABLES.items() if params.get(name)
    }
    done = subprocess.run(  # noqa: S603  the same
        [*command, "--no-password"],
        env={**os.environ, **named},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stderr.strip().splitlines()
    return (
        ""
        if done.returncode == 0
        else (lines[-1] if lines else f"it ended with {done.returncode}.")
    )
