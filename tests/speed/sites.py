"""The real site and the bare one beside it, on one database, served by the one command."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.site import ROOT, Server

TEN, FIVE, ROOM = "BNCH23", "BNCH25", "BNCH27"
SURVEYS = f"""
from surveys import building, invitations
from surveys.models import Audience, Group, Invitation, Question
plan = dict.fromkeys(["space", "voice", "audience", "can_change", "cannot_change"], "As planned.")
for questions, code in ((10, "{TEN}"), (5, "{FIVE}"), (10, "{ROOM}")):
    survey = building.draft_survey(group_id=Group.objects.first().pk, title="What is it like?",
        about="What is it like where you live?", plan=plan | {{"power": "part"}}, by=None)
    for number in range(questions - 2):
        building.add_question(survey, kind=Question.Kind.FACES, text=f"How safe is {{number}}?",
            choices=["Very safe", "Mostly", "In the middle", "Not very", "Not at all"])
    for number in range(2):
        building.add_question(survey, kind=Question.Kind.TEXT, text=f"What would help {{number}}?")
    survey = building.open_survey(survey, by=None)
    kind = "live" if code == "{ROOM}" else "link"
    invitations.invite(survey, audience=Audience.CHILDREN, kind=kind, code=code, by=None)
# Else all but the first of them would be kept as more than was expected, and from one address.
Invitation.objects.update(expected=10_000_000)
"""


@dataclass(frozen=True)
class Sent:
    """What phones send to a survey."""

    port: int
    code: str
    fields: tuple[tuple[str, str], ...]

    def get(self) -> bytes:
        return f"GET /s/{self.code}/ HTTP/1.1\r\n{self._headers}\r\n".encode()

    def post(self, path: str = "s") -> bytes:
        token = ("token", secrets.token_urlsafe(24))
        body = urllib.parse.urlencode((*self.fields, token)).encode()
        kind = "Content-Type: application/x-www-form-urlencoded"
        head = f"POST /{path}/{self.code}/ HTTP/1.1\r\n{self._headers}{kind}\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    @property
    def _headers(self) -> str:
        return f"Host: 127.0.0.1:{self.port}\r\nAccept-Encoding: gzip\r\n"


class Bare(Server):
    module = "tests.speed.bare_serve"


@dataclass(frozen=True)
class Pair:
    """Both sites' ports, and what is sent to either."""

    ours: Server
    bare: Server
    fields: dict[str, tuple[tuple[str, str], ...]]

    def to(self, server: Server, code: str) -> Sent:
        return Sent(server.port, code, self.fields[code])


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DEMO": "1",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "REDIS_PREFIX": f"noticed-{secrets.token_hex(4)}",
        "BARE_PAGES": str(folder / "pages"),
        "ANSWERS_A_MINUTE": "100000000",
        "HOST": "127.0.0.1",
    }


def prepare(folder: Path) -> None:
    """The demo and two surveys, in the database that DATABASE_URL names, or in a new file."""
    (folder / "pages").mkdir()
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        manage(folder, *command)
    (folder / "demo.json").write_text(manage(folder, "demo_data", "--json"))
    manage(folder, "shell", "-v0", "-c", SURVEYS)


def manage(folder: Path, *command: str) -> str:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(folder),
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    ).stdout


@contextmanager
def pair(folder: Path, *, workers: int = 1) -> Iterator[Pair]:
    """Both served, side by side: whichever is not asked costs nothing."""
    ours = Server(free_port(), environment(folder), folder / "ours.log", workers)
    settings = {"DJANGO_SETTINGS_MODULE": "tests.speed.bare_settings"}
    bare = Bare(free_port(), environment(folder) | settings, folder / "bare.log", workers)
    ours.start()
    try:
        fields = {code: _fetch(ours, folder, code) for code in (TEN, FIVE, ROOM)}
        bare.start()
        yield Pair(ours, bare, fields)
    finally:
        ours.stop()
        bare.stop()


def _fetch(ours: Server, folder: Path, code: str) -> tuple[tuple[str, str], ...]:
    """Keep the page and its "Thank you" for the bare site; return what a phone fills in."""
    url = f"http://127.0.0.1:{ours.port}/s/{code}/"
    page = urllib.request.urlopen(url, timeout=60).read()
    radios = re.findall(r'<input type="radio" name="(q-\d+)" value="(\d+)"', page.decode())
    boxes = re.findall(r'<textarea id="(q-\d+)"', page.decode())
    words = dict.fromkeys(boxes, "More lights on the path by the park, please.")
    fields = tuple({**dict(reversed(radios)), **words, "quote": "yes"}.items())
    body = urllib.parse.urlencode((*fields, ("token", secrets.token_urlsafe(24)))).encode()
    thanks = urllib.request.urlopen(url, data=body, timeout=60).read()
    (folder / "pages" / f"{code}.html").write_bytes(page)
    (folder / "pages" / "thanks.html").write_bytes(thanks)
    return fields


def resident(server: Server) -> int:
    """Bytes of memory that the server's process and its children hold, as Linux counts them."""
    assert server.process
    pids = [server.process.pid, *_children(server.process.pid)]
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE")


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]
