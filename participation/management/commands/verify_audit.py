"""Look through the whole audit: is each event as it was sealed, and is none missing?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.audit.models import Event
from participation.keeping import watching


class Command(BaseCommand):
    help = "Say in one sentence whether the audit is whole; exit with 1 if it is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            metavar="'NUMBER SEAL'",
            default="",
            help="A head you noted before, as this command and `backup` print it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = watching.look_at_all()
        if found.fault:
            raise CommandError(str(found))
        if options["head"]:
            number, _space, seal = options["head"].partition(" ")
            if not number.isdigit() or not Event.objects.filter(position=number, seal=seal):
                raise CommandError("The audit is not whole: it does not lead to the head you gave.")
        self.stdout.write(str(found))
