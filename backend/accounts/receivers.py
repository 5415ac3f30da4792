"""Sign-ins into the audit. The only signal receivers of ours: the packages offer no other way in.

They also do what has to follow a sign-in or a new password wherever it happens.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from backend.accounts import second_step, sessions, tokens
from backend.accounts.models import User
from backend.audit.log import record


@receiver(user_logged_in)
def on_signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.begin(request.session)
    record("signed-in", user, by=user)


@receiver(user_logged_out)
def on_signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record("signed-out", user, by=user)


@receiver(user_login_failed)
def on_sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """At whose account, if it is anybody's; never what was typed."""
    email = str(credentials.get("email") or "")
    record("sign-in-failed", User.objects.filter(email__iexact=email).first(), by=None)


@receiver(mfa.authenticator_used)
def on_second_step(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    second_step.passed(request, user, authenticator.type)
    record("second-step-passed", user, by=user, type=authenticator.type)


@receiver(mfa.authentication_failed)
def on_second_step_failed(
    sender: Any, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    record("second-step-failed", user, by=None, type=authenticator.type)


@receiver(mfa.authenticator_added)
def on_second_step_added(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Setting it up shows that one has it: the first code was right, or the key was touched."""
    if authenticator.type in second_step.OURS:
        second_step.passed(request, user, authenticator.type)
    record("second-step-added", user, by=user, type=authenticator.type)


@receiver([mfa.authenticator_removed, mfa.authenticator_reset])
def on_second_step_changed(
    sender: Any, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    record("second-step-changed", user, by=user, type=authenticator.type)


@receiver(password_changed)
def on_password_changed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.end_all(user, but=request.session)
    tokens.end_token(user, by=user)
    record("password-changed", user, by=user)


@receiver(password_reset)
def on_password_reset(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever reads the person's letters did it: every session and token ends."""
    sessions.end_all(user)
    tokens.end_token(user, by=user)
    record("password-reset", user, by=None)


@receiver(email_changed)
def on_address_changed(sender: Any, user: User, **kwargs: Any) -> None:
    record("address-changed", user, by=user)
