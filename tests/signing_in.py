"""Signing in, for tests: by `force_login` as somebody who has passed both steps, or only one."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client

from backend.accounts import second_step
from backend.accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "correct horse battery"


def _passed_both(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """`force_login` makes a request of its own that came from nowhere; real sign-ins have a path.

    It stands for somebody who signed in as they should: what it skips is tested by its own name.
    """
    if not request.path:
        second_step.passed(request, user, "forced")


def let_force_login_pass() -> None:
    user_logged_in.connect(_passed_both, dispatch_uid="tests.signing_in")


def half_signed_in(user: User) -> Client:
    """Somebody who typed the right password and nothing else."""
    client = Client()
    client.force_login(user)
    session = client.session
    del session[second_step.KEY]
    session.save()
    return client


def give_app(user: User) -> User:
    """An app with codes, as somebody has it who set it up."""
    app = auth.TOTP.activate(user, SECRET)
    # People of other tests had this number, and the cache remembers what they typed.
    cache.delete(app._get_used_cache_key(code()))
    ratelimit.clear(HttpRequest(), action="login_failed", key=f"mfa-auth-user-{user.pk}")
    return user


def give_codes(user: User) -> list[str]:
    return list(RecoveryCodes.activate(user).generate_codes())


def code() -> str:
    """What the app shows now."""
    counter = next(auth.yield_hotp_counters_from_time())
    return str(auth.format_hotp_value(auth.hotp_value(SECRET, counter)))


def type_password(client: Client, user: User, password: str = PASSWORD, **more: Any) -> Any:
    sent = {"login": user.email, "password": password}
    return client.post("/accounts/login/", sent, **more)


def sign_in(user: User) -> Client:
    """Through the pages, both steps."""
    client = Client()
    type_password(client, user)
    answer = client.post("/accounts/2fa/authenticate/", {"code": code()})
    if answer.status_code != 302:  # The code's thirty seconds were over in between.
        client.post("/accounts/2fa/authenticate/", {"code": code()})
    return client
