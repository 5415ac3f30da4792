"""Redis dies: answers go in and pages work all the same; who watches is told, and catches up."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import websockets

from tests.faults.conftest import WHOLE
from tests.faults.phones import Phones, tally
from tests.faults.serving import Place, Server
from tests.faults.stores import Redis

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.own_redis]
AWAY = 20 if WHOLE else 3


async def open_socket(server: Server, cookies: str) -> websockets.ClientConnection:
    return await websockets.connect(
        f"{server.url.replace('http', 'ws', 1)}/ws/moderation/",
        origin=websockets.Origin(server.url),
        additional_headers={"Cookie": cookies},
        open_timeout=30,
    )


async def hears(socket: websockets.ClientConnection, seconds: float = 30) -> dict[str, str]:
    heard: dict[str, str] = json.loads(await asyncio.wait_for(socket.recv(), seconds))
    return heard


async def closed_with(socket: websockets.ClientConnection, seconds: float) -> int:
    async with asyncio.timeout(seconds):
        with suppress(websockets.ConnectionClosed):
            while True:
                await socket.recv()
    return socket.close_code or 0


async def connect_when_it_can(server: Server, cookies: str) -> websockets.ClientConnection:
    """As live.js does: again and again."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            return await open_socket(server, cookies)
        except (OSError, websockets.InvalidHandshake):
            await asyncio.sleep(0.5)
    raise TimeoutError


@pytest.fixture
def staffed(sqlite: tuple[Place, dict[str, Any]], redis: Redis) -> tuple[Place, dict[str, Any]]:
    place, known = sqlite
    place.redis = redis.url
    place.settings["DEMO"] = "1"  # For staff to sign in.
    return place, known


async def test_redis_dies_under_load_and_comes_back(
    staffed: tuple[Place, dict[str, Any]],
    redis: Redis,
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = staffed
    server = serve(place)
    worker = server.sign_in(known["people"]["worker"], known["password"])
    phones = Phones(known, [server])
    socket = await open_socket(server, worker)

    with phones.sending(2):
        await hears(socket)
        redis.stop()
        died = time.monotonic()
        code = await closed_with(socket, 30)
        told = time.monotonic() - died
        await asyncio.sleep(AWAY)
        check_without(server, known, worker)
        redis.start()
        back = time.monotonic()
        again = await connect_when_it_can(server, worker)
        assert (await hears(again))["kind"] == "words-arrived"
        caught_up = time.monotonic() - back
    await again.close()

    assert code == 1013
    assert set(phones.statuses) == {201}
    kept = tally(place, phones)
    assert kept.is_whole, kept
    assert kept.thanked == kept.kept
    slowest = max(took for _at, _status, took in phones.replies)
    measured(
        f"Redis away for {AWAY} s",
        f"{kept}, all answered 201, the slowest in {slowest:.1f} s; sockets told after "
        f"{told:.1f} s, live again {caught_up:.1f} s after it was back",
    )


def check_without(server: Server, known: dict[str, Any], worker: str) -> None:
    """Every page is there, signing in too; readiness says what is not."""
    for path in ("/", f"/s/{known['code']}/", "/replies/", "/healthz"):
        assert server.get(path).status == 200, path
    for path in ("/staff/", "/staff/moderation/", "/staff/moderation/list/"):
        assert server.get(path, cookies=worker).status == 200, path
    server.sign_in(known["people"]["clerk"], known["password"])
    ready = server.get("/readyz")
    assert (ready.status, ready.json()["failed"]) == (503, ["channel layer"])


@pytest.mark.whole
async def test_a_redis_that_only_blinks_is_noticed_too(
    staffed: tuple[Place, dict[str, Any]], redis: Redis, serve: Callable[..., Server]
) -> None:
    """What was announced while it was gone is lost, so the page has to ask again."""
    place, known = staffed
    server = serve(place)
    socket = await open_socket(server, server.sign_in(known["people"]["worker"], known["password"]))
    await asyncio.sleep(1)

    redis.stop()
    redis.start()

    assert await closed_with(socket, 30) == 1013


@pytest.mark.own_postgresql
async def test_two_servers_hear_each_other_and_one_decision_wins(
    postgres: tuple[Place, dict[str, Any]],
    redis: Redis,
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = postgres
    place.redis = redis.url
    place.settings["DEMO"] = "1"
    servers = [serve(place), serve(place)]
    cookies = servers[0].sign_in(known["people"]["worker"], known["password"])
    phones = Phones(known, [servers[0]])
    sockets = [await open_socket(server, cookies) for server in servers]

    await asyncio.to_thread(phones.send, servers[0], "x" * 32, by_form=True)
    heard = [await hears(socket) for socket in sockets]
    wins = [
        await decide_twice(place, phones, servers, cookies) for _time in range(20 if WHOLE else 3)
    ]
    for socket in sockets:
        await socket.close()

    assert [it["kind"] for it in heard] == ["words-arrived", "words-arrived"]
    assert wins == [[200, 409]] * len(wins)
    measured(
        "Two servers",
        f"announcements cross; words decided on both at once {len(wins)} times: one wins each time",
    )


async def decide_twice(
    place: Place, phones: Phones, servers: list[Server], cookies: str
) -> list[int]:
    """The same words, approved on one server and held on the other at the same moment."""
    token = f"twice-{time.monotonic_ns()}-{'x' * 20}"
    await asyncio.to_thread(phones.send, servers[1], token, by_form=False)
    (answer,) = place.ask(f"SELECT id FROM surveys_answer WHERE text = 'words {token}'")  # noqa: S608
    path = f"/api/v1/moderation/{answer[0]}"
    answers = await asyncio.gather(
        asyncio.to_thread(servers[0].post, f"{path}/approve/", {}, cookies=cookies),
        asyncio.to_thread(servers[1].post, f"{path}/hold/", {}, cookies=cookies),
    )
    return sorted(it.status for it in answers)
