"""What has to be read again and must not stand in the database as it is: encrypted by SECRET_KEY.

The key before goes into SECRET_KEY_FALLBACKS; what was encrypted by it still opens.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def lock(text: str, *, purpose: str) -> str:
    return _keys(purpose).encrypt(text.encode()).decode()


def unlock(locked: str, *, purpose: str, seconds: int | None = None) -> str | None:
    """The text; or nothing, if it is not ours, too old, or locked by a key that is gone."""
    try:
        return _keys(purpose).decrypt(locked.encode(), ttl=seconds).decode()
    except InvalidToken:
        return None


def _keys(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"{purpose}:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
