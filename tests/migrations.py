"""Make the two squashed migrations anew: `python -m tests.migrations`, until the first release.

Django puts constraints after all tables. On SQLite each then makes its table once more, and for
each Django works out every model again: migrating takes twice as long. So they go into the tables.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  (Django stands now)
from django.db.migrations import (  # noqa: E402  (the same)
    AddConstraint,
    AddField,
    AddIndex,
    CreateModel,
    Migration,
)
from django.db.migrations.writer import MigrationWriter  # noqa: E402  (the same)

APPS = ("surveys", "participation")
NAME = "0001_initial"


def folded(migration: Migration) -> Migration:
    """Put constraints and indexes into the table that they are of, unless fields still follow."""
    made = {it.name_lower: it for it in migration.operations if isinstance(it, CreateModel)}
    late = {it.model_name_lower for it in migration.operations if isinstance(it, AddField)}
    rest = []
    for it in migration.operations:
        if isinstance(it, AddConstraint) and it.model_name_lower not in late:
            made[it.model_name_lower].options.setdefault("constraints", []).append(it.constraint)
        elif isinstance(it, AddIndex) and it.model_name_lower not in late:
            made[it.model_name_lower].options.setdefault("indexes", []).append(it.index)
        else:
            rest.append(it)
    migration.operations = rest  # type: ignore[misc]  # Django's own squashing does the same
    return migration


def main() -> None:
    root = Path(__file__).parents[1]
    files = {app: root / app / "migrations" / f"{NAME}.py" for app in APPS}
    for file in files.values():
        file.unlink()
    call_command("makemigrations", *APPS, verbosity=0)
    for app, file in files.items():
        made: Migration = import_module(f"{app}.migrations.{NAME}").Migration(NAME, app)
        file.write_text(MigrationWriter(folded(made)).as_string(), encoding="utf-8")
    call_command("makemigrations", "--check", "--dry-run")


if __name__ == "__main__":
    main()
