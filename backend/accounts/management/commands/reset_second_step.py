"""Help somebody back in from the server itself, where no other administrator can."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.accounts.models import User
from backend.accounts.people import Reason, reset_second_step


class Command(BaseCommand):
    help = "Take somebody's second step away: for the only administrator, who has lost theirs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reason", choices=Reason.values, default=Reason.LOST.value)

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError("Nobody has this address here.")
        reset_second_step(person, Reason(options["reason"]), by=None)
        self.stdout.write(f"Done. {person} sets up a new second step after signing in.")
