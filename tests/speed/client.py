"""Phones that ask as fast as they are answered: raw HTTP over kept connections, in one process.

It shares the machine's cores with the server, so it does little: it writes bytes that are made
beforehand, finds where the answer ends, and notes how long that took.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import uvloop

END = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass
class Taken:
    """What a run took: how often each status came, and the seconds of each request."""

    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.times, n=100)[-1]


class Phone(asyncio.Protocol):
    """One connection: sends the next request as soon as the last is answered."""

    def __init__(self, requests: Iterator[bytes], taken: Taken, done: asyncio.Future[None]) -> None:
        self.requests, self.taken, self.done = requests, taken, done
        self.came, self.whole = bytearray(), 0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        request = next(self.requests, None)
        if request is None:
            self.done.set_result(None)
            self.transport.close()
            return
        self.began = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.came += data
        if not self.whole:
            head = self.came.find(END)
            if head < 0:
                return
            length = self.came[:head].lower().find(LENGTH)
            after = self.came[length + len(LENGTH) : head].split(b"\r\n", 1)[0]
            self.whole = head + len(END) + int(after)
        if len(self.came) >= self.whole:
            self.taken.times.append(time.perf_counter() - self.began)
            self.taken.statuses[int(self.came[9:12])] += 1
            self.came.clear()
            self.whole = 0
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("The server hung up."))


def ask(port: int, requests: Iterator[bytes], *, clients: int) -> Taken:
    """Send them all, so many at a time."""
    return uvloop.run(_ask(port, requests, clients))


async def _ask(port: int, requests: Iterator[bytes], clients: int) -> Taken:
    taken, loop = Taken(), asyncio.get_running_loop()
    began = time.perf_counter()
    done: list[asyncio.Future[None]] = []
    for _client in range(clients):
        done.append(loop.create_future())
        await loop.create_connection(lambda: Phone(requests, taken, done[-1]), "127.0.0.1", port)
    await asyncio.gather(*done)
    taken.seconds = time.perf_counter() - began
    return taken
