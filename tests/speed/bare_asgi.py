"""The bare site's application: the same handler for pages, and one bare consumer."""

from __future__ import annotations

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter

from backend.asgi import application as real


class Consumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    async def connect(self) -> None:
        await self.channel_layer.group_add("bare", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("bare", self.channel_name)

    async def relay(self, event: dict[str, Any]) -> None:
        await self.send_json({key: event[key] for key in ("topic", "kind", "id")})


application = ProtocolTypeRouter(
    {"http": real.application_mapping["http"], "websocket": Consumer.as_asgi()}
)
