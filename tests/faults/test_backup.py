"""A backup while everybody writes, put back elsewhere: every receipt still works."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from surveys.receipts import receipt
from tests.faults.conftest import Filled
from tests.faults.phones import Phones
from tests.faults.serving import Place, Server
from tests.faults.stores import Postgres

pytestmark = pytest.mark.xdist_group("faults")


def back_up_and_restore(
    place: Place, elsewhere: Place, known: dict[str, Any], serve: Callable[..., Server], to: Path
) -> str:
    server = serve(place)
    phones = Phones(known, [server])
    with phones.sending():
        phones.wait_for_thanks(10, after=time.monotonic())
        before = list(phones.thanked)
        place.manage("backup", str(to))
        phones.wait_for_thanks(3, after=time.monotonic())
    taken_back, *others = before
    server.post("/api/v1/journeys/withdraw/", {"receipt": receipt(taken_back)})
    elsewhere.settings["LEDGER_PATH"] = str(place.folder / "ledger")
    elsewhere.manage("restore", str(to))
    there = serve(elsewhere)
    found = [there.post("/api/v1/journeys/", {"receipt": receipt(it)}).status for it in others]
    gone = there.post("/api/v1/journeys/", {"receipt": receipt(taken_back)})

    assert set(phones.statuses) == {201}
    assert set(found) == {200}
    assert gone.status == 404
    again = Phones(known, [there])
    for token in others:
        again.send(there, token, by_form=True)
    assert again.statuses == {200: len(others)}
    return f"{len(others)} receipts from before it all work elsewhere; one taken back stays so"


def test_a_backup_of_sqlite_under_load_is_whole(
    sqlite: tuple[Place, dict[str, Any]],
    filled: Filled,
    tmp_path: Path,
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = sqlite
    elsewhere = Place(tmp_path / "elsewhere")
    shutil.copytree(filled.folder / "static", elsewhere.folder / "static")

    seen = back_up_and_restore(place, elsewhere, known, serve, tmp_path / "backup")

    measured("Backup under load, SQLite", seen)


@pytest.mark.own_postgresql
@pytest.mark.whole
def test_a_backup_of_postgresql_under_load_is_whole(
    postgres: tuple[Place, dict[str, Any]],
    cluster: Postgres,
    filled: Filled,
    tmp_path: Path,
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = postgres
    elsewhere = Place(tmp_path / "elsewhere", cluster.make())
    shutil.copytree(filled.folder / "static", elsewhere.folder / "static")

    seen = back_up_and_restore(place, elsewhere, known, serve, tmp_path / "backup")

    measured("Backup under load, PostgreSQL", seen)
