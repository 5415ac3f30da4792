"""Whoever watches a live room hears of each page opened and each answer sent, once, and no more."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.test import AsyncClient

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.live.routing import websocket_urlpatterns
from surveys import building, rooms
from surveys.models import Invitation
from tests.factories import make_invitation, make_user, new_token, send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("close_connections"),
]
WATCHERS, ANSWERS = 20, 30


def socket(code: str, user: User | AnonymousUser) -> Any:
    communicator = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/ws/live/{code}/")
    communicator.scope["user"] = user
    return communicator


async def make_room() -> Invitation:
    return await sync_to_async(make_invitation)(kind=Invitation.Kind.LIVE)


async def watch(room: Invitation, user: User | None = None) -> Any:
    watcher = socket(room.code, user or await sync_to_async(make_user)(Role.WORKER))
    connected, _code = await watcher.connect()
    assert connected
    return watcher


async def heard(watcher: Any, number: int) -> list[str]:
    messages = [await watcher.receive_json_from(timeout=20) for _message in range(number)]
    assert await watcher.receive_nothing()
    assert all(set(it) == {"topic", "kind", "id"} for it in messages)
    return [it["kind"] for it in messages]


@pytest.mark.parametrize("role", [None, *Role])
async def test_only_those_who_run_rooms_watch_them(role: Role | None) -> None:
    room = await make_room()
    user = await sync_to_async(make_user)(*([role] if role else []))

    watcher = socket(room.code, user)
    connected, _code = await watcher.connect()
    await watcher.disconnect()

    assert connected is (role == Role.WORKER)


@pytest.mark.parametrize("code", ["NOSUCH", "x" * 300, "-_-"])
async def test_a_room_that_is_not_there_says_nothing_and_breaks_nothing(code: str) -> None:
    watcher = socket(code, await sync_to_async(make_user)(Role.WORKER))

    connected, _code = await watcher.connect()

    assert connected
    assert await watcher.receive_nothing()
    await watcher.disconnect()


async def test_a_room_hears_that_somebody_opened_and_sent_and_nothing_of_who_or_what() -> None:
    room = await make_room()
    watcher = await watch(room)

    await AsyncClient().get(room.get_absolute_url())
    await sync_to_async(send)(room, text="kanarienvogel", choice=1)

    messages = [await watcher.receive_json_from() for _message in range(2)]
    topic = f"live-{room.code}"
    assert messages == [
        {"topic": topic, "kind": "opened", "id": ""},
        {"topic": topic, "kind": "sent", "id": ""},
    ]
    await watcher.disconnect()


async def test_a_repeat_is_not_announced_again() -> None:
    room, token = await make_room(), new_token()
    watcher = await watch(room)

    for _press in range(3):
        await sync_to_async(send)(room, text="more lights", token=token)

    assert await heard(watcher, 1) == ["sent"]
    await watcher.disconnect()


async def test_one_room_does_not_hear_another() -> None:
    room, other = await make_room(), await make_room()
    watcher = await watch(room)

    await sync_to_async(send)(other, text="more lights")

    assert await watcher.receive_nothing()
    await watcher.disconnect()


async def test_a_room_hears_that_it_is_paused_goes_on_and_closes() -> None:
    room = await make_room()
    worker = await sync_to_async(make_user)(Role.WORKER)
    watcher = await watch(room, worker)

    await sync_to_async(rooms.pause)(room, by=worker)
    await sync_to_async(rooms.go_on)(room, by=worker)
    await sync_to_async(building.close_survey)(room.survey, by=worker)

    assert await heard(watcher, 3) == ["paused", "goes-on", "closed"]
    await watcher.disconnect()


async def test_twenty_watchers_miss_and_double_nothing_of_thirty_answers() -> None:
    """A seeded part of tests/load_room.py, which has 200 watchers and real processes."""
    room = await make_room()
    worker = await sync_to_async(make_user)(Role.WORKER)
    watchers = [await watch(room, worker) for _watcher in range(WATCHERS)]
    chance = random.Random(5)  # noqa: S311  (the same each time)
    tokens = [new_token() for _answer in range(ANSWERS)]
    presses = tokens + chance.choices(tokens, k=10)  # Some press twice.
    chance.shuffle(presses)

    async def press(token: str) -> None:
        await asyncio.sleep(chance.random() / 2)
        await sync_to_async(send)(room, text=f"lights {token}", token=token)

    await asyncio.gather(*map(press, presses))

    for watcher in watchers:
        kinds = [(await watcher.receive_json_from(timeout=20))["kind"] for _it in range(ANSWERS)]
        assert Counter(kinds) == {"sent": ANSWERS}
    assert await watchers[0].receive_nothing()
    await room.arefresh_from_db()
    assert room.answered == ANSWERS
    for watcher in watchers:
        await watcher.disconnect()
