"""Pass announcements on to this process's sockets, and tell them when none can come any more.

One channel listens for all sockets of a process: an announcement is made a text once, and written
to each that watches its topic. A channel for each socket, as Channels has it, costs several times
as much when two hundred watch (docs/adr/0028-one-server-few-threads.md).

A channel layer that was away comes back by itself, and says nothing of what it lost meanwhile. So
each process sends itself a beat while it has sockets open. One that does not come back ends all of
them: their pages say that they are catching up, connect again, and ask for what they missed.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping
from itertools import count
from typing import Any, Protocol

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)
EVERY = 1.0
"""Seconds; a layer that lost its Redis listens again no sooner, so a beat falls between."""
PATIENCE = 5.0
AGAIN = 3600
"""Beats until topics are joined once more: the layer in memory forgets in a day who joined."""
AWAY = 1013
"""The code that a socket is closed with: try again later."""


class Socket(Protocol):
    def send(self, text_data: str) -> Coroutine[Any, Any, None]: ...

    def close(self, code: int) -> Coroutine[Any, Any, None]: ...


class Hub:
    """Who watches what, on one loop, from the first socket to the last."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.layer = get_channel_layer()
        self.channel = ""
        self.watching: dict[str, set[Socket]] = {}
        self._over = asyncio.Event()
        self._heard = asyncio.Event()
        self._turn = asyncio.Lock()
        self._beating: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()

    def is_over(self) -> bool:
        """Whether whoever comes now needs another one."""
        return self._over.is_set()

    async def watch(self, topic: str, socket: Socket) -> bool:
        """From here on the socket hears of it; not if the hub ended while it waited for its turn.

        Raises what the layer raises where it is away.
        """
        async with self._turn:
            if self.is_over():
                return False
            if not self.channel:
                self.channel = await self.layer.new_channel()
            if topic not in self.watching:
                await self.layer.group_add(topic, self.channel)
            if self.is_over():
                await self.layer.group_discard(topic, self.channel)
                return False
            self.watching.setdefault(topic, set()).add(socket)
            if self._beating is None:
                self._beating = self.loop.create_task(self._beat())
            return True

    async def leave(self, topic: str, socket: Socket) -> None:
        """The last one stops the beat; those that the beat itself ended do not."""
        async with self._turn:
            sockets = self.watching.get(topic, set())
            sockets.discard(socket)
            if sockets:
                return
            self.watching.pop(topic, None)
            if not (self.watching or self.is_over()) and self._beating is not None:
                self._over.set()
                self._beating.cancel()
            await self.layer.group_discard(topic, self.channel)

    async def _beat(self) -> None:
        listening = self.loop.create_task(self._listen())
        try:
            for beat in count(1):
                self._heard.clear()
                await self.layer.send(self.channel, {"type": "beat"})
                await asyncio.wait_for(self._heard.wait(), PATIENCE)
                if beat % AGAIN == 0:
                    for topic in list(self.watching):
                        await self.layer.group_add(topic, self.channel)
                await asyncio.sleep(EVERY)
        except Exception:  # Whatever the layer raises, no page may go on believing in it.
            logger.warning("Announcements are not heard: browsers are told to connect again")
            await self._end()
        finally:
            listening.cancel()

    async def _listen(self) -> None:
        while True:
            message = await self.layer.receive(self.channel)
            if message["type"] == "beat":
                self._heard.set()
            else:
                self._pass_on(message)

    def _pass_on(self, message: Mapping[str, str]) -> None:
        """Each in a task of its own: a browser that takes its time holds up no other."""
        text = json.dumps({key: message[key] for key in ("topic", "kind", "id")})
        for socket in self.watching.get(message["topic"], ()):
            task = self.loop.create_task(_send(socket, text))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _end(self) -> None:
        """Whoever comes from now on has a new hub."""
        self._over.set()
        sockets = set[Socket]().union(*self.watching.values())
        await asyncio.gather(*(it.close(AWAY) for it in sockets), return_exceptions=True)


async def _send(socket: Socket, text: str) -> None:
    try:
        await socket.send(text_data=text)
    except Exception:  # It has just gone, and whatever the server raises then: its goodbye follows.
        logger.debug("A socket was gone before it was told")


_hub: Hub | None = None


async def watch(topic: str, socket: Socket) -> Hub:
    """The hub from which the socket hears of the topic, until it leaves it."""
    while not await (hub := here()).watch(topic, socket):
        pass
    return hub


def here() -> Hub:
    """The hub of the loop that serves this process."""
    global _hub  # noqa: PLW0603  one for the process, as its sockets are
    if _hub is None or _hub.is_over() or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub
