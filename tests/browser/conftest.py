"""A real server with demo data, and a real Chromium, as a person would meet them."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import chromium

ROOT = Path(__file__).resolve().parents[2]
FAILED = pytest.StashKey[bool]()
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`make demo`, in a folder (and on PostgreSQL a database) of its own."""
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{key: value for key, value in os.environ.items() if key not in OURS},
        "DEMO": "1",
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "EMAIL_URL": f"filemail://{folder}/mail",
        "REDIS_PREFIX": f"noticed-{secrets.token_hex(4)}",
    }
    database = _own_database(environment)
    manage = [sys.executable, "manage.py"]
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([*manage, *command], cwd=ROOT, env=environment, check=True)
    loaded = subprocess.run(
        [*manage, "demo_data", "--json"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    server = Server(port, environment, folder / "server.log")
    server.start()
    yield Site(f"http://127.0.0.1:{port}", json.loads(loaded.stdout), server.start, server.stop)
    server.stop()
    if database:
        with psycopg.connect(database.admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database.name}" WITH (FORCE)')


OURS = {"SECRET_KEY", "RECEIPT_KEY", "EMAIL_URL", "DATA_DIR", "DJANGO_SETTINGS_MODULE"}


class Server:
    """uvicorn as `make demo` starts it; ended by its own process id."""

    def __init__(self, port: int, environment: dict[str, str], log: Path) -> None:
        self.port, self.environment, self.log = port, environment, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "backend.asgi:application"]
        command += ["--port", str(self.port), "--no-access-log", "--log-level", "warning"]
        command += ["--lifespan", "off", "--timeout-graceful-shutdown", "2"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(self.log.read_text(encoding="utf-8"))

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def open_page(
    browser: Browser, site: Site, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page of the site: `open_page("/", width=360, …)`; contexts close after the test.

    When the test fails, every window is pictured in var/failed/.
    """
    contexts: list[BrowserContext] = []

    def open_one(path: str = "/", *, width: int = 360, height: int = 740, **options: Any) -> Page:
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_one
    for number, context in enumerate(contexts):
        if request.node.stash.get(FAILED, False):
            for page in context.pages:
                page.screenshot(path=ROOT / f"var/failed/{request.node.name}-{number}.png")
        context.close()


@pytest.fixture
def sign_in(open_page: Callable[..., Page], site: Site) -> Callable[..., Page]:
    """Sign somebody in by role, in a window of their own: `sign_in("worker", "/staff/")`."""

    def sign_in_as(role: str, path: str = "/staff/", **options: Any) -> Page:
        account = site.account(role)
        page = open_page("/accounts/login/", **{"width": 1280, "height": 800, **options})
        page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill(account["email"])
        page.get_by_label("Password", exact=True).fill(account["password"])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/staff/**")
        page.goto(path)
        return page

    return sign_in_as


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Take a picture: into docs/pictures by `make pictures`, otherwise beside the demo's data."""
    folder = Path(os.environ.get("PICTURES") or settings.DATA_DIR / "pictures")
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str, **options: Any) -> None:
        page.screenshot(path=folder / f"{name}.png", **options)

    return take
