"""Django behind an ASGI server, with its middleware kept synchronous and its threads kept alive.

Django's own handler goes to a thread and back for each middleware, and opens its connections to the
database anew for each request. Here the body is read first, so that a slow phone holds no thread;
then one thread does all the rest. Why and how much: docs/adr/0028-one-server-few-threads.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from backend import events

THREADS = 16
"""Of one process, and so the most connections to the database that answering takes."""


class Http(ASGIHandler):
    """Answer each request whole, in one of a few threads that stay."""

    def __init__(self) -> None:
        super(ASGIHandler, self).__init__()
        self.load_middleware(is_async=False)
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="http")

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Mapping[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        loop = asyncio.get_running_loop()
        events.announce_on(loop)
        try:
            body = await _body(receive)
        except RequestAborted:
            return
        start, content = await loop.run_in_executor(self.threads, self.answer, scope, body)
        await send(start)
        await send({"type": "http.response.body", "body": content})

    def answer(self, scope: dict[str, Any], body: BytesIO) -> tuple[dict[str, Any], bytes]:
        """The two messages that answer a request; nothing of ours is too long to hold at once."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = refusal if request is None else self.get_response(request)
        with closing(response):
            content = b"".join(response) if response.streaming else response.content
        return {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": list(_headers(response)),
        }, content


async def _body(receive: Callable[[], Awaitable[Mapping[str, Any]]]) -> BytesIO:
    """What was sent. Over every limit it is let by and not kept: backend.http.Limits refuses."""
    body = BytesIO()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        if body.tell() <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            body.write(message.get("body", b""))
        more = message.get("more_body", False)
    body.seek(0)
    return body


def _headers(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    cookies = [cookie.output(header="").strip() for cookie in response.cookies.values()]
    return headers + [(b"Set-Cookie", cookie.encode("ascii")) for cookie in cookies]
