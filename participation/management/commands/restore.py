"""Put a backup back, without what was taken back since."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from participation.keeping.backups.manifest import CannotRestore
from participation.keeping.backups.restoring import Restored, restore


class Command(BaseCommand):
    help = "Put the backup in PATH into an empty place, and erase what the ledger says is erased."
    requires_system_checks: list[str] = []  # One of them asks for this very command.

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="A folder that `backup` made.")
        parser.add_argument(
            "--replace", action="store_true", help="The database that is there goes. Stop the site."
        )
        parser.add_argument(
            "--lost-keys", action="store_true", help="Go on without a key that is lost for good."
        )
        parser.add_argument(
            "--lost-ledger",
            action="store_true",
            help="Go on without the ledger: words that were taken back come back.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restore(
                options["path"].resolve(),
                replace=options["replace"],
                lost_keys=options["lost_keys"],
                lost_ledger=options["lost_ledger"],
            )
        except (CannotRestore, OSError) as problem:
            raise CommandError(f"The backup is not put back. {problem}") from problem
        for line in _said(done):
            self.stdout.write(line)


def _said(done: Restored) -> list[str]:
    made_at, erased = done.manifest.made_at, done.erased
    lines = [
        f"The backup of {made_at:%Y-%m-%d %H:%M} is put back. Erased once more, by the ledger in "
        f"{settings.LEDGER_PATH}: {erased.total()} ({erased['withdrawn']} of them taken back by "
        "those who wrote them).",
        str(done.audit),
        "Everybody signs in again. People, roles and passwords are as they were then: look at "
        "/staff/people/.",
    ]
    if not erased:
        lines.append(
            "The ledger is empty. If words were taken back in the old place, put its ledger here "
            "and restore once more with --replace."
        )
    if done.other_secret:
        lines.append("SECRET_KEY is another one: links in letters that were sent do not work.")
    if timezone.now() - made_at > timedelta(days=settings.BACKUP_DAYS):
        lines.append("This backup is older than BACKUP_DAYS, and should not be there any more.")
    return lines
