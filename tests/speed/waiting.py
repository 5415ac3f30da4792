"""The queue of words to read, with 100 that wait and with 100,000: the same page, the same server.

Fills the site up, and leaves it so: whatever is measured afterwards has these rows beside it.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from tests.browser.site import Site
from tests.load_room import Worker
from tests.speed.client import ask
from tests.speed.sites import TEN, Pair, manage

FEW, MANY, LOOKS = 100, 100_000, 60
PAGES = ("/staff/moderation/", "/staff/moderation/list/")
"""One text at a time, as it is read; and the list."""
FILL = f"""
from uuid import uuid4
from django.db import connection
from django.utils import timezone
from surveys.models import Answer, Invitation, Response
invitation = Invitation.objects.select_related("survey").get(code="{TEN}")
asked, audience = invitation.survey.questions.filter(kind="text").first(), invitation.audience
today, there = timezone.localdate(), Answer.objects.filter(waiting=True).count()
for at in range(there, NUMBER, 2_000):
    responses = Response.objects.bulk_create(
        Response(survey=invitation.survey, audience=audience, sent_on=today,
            receipt_hash=uuid4().hex, digest=uuid4().hex)
        for _response in range(min(2_000, NUMBER - at))
    )
    Answer.objects.bulk_create(
        Answer(response=it, audience=audience, sent_on=today, question=asked,
            text="More lights on the path by the park, please.", waiting=True)
        for it in responses
    )
if connection.vendor == "postgresql":  # As it does by itself, within a minute of so many new rows.
    connection.cursor().execute("ANALYZE")
"""


def both(site: Pair, folder: Path) -> Iterator[tuple[str, float, float]]:
    """Each page, and its median seconds with many and with few."""
    demo = json.loads((folder / "demo.json").read_text())
    url = f"http://127.0.0.1:{site.ours.port}"
    cookie = Worker(Site(url, demo, site.ours.start, site.ours.stop)).cookie
    taken: list[list[float]] = []
    for number in (FEW, MANY):
        manage(folder, "shell", "-v0", "-c", FILL.replace("NUMBER", str(number)))
        taken.append([_median(site, page, cookie) for page in PAGES])
    few, many = taken
    yield from zip(PAGES, many, few, strict=True)


def _median(site: Pair, page: str, cookie: str) -> float:
    head = f"Host: 127.0.0.1:{site.ours.port}\r\nAccept-Encoding: gzip\r\nCookie: {cookie}\r\n"
    request = f"GET {page} HTTP/1.1\r\n{head}\r\n".encode()
    taken = ask(site.ours.port, repeat(request, LOOKS), clients=1)
    if set(taken.statuses) != {200}:
        raise RuntimeError(f"{page} was refused: {taken.statuses}")
    return statistics.median(taken.times)
