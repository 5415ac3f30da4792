from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.live.routing import websocket_urlpatterns
from participation.moderation import claims, services
from surveys.models import Answer, Invitation
from tests.factories import make_invitation, make_meeting, make_user, make_words, send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("close_connections"),
]
MODERATION = "/ws/moderation/"


def socket(path: str, user: User | AnonymousUser) -> Any:
    communicator = WebsocketCommunicator(URLRouter(websocket_urlpatterns), path)
    communicator.scope["user"] = user
    return communicator


async def make_person(*roles: Role) -> User:
    return await sync_to_async(make_user)(*roles)


@pytest.mark.parametrize("role", [None, *Role])
async def test_each_socket_takes_those_it_is_for(role: Role | None) -> None:
    user = await make_person(*([role] if role else []))
    meeting = await sync_to_async(make_meeting)()
    for_meetings = {Role.WORKER, Role.CLERK, Role.BOARD_MEMBER}

    for path, allowed in (
        (MODERATION, {Role.WORKER}),
        (f"/ws/meetings/{meeting.pk}/", for_meetings),
    ):
        communicator = socket(path, user)
        connected, code = await communicator.connect()
        assert connected is (role in allowed), path
        assert connected or code == 4403
        await communicator.disconnect()


async def test_nobody_watches_without_signing_in() -> None:
    communicator = socket(MODERATION, AnonymousUser())

    connected, code = await communicator.connect()

    assert (connected, code) == (False, 4403)


async def test_a_worker_hears_that_words_arrived_and_nothing_of_the_words() -> None:
    communicator = socket(MODERATION, await make_person(Role.WORKER))
    await communicator.connect()

    await sync_to_async(make_words)("kanarienvogel")

    assert await communicator.receive_json_from() == {
        "topic": "moderation",
        "kind": "words-arrived",
        "id": "",
    }
    assert await communicator.receive_nothing()
    await communicator.disconnect()


async def test_nobody_hears_who_in_a_room_has_just_sent() -> None:
    communicator = socket(MODERATION, await make_person(Role.WORKER))
    await communicator.connect()
    room = await sync_to_async(make_invitation)(kind=Invitation.Kind.TABLET)

    await sync_to_async(send)(room, text="still in the room")

    assert await communicator.receive_nothing()
    await communicator.disconnect()


async def test_every_open_queue_hears_of_a_decision_and_of_its_undoing() -> None:
    worker = await make_person(Role.WORKER)
    answer = await sync_to_async(make_words)()
    queues = [socket(MODERATION, await make_person(Role.WORKER)) for _worker in range(2)]
    for queue in queues:
        await queue.connect()

    voice = await sync_to_async(services.approve)(answer.pk, by=worker)
    await sync_to_async(services.undo)(voice.of_reading, by=worker)

    for queue in queues:
        heard = [await queue.receive_json_from() for _message in range(2)]
        assert [message["kind"] for message in heard] == ["words-decided", "words-waiting-again"]
        assert {message["id"] for message in heard} == {""}, "these may be kept from somebody here"
        assert all(set(message) == {"topic", "kind", "id"} for message in heard)
        await queue.disconnect()


async def test_every_open_queue_hears_that_words_are_claimed_and_left_and_no_word_of_them() -> None:
    worker = await make_person(Role.WORKER)
    answer = await sync_to_async(make_words)("kanarienvogel")
    queue = socket(MODERATION, await make_person(Role.WORKER))
    await queue.connect()

    await sync_to_async(claims.claim)(answer.pk, by=worker)
    await sync_to_async(claims.leave)(answer.pk, by=worker)

    heard = [await queue.receive_json_from() for _message in range(2)]
    assert heard == [
        {"topic": "moderation", "kind": kind, "id": ""} for kind in ("words-claimed", "words-left")
    ]
    await queue.disconnect()


async def test_what_is_not_kept_is_not_announced() -> None:
    communicator = socket(MODERATION, await make_person(Role.WORKER))
    await communicator.connect()
    invitation = await sync_to_async(make_invitation)()

    @sync_to_async
    def send_and_fail() -> None:
        with transaction.atomic():
            send(invitation, text="never kept")
            transaction.set_rollback(True)

    await send_and_fail()

    assert await communicator.receive_nothing()
    assert not await Answer.objects.aexists()
    await communicator.disconnect()


@pytest.mark.parametrize("sent", ["hello", '{"type": "relay", "topic": "x"}', "{", b"\x00\xff"])
async def test_what_the_browser_sends_is_ignored(sent: str | bytes) -> None:
    communicator = socket(MODERATION, await make_person(Role.WORKER))
    await communicator.connect()

    if isinstance(sent, bytes):
        await communicator.send_to(bytes_data=sent)
    else:
        await communicator.send_to(text_data=sent)

    assert await communicator.receive_nothing()
    await sync_to_async(make_words)()
    assert (await communicator.receive_json_from())["kind"] == "words-arrived"
    await communicator.disconnect()
