"""The project's own settings, for tests: quick passwords, plain static names, letters in memory."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 50)
os.environ.setdefault("RECEIPT_KEY", "tests-only-" + "y" * 50)
os.environ.setdefault("SEALING_KEYS", "tests:" + "z" * 43)
os.environ.setdefault("EDGE_LOG_DAYS", "7")
os.environ.setdefault("BACKUP_DAYS", "35")
os.environ.setdefault("EMAIL_URL", "memorymail://")
# Test processes side by side must not hear each other through one Redis; each inherits the
# environment of the one that started it, so this is set and not only set by default.
os.environ["REDIS_PREFIX"] = f"tests-{os.getpid()}"
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="noticed-tests-"))

from backend.settings import *  # noqa: E402, F403  after the environment is set
from backend.settings import CACHES, STATIC_ROOT, STORAGES  # noqa: E402  the same

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES["here"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
SHOWN_FOR = 0
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Everything as in production, but for the redirect to https that the test client does not follow.
SECURE_SSL_REDIRECT = False
# Browser tests read static files from where they are written.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
