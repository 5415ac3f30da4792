"""Tokens for the API: shown once, kept as a hash, and good only as long as their owner is."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from rest_framework.authentication import TokenAuthentication as Header
from rest_framework.exceptions import AuthenticationFailed

from backend.accounts import second_step
from backend.accounts.models import Token, User
from backend.audit.log import record

REFUSED = "This token is not known, or its owner cannot sign in any more. Make a new one."


@transaction.atomic
def make_token(user: User) -> str:
    """The token, which nobody can be shown again; the one before stops working."""
    Token.objects.filter(user=user).delete()
    token = secrets.token_urlsafe(32)
    Token.objects.create(user=user, digest=_digest(token))
    record("token-made", user, by=user)
    return token


@transaction.atomic
def end_token(user: User, *, by: User | None) -> bool:
    """Whether there was one."""
    ended, _rows = Token.objects.filter(user=user).delete()
    if ended:
        record("token-removed", user, by=by)
    return bool(ended)


def owner_of(token: str) -> User | None:
    """Whoever may call with this token now: switched on, and with a second step."""
    kept = Token.objects.select_related("user").filter(digest=_digest(token)).first()
    if kept is None or not kept.user.is_active or not second_step.is_set_up(kept.user):
        return None
    return kept.user


def _digest(token: str) -> str:
    """Plain SHA-256: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class TokenAuthentication(Header):
    """`Authorization: Token …`, as the framework has it, over tokens that are kept hashed."""

    def authenticate_credentials(self, key: str) -> tuple[User, str]:
        user = owner_of(key)
        if user is None:
            raise AuthenticationFailed(REFUSED)
        return user, key
