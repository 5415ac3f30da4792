"""Web sockets for staff: may this person watch, join, relay. Nothing comes from the browser."""

from __future__ import annotations

from typing import Any, ClassVar

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.events import MODERATION, live_topic, meeting_topic
from backend.metrics import count_socket
from participation.live import hub
from participation.live.hub import Hub

LONGEST_CODE = 12
"""Of an invitation; a channel layer refuses names that are much longer."""


class Relay(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    """Pass {topic, kind, id} on to a browser whose user may watch the topic."""

    permission: ClassVar[Permission]
    # The hub listens for all sockets of the process.
    channel_layer_alias = None
    topic: str = ""
    hub: Hub | None = None

    def find_topic(self) -> str:
        raise NotImplementedError

    async def connect(self) -> None:
        user = self.scope["user"]
        if not isinstance(user, User) or not await sync_to_async(user.may)(self.permission):
            await self.close(code=4403)
            return
        self.topic = self.find_topic()
        self.hub = await hub.watch(self.topic, self)
        await self.accept()
        count_socket(1)

    async def disconnect(self, code: int) -> None:
        if self.hub:
            count_socket(-1)
            await self.hub.leave(self.topic, self)

    async def receive(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is taken from the browser."""


class ModerationConsumer(Relay):
    permission = Permission.MODERATE

    def find_topic(self) -> str:
        return MODERATION


class MeetingConsumer(Relay):
    permission = Permission.READ_MEETINGS

    def find_topic(self) -> str:
        return meeting_topic(self.scope["url_route"]["kwargs"]["meeting_id"])


class RoomConsumer(Relay):
    """A live room: that its page was opened, that somebody sent, that it was paused or closed."""

    permission = Permission.BUILD_SURVEYS

    def find_topic(self) -> str:
        return live_topic(self.scope["url_route"]["kwargs"]["code"][:LONGEST_CODE].upper())
