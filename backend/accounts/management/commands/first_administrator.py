"""The first sign-in on a new installation."""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.log import record


class Command(BaseCommand):
    help = "Make the first administrator, who then adds everybody else at /staff/people/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.with_role(Role.ADMINISTRATOR).exists():
            raise CommandError("There is an administrator already: ask them to add you.")
        user = User(email=options["email"].lower(), name=options["email"].split("@")[0])
        password = getpass.getpass("A password of 15 characters or more: ")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.set_password(password)
        with transaction.atomic():
            user.save()
            user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
            record("role-given", user, by=None, role=Role.ADMINISTRATOR.value)
        self.stdout.write(
            f"Done. Sign in at /accounts/login/ as {user.email}; you set up a second step next."
        )
