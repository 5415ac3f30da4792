"""Look for words in every place where something is kept: tables, caches, layers, letters, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import connection


def where(words: str) -> set[str]:
    """The names of the places that hold them: `table.column`, a cache, a file."""
    found = {place for place, content in _tables() if words in content}
    found |= {place for place, content in _memory() if words in content}
    for path in Path(settings.LEDGER_PATH).rglob("*"):
        if words in path.read_text(encoding="utf-8", errors="replace"):
            found.add(path.name)
    return found


def _tables() -> Iterator[tuple[str, str]]:
    """Every column of every table, whatever models know of it, as text."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            columns = connection.introspection.get_table_description(cursor, table)
            cursor.execute(f"SELECT * FROM {quote(table)}")  # noqa: S608  names that we read
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield f"{table}.{column.name}", _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", errors="replace")
    text = str(value)
    # JSON keeps other letters than ASCII escaped.
    return text.encode().decode("unicode_escape", errors="ignore") if "\\u" in text else text


def _memory() -> Iterator[tuple[str, str]]:
    for name in caches:
        kept = getattr(caches[name], "_cache", None)
        if isinstance(kept, dict):
            yield f"cache {name}", str(kept)
    yield "channel layer", str(vars(get_channel_layer()))
    for letter in mail.outbox:
        yield "letters", f"{letter.subject} {letter.body}"
