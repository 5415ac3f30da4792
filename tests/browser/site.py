"""A site of its own for tests and measurements, as `make demo` starts it; and the Chromium."""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.browser.certificate import make_certificate

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # one process less for each browser
    "--disable-extensions",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A name that is not this machine's own, so that a page over plain http is not trusted.
    "--host-resolver-rules=MAP testserver 127.0.0.1",
]


WHOLE = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """The Chromium of this machine, or nothing. The one without windows is a quarter quicker."""
    return os.environ.get("CHROMIUM") or _found("chromium-headless-shell", *WHOLE)


def whole_chromium() -> str:
    """One that keeps what a person's browser keeps on disk: its sessions, its history."""
    return os.environ.get("CHROMIUM") or _found(*WHOLE, "chromium-headless-shell")


def _found(*names: str) -> str:
    return next((path for name in names if (path := shutil.which(name))), "")


@dataclass(frozen=True)
class Site:
    """A running server, and what its demo data says of itself."""

    url: str
    demo: dict[str, Any]
    start: Callable[[], None]
    stop: Callable[[], None]

    def invitation(self, audience: str = "children") -> str:
        return next(
            str(it["code"]) for it in self.demo["invitations"] if it["audience"] == audience
        )

    def account(self, role: str) -> dict[str, str]:
        return next(it for it in self.demo["accounts"] if it["role"] == role)


@contextmanager
def run_site(folder: Path, static: Path | None = None, *, workers: int = 1) -> Iterator[Site]:
    """`make demo`, in a folder (and on PostgreSQL a database) of its own.

    Collecting and compressing static files costs more than all else: with `static`, sites that
    start side by side collect them once, there.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{key: value for key, value in os.environ.items() if key not in OURS},
        "DEMO": "1",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "REDIS_PREFIX": f"noticed-{secrets.token_hex(4)}",
    }
    database = _own_database(environment)
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    _put_static(folder, static, environment)
    loaded = subprocess.run(
        [*manage, "demo_data", "--json"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    server = Server(port, environment, folder / "server.log", workers)
    server.start()
    yield Site(f"http://127.0.0.1:{port}", json.loads(loaded.stdout), server.start, server.stop)
    server.stop()
    _drop(database)


def _put_static(folder: Path, static: Path | None, environment: dict[str, str]) -> None:
    _collect_static(static or folder / "static", environment)
    if static:
        (folder / "static").symlink_to(static)


def _collect_static(into: Path, environment: dict[str, str]) -> None:
    """Once for whoever asks at the same time; the others wait for it."""
    with into.with_name("static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not into.exists():
            collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
            # Settings put them into a folder of this name in DATA_DIR.
            subprocess.run(
                collect, cwd=ROOT, env={**environment, "DATA_DIR": str(into.parent)}, check=True
            )


@dataclass(frozen=True)
class RealSite:
    """A site that is no demo, over https, with the first administrator and nobody else."""

    url: str
    administrator: str
    password: str
    folder: Path
    environment: dict[str, str]

    def run(self, code: str) -> None:
        """A few lines on the server."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)

    def invite(self, email: str) -> str:
        """A participation worker; the link that their letter has."""
        self.run(
            "from backend.accounts import people; from backend.accounts.models import User;"
            "from backend.accounts.permissions import Role; by = User.objects.first();"
            f"one = people.invite(email={email!r}, name='Kim', roles=[Role.WORKER], by=by);"
            "people.send_key(one, by=by)"
        )
        return str(re.findall(r"https://\S+/password/reset/key/\S+", self.letters())[-1])

    def letters(self) -> str:
        """All that was sent, as the mail server would have got it."""
        sent = sorted((self.folder / "mail").glob("*"), key=lambda it: it.stat().st_mtime)
        return "\n".join(it.read_text(encoding="utf-8") for it in sent)


@contextmanager
def run_real_site(folder: Path, static: Path | None = None) -> Iterator[RealSite]:
    """As `docs/running.md` says, on localhost: passkeys and `__Host-` cookies need all of it."""
    certificate, key = make_certificate(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if name not in OURS},
        "SECRET_KEY": secrets.token_urlsafe(48),
        "RECEIPT_KEY": secrets.token_urlsafe(48),
        "SEALING_KEYS": f"one:{secrets.token_urlsafe(32)}",
        "EDGE_LOG_DAYS": "7",
        "BACKUP_DAYS": "35",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_URL": f"https://localhost:{port}",
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "REDIS_PREFIX": f"noticed-{secrets.token_hex(4)}",
    }
    database = _own_database(environment)
    email, password = "first@example.org", "violet kettle under hills"
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    _put_static(folder, static, environment)
    # Without a terminal it takes the password from what is sent to it.
    subprocess.run(
        [*manage, "first_administrator", email],
        cwd=ROOT,
        env=environment,
        input=f"{password}\n".encode(),
        start_new_session=True,
        capture_output=True,
        check=True,
    )
    server = Server(port, environment, folder / "server.log", certificate=(certificate, key))
    server.start()
    yield RealSite(f"https://localhost:{port}", email, password, folder, environment)
    server.stop()
    _drop(database)


def _drop(database: Database | None) -> None:
    if database:
        with psycopg.connect(database.admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database.name}" WITH (FORCE)')


OURS = {
    "SECRET_KEY",
    "RECEIPT_KEY",
    "SEALING_KEYS",
    "EDGE_LOG_DAYS",
    "BACKUP_DAYS",
    "EMAIL_URL",
    "DATA_DIR",
    "DJANGO_SETTINGS_MODULE",
}


class Server:
    """As `make demo` starts it; ended by its own process id."""

    module = "backend.serve"

    def __init__(
        self,
        port: int,
        environment: dict[str, str],
        log: Path,
        workers: int = 1,
        certificate: tuple[Path, Path] | None = None,
    ) -> None:
        self.port, self.environment, self.log, self.workers = port, environment, log, workers
        self.certificate = certificate
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", self.module]
        if self.certificate:  # As a proxy would end https in front of it.
            certificate, key = map(str, self.certificate)
            command = [sys.executable, "-m", "uvicorn", "backend.asgi:application"]
            command += ["--port", str(self.port), "--lifespan", "off", "--no-proxy-headers"]
            command += ["--ssl-certfile", certificate, "--ssl-keyfile", key]
        environment = self.environment | {"PORT": str(self.port), "WORKERS": str(self.workers)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                self._ask()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise RuntimeError(self.log.read_text(encoding="utf-8"))

    def _ask(self) -> None:
        url = f"http{'s' if self.certificate else ''}://127.0.0.1:{self.port}/healthz"
        ours = ssl._create_unverified_context() if self.certificate else None  # noqa: S323
        urllib.request.urlopen(url, timeout=1, context=ours).close()  # noqa: S310  our own site

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None


@dataclass(frozen=True)
class Database:
    name: str
    admin: str


def _own_database(environment: dict[str, str]) -> Database | None:
    """On PostgreSQL, a database beside the tests' own, named in the environment."""
    given = environment.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        environment.pop("DATABASE_URL", None)
        return None
    name = f"noticed_browser_{secrets.token_hex(4)}"
    base = given.rsplit("/", 1)[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    environment["DATABASE_URL"] = f"{base}/{name}"
    return Database(name, f"{base}/postgres")
