"""Browsers that somebody has signed in with before, and how tries are counted.

Ten tries in five minutes for an account, from wherever; so anybody could keep its owner out by
trying. A browser that has passed both steps before therefore counts its own ten. It gets a signed
cookie that says whose it is, which opens nothing by itself.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from backend import limits
from backend.accounts.models import User

SALT = "backend.accounts.known"
DAYS = 180
DAY = 24 * 60 * 60


def remember(response: HttpResponse, user: User) -> None:
    """Give this browser its cookie."""
    value = signing.dumps({"user": user.pk, "browser": secrets.token_urlsafe(8)}, salt=SALT)
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        value,
        max_age=DAYS * DAY,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def owner(request: HttpRequest) -> User | None:
    """Who signed in last with this browser."""
    return User.objects.filter(pk=_cookie(request).get("user", 0), is_active=True).first()


def browser(request: HttpRequest, email: str) -> str:
    """A name of this browser's own, if it is known for that account."""
    cookie = _cookie(request)
    is_theirs = User.objects.filter(pk=cookie.get("user", 0), email__iexact=email).exists()
    return str(cookie["browser"]) if is_theirs else ""


def _cookie(request: HttpRequest) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = signing.loads(
            request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""), salt=SALT, max_age=DAYS * DAY
        )
    except signing.BadSignature:
        return {}
    return kept


def address(request: HttpRequest) -> str:
    """The address as the day's hash: nobody keeps the address itself."""
    return limits.name_for(request)
