"""The disk is full under SQLite: nobody is thanked for nothing, and it goes on once there is room.

The disk is a tmpfs of a few megabytes, which root may mount.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import Filled
from tests.faults.phones import Phones, tally
from tests.faults.serving import Place, Server

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.own_disk]


@pytest.fixture
def small(filled: Filled, tmp_path: Path) -> Iterator[Place]:
    """The database on a disk of 8 MB; static files and the log of the server lie elsewhere."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=True)
    try:
        shutil.copy(filled.folder / "noticed.sqlite3", disk)
        (disk / "static").symlink_to(filled.folder / "static")
        yield Place(disk)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Take all the room that is left."""
    hog = disk / "hog"
    with hog.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return hog


def test_a_full_disk_refuses_and_loses_nothing(
    small: Place,
    filled: Filled,
    tmp_path: Path,
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    server = serve(small, log=tmp_path / "server.log")
    phones = Phones(filled.known, [server])

    with phones.sending():
        phones.wait_for_thanks(5, after=time.monotonic())
        hog = fill(small.folder)
        full = time.monotonic()
        phones.wait_for(503, 10, after=full)
        page = server.get(f"/s/{filled.known['code']}/")
        hog.unlink()
        room = time.monotonic()
        recovered = phones.wait_for_thanks(after=room)
    said = (tmp_path / "server.log").read_text()

    assert set(phones.statuses) <= {201, 503}
    assert page.status in (200, 503)
    assert "database or disk is full" in said or "disk I/O error" in said
    kept = tally(small, phones)
    assert kept.is_whole, kept
    assert kept.kept == kept.thanked
    phones.send_again()
    after = tally(small, phones)
    assert after.is_whole, after
    assert after.thanked == len(phones.sent)
    assert small.ask("PRAGMA integrity_check") == [("ok",)]
    measured(
        "Disk full, SQLite",
        f"{kept}; {phones.statuses[503]} told to wait; thanks again {recovered:.1f} s after room",
    )
