"""Go back to the release before: take its migrations back, with the data kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Migrate back to what another release's folder knows. Run it with the newer release."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="Where the older release is.")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not (folder / "manage.py").exists():
            raise CommandError(f"{folder} is no release: there is no manage.py in it.")
        back = 0
        for label, ours, theirs in _migrations(folder):
            if ours == theirs:
                continue
            if not theirs or ours[: len(theirs)] != theirs:
                raise CommandError(f"{folder} is not the release before: {label} differs.")
            call_command("migrate", label, theirs[-1], verbosity=options["verbosity"])
            back += len(ours) - len(theirs)
        self.stdout.write(f"Migrations taken back: {back}. Now start the release in {folder}.")


def _migrations(folder: Path) -> list[tuple[str, list[str], list[str]]]:
    """Of each of our apps: its migrations here and there, in order."""
    found = []
    for app in apps.get_app_configs():
        place = Path(app.path) / "migrations"
        if place.is_dir() and place.is_relative_to(settings.BASE_DIR):
            there = folder / place.relative_to(settings.BASE_DIR)
            found.append((app.label, _names(place), _names(there)))
    # What was built on others goes first.
    return found[::-1]


def _names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("[0-9]*.py"))
