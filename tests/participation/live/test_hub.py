"""A process hears by one channel for all its sockets; if that carries nothing, they are closed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer
from pytest_django import Settings

from backend.accounts.permissions import Role
from participation.live import hub
from tests.participation.live.test_sockets import MODERATION, make_person, socket

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("close_connections"),
]


class Fragile(InMemoryChannelLayer):  # type: ignore[misc]  # channels ships no types
    """One that can be made deaf, or broken, while sockets are open."""

    state = "well"

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        if Fragile.state == "broken":
            raise ConnectionError
        if Fragile.state == "well":
            await super().send(channel, message)


@pytest.fixture(autouse=True)
def fragile(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.Fragile"}}
    monkeypatch.setattr(hub, "EVERY", 0.05)
    monkeypatch.setattr(hub, "PATIENCE", 1.0)
    monkeypatch.setattr(Fragile, "state", "well")


@pytest.mark.parametrize("state", ["broken", "deaf"])
async def test_all_sockets_are_closed_when_beats_do_not_come_back(state: str) -> None:
    worker = await make_person(Role.WORKER)
    sockets = [socket(MODERATION, worker) for _socket in range(3)]
    for it in sockets:
        await it.connect(timeout=20)

    Fragile.state = state
    closed = [await it.receive_output(timeout=20) for it in sockets]
    for it in sockets:
        await it.disconnect()

    assert closed == [{"type": "websocket.close", "code": hub.AWAY}] * 3


async def test_a_socket_that_comes_afterwards_is_watched_again() -> None:
    worker = await make_person(Role.WORKER)
    first = socket(MODERATION, worker)
    await first.connect(timeout=20)
    Fragile.state = "deaf"
    await first.receive_output(timeout=20)

    Fragile.state = "well"
    second = socket(MODERATION, worker)
    await second.connect(timeout=20)
    await first.disconnect()
    await asyncio.sleep(0.3)
    assert await second.receive_nothing()

    Fragile.state = "deaf"
    assert (await second.receive_output(timeout=20))["code"] == hub.AWAY
    await second.disconnect()


class Listener:
    """A socket that only remembers; one that is slow takes for ever."""

    def __init__(self, *, is_slow: bool = False) -> None:
        self.is_slow = is_slow
        self.heard: list[str] = []

    async def send(self, text_data: str) -> None:
        if self.is_slow:
            await asyncio.Event().wait()
        self.heard.append(json.loads(text_data)["kind"])

    async def close(self, code: int) -> None:
        self.heard.append(f"closed {code}")


def announced(topic: str, kind: str) -> dict[str, str]:
    return {"type": "relay", "topic": topic, "kind": kind, "id": ""}


async def test_each_hears_its_own_topic_until_it_leaves_and_nobody_waits_for_a_slow_one() -> None:
    ours = hub.Hub()
    slow, quick, other = Listener(is_slow=True), Listener(), Listener()
    for topic, it in (("a", slow), ("a", quick), ("b", other)):
        await ours.watch(topic, it)

    await ours.layer.group_send("a", announced("a", "one"))
    await ours.layer.group_send("b", announced("b", "two"))
    await asyncio.sleep(0.1)
    await ours.leave("a", quick)
    await ours.layer.group_send("a", announced("a", "three"))
    await asyncio.sleep(0.1)

    assert (quick.heard, other.heard) == (["one"], ["two"])
    await ours.leave("a", slow)
    assert "a" not in ours.layer.groups
    await ours.leave("b", other)
    assert not ours.layer.groups
    assert hub.here() is not ours


async def test_topics_are_joined_again_before_the_layer_forgets_who_joined(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"group_expiry": 1}
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.Fragile", "CONFIG": config}}
    monkeypatch.setattr(hub, "AGAIN", 2)
    ours, listener = hub.Hub(), Listener()
    await ours.watch("a", listener)

    await asyncio.sleep(1.5)
    await ours.layer.group_send("a", announced("a", "still there"))
    await asyncio.sleep(0.1)

    assert listener.heard == ["still there"]
    await ours.leave("a", listener)


@pytest.mark.parametrize("state", ["the last one leaves", "deaf"])
async def test_who_comes_while_a_hub_ends_hears_from_the_next(
    state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Listener(), Listener()
    ours = await hub.watch("a", first)
    join = ours.layer.group_add

    async def join_while_beats_are_lost(group: str, channel: str) -> None:
        if state == "deaf" and not ours.is_over():
            await ours._end()
        await join(group, channel)

    monkeypatch.setattr(ours.layer, "group_add", join_while_beats_are_lost)
    async with ours._turn:  # Both wait for their turn, and the one that leaves came first.
        leaving = asyncio.create_task(ours.leave("a", first) if state != "deaf" else never())
        await asyncio.sleep(0)
        coming = asyncio.create_task(hub.watch("b", second))
        await asyncio.sleep(0)
    theirs = await coming
    await leaving
    await theirs.layer.group_send("b", announced("b", "heard"))
    await asyncio.sleep(0.1)

    assert theirs is not ours
    assert second.heard == ["heard"]
    await theirs.leave("b", second)


async def never() -> None:
    """Nobody leaves."""
