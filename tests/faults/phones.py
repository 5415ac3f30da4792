"""Phones that answer until they are told to stop, and remember what they were told."""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from surveys.receipts import receipt, receipt_hash
from tests.faults.serving import Place, Reply, Server


@dataclass
class Phones:
    """Half of them send the page's form, half the API's JSON."""

    known: dict[str, Any]
    servers: list[Server]
    sent: dict[str, bool] = field(default_factory=dict)
    """By token: whether "Thank you" with the five words came back."""
    statuses: Counter[int] = field(default_factory=Counter)
    replies: list[tuple[float, int, float]] = field(default_factory=list)
    """When it came, its status, and how long it took."""
    unready: list[Reply] = field(default_factory=list)
    """Answers that were refused because something is away."""
    is_over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def sending(self, number: int = 4, *, pause: float = 0.005) -> Iterator[None]:
        self.is_over.clear()
        threads = [
            threading.Thread(target=self._answer, args=(place, pause)) for place in range(number)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join(timeout=60)

    def _answer(self, place: int, pause: float) -> None:
        server = self.servers[place % len(self.servers)]
        while not self.is_over.is_set():
            token = secrets.token_urlsafe(24)
            self.send(server, token, by_form=place // len(self.servers) % 2 == 0)
            time.sleep(pause)

    def send(self, server: Server, token: str, *, by_form: bool) -> Reply:
        """The same answers for the same token, each time."""
        choice = random.Random(token).choice(self.known["choices"])
        self.sent.setdefault(token, False)
        began = time.monotonic()
        if by_form:
            reply = server.post(f"/s/{self.known['code']}/", self.form(token, choice))
        else:
            reply = server.post(
                f"/api/v1/invitations/{self.known['code']}/responses/", self.body(token, choice)
            )
        now = time.monotonic()
        self.statuses[reply.status] += 1
        self.replies.append((now, reply.status, now - began))
        if reply.status == 503:
            self.unready.append(reply)
        words = receipt(token)
        is_thanked = words in reply.text or all(f">{it}<" in reply.text for it in words.split())
        self.sent[token] |= reply.status in (200, 201) and is_thanked
        return reply

    def form(self, token: str, choice: int) -> bytes:
        words = {f"q-{self.known['words']}": f"words {token}", "quote": "yes"}
        return urlencode({"token": token, f"q-{self.known['faces']}": choice, **words}).encode()

    def body(self, token: str, choice: int) -> dict[str, Any]:
        picked = {"question": self.known["faces"], "choice": choice}
        typed = {"question": self.known["words"], "text": f"words {token}"}
        return {"token": token, "answers": [picked, typed], "quote": True}

    def send_again(self, *, only: Callable[[bool], bool] = lambda _is_thanked: True) -> None:
        """Each token once more, by the other door: the answers are the same."""
        for token in [token for token, is_thanked in self.sent.items() if only(is_thanked)]:
            self.send(self.servers[0], token, by_form=secrets.randbelow(2) == 0)

    def wait_for_thanks(self, number: int = 1, *, after: float) -> float:
        """Seconds from then until so many new answers were kept."""
        return self.wait_for(201, number, after=after)

    def wait_for(self, status: int, number: int = 1, *, after: float) -> float:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            came = [at for at, its, _took in list(self.replies) if at > after and its == status]
            if len(came) >= number:
                return came[number - 1] - after
            time.sleep(0.02)
        raise TimeoutError(f"{len(came)} of {number}: {self.statuses}")

    @property
    def thanked(self) -> list[str]:
        return [token for token, is_thanked in self.sent.items() if is_thanked]


@dataclass(frozen=True)
class Tally:
    thanked: int
    kept: int
    lost: int
    doubled: int
    broken: int
    """Kept without some of its answers, or counted otherwise than kept."""

    def __str__(self) -> str:
        return f"{self.thanked} thanked, {self.lost} lost, {self.doubled} doubled"

    @property
    def is_whole(self) -> bool:
        return not (self.lost or self.doubled or self.broken)


def tally(place: Place, phones: Phones) -> Tally:
    """Hold what phones were told against what the database has."""
    kept = Counter(it for (it,) in place.ask("SELECT receipt_hash FROM surveys_response"))
    thanked = [receipt_hash(receipt(token)) for token in phones.thanked]
    texts = Counter(it for (it,) in place.ask("SELECT text FROM surveys_answer WHERE text <> ''"))
    answers = place.ask("SELECT count(*) FROM surveys_answer GROUP BY response_id")
    counted = place.ask("SELECT sum(answered) FROM surveys_invitation")[0][0] or 0
    return Tally(
        thanked=len(thanked),
        kept=kept.total(),
        lost=sum(not kept[hashed] for hashed in thanked),
        doubled=sum(number - 1 for number in (kept + texts).values() if number > 1),
        broken=sum(number != 2 for (number,) in answers)
        + abs(len(answers) - kept.total())
        + abs(int(counted) - kept.total()),
    )
