"""How much may come from one address in a minute, without keeping whose address it is.

An address is turned into a keyed hash at once. The key is made at random for each day (London's)
and is gone when the day ends; it and the counts are in memory or in Redis, and nowhere else. After
midnight nobody can say which addresses were counted, we ourselves least of all. See ADR 25.

Limits are generous: a youth club has one address. Without Redis each process counts alone.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from http import HTTPStatus
from math import ceil
from typing import Protocol, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from backend import proxies

logger = logging.getLogger(__name__)
T = TypeVar("T")


class HasStatus(Protocol):
    status_code: int


R = TypeVar("R", bound=HasStatus)
P = TypeVar("P", bound=HttpResponseBase)
EVERYBODY = "everybody"


@dataclass(frozen=True)
class Limit:
    name: str
    most: int
    seconds: int = 60

    @property
    def window(self) -> int:
        """Which stretch of time this is; a new one begins at nought."""
        return int(time.time() // self.seconds)

    @property
    def seconds_left(self) -> int:
        return ceil(self.seconds - time.time() % self.seconds)


ANSWERS = Limit("answers", settings.ANSWERS_A_MINUTE)
"""Answers, verdicts of rounds and sealed answers: ten classes of thirty at once."""
MESSAGES = Limit("messages", 60)
"""Messages through the other doors."""
WRONG_CODES = Limit("wrong-codes", 100)
"""Codes that lead nowhere: thirty children who mistype three times each."""
WRONG_WORDS = Limit("wrong-words", 100)
"""Five words that lead nowhere, from one address."""
WRONG_WORDS_OF_ALL = Limit("wrong-words-of-all", 300)
"""From everywhere: above it each look-up takes longer, for everybody, and nobody is shut out."""
SIGN_INS = Limit("sign-ins", 100, 300)
"""Tries to sign in. How often one account may be tried is for whoever takes the password."""

SLOWEST = 1.0
"""Seconds that a look-up takes at most, when ten times as many wrong ones come as are usual."""
SLOW_AT_ONCE = 8
"""Look-ups of one process that wait at once: more would hold up what others send."""


class TooMany(Exception):
    """Nothing was done: the same may be sent again in so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


# --- Where it is counted --------------------------------------------------------------------------


class Counters(Protocol):
    def key(self, day: date) -> bytes:
        """The day's own, made once."""

    def add(self, limit: Limit, who: str) -> int:
        """One more in this window; how many there are now."""


class InMemory:
    """Of this process alone. A window that is over is dropped whole."""

    most = 50_000
    """Addresses in one window. An attacker with more of them starts everybody at nought."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[str, tuple[int, Counter[str]]] = {}

    def key(self, day: date) -> bytes:
        return secrets.token_bytes(32)

    def add(self, limit: Limit, who: str) -> int:
        with self._lock:
            window, counts = self._windows.get(limit.name, (-1, Counter()))
            if window != limit.window or len(counts) >= self.most:
                counts = Counter()
                self._windows[limit.name] = limit.window, counts
            counts[who] += 1
            return counts[who]


class InRedis:
    """Of all processes. Each count is one round trip; whatever is there goes by itself."""

    patience = 0.25
    """Seconds. A child's answers wait no longer for a Redis that does not answer."""

    def __init__(self, url: str, prefix: str) -> None:
        self._prefix = f"{prefix}:limits"
        self._redis = Redis.from_url(
            url,
            socket_timeout=self.patience,
            socket_connect_timeout=self.patience,
            retry=Retry(NoBackoff(), 0),
        )

    def key(self, day: date) -> bytes:
        self._warn_of_disks()
        name = f"{self._prefix}:key:{day}"
        pipe = self._redis.pipeline(transaction=False)
        pipe.set(name, secrets.token_bytes(32), nx=True, ex=until_the_end_of(day))
        pipe.get(name)
        return bytes(pipe.execute()[1])

    def add(self, limit: Limit, who: str) -> int:
        name = f"{self._prefix}:{limit.name}:{limit.window}:{who}"
        pipe = self._redis.pipeline(transaction=False)
        pipe.incr(name)
        pipe.expire(name, limit.seconds)
        return int(pipe.execute()[0])

    def _warn_of_disks(self) -> None:
        """A key that is written to a disk is not gone at midnight."""
        try:
            kept = {**self._redis.config_get("save"), **self._redis.config_get("appendonly")}
        except ResponseError:  # Where somebody else runs Redis, they may not say.
            return
        if kept.get("save") or kept.get("appendonly") == "yes":
            logger.warning("Redis writes to its disk: start it with --save '' --appendonly no")


