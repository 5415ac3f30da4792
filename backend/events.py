"""Tell open pages that something changed: a topic, a kind and an id, never content.

The browser then asks again over HTTP, through the same permission as any page.
"""

from __future__ import annotations

import asyncio
import logging
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)

MODERATION = "moderation"
"""Without an id: some words are kept from some who listen, who then learn of no text by its id."""


def meeting_topic(meeting_id: int) -> str:
    return f"meeting-{meeting_id}"


def live_topic(code: str) -> str:
    """Of a live room, by its invitation's code."""
    return f"live-{code}"


def announce(topic: str, kind: str, id: UUID | int | str = "") -> None:
    """Send {topic, kind, id} to everybody watching the topic, once the transaction is kept.

    A channel layer that is down is logged and nothing more: the words are safe in the database,
    and every page catches up when it next asks.
    """
    message = {"type": "relay", "topic": topic, "kind": kind, "id": str(id)}
    transaction.on_commit(lambda: _send(topic, message))


# The loop that serves this process, once it serves; commands and tests have none.
_loop: asyncio.AbstractEventLoop | None = None


def announce_on(loop: asyncio.AbstractEventLoop) -> None:
    """Announce from this loop, where the layer's connections are: nobody who sends waits for it."""
    global _loop  # noqa: PLW0603  (one loop serves a process)
    _loop = loop


def is_serving() -> bool:
    """Whether this process answers requests now, which others wait for."""
    return _loop is not None and _loop.is_running()


def _send(topic: str, message: dict[str, str]) -> None:
    if _loop is not None and is_serving():
        asyncio.run_coroutine_threadsafe(_relay(topic, message), _loop)
    else:
        async_to_sync(_relay)(topic, message)


async def _relay(topic: str, message: dict[str, str]) -> None:
    try:
        await get_channel_layer().group_send(topic, message)
    except Exception:  # Whatever the layer raises, a child's "Thank you" must not depend on it.
        logger.exception("Could not announce %s on %s", message["kind"], topic)
