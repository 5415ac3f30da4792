"""The handler between the server and Django: bodies, threads, and what goes out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from backend import events, serving
from backend.serving import Http

pytestmark = pytest.mark.urls(__name__)
seen: list[bytes] = []


@csrf_exempt
def echo(request: HttpRequest) -> HttpResponse:
    seen.append(request.body)
    answer = HttpResponse(request.body)
    answer.set_cookie("one", "1")
    answer.set_cookie("two", "2")
    return answer


@csrf_exempt
def file(request: HttpRequest) -> FileResponse:
    return FileResponse(iter([b"a whole ", b"file"]))


urlpatterns = [path("api/echo/", echo), path("file/", file)]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop of a test serves nobody after it."""
    monkeypatch.setattr(events, "_loop", None)
    seen.clear()


class Line:
    """One request's line to the server, both ways."""

    def __init__(self, messages: Iterable[Mapping[str, Any]]) -> None:
        self.coming: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        for message in messages:
            self.coming.put_nowait(message)
        self.sent: list[dict[str, Any]] = []

    async def ask(self, http: Http, path: str = "/api/echo/", length: int = 0) -> None:
        headers = [(b"host", b"testserver"), (b"content-length", str(length).encode())]
        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": headers,
        }
        await http(scope, self.coming.get, self._send)

    async def _send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return bytes(self.sent[1]["body"])

    def headers(self, name: bytes) -> list[bytes]:
        return [value for it, value in self.sent[0]["headers"] if it == name]


def part(text: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": text, "more_body": more}


def asked(*messages: Mapping[str, Any], length: int = 0, path: str = "/api/echo/") -> Line:
    async def all_of_it() -> Line:
        line = Line(messages)
        await line.ask(Http(), path, length)
        return line

    return asyncio.run(all_of_it())


def test_a_body_that_comes_in_parts_is_one() -> None:
    line = asked(part(b"more ", more=True), part(b"lights"), length=11)

    assert (line.status, line.body) == (200, b"more lights")


def test_whoever_hangs_up_before_the_end_has_sent_nothing() -> None:
    line = asked(part(b"half a", more=True), {"type": "http.disconnect"}, length=99)

    assert line.sent == []
    assert seen == []


def test_what_is_over_the_limit_is_refused_and_not_held(settings: Any) -> None:
    settings.BODY_LIMIT = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    parts = [part(b"x" * 500, more=True) for _ in range(50)]

    async def held() -> int:
        body = await serving._body(Line([*parts, part(b"")]).coming.get)
        return len(body.getvalue())

    line = asked(*parts, part(b""), length=25_000)
    assert (line.status, seen) == (413, [])
    assert asyncio.run(held()) <= 1500


def test_each_cookie_has_a_line_of_its_own() -> None:
    cookies = asked(part(b"")).headers(b"Set-Cookie")

    assert [it.split(b"=")[0] for it in cookies] == [b"one", b"two"]


def test_a_file_goes_out_whole() -> None:
    assert asked(part(b""), path="/file/").body == b"a whole file"


def test_slow_phones_hold_no_thread() -> None:
    """More of them than there are threads, each half-way through; then one that is quick."""

    async def quick_one_among_slow_ones() -> tuple[Line, int]:
        http = Http()
        slow = [Line([part(b"half", more=True)]) for _ in range(serving.THREADS + 4)]
        waiting = [asyncio.create_task(it.ask(http, length=8)) for it in slow]
        quick = Line([part(b"quick")])
        await asyncio.wait_for(quick.ask(http, length=5), timeout=5)
        answered = sum(bool(it.sent) for it in slow)
        for it in slow:
            it.coming.put_nowait(part(b"done"))
        await asyncio.gather(*waiting)
        assert {it.body for it in slow} == {b"halfdone"}
        return quick, answered

    quick, answered = asyncio.run(quick_one_among_slow_ones())
    assert (quick.status, quick.body) == (200, b"quick")
    assert answered == 0