class Desk:
    """Counts in Redis where there is one, and here while it cannot be reached.

    It never fails: a child's answers do not hang on a count.
    """

    again_after = 10.0
    """Seconds until a Redis that was down is asked once more."""

    def __init__(self, redis: InRedis | None) -> None:
        self._redis, self._memory = redis, InMemory()
        self._is_down, self._again_at = False, 0.0
        self._keys: dict[Counters, tuple[date, bytes]] = {}
        self._making = threading.Lock()
        self._full: dict[tuple[Limit, str], int] = {}
        self._of_all: dict[Limit, tuple[int, int]] = {}

    def add(self, limit: Limit, address: str) -> int:
        """Count one more from the address; how many there are in this window."""

        def add(counters: Counters) -> int:
            who = hashed(self._key(counters), address)
            number = counters.add(limit, who)
            if number > limit.most:
                now = {it: at for it, at in self._full.items() if at == it[0].window}
                self._full = now | {(limit, who): limit.window}
            return number

        return self._where_it_can(add)

    def is_full(self, limit: Limit, address: str) -> bool:
        """Whether the address went over it in this window, as far as this process has seen."""
        # Most of the time nobody did, and nothing is hashed.
        return bool(self._full) and any(
            self._full.get((limit, hashed(key, address))) == limit.window
            for _day, key in list(self._keys.values())
        )

    def add_of_all(self, limit: Limit) -> None:
        """Count one more from everywhere."""
        number = self._where_it_can(lambda counters: counters.add(limit, EVERYBODY))
        self._of_all[limit] = limit.window, number

    def over(self, limit: Limit) -> int:
        """By how many it was exceeded from everywhere, as this process last heard; or 0."""
        window, number = self._of_all.get(limit, (limit.window, 0))
        return max(0, number - limit.most) if window == limit.window else 0

    def name_for(self, address: str) -> str:
        """The address's hash of today."""
        return self._where_it_can(lambda counters: hashed(self._key(counters), address))

    def forget(self) -> None:
        """Drop the keys: from now on, what was counted is nobody's."""
        self._keys.clear()
        self._full.clear()

    def _where_it_can(self, do: Callable[[Counters], T]) -> T:
        if self._redis and time.monotonic() >= self._again_at:
            try:
                done = do(self._redis)
            except RedisError:
                self._lose_redis()
            else:
                self._is_down = False
                return done
        return do(self._memory)

    def _key(self, counters: Counters) -> bytes:
        today = timezone.localdate()
        day, key = self._keys.get(counters, (None, b""))
        if day == today:
            return key
        with self._making:
            day, key = self._keys.get(counters, (None, b""))
            if day != today:
                key = counters.key(today)
                self._keys[counters] = today, key
                _forget_at_the_end_of(today)
        return key

    def _lose_redis(self) -> None:
        self._again_at = time.monotonic() + self.again_after
        if not self._is_down:
            logger.warning("Redis cannot be reached: limits are counted in each process alone")
        self._is_down = True


def hashed(key: bytes, address: str) -> str:
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]


def until_the_end_of(day: date) -> int:
    """Seconds, at least one."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    end = timezone.make_aware(midnight)
    return max(1, ceil((end - timezone.now()).total_seconds()))


def open_desk(prefix: str) -> Desk:
    return Desk(InRedis(settings.REDIS_URL, prefix) if settings.REDIS_URL else None)


desk = open_desk(settings.REDIS_PREFIX)
_ends: dict[date, threading.Timer] = {}


def _forget_at_the_end_of(day: date) -> None:
    """Even where nobody comes after midnight: one timer a process and day."""
    if day in _ends:
        return

    def end() -> None:
        _ends.pop(day, None)
        desk.forget()

    _ends[day] = threading.Timer(until_the_end_of(day), end)
    _ends[day].daemon = True
    _ends[day].start()


# --- What views ask -------------------------------------------------------------------------------


def count(limit: Limit, request: HttpRequest) -> None:
    """One more from where this request came from; raises TooMany above the limit.

    Without an address (a socket file and no proxy that names one) there is nothing to tell apart.
    """
    address = _address(request)
    if address and desk.add(limit, address) > limit.most:
        raise TooMany(limit.seconds_left)


def counting(limit: Limit, request: HttpRequest) -> Callable[[], None]:
    """The same, for a service that first looks whether this was sent before."""
    return partial(count, limit, request)


def unlimited() -> None:
    """For what comes from no address: tests of rules, and the demo."""


def look_up(request: HttpRequest, answer: Callable[[], R], busy: Callable[[TooMany], R]) -> R:
    """What five words lead to: `answer` says 404 where to nothing, which is counted."""
    try:
        if desk.is_full(WRONG_WORDS, _address(request)):
            raise TooMany(WRONG_WORDS.seconds_left)
        with slowed():
            found = answer()
        if found.status_code == HTTPStatus.NOT_FOUND:
            desk.add_of_all(WRONG_WORDS_OF_ALL)
            count(WRONG_WORDS, request)
    except TooMany as many:
        return busy(many)
    return found


def guess(limit: Limit, request: HttpRequest, find: Callable[[], T | None]) -> T | None:
    """What `find` finds. Finding nothing is counted; who guesses too much waits for the minute."""
    if desk.is_full(limit, _address(request)):
        raise TooMany(limit.seconds_left)
    found = find()
    if found is None:
        count(limit, request)
    return found


_slow = threading.BoundedSemaphore(SLOW_AT_ONCE)


@contextmanager
def slowed() -> Iterator[None]:
    """Around a look-up of five words: it takes longer while many wrong ones come, whoever asks."""
    over = desk.over(WRONG_WORDS_OF_ALL)
    if not over:
        yield
    elif not _slow.acquire(blocking=False):
        raise TooMany(2)
    else:
        try:
            time.sleep(min(SLOWEST, SLOWEST * over / (9 * WRONG_WORDS_OF_ALL.most)))
            yield
        finally:
            _slow.release()


def sentence() -> str:
    return _("Too many people are asking at once. Wait a minute, and try again.")


def ask_to_wait(page: P, many: TooMany) -> P:
    """Say on an answer when the same may be sent again; a page's script then does."""
    page.headers["Retry-After"] = str(many.seconds)
    return page


def name_for(request: HttpRequest) -> str:
    """The day's hash of an address, for a package that would keep the address itself."""
    return desk.name_for(_address(request))


def _address(request: HttpRequest) -> str:
    meta = request.META
    remote, forwarded = meta.get("REMOTE_ADDR") or "", meta.get("HTTP_X_FORWARDED_FOR", "")
    return proxies.sender(remote, forwarded, settings.TRUSTED_PROXIES)
