"""Which of the two knows how: the database's own tool."""

from __future__ import annotations

from types import ModuleType

from django.db import connection

from participation.keeping.backups import postgresql, sqlite


def engine() -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite
