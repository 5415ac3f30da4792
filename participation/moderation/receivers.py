"""Signing out ends what somebody reads. Django offers no other way to hear of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from backend.accounts.models import User
from participation.moderation import claims


@receiver(user_logged_out)
def on_signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        claims.leave_others(None, by=user)
