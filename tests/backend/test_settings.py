"""What the site refuses to start with, in one sentence; and that nobody signs up by themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from pytest_django import Settings

from backend.accounts.letters import send_waiting, write_to
from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role
from tests.factories import make_user

LONG = "x" * 60
KEYS = {"SECRET_KEY": LONG, "RECEIPT_KEY": LONG}
SEALED = KEYS | {"SEALING_KEYS": "one:" + "x" * 43}
SAFE = SEALED | {"EDGE_LOG_DAYS": "7", "BACKUP_DAYS": "35"}
OIDC = {"OIDC_CLIENT_ID": "noticed", "OIDC_CLIENT_SECRET": "secret"}


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": LONG}, "RECEIPT_KEY is missing"),
        (SAFE | {"RECEIPT_KEY": "short"}, "RECEIPT_KEY is shorter than 50"),
        (KEYS, "SEALING_KEYS is missing"),
        (KEYS | {"SEALING_KEYS": "one:" + "x" * 42}, "SEALING_KEYS is not a list"),
        (KEYS | {"SEALING_KEYS": "x" * 43}, "SEALING_KEYS is not a list"),
        (KEYS | {"SEALING_KEYS": f"one:{'x' * 43},one:{'y' * 43}"}, "SEALING_KEYS is not a list"),
        (KEYS | {"SEALING_KEYS": "one:" + "_" * 43}, "SEALING_KEYS is not a list"),
        (SAFE | {"RECEIPT_KEY": f"{LONG},short"}, "RECEIPT_KEY holds a key shorter than 50"),
        (SAFE | {"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS holds a key shorter"),
        (SEALED | {"BACKUP_DAYS": "35"}, "EDGE_LOG_DAYS is missing"),
        (SEALED | {"EDGE_LOG_DAYS": "7"}, "BACKUP_DAYS is missing"),
        (SAFE | {"BACKUP_DAYS": "-1"}, "BACKUP_DAYS is less than 0"),
        (SAFE | {"WORKERS": "2"}, "REDIS_URL is missing"),
        (SAFE | {"BOARD_THRESHOLD": "4"}, "BOARD_THRESHOLD is lower than 5"),
        ({"DEMO": "1", "ALLOWED_HOSTS": "noticed.example.org"}, "names a public host"),
        ({"DEMO": "1", "SITE_URL": "https://noticed.example.org"}, "SITE_URL names a public host"),
        (SAFE | {"SESSION_IDLE_MINUTES": "600"}, "SESSION_IDLE_MINUTES must be"),
        (SAFE | {"SESSION_HOURS": "720"}, "SESSION_HOURS from 1 to 24"),
        (SAFE | {"OIDC_SERVER_URL": "https://id.example.org"}, "needs all three"),
        (SAFE | OIDC | {"OIDC_SERVER_URL": "http://id.example.org"}, "must begin with https"),
        (SAFE | {"OIDC_ROLES": "Youth=boss"}, "a list of group=role"),
    ],
)
def test_unsafe_settings_are_refused_in_a_sentence(
    environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    assert started.stderr.startswith("Noticed does not start. ")
    assert sentence in started.stderr
    assert "Traceback" not in started.stderr


@pytest.mark.django_db
def test_nobody_signs_up_by_themselves(client: Client) -> None:
    sent = {"email": "me@example.org", "password1": "correct horse battery staple"}

    page = client.post("/accounts/signup/", sent)

    assert page.status_code == 200
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_letter_goes_out_only_once_the_news_is_kept(
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_user(Role.WORKER)

    with django_capture_on_commit_callbacks(execute=True):
        write_to(Role.WORKER, subject="Look", body="There is something to look at.")
        assert Letter.objects.waiting().count() == 1
        assert mail.outbox == []

    assert len(mail.outbox) == 1
    assert not Letter.objects.waiting().exists()


@pytest.mark.django_db
def test_a_letter_that_could_not_be_sent_is_sent_later(settings: Settings) -> None:
    make_user(Role.WORKER)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # Nobody listens on it.
    write_to(Role.WORKER, subject="Look", body="There is something to look at.")
    assert send_waiting() == 0
    assert Letter.objects.get().sent_on is None

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert send_waiting() == 1
    assert send_waiting() == 0
    assert [letter.subject for letter in mail.outbox] == ["Look"]
