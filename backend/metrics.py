"""Figures for Prometheus: how much, how fast, what waits. Nobody can be found in them.

Whoever collects figures keeps the minute of each. A count that moved by one would say when a child
sent something, so what comes from children's pages moves in steps of ten (ADR 27). No label has a
code, an id or an address: views are named as in the URL map.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

STEP = 10
"""As many as the public is told of at least."""
STAFF = ("/staff/", "/admin/", "/accounts/", "/api/v1/schema/", "/healthz", "/readyz", "/metrics")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter(
    "noticed_requests",
    "Answers to requests, by view and class of status.",
    ["who", "view", "status"],
)
TOOK = Histogram("noticed_request_seconds", "Until it was answered.", ["who"], buckets=SECONDS)
ANSWERS = Counter(
    "noticed_answers_taken", "Answers of children and adults that were kept.", ["who"]
)
SOCKETS = Gauge("noticed_sockets_open", "Web sockets of staff.", multiprocess_mode="livesum")


class Measure:
    """Middleware: count each answer and how long it took. Without a token nothing is measured."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        took = time.perf_counter() - began
        who = "staff" if request.path.startswith(STAFF) else "children"
        match = request.resolver_match
        view = match.view_name if match else "none"
        REQUESTS.labels(who, view, f"{response.status_code // 100}xx").inc()
        TOOK.labels(who).observe(took)
        return response


def count_answer() -> None:
    if settings.METRICS_TOKEN:
        ANSWERS.labels("children").inc()


def count_socket(change: int) -> None:
    if settings.METRICS_TOKEN:
        SOCKETS.inc(change)


def text(now: Iterable[Metric]) -> bytes:
    """All processes' figures together, and what is known at this moment, as Prometheus reads it."""
    registry = CollectorRegistry()
    _forget_the_dead()
    registry.register(Coarse(MultiProcessCollector(None), now))
    return generate_latest(registry)


class Collector(Protocol):
    def collect(self) -> Iterable[Metric]: ...


class Coarse:
    """What others collected, with children's counts in steps."""

    def __init__(self, counted: Collector, now: Iterable[Metric]) -> None:
        self.counted, self.now = counted, now

    def collect(self) -> Iterator[Metric]:
        yield from self.now
        for metric in self.counted.collect():
            of_children = [it for it in metric.samples if it.labels.get("who") == "children"]
            others = [it for it in metric.samples if it.labels.get("who") != "children"]
            # A sum of seconds moves with each request, however coarse the counts are.
            metric.samples = others + [
                it._replace(value=in_steps(it.value))
                for it in of_children
                if not it.name.endswith("_sum")
            ]
            yield metric


def in_steps(number: float) -> float:
    return number - number % STEP


def _forget_the_dead() -> None:
    """The open sockets of a process that was killed are no longer open."""
    for file in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("gauge_live*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not Path(f"/proc/{pid}").exists():
            mark_process_dead(pid)
