"""Make a backup of the database, while everybody writes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from participation.keeping.backups.making import back_up
from participation.keeping.backups.manifest import CannotBackUp


class Command(BaseCommand):
    help = (
        "Make the folder PATH with a copy of the database. The keys and the ledger are not in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="A new folder, or an empty one.")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["path"].resolve()
        try:
            made = back_up(path)
        except (CannotBackUp, OSError) as problem:
            raise CommandError(f"No backup was made. {problem}") from problem
        copied = made.manifest.copy
        self.stdout.write(f"Backed up to {path} ({made.manifest.size:,} bytes).")
        self.stdout.write(f"The audit's head in it: {copied.facts.head}.")
        self.stdout.write(
            "Not in it: the keys (RECEIPT_KEY, SEALING_KEYS, SECRET_KEY), and the ledger of "
            f"erasures in {settings.LEDGER_PATH}. Keep both elsewhere."
        )
        for old in made.removed:
            self.stdout.write(f"Removed, being older than {settings.BACKUP_DAYS} days: {old}")
