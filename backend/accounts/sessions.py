"""How long somebody stays signed in: so long without a page opened, and so long at most."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from backend.accounts.models import User

BEGAN, SEEN = "began", "seen"
GRAIN = 60
"""Seconds: a session is written at most so often. Nobody has longer than is said, only shorter."""
WARN = 5 * 60
"""Seconds before the end in which a page says so; of a short session, its last third."""


def begin(session: SessionBase) -> None:
    """From here on time counts. Called for every sign-in."""
    session[BEGAN] = session[SEEN] = int(time.time())


def seen(session: SessionBase) -> None:
    """Somebody opened a page; what a page asks for by itself does not count."""
    now = int(time.time())
    if now - session.get(SEEN, 0) >= GRAIN:
        session[SEEN] = now


def stay(session: SessionBase) -> None:
    """Somebody said that they are still there."""
    session[SEEN] = int(time.time())


def age(session: SessionBase) -> int:
    """Seconds since the sign-in."""
    return int(time.time() - session.get(BEGAN, 0))


def left(session: SessionBase) -> int:
    """Seconds until it ends; nothing is left of one that nobody began.

    Nor of one from a time that has not come: a clock that went back must not lengthen it.
    """
    is_ahead = max(session.get(BEGAN, 0), session.get(SEEN, 0)) > time.time() + GRAIN
    return 0 if is_ahead else max(0, min(_idle_left(session), most_left(session)))


def most_left(session: SessionBase) -> int:
    """Seconds that it can still last, whatever anybody does."""
    return int(session.get(BEGAN, 0) + settings.SESSION_HOURS * 3600 - time.time())


def _idle_left(session: SessionBase) -> int:
    return int(session.get(SEEN, 0) + settings.SESSION_IDLE_MINUTES * 60 - time.time())


def end_all(person: User, *, but: SessionBase | None = None) -> int:
    """End every session of somebody, or every other; return how many."""
    ending = UserSession.objects.filter(user=person)
    if but is not None:
        ending = ending.exclude(session_key=but.session_key)
    sessions = list(ending)
    for session in sessions:
        session.end()
    return len(sessions)


def forget_ended() -> int:
    """Delete what is kept of sessions whose time is over; return how many there were."""
    ended, _kinds = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    there = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=there).delete()
    return ended


def in_page(request: HttpRequest) -> dict[str, Any]:
    """For templates: `session_limits`. Read only where a page for staff shows it."""
    return {"session_limits": lambda: _limits(request)}


def _limits(request: HttpRequest) -> dict[str, Any]:
    """A session that nobody began, as of somebody on a page for everybody, has no limits."""
    if BEGAN not in request.session:
        return {}
    return {
        "left": left(request.session),
        "most": most_left(request.session),
        "until": timezone.localtime() + timedelta(seconds=most_left(request.session)),
        "warn": min(WARN, settings.SESSION_IDLE_MINUTES * 60 // 3),
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
    }
