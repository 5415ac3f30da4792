"""Limits tell addresses apart for a minute, and keep none of them."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone
from redis import Redis
from redis.exceptions import ConnectionError as NoRedis

from backend import limits
from backend.limits import Desk, InMemory, InRedis, Limit, TooMany

FEW = Limit("few", 3)
HERE, THERE = "203.0.113.77", "203.0.113.78"
DAY = datetime(2026, 6, 1, 12, 0, 30, tzinfo=UTC)


@pytest.fixture(params=["memory", "redis"])
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Desk:
    if request.param == "redis" and not settings.REDIS_URL:
        pytest.skip("needs Redis: REDIS_URL=redis://… make test")
    prefix = f"tests-{secrets.token_hex(8)}"
    made = Desk(InRedis(settings.REDIS_URL, prefix) if request.param == "redis" else None)
    monkeypatch.setattr(limits, "desk", made)
    return made


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clock that stands half a minute after noon until it is moved."""

    class Clock:
        now = DAY

    monkeypatch.setattr(time, "time", lambda: Clock.now.timestamp())
    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    return Clock


def ask(address: str, **meta: Any) -> Any:
    return RequestFactory(REMOTE_ADDR=address, **meta).get("/")


def test_above_the_limit_it_is_said_when_to_come_again(desk: Desk) -> None:
    for _time in range(FEW.most):
        limits.count(FEW, ask(HERE))

    with pytest.raises(TooMany) as too_many:
        limits.count(FEW, ask(HERE))

    assert too_many.value.seconds == 30


def test_one_address_does_not_use_up_anothers(desk: Desk) -> None:
    for _time in range(FEW.most):
        limits.count(FEW, ask(HERE))

    limits.count(FEW, ask(THERE))


def test_a_new_minute_begins_at_nought(desk: Desk, clock: Any) -> None:
    for _time in range(FEW.most):
        limits.count(FEW, ask(HERE))
    clock.now += timedelta(seconds=30)

    limits.count(FEW, ask(HERE))


