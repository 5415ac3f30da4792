"""The second step of signing in: who has one, and which session has passed it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from backend.accounts.models import User

KEY = "second_step"
OURS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
COUNCIL = "council"
"""The council's own sign-in said that it asked for a second one."""


def passed(request: HttpRequest, user: User, how: str) -> None:
    """This session has shown both. Bound to the person: the next one on it starts again."""
    request.session[KEY] = {"user": user.pk, "how": how}
    request.passed_second_step = user  # type: ignore[attr-defined]  # the gate looks for it


def has_passed(session: SessionBase, user: User) -> bool:
    """Whether this session may be let in; in the demo the sign-ins are public anyway."""
    kept: Any = session.get(KEY)
    return settings.DEMO or (isinstance(kept, dict) and kept.get("user") == user.pk)


def council_asked(session: SessionBase, user: User) -> bool:
    return session.get(KEY) == {"user": user.pk, "how": COUNCIL}


def is_set_up(user: User) -> bool:
    """Whether somebody could pass: an app or passkey here, or the council asks for one."""
    return settings.DEMO or has_ours(user) or _council_asks(user)


def has_ours(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=OURS).exists())


def _council_asks(user: User) -> bool:
    if not settings.OIDC_SERVER_URL:
        return False
    return bool(SocialAccount.objects.filter(user=user, extra_data__second_step=True).exists())


def forget(user: User) -> None:
    """Take every app, passkey and recovery code away."""
    Authenticator.objects.filter(user=user).delete()
