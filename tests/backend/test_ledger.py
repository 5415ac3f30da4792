"""The ledger: written before an erasure is acknowledged, by many at once, and only added to."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from backend import ledger
from backend.ledger import Erasure, Kind
from participation.replies import services as replies
from surveys.models import Response, Withdrawal
from tests.factories import make_invitation, send

HASH = "a" * 64
WRITE = """
import django, sys; django.setup()
from uuid import uuid4
from backend import ledger
for _ in range(100):
    ledger.write(ledger.Kind.ANSWER, [uuid4() for _ in range(3)])
"""


def test_what_is_written_is_read_in_its_order() -> None:
    one, two = uuid4(), uuid4()

    ledger.write(Kind.WITHDRAWN, [HASH])
    ledger.write(Kind.VOICE, [one, two])
    ledger.write(Kind.ANSWER, [])

    found = list(ledger.read())
    assert [(it.kind, it.key) for it in found] == [
        (Kind.WITHDRAWN, HASH),
        (Kind.VOICE, str(one)),
        (Kind.VOICE, str(two)),
    ]
    assert ledger.erasures_path().stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_tore_off_spoils_no_other() -> None:
    ledger.write(Kind.WITHDRAWN, [HASH])
    with ledger.erasures_path().open("a") as file:
        file.write(f"\n2026-11-26 withdrawn {HASH[:40]}")

    ledger.write(Kind.WITHDRAWN, ["b" * 64])

    assert [it.key for it in ledger.read()] == [HASH, "b" * 64]


def test_a_line_says_the_day_a_kind_and_a_key_and_nothing_else() -> None:
    ledger.write(Kind.WITHDRAWN, [HASH])

    (line,) = ledger.erasures_path().read_text().split("\n")[1:-1]

    assert line == f"{next(ledger.read()).on} withdrawn {HASH}"
    assert Erasure(date(2026, 1, 2), Kind.NOTE, HASH).on == date(2026, 1, 2)


def test_several_processes_write_at_once_and_no_line_is_lost(tmp_path: Path) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LEDGER_PATH": str(tmp_path / "ledger"),
        "DATA_DIR": str(tmp_path),
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE], cwd=django_settings.BASE_DIR, env=environment
        )
        for _ in range(3)
    ]

    assert [it.wait(timeout=120) for it in processes] == [0, 0, 0]

    content = (tmp_path / "ledger" / "erasures").read_text().split()
    assert len(content) == 3 * 300 * 3
    assert sum(1 for line in content if len(line) == 36) == 900


@pytest.mark.django_db
def test_what_the_ledger_cannot_hold_is_not_taken_back(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    words = send(make_invitation(), text="More light")
    (tmp_path / "file").write_text("")
    settings.LEDGER_PATH = tmp_path / "file" / "ledger"

    with pytest.raises(OSError, match="file"):
        replies.take_back(words)
    client.raise_request_exception = False
    page = client.post("/journey/", {"receipt": words, "do": "take-back"})

    assert page.status_code == 500
    assert "0800 1111" in page.content.decode()
    assert Response.objects.exists()
    assert not Withdrawal.objects.exists()
