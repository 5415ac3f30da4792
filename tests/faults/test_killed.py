"""kill -9 at random moments: what a child was thanked for is there, once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.conftest import SEED, WHOLE
from tests.faults.phones import Phones, tally
from tests.faults.serving import Place, Server

pytestmark = pytest.mark.xdist_group("faults")
TIMES = 20 if WHOLE else 2


def kill_often(place: Place, known: dict[str, Any], serve: Callable[..., Server]) -> Phones:
    chance = random.Random(SEED)
    server = serve(place)
    phones = Phones(known, [server])
    for _time in range(TIMES):
        with phones.sending():
            phones.wait_for_thanks(5, after=time.monotonic())
            time.sleep(chance.uniform(0, 1))
            server.kill()
        server.start()
    return phones


def check(place: Place, phones: Phones) -> str:
    before = tally(place, phones)
    assert before.thanked >= 5 * TIMES
    assert before.is_whole, before
    phones.send_again()
    after = tally(place, phones)
    assert after.is_whole, after
    assert after.thanked == after.kept == len(phones.sent)
    return f"{TIMES} times: {before}; all {after.kept} sent again: {after.doubled} doubled"


def test_a_killed_server_on_sqlite_loses_and_doubles_nothing(
    sqlite: tuple[Place, dict[str, Any]],
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = sqlite

    phones = kill_often(place, known, serve)

    measured("kill -9, SQLite", check(place, phones))


@pytest.mark.own_postgresql
def test_a_killed_server_on_postgresql_loses_and_doubles_nothing(
    postgres: tuple[Place, dict[str, Any]],
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = postgres

    phones = kill_often(place, known, serve)

    measured("kill -9, PostgreSQL", check(place, phones))
