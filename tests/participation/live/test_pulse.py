"""A channel layer that no longer carries anything: its sockets are closed, so that pages ask."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer
from pytest_django import Settings

from backend.accounts.permissions import Role
from participation.live import pulse
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
    monkeypatch.setattr(pulse, "EVERY", 0.05)
    monkeypatch.setattr(pulse, "PATIENCE", 1.0)
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

    assert closed == [{"type": "websocket.close", "code": pulse.AWAY}] * 3


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
    assert (await second.receive_output(timeout=20))["code"] == pulse.AWAY
    await second.disconnect()
