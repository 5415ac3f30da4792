"""The mail server is away for an hour, in every way: each letter arrives, twice at most."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts.letters import send_waiting, write_to_people
from backend.accounts.models import Letter, User
from tests.faults.conftest import WHOLE
from tests.faults.mail_server import MailServer
from tests.faults.serving import Place, Server

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.django_db]
LETTERS = 5 if WHOLE else 2
"""Written in each of the server's moods."""


@pytest.fixture
def mail(settings: Settings) -> Iterator[MailServer]:
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        settings.EMAIL_TIMEOUT = 1
        yield server
        server.shutdown()


@pytest.fixture
def write(administrator: User, django_capture_on_commit_callbacks: Any) -> Callable[[str], None]:
    def write_one(subject: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            write_to_people([administrator], subject=subject, body="Look now.\n" * 20)

    return write_one


def an_hour(mail: MailServer, moods: list[str], write: Callable[[str], None]) -> list[str]:
    """Housekeeping runs in each mood, and letters are written in each; what was written."""
    written = []
    for mood in moods:
        mail.mood = mood
        for number in range(LETTERS):
            written.append(f"{mood} {number}")
            write(written[-1])
        send_waiting()
    return written


def test_every_letter_of_an_hour_arrives_once(
    mail: MailServer, write: Callable[[str], None], measured: Callable[..., None]
) -> None:
    moods = ["refuses", "hangs", "says no"] * (4 if WHOLE else 1)

    written = an_hour(mail, moods, write)
    assert mail.subjects.total() == 0
    mail.mood = "takes"
    send_waiting()
    send_waiting()

    assert mail.subjects.keys() == set(written)
    assert mail.subjects.total() == len(written)
    measured("Mail server away", f"{len(written)} letters: each arrived, once")


def test_a_line_that_drops_repeats_a_letter_once_and_then_a_person_decides(
    mail: MailServer,
    write: Callable[[str], None],
    client: Client,
    administrator: User,
    measured: Callable[..., None],
) -> None:
    """From here nobody can tell whether a line dropped before the letter was taken or after it."""
    mail.mood = "takes"
    write("before")
    written = an_hour(mail, ["drops in the middle", "drops at the end"], write)
    mail.mood = "takes"
    send_waiting()
    waiting = set(Letter.objects.unsure().values_list("subject", flat=True))
    client.force_login(administrator)
    page = client.get("/staff/housekeeping/").content.decode()
    client.post("/staff/housekeeping/letters/")
    send_waiting()

    # Each met a line that dropped twice: when it was written, and when housekeeping came by.
    assert waiting == set(written)
    assert "We do not know if" in page
    assert mail.subjects.keys() == {"before", *written}
    ended = [number for subject, number in mail.subjects.items() if "end" in subject]
    assert max(ended) == 3  # Two on our own account, and one that the administrator asked for.
    assert mail.subjects["drops in the middle 0"] <= 2
    measured(
        "Mail line drops each time",
        f"{len(written)} letters: at most 2 copies by ourselves, then a person is asked; all came",
    )


def test_a_line_that_drops_once_costs_one_copy_at_most(
    mail: MailServer, write: Callable[[str], None]
) -> None:
    for mood in ("drops in the middle", "drops at the end"):
        mail.mood = mood
        write(mood)
    mail.mood = "takes"
    send_waiting()
    send_waiting()

    assert mail.subjects == {"drops in the middle": 1, "drops at the end": 2}


def test_no_child_waits_for_a_mail_server_that_hangs(
    sqlite: tuple[Place, dict[str, Any]],
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = sqlite
    with MailServer() as hanging:
        hanging.mood = "hangs"
        place.settings["EMAIL_URL"] = hanging.url
        server = serve(place)
        server.get(f"/s/{known['code']}/")
        words = {f"q-{known['words']}": "I want to kill myself", "token": secrets.token_urlsafe(24)}
        began = time.monotonic()
        reply = server.post(f"/s/{known['code']}/", urlencode(words).encode())
        took = time.monotonic() - began
        hanging.mood = "takes"
        deadline = time.monotonic() + 30
        while not hanging.subjects and time.monotonic() < deadline:
            time.sleep(0.1)
        hanging.shutdown()

    assert reply.status == 201
    assert took < 1
    assert hanging.subjects.keys() == {"Noticed: words to read first"}
    measured("Mail server hangs", f"a child’s worrying words were answered in {took:.2f} s")
