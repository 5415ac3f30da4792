"""Sign-ins into the audit. The only signal receivers of ours: Django offers no other way in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from backend.accounts.models import User
from backend.audit.log import record


@receiver(user_logged_in)
def on_signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    record("signed-in", user, by=user)


@receiver(user_logged_out)
def on_signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record("signed-out", user, by=user)


@receiver(user_login_failed)
def on_sign_in_failed(sender: Any, **kwargs: Any) -> None:
    record("sign-in-failed", by=None)
