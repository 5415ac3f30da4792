"""Load the demo: a real review quoted, and children's words, meetings and answers invented."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from participation.management.demo.accounts import ACCOUNTS, PASSWORD
from participation.management.demo.load import RECEIPTS, OtherData, load
from participation.management.demo.questions import OPEN_WAYS, TABLET
from surveys import invitations


class Command(BaseCommand):
    help = "Load the demo. Loading it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="Print accounts, invitations and receipts as JSON."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("The demo's sign-ins are public: set DEMO=1 to load it.")
        try:
            is_new = load()
        except OtherData as other:
            raise CommandError(str(other)) from other
        if options["json"]:
            self.stdout.write(json.dumps(as_json(), indent=2))
        else:
            self.stdout.write(as_text(is_new=is_new))


def as_json() -> dict[str, list[Any]]:
    return {
        "accounts": [
            {"role": account.role_name, "email": account.email, "password": PASSWORD}
            for account in ACCOUNTS
        ],
        "invitations": [
            {
                "code": way.code,
                "audience": way.audience,
                "survey": found.survey_id if (found := invitations.find(way.code)) else None,
                "url": address(way.code),
            }
            for way in OPEN_WAYS
        ],
        "receipts": [receipt.words for receipt in RECEIPTS],
    }


def as_text(*, is_new: bool) -> str:
    children, *adults = OPEN_WAYS
    lines = [
        "The demo is loaded." if is_new else "The demo was loaded before; nothing was changed.",
        "",
        f"Children answer at        {address(children.code)}",
        f"  on a shared tablet      {address(TABLET.code)}  (words wait for five people's)",
        *(f"  {way.audience:<22}  {address(way.code)}" for way in adults),
        f"Children read answers at  {settings.SITE_URL}/replies/",
        f"Children follow words at  {settings.SITE_URL}/journey/",
        *(f"  {receipt.words:<36}  {receipt.meaning}" for receipt in RECEIPTS),
        "",
        f"Staff sign in at          {settings.SITE_URL}/accounts/login/",
        *(f"  {account.email:<26}  {account.name}" for account in ACCOUNTS),
        f"  password for each: {PASSWORD}",
    ]
    return "\n".join(lines)


def address(code: str) -> str:
    return f"{settings.SITE_URL}/s/{code}/"
