"""The gate in front of web sockets: the same sessions come in, and none stays that has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from asgiref.sync import sync_to_async
from channels.auth import get_user
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string

from backend.accounts import second_step, sessions
from backend.accounts.models import User

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
LOOK_EVERY = 60
"""Seconds. A session ends in many ways, and one look finds them all."""
ENDED = 4401


class SocketGate:
    """Stands between the session and every consumer: who may not come in is nobody to them."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = scope["session"].session_key
        if not await stands(key):
            scope = {**scope, "user": AnonymousUser()}
        watch = asyncio.create_task(_close_when_ended(key, send))
        try:
            await self.app(scope, receive, send)
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch


async def stands(key: str | None) -> bool:
    """Whether somebody may come in by this session now, read afresh."""
    if key is None:
        return False
    engine = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    session = await sync_to_async(_loaded)(engine(key))
    # Switched off, signed out, or with another password since: then it is nobody.
    user = await get_user({"session": session})
    return (
        isinstance(user, User)
        and sessions.left(session) > 0
        and second_step.has_passed(session, user)
    )


def _loaded(session: Any) -> Any:
    session.get(sessions.BEGAN)
    return session


async def _close_when_ended(key: str | None, send: Send) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY)
        if not await stands(key):
            await send({"type": "websocket.close", "code": ENDED})
            return
