"""From Send to the last of 200 browsers that watch a room, beside a bare consumer on one layer.

The floor's view writes the same rows and calls Channels' group_send; its consumer passes on what it
hears. Both are watched by the same 200 sockets of one process on the same cores.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import websockets

from tests.browser.site import Server, Site
from tests.load_room import Worker
from tests.speed.sites import ROOM, Pair

WATCHERS = 200


async def both(site: Pair, folder: Path, times: int) -> tuple[list[float], list[float]]:
    """Seconds from each Send to the last watcher, of ours and of the floor."""
    demo = json.loads((folder / "demo.json").read_text())
    url = f"http://127.0.0.1:{site.ours.port}"
    worker = Worker(Site(url, demo, site.ours.start, site.ours.stop))
    ours = await _last(site, site.ours, f"/ws/live/{ROOM}/", "s", worker.cookie, times)
    bare = await _last(site, site.bare, "/ws/bare/", "room", "", times)
    return ours, bare


async def _last(
    site: Pair, server: Server, path: str, view: str, cookie: str, times: int
) -> list[float]:
    heard: asyncio.Queue[float] = asyncio.Queue()

    async def watch(socket: websockets.ClientConnection) -> None:
        async for message in socket:
            if b'"sent"' in (message if isinstance(message, bytes) else message.encode()):
                heard.put_nowait(time.perf_counter())

    origin = websockets.Origin(f"http://127.0.0.1:{server.port}")
    sockets = [
        await websockets.connect(
            f"ws://127.0.0.1:{server.port}{path}", origin=origin, open_timeout=60,
            additional_headers={"Cookie": cookie}, ping_timeout=None, compression=None,
        )
        for _watcher in range(WATCHERS)
    ]  # fmt: skip
    watching = [asyncio.create_task(watch(socket)) for socket in sockets]
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    took = []
    for _time in range(times + 3):
        began = time.perf_counter()
        writer.write(site.to(server, ROOM).post(view))
        for _watcher in range(WATCHERS):
            at = await asyncio.wait_for(heard.get(), 30)
        took.append(at - began)
        await asyncio.sleep(0.05)
        await reader.read(2**20)
    writer.close()
    for task in watching:
        task.cancel()
    for socket in sockets:
        await socket.close()
    return took[3:]
