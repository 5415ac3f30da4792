"""What keeps the site from starting: a ledger that cannot be written, a restore that broke off."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from participation.keeping.backups import restoring


def can_keep(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    if restoring.broken_off():
        sentence = "A restore was begun and did not come to its end: run it again, with --replace."
        errors.append(Error(sentence, id="noticed.E001"))
    folder = Path(settings.LEDGER_PATH)
    there = next(it for it in (folder, *folder.parents) if it.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):
        sentence = f"LEDGER_PATH ({folder}) cannot be written: nobody could take words back."
        errors.append(Error(sentence, id="noticed.E002"))
    return errors
