"""How fast children are served, beside a bare pair of Django views on the same server.

`python -m tests.speed.run [--quick]`; part of `make bench`. Medians of five, ours and the floor in
turn, so that what else the machine does meets both. The phones run on the same cores as the sites.
PostgreSQL and Redis where DATABASE_URL and REDIS_URL name them, in a database of its own;
then SQLite.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.browser.site import Server
from tests.speed import waiting, watching
from tests.speed.client import Taken, ask
from tests.speed.sites import FIVE, TEN, Pair, Sent, pair, prepare, resident

CLIENTS = 8
Requests = Callable[[Sent, int], Iterator[bytes]]


@dataclass(frozen=True)
class Size:
    """How much is asked in each run."""

    runs: int
    requests: int
    memory: int
    watched: int


WHOLE = Size(runs=5, requests=1_000, memory=100_000, watched=60)
QUICK = Size(runs=3, requests=200, memory=3_000, watched=15)


@dataclass(frozen=True)
class Row:
    what: str
    reach: str
    measured: str
    is_reached: bool

    def __str__(self) -> str:
        mark = "ok" if self.is_reached else "no"
        return f"{mark}  {self.what}: {self.measured} ({self.reach})"


def surveys(to: Sent, number: int) -> Iterator[bytes]:
    for _survey in range(number // 2):
        yield to.get()
        yield to.post()


def pages(to: Sent, number: int) -> Iterator[bytes]:
    return (to.get() for _page in range(number))


def answers(to: Sent, number: int) -> Iterator[bytes]:
    return (to.post() for _answer in range(number))


def take(site: Pair, server: Server, code: str, what: Requests, number: int) -> Taken:
    taken = ask(server.port, what(site.to(server, code), number), clients=CLIENTS)
    if not taken.statuses.keys() <= {200, 201}:
        raise RuntimeError(f"The site refused: {taken.statuses}")
    return taken


def in_turn(site: Pair, code: str, what: Requests, size: Size) -> tuple[list[Taken], list[Taken]]:
    """So many runs of ours and of the floor, one after the other; the first of each is not kept."""
    ours: list[Taken] = []
    bare: list[Taken] = []
    for run in range(size.runs + 1):
        for server, kept in ((site.ours, ours), (site.bare, bare)):
            number = size.requests if run else size.requests // 4
            taken = take(site, server, code, what, number)
            if run:
                kept.append(taken)
    return ours, bare


def rate(taken: list[Taken]) -> float:
    return statistics.median(it.rate for it in taken)


def p99(taken: list[Taken]) -> float:
    return statistics.median(it.p99 for it in taken)


def at_least(what: str, ours: float, floor: float, reach: float) -> Row:
    said = f"{ours:.0f} a second, {ours / floor:.2f} of {floor:.0f}"
    return Row(what, f"at least {reach} of the floor", said, ours >= reach * floor)


def within(what: str, ours: float, floor: float, reach: float, unit: str = "ms") -> Row:
    said = f"{ours:.1f} {unit}, {ours / floor:.2f} of {floor:.1f}"
    return Row(what, f"within {reach} times the floor", said, ours <= reach * floor)


def answering(site: Pair, size: Size, where: str) -> Iterator[Row]:
    ours, bare = in_turn(site, FIVE, surveys, size)
    yield at_least(f"whole surveys of 5 questions, {where}", rate(ours) / 2, rate(bare) / 2, 0.6)
    ours, bare = in_turn(site, TEN, answers, size)
    yield at_least(f"sending 10 answers, {where}", rate(ours), rate(bare), 0.5)
    yield within(f"the same, p99, {where}", 1000 * p99(ours), 1000 * p99(bare), 2)
    ours, bare = in_turn(site, TEN, pages, size)
    yield at_least(f"the page of 10 questions, {where}", rate(ours), rate(bare), 0.6)


def announcing(site: Pair, size: Size, folder: Path, where: str) -> Iterator[Row]:
    ours, bare = asyncio.run(watching.both(site, folder, size.watched))
    ours_p99, bare_p99 = (1000 * statistics.quantiles(it, n=100)[-1] for it in (ours, bare))
    yield within(f"Send to the last of 200 watchers, p99, {where}", ours_p99, bare_p99, 1.5)


def queueing(site: Pair, folder: Path, where: str) -> Iterator[Row]:
    for page, many, few in waiting.both(site, folder):
        what = f"{page} with {waiting.MANY:,} that wait, beside {waiting.FEW}, {where}"
        yield within(what, 1000 * many, 1000 * few, 1.5)


def remembering(site: Pair, size: Size, where: str) -> Iterator[Row]:
    """Of the site that has just been measured, so its caches are full at the first look."""
    take(site, site.ours, FIVE, surveys, 1_000)
    early = resident(site.ours)
    take(site, site.ours, FIVE, surveys, size.memory)
    late = resident(site.ours)
    what = f"memory after {size.memory:,} more requests than 1,000, {where}"
    yield within(what, late / 2**20, early / 2**20, 1.1, "MiB")


def two_processes(one: Pair, folder: Path, size: Size, where: str) -> Iterator[Row]:
    alone = in_turn(one, FIVE, surveys, size)
    with pair(folder, workers=2) as two:
        together = in_turn(two, FIVE, surveys, size)
    ours, bare = (rate(more) / rate(less) for more, less in zip(together, alone, strict=True))
    said = f"{ours:.2f} times one, {ours / bare:.2f} of {bare:.2f}"
    yield Row(
        f"two processes, whole surveys, {where}",
        "at least 0.9 of the floor's gain",
        said,
        ours >= 0.9 * bare,
    )


def measure(size: Size) -> Iterator[Row]:
    """On PostgreSQL and Redis, if the environment names them; then on SQLite."""
    url = os.environ.pop("DATABASE_URL", "")
    if url:
        name = f"noticed_speed_{os.getpid()}"
        admin = url.rsplit("/", 1)[0] + "/postgres"
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        os.environ["DATABASE_URL"] = url.rsplit("/", 1)[0] + "/" + name
        try:
            yield from _measure(size, "PostgreSQL")
        finally:
            del os.environ["DATABASE_URL"]
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    redis = os.environ.pop("REDIS_URL", "")
    yield from _measure(size, "SQLite")
    os.environ.update({key: it for key, it in (("DATABASE_URL", url), ("REDIS_URL", redis)) if it})


def _measure(size: Size, where: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        with pair(folder) as site:
            yield from queueing(site, folder, where)
            yield from answering(site, size, where)
            yield from announcing(site, size, folder, where)
            if os.environ.get("REDIS_URL"):
                yield from two_processes(site, folder, size, where)
            yield from remembering(site, size, where)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer runs of fewer requests")
    size = QUICK if options.parse_args().quick else WHOLE
    are_reached = []
    for row in measure(size):
        are_reached.append(row.is_reached)
        print(row, flush=True)  # noqa: T201  (a command)
    return 0 if all(are_reached) else 1


if __name__ == "__main__":
    sys.exit(main())
