"""A live room with 200 watchers and 100 answers in ten seconds: `python -m tests.load_room`.

Real processes on this machine: a demo site of its own (on PostgreSQL and Redis with two workers,
if DATABASE_URL and REDIS_URL name them; else on SQLite in one process), 200 web sockets of signed
in workers, and phones that press Send, some of them twice. Prints what was seen; ends with an error
if any watcher missed an announcement or heard one twice, or if a count is not exact.
"""

from __future__ import annotations

import argparse
import asyncio
import http.cookiejar
import json
import os
import random
import re
import secrets
import statistics
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websockets

from tests.browser.site import Site, run_site

SEED = 5
PHONES = 12
"""Threads that send: as many may press at the same moment."""


@dataclass
class Watcher:
    """What one socket heard, and when."""

    kinds: Counter[str] = field(default_factory=Counter)
    sent_at: list[float] = field(default_factory=list)

    def hear(self, message: str | bytes) -> None:
        kind = json.loads(message)["kind"]
        self.kinds[kind] += 1
        if kind == "sent":
            self.sent_at.append(time.monotonic())


class Worker:
    """Somebody signed in, with cookies, who asks and posts as a browser would."""

    def __init__(self, site: Site) -> None:
        self.url = site.url
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        account = site.account("worker")
        sign_in = {"login": account["email"], "password": account["password"]}
        self.post("/accounts/login/", "/accounts/login/", sign_in)

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, page: str, path: str, sent: dict[str, str]) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(page))
        assert token
        body = urllib.parse.urlencode(sent | {"csrfmiddlewaretoken": token[1]}).encode()
        with self.opener.open(self.url + path, data=body, timeout=60) as answer:
            return str(answer.read().decode())

    @property
    def cookie(self) -> str:
        return "; ".join(f"{it.name}={it.value}" for it in self.jar)


def room_of(site: Site, worker: Worker) -> str:
    """A new live room of the survey that the demo's link asks."""
    surveys = re.findall(r"/staff/surveys/(\d+)/invitations/", worker.get("/staff/surveys/"))
    for survey in dict.fromkeys(surveys):
        page = f"/staff/surveys/{survey}/invitations/"
        if site.invitation() in worker.get(page):
            made = worker.post(page, page, {"kind": "live", "audience": "children"})
            code = re.search(r"the code is (\w+)\.", made)
            assert code
            return code[1]
    raise LookupError("the demo's survey")


def post_json(url: str, body: Any) -> tuple[int, float]:
    """The answer's status, and when Send was pressed."""
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    pressed = time.monotonic()
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
        return answer.status, pressed


async def watch(site: Site, code: str, cookie: str, watcher: Watcher, ready: asyncio.Event) -> None:
    url = f"{site.url.replace('http', 'ws', 1)}/ws/live/{code}/"
    async with websockets.connect(
        url, origin=websockets.Origin(site.url), additional_headers={"Cookie": cookie},
        open_timeout=60, ping_timeout=None,
    ) as socket:  # fmt: skip
        ready.set()
        async for message in socket:
            watcher.hear(message)


async def play(
    site: Site, worker: Worker, code: str, *, watchers: int, answers: int, seconds: float
) -> tuple[list[Watcher], list[float]]:
    """Let them watch and send; what each heard, and when each answer was pressed."""
    heard = [Watcher() for _watcher in range(watchers)]
    tasks = []
    for it in heard:
        event = asyncio.Event()
        tasks.append(asyncio.create_task(watch(site, code, worker.cookie, it, event)))
        await asyncio.wait_for(event.wait(), 60)
    pressed = await send_all(site, code, answers=answers, seconds=seconds)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(it.kinds["sent"] < answers for it in heard):
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)  # One that is doubled would come now.
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return heard, sorted(pressed)


async def send_all(site: Site, code: str, *, answers: int, seconds: float) -> list[float]:
    """Press Send so often in so many seconds, every tenth time twice."""
    url = f"{site.url}/api/v1/invitations/{code}/"
    with urllib.request.urlopen(url) as answer:
        questions = json.load(answer)["questions"]
    words = next(it["id"] for it in questions if it["kind"] == "text" and not it["show_if"])
    chance = random.Random(SEED)
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(PHONES) as phones:

        async def press(number: int, at: float) -> float:
            await asyncio.sleep(at)
            said = [{"question": words, "text": f"lights {secrets.token_hex(4)}"}]
            body = {"token": secrets.token_urlsafe(24), "answers": said, "quote": False}
            pressed = 0.0
            for expected in (201, 200) if number % 10 == 0 else (201,):
                status, began = await loop.run_in_executor(
                    phones, post_json, f"{url}responses/", body
                )
                assert status == expected, status
                pressed = pressed or began
            return pressed

        times = [chance.uniform(0, seconds) for _answer in range(answers)]
        return await asyncio.gather(*(press(*it) for it in enumerate(times)))


def last_of_all(heard: Iterable[Watcher], pressed: list[float]) -> list[float]:
    """For each answer, in order: from Send until the last watcher had heard of one more."""
    return [
        max(place) - began
        for began, *place in zip(pressed, *(it.sent_at for it in heard), strict=True)
    ]


def report(site: Site, *, watchers: int, answers: int, seconds: float) -> int:
    worker = Worker(site)
    code = room_of(site, worker)
    for _phone in range(3):
        urllib.request.urlopen(f"{site.url}/s/{code}/").close()
    heard, pressed = asyncio.run(
        play(site, worker, code, watchers=watchers, answers=answers, seconds=seconds)
    )
    counts = worker.get(f"/staff/live/{code}/now/")
    shown = tuple(int(it) for it in re.findall(r"data-(?:opened|sent)>(\d+)<", counts))
    wrong = sum(it.kinds != {"sent": answers} for it in heard)
    print(f"{watchers} watchers, {answers} answers in {pressed[-1] - pressed[0]:.1f} s")  # noqa: T201
    print(f"watchers that missed or doubled one: {wrong}")  # noqa: T201
    print(f"counts: opened {shown[0]} of 3, sent {shown[1]} of {answers}")  # noqa: T201
    if wrong or shown != (3, answers):
        return 1
    took = statistics.quantiles(last_of_all(heard, pressed), n=100)
    print(f"Send to the last of all watchers: p50 {took[49]:.3f} s, p99 {took[98]:.3f} s")  # noqa: T201
    return 0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--watchers", type=int, default=200)
    options.add_argument("--answers", type=int, default=100)
    options.add_argument("--seconds", type=float, default=10)
    asked = options.parse_args()
    workers = 2 if os.environ.get("REDIS_URL") else 1
    with tempfile.TemporaryDirectory() as folder, run_site(Path(folder), workers=workers) as site:
        print("PostgreSQL and Redis, 2 processes" if workers == 2 else "SQLite, 1 process")  # noqa: T201
        return report(site, watchers=asked.watchers, answers=asked.answers, seconds=asked.seconds)


if __name__ == "__main__":
    sys.exit(main())
