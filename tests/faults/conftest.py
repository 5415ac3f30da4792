"""Places that are filled once and copied for each fault; all that is started here is ended here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.serving import Place, Server
from tests.faults.stores import Postgres, Redis

WHOLE = bool(os.environ.get("FAULTS_WHOLE"))
"""`make faults` sets it; without, each fault is tried a few times, in seconds."""
SEED = 7


@dataclass(frozen=True)
class Filled:
    folder: Path
    known: dict[str, Any]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """A SQLite place with one survey and a person for each role."""
    place = Place(tmp_path_factory.mktemp("filled"))
    known = place.fill()
    place.manage("collectstatic", "--noinput", "-v0")
    return Filled(place.folder, known)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    """Its server may be stopped by a test, which starts it again."""
    started = Postgres()
    try:
        started.start()
        yield started
    finally:
        started.end()


@pytest.fixture(scope="session")
def filled_database(cluster: Postgres, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any]:
    place = Place(tmp_path_factory.mktemp("filled-postgres"), cluster.make())
    return place.database.rsplit("/", 1)[1], place.fill()


@pytest.fixture
def redis() -> Iterator[Redis]:
    started = Redis()
    started.start()
    yield started
    started.stop()


@pytest.fixture
def sqlite(filled: Filled, tmp_path: Path) -> tuple[Place, dict[str, Any]]:
    folder = tmp_path / "place"
    shutil.copytree(filled.folder, folder)
    return Place(folder), filled.known


@pytest.fixture
def postgres(
    cluster: Postgres, filled_database: tuple[str, Any], filled: Filled, tmp_path: Path
) -> tuple[Place, dict[str, Any]]:
    name, known = filled_database
    folder = tmp_path / "place"
    shutil.copytree(filled.folder / "static", folder / "static")
    return Place(folder, cluster.make(like=name)), known


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Start a server of a place; whatever is left of it afterwards is killed."""
    with ExitStack() as started:

        def start(place: Place, *, workers: int = 1, log: Path | None = None) -> Server:
            server = place.server(workers=workers)
            server.log = log or server.log
            started.callback(server.kill)
            server.start()
            return server

        yield start


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str, str], None]:
    """A line of the table that `make faults` prints."""

    def write(fault: str, seen: str) -> None:
        record_property("fault", f"{fault}\t{seen}")

    return write
