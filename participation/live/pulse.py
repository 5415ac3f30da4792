"""Notice that announcements are no longer heard, and tell the browsers that believe they are.

A channel layer that was away comes back by itself, and says nothing of what it lost meanwhile. So
each process sends itself a beat while it has sockets open. One that does not come back ends all of
them: their pages say that they are catching up, connect again, and ask for what they missed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Protocol

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)
EVERY = 1.0
"""Seconds; a layer that lost its Redis listens again no sooner, so a beat falls between."""
PATIENCE = 5.0
AWAY = 1013
"""The code that a socket is closed with: try again later."""


class Socket(Protocol):
    def close(self, code: int) -> Coroutine[Any, Any, None]: ...


_open: set[Socket] = set()
_beating: asyncio.Task[None] | None = None


def watch(socket: Socket) -> None:
    """Close this one too when beats no longer come back."""
    global _beating  # noqa: PLW0603  one for the process, as its sockets are
    _open.add(socket)
    loop = asyncio.get_running_loop()
    if _beating is None or _beating.done() or _beating.get_loop() is not loop:
        _beating = loop.create_task(_beat())


def leave(socket: Socket) -> None:
    """The last one stops the beat; those that the beat itself ended do not."""
    if socket in _open:
        _open.remove(socket)
        if not _open and _beating is not None:
            _beating.cancel()


async def _beat() -> None:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    heard = asyncio.Event()
    listening = asyncio.create_task(_listen(layer, channel, heard))
    try:
        while True:
            heard.clear()
            await layer.send(channel, {"type": "beat"})
            await asyncio.wait_for(heard.wait(), PATIENCE)
            await asyncio.sleep(EVERY)
    except Exception:  # Whatever the layer raises, no page may go on believing in it.
        logger.warning("Announcements are not heard: browsers are told to connect again")
        await _end(_let_go())
    finally:
        listening.cancel()


async def _listen(layer: Any, channel: str, heard: asyncio.Event) -> None:
    while True:
        await layer.receive(channel)
        heard.set()


def _let_go() -> list[Socket]:
    """All that are open; whoever comes from now on has a new beat."""
    global _beating  # noqa: PLW0603  the same
    ended = list(_open)
    _open.clear()
    _beating = None
    return ended


async def _end(sockets: list[Socket]) -> None:
    await asyncio.gather(*(it.close(AWAY) for it in sockets), return_exceptions=True)