def test_a_header_that_nobody_of_ours_wrote_does_not_help(desk: Desk) -> None:
    for number in range(FEW.most):
        limits.count(FEW, ask(HERE, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}"))

    with pytest.raises(TooMany):
        limits.count(FEW, ask(HERE, HTTP_X_FORWARDED_FOR=THERE))


def test_without_an_address_there_is_no_limit(desk: Desk) -> None:
    for _time in range(FEW.most * 2):
        limits.count(FEW, ask(""))


def test_who_guesses_too_much_waits_and_others_do_not(desk: Desk) -> None:
    for _time in range(FEW.most):
        assert limits.guess(FEW, ask(HERE), lambda: None) is None
    with pytest.raises(TooMany):
        limits.guess(FEW, ask(HERE), lambda: None)

    with pytest.raises(TooMany):
        limits.guess(FEW, ask(HERE), lambda: "found")
    assert limits.guess(FEW, ask(THERE), lambda: "found") == "found"


def test_what_is_found_uses_nothing_up(desk: Desk) -> None:
    for _time in range(FEW.most * 2):
        assert limits.guess(FEW, ask(HERE), lambda: "found") == "found"


def test_an_address_has_another_name_each_day(desk: Desk, clock: Any) -> None:
    today = limits.name_for(ask(HERE))
    clock.now += timedelta(days=1)

    assert limits.name_for(ask(HERE)) != today


def test_the_day_is_londons(desk: Desk, clock: Any) -> None:
    clock.now = datetime(2026, 6, 1, 22, 59, 59, tzinfo=UTC)
    before = limits.name_for(ask(HERE))
    assert limits.until_the_end_of(date(2026, 6, 1)) == 1
    clock.now = datetime(2026, 6, 1, 23, 0, tzinfo=UTC)

    assert limits.name_for(ask(HERE)) != before


def test_the_key_goes_at_the_end_of_the_day_though_nobody_comes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_ends", {})
    monkeypatch.setattr(limits, "until_the_end_of", lambda day: 1)
    limits.count(FEW, ask(HERE))
    assert desk._keys

    until = time.monotonic() + 5
    while desk._keys and time.monotonic() < until:
        time.sleep(0.05)

    assert not desk._keys


def test_a_name_cannot_be_found_by_trying_every_address(desk: Desk) -> None:
    name = limits.name_for(ask(HERE))

    assert re.fullmatch(r"[0-9a-f]{32}", name)
    assert name != limits.hashed(b"", HERE)
    assert name != limits.hashed(settings.SECRET_KEY.encode(), HERE)


def test_memory_does_not_grow_with_addresses() -> None:
    counters = InMemory()
    counters.most = 100

    for number in range(1000):
        counters.add(FEW, str(number))

    assert sum(len(counts) for _window, counts in counters._windows.values()) <= 100


def test_counting_is_right_from_many_threads_at_once(desk: Desk) -> None:
    many = Limit("many", 10_000)
    threads = [
        threading.Thread(target=lambda: [desk.add(many, HERE) for _time in range(50)])
        for _number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert desk.add(many, HERE) == 401


# --- Five words -----------------------------------------------------------------------------------


class Answer:
    def __init__(self, status_code: int) -> None:
        self.status_code = status_code


def look_up(status: int, address: str = HERE) -> int:
    answer = limits.look_up(ask(address), lambda: Answer(status), lambda many: Answer(429))
    return answer.status_code


def test_look_ups_take_longer_while_wrong_words_come_from_everywhere(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    everywhere = (f"198.51.{number // 250}.{number % 250}" for number in range(10_000))
    for _time in range(limits.WRONG_WORDS_OF_ALL.most):
        look_up(404, next(everywhere))
    assert slept == []

    for _time in range(limits.WRONG_WORDS_OF_ALL.most * 10):
        assert look_up(404, next(everywhere)) == 404

    assert slept == sorted(slept)
    assert slept[-1] == limits.SLOWEST
    assert look_up(200, THERE) == 200
    assert slept[-1] == limits.SLOWEST


def test_right_words_are_never_counted(desk: Desk) -> None:
    assert {look_up(200) for _time in range(limits.WRONG_WORDS.most * 2)} == {200}


def test_look_ups_that_wait_hold_up_few(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "over", lambda limit: 1)
    for _number in range(limits.SLOW_AT_ONCE):
        assert limits._slow.acquire(blocking=False)

    try:
        assert look_up(200) == 429
    finally:
        limits._slow.release(limits.SLOW_AT_ONCE)

    assert look_up(200) == 200


# --- Redis ----------------------------------------------------------------------------------------


class Gone(InRedis):
    """A Redis that has stopped."""

    def __init__(self) -> None:
        super().__init__("redis://127.0.0.1:1/0", "tests")


def test_without_redis_limits_are_counted_here_and_it_is_said_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(Gone())
    desk.again_after = 0
    monkeypatch.setattr(limits, "desk", desk)

    for _time in range(FEW.most):
        limits.count(FEW, ask(HERE))
    with pytest.raises(TooMany):
        limits.count(FEW, ask(HERE))

    assert [it.getMessage() for it in caplog.records] == [
        "Redis cannot be reached: limits are counted in each process alone"
    ]
    assert HERE not in caplog.text


def test_a_redis_that_is_gone_is_not_asked_again_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    class Watched(Gone):
        def key(self, day: date) -> bytes:
            asked.append("key")
            raise NoRedis

    desk = Desk(Watched())
    for _time in range(10):
        desk.add(FEW, HERE)

    assert asked == ["key"]


@pytest.mark.skipif(not settings.REDIS_URL, reason="needs Redis")
def test_in_redis_everything_goes_by_itself_and_nothing_names_the_address() -> None:
    prefix = f"tests-{secrets.token_hex(8)}"
    desk = Desk(InRedis(settings.REDIS_URL, prefix))
    desk.add(FEW, HERE)

    redis = Redis.from_url(settings.REDIS_URL)
    names: list[Any] = list(redis.scan_iter(f"{prefix}:*"))
    ends = {name: int(redis.ttl(name)) for name in names}

    assert len(names) == 2
    assert all(
        0 < seconds <= limits.until_the_end_of(timezone.localdate()) for seconds in ends.values()
    )
    assert not any(HERE.encode() in name + (redis.get(name) or b"") for name in names)


@pytest.mark.skipif(not settings.REDIS_URL, reason="needs Redis")
def test_processes_count_together_in_redis() -> None:
    prefix = f"tests-{secrets.token_hex(8)}"
    one, other = (Desk(InRedis(settings.REDIS_URL, prefix)) for _number in range(2))

    assert [it.add(FEW, HERE) for it in (one, other, one)] == [1, 2, 3]


def test_a_setting_that_would_refuse_children_is_refused() -> None:
    for name, value in {"ANSWERS_A_MINUTE": "59", "ANSWERS_EXPECTED": "99"}.items():
        environment = {**os.environ, "DEMO": "1", name: value}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        run = subprocess.run(
            [sys.executable, "-c", "import backend.settings"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert f"{name} is lower than" in run.stderr
