"""Servers as `make serve` starts them, in production's settings, behind a proxy that speaks https.

This is the one place that starts them: what `make serve` does is read from the Makefile.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from tests.browser.site import ROOT
from tests.faults.stores import free_port


def command(port: int, workers: int) -> list[str]:
    """The last line of `make serve`: the server itself, without the checks before it."""
    make = ["make", "-n", "serve", "HOST=127.0.0.1", f"PORT={port}", f"WORKERS={workers}"]
    # As from a shell: below another make (`make test`) it would end with a line of its own.
    alone = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    told = subprocess.run(
        make, cwd=ROOT, check=True, capture_output=True, text=True, env=alone
    ).stdout
    words = shlex.split(told.strip().splitlines()[-1])
    return words[words.index("exec") + 1 :]


@dataclass
class Place:
    """Where a site keeps everything: its folder, its database, its Redis; and its servers."""

    folder: Path
    database: str = ""
    """A PostgreSQL's URL; empty: SQLite in the folder."""
    redis: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    """More of the environment."""
    tree: Path = ROOT
    """Where the code is."""
    before: Sequence[str] = ()
    """What a process is started by, such as faketime."""

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        ours = {name: os.environ[name] for name in ("SECRET_KEY", "RECEIPT_KEY", "SEALING_KEYS")}
        stores = {"DATABASE_URL": self.database, "REDIS_URL": self.redis}
        return {
            **kept,
            **ours,
            **{name: url for name, url in stores.items() if url},
            "ALLOWED_HOSTS": "127.0.0.1",
            "BACKUP_DAYS": "35",
            "DATA_DIR": str(self.folder),
            "DEFAULT_FROM_EMAIL": "noticed@example.org",
            "EDGE_LOG_DAYS": "0",
            "EMAIL_URL": f"filemail:///{self.folder}/mail",
            "PYTHONPATH": str(self.tree),
            "PYTHONUNBUFFERED": "1",
            "REDIS_PREFIX": self.folder.name,
            "TRUSTED_PROXIES": "1",
            # All these phones have one address.
            "ANSWERS_A_MINUTE": "1000000",
            "ANSWERS_EXPECTED": "1000000",
            **self.settings,
        }

    def manage(self, *arguments: str, check: bool = True) -> str:
        done = self.python("manage.py", *arguments)
        if check and done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout + done.stderr

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.before, sys.executable, *arguments],
            cwd=self.tree,
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "backend.settings"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def fill(self) -> dict[str, Any]:
        """Migrate, and make what a child and a worker need (tests/faults/fill.py)."""
        self.manage("migrate", "-v0")
        done = self.python("-m", "tests.faults.fill")
        if done.returncode:
            raise RuntimeError(done.stderr)
        known: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return known

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Straight from the database, past everything of ours."""
        if self.database:
            with psycopg.connect(self.database, autocommit=True) as postgres:
                return postgres.execute(sql.encode()).fetchall()
        with sqlite3.connect(self.folder / "noticed.sqlite3") as sqlite:
            return sqlite.execute(sql).fetchall()

    def server(self, *, workers: int = 1) -> Server:
        return Server(self, free_port(), workers)


class Server:
    """One `make serve`. Its processes are a group of their own, so that they end together."""

    def __init__(self, place: Place, port: int, workers: int) -> None:
        self.place, self.port, self.workers = place, port, workers
        self.log = place.folder / f"server-{port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> dict[str, str]:
        """As `make serve` hands them on."""
        return {"HOST": "127.0.0.1", "PORT": str(self.port), "WORKERS": str(self.workers)}

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.place.before, *command(self.port, self.workers)],
                cwd=self.place.tree,
                env={**self.place.environment, **self.address},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.get("/healthz", seconds=1).status == 200:
                return
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(self.log.read_text(encoding="utf-8"))

    def kill(self) -> None:
        """kill -9, all of its processes at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)
            self.process = None

    def stop(self) -> float:
        """SIGTERM, as a machine that is updated sends it; the seconds until it is gone."""
        assert self.process
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(timeout=60)
        self.process = None
        return time.monotonic() - began

    def get(self, path: str, *, cookies: str = "", seconds: float = 30) -> Reply:
        return request(self.url + path, None, {"Cookie": cookies} if cookies else {}, seconds)

    def post(self, path: str, body: Any, *, cookies: str = "", seconds: float = 30) -> Reply:
        """A dictionary goes as JSON, bytes as a form."""
        own = {"Cookie": cookies, "Referer": f"https://127.0.0.1:{self.port}/"} if cookies else {}
        if token := re.search(r"csrf\w*=(\w+)", cookies):
            own["X-CSRFToken"] = token[1]
        return request(self.url + path, body, own, seconds)

    def sign_in(self, email: str, password: str) -> str:
        """The cookies of somebody who signed in, where DEMO asks for no second step."""
        page = self.get("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token
        typed = {"login": email, "password": password, "csrfmiddlewaretoken": token[1]}
        answer = self.post("/accounts/login/", urlencode(typed).encode(), cookies=page.cookies)
        assert answer.status == 302, answer.status
        return answer.cookies


@dataclass(frozen=True)
class Reply:
    """What came back; status 0 when nothing whole did."""

    status: int
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: str = ""
    """As the next request sends them back."""

    def json(self) -> Any:
        return json.loads(self.text)


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_details: Any) -> None:
        return None


ADDRESS = "203.0.113.77"
"""Whom the proxy says that every request comes from."""
OPENER = urllib.request.build_opener(Stay)


def request(url: str, body: Any, headers: dict[str, str], seconds: float) -> Reply:
    kind = "application/x-www-form-urlencoded" if isinstance(body, bytes) else "application/json"
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-For": ADDRESS}
    sent = {**proxied, **({"Content-Type": kind} if data else {}), **headers}
    asked = urllib.request.Request(url, data, sent)
    try:
        with OPENER.open(asked, timeout=seconds) as answer:
            return _reply(answer.status, answer)
    except urllib.error.HTTPError as error:
        with error:
            return _reply(error.code, error)
    except (OSError, HTTPException):
        return Reply(0)


def _reply(status: int, answer: Any) -> Reply:
    given = [it.partition(";")[0] for it in answer.headers.get_all("Set-Cookie", [])]
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Reply(status, answer.read().decode(), headers, "; ".join(given))
