"""People as fixtures: one for each role, and an outsider who must be refused everywhere."""

from __future__ import annotations

import gc
import io
import os
import secrets
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from backend import limits
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.append_only import Stays
from backend.audit.models import Event
from tests.browser.site import chromium
from tests.factories import make_user
from tests.faults.stores import postgresql
from tests.signing_in import let_force_login_pass

# Django makes and drops many small objects; collecting them every 700 costs a tenth of the suite.
gc.set_threshold(50_000, 20, 20)


let_force_login_pass()

TABLES = ("fault", "fuzz")
"""What `make faults` and `make fuzz` print, line by line."""
LEFT_OUT = pytest.StashKey[Counter[str]]()


@pytest.fixture(autouse=True)
def ledger_of_its_own(settings: Settings) -> None:
    """What is written outside of the database is not rolled back with it."""
    settings.LEDGER_PATH = settings.DATA_DIR / f"ledger-{secrets.token_hex(8)}"


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied() -> None:
    """After a test with real transactions: SQLite deletes row by row, which the audit refuses."""
    original = connection.ops.sql_flush
    (stays,) = (it for it in Event._meta.constraints if isinstance(it, Stays))

    def sql_flush(*args: Any, **kwargs: Any) -> list[str]:
        editor = connection.schema_editor()
        dropped, made = stays.remove_sql(Event, editor), stays.create_sql(Event, editor)
        return [dropped, *original(*args, **kwargs), str(made)]

    if connection.vendor == "sqlite":
        connection.ops.sql_flush = sql_flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has sent anything yet: a test's limits begin at nought, also in a shared Redis."""
    monkeypatch.setattr(limits, "desk", limits.open_desk(f"tests-{secrets.token_hex(8)}"))


@pytest.fixture
def worker(db: None) -> User:
    return make_user(Role.WORKER, name="Wren Worker")


@pytest.fixture
def lead(db: None) -> User:
    return make_user(Role.SAFEGUARDING_LEAD, name="Lee Lead")


@pytest.fixture
def clerk(db: None) -> User:
    return make_user(Role.CLERK, name="Clem Clerk")


@pytest.fixture
def board_member(db: None) -> User:
    return make_user(Role.BOARD_MEMBER, name="Bo Board")


@pytest.fixture
def manager(db: None) -> User:
    return make_user(Role.MANAGER, name="Max Manager")


@pytest.fixture
def administrator(db: None) -> User:
    return make_user(Role.ADMINISTRATOR, name="Addie Administrator")


@pytest.fixture
def outsider(db: None) -> User:
    return make_user(name="Otto Outsider")


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo, loaded once for a module: each test's own transaction lies inside this one."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        call_command("demo_data", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: None, db: None, settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
async def close_connections() -> AsyncIterator[None]:
    """PostgreSQL drops no database that a thread of ours still holds on to."""
    yield
    await sync_to_async(connections.close_all)()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine or database cannot run; the last lines say what and how."""
    reasons = {
        "postgresql": ""
        if connection.vendor == "postgresql"
        else "needs PostgreSQL: DATABASE_URL=postgres://… make test",
        "nu": "" if nu_checker() else "needs Java and NU_CHECKER=…/vnu.jar make test",
        "browser": "" if chromium() else "needs a Chromium: apt-get install chromium",
        "own_postgresql": ""
        if postgresql()
        else "needs PostgreSQL's server programs: apt-get install postgresql",
        "own_redis": "" if shutil.which("redis-server") else "needs apt-get install redis-server",
        "own_clock": "" if shutil.which("cc") else "needs a C compiler: apt-get install gcc",
        "whole": "" if os.environ.get("FAULTS_WHOLE") else "of the long half: make faults",
        "own_disk": "" if os.geteuid() == 0 else "needs root, to mount a small disk",
    }
    left_out = config.stash.setdefault(LEFT_OUT, Counter())
    kept: list[pytest.Item] = []
    for item in items:
        reason = next((why for mark, why in reasons.items() if why and mark in item.keywords), "")
        left_out[reason] += 1
        if not reason:
            kept.append(item)
    del left_out[""]
    # Async tests first: Playwright's own loop would be in their way afterwards.
    kept.sort(key=lambda item: "browser" in item.keywords)
    items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under xdist each worker collects; the first one tells the controller what was left out."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        left_out = session.config.stash.get(LEFT_OUT, Counter[str]())
        output["left_out"] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[LEFT_OUT] = Counter(node.workeroutput.get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    stats = terminalreporter.stats
    for report in [*stats.get("passed", []), *stats.get("failed", [])]:
        for what, _tab, seen in (
            str(value).partition("\t") for name, value in report.user_properties if name in TABLES
        ):
            terminalreporter.write_line(f"{what:<32} {seen}")
    for reason, number in terminalreporter.config.stash.get(LEFT_OUT, Counter[str]()).items():
        terminalreporter.write_line(f"Left out: {number} tests, {reason}")


def nu_checker() -> str:
    """The Nu HTML checker's jar (it is in npm's vnu-jar), where there is a Java; or nothing."""
    return os.environ.get("NU_CHECKER", "") if shutil.which("java") else ""
