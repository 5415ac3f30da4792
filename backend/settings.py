"""Settings, all read from the environment; `.env.example` explains each.

Secure unless told otherwise: only DEBUG and DEMO loosen anything, and DEMO refuses a public host.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from backend import log_settings, proxies

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(str(BASE_DIR / ".env"))

DEBUG: bool = env.bool("DEBUG", default=False)
DEMO: bool = env.bool("DEMO", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS)
if DEMO and not set(ALLOWED_HOSTS) <= {*LOCAL_HOSTS, "testserver"}:
    raise ImproperlyConfigured(
        "DEMO is on and ALLOWED_HOSTS names a public host: the demo's sign-ins are known to "
        "everybody. Take one of the two away."
    )


def _key(name: str) -> str:
    """A secret from the environment; where nothing real is kept, one made and kept in DATA_DIR."""
    value: str = env.str(name, default="")
    if value:
        if len(value) < 50 and not DEBUG:
            raise ImproperlyConfigured(f"{name} is shorter than 50 characters: make a longer one.")
        return value
    if not (DEBUG or DEMO):
        raise ImproperlyConfigured(
            f"{name} is missing: set it to 50 or more random characters and keep a copy of it."
        )
    return _made_once(name, secrets.token_urlsafe(48))


def _made_once(name: str, value: str) -> str:
    """What is kept in DATA_DIR under the name: the value, when there was nothing yet."""
    kept = DATA_DIR / name.lower()
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(value, encoding="utf-8")
        kept.chmod(0o600)
    return kept.read_text(encoding="utf-8")


def _sealing_keys() -> dict[str, bytes]:
    """Private keys by their ids, in order, from `id:key,id:key`; made as `_key` makes them."""
    value: str = env.str("SEALING_KEYS", default="")
    if not value and not (DEBUG or DEMO):
        raise ImproperlyConfigured(
            "SEALING_KEYS is missing: make one as .env.example says, and keep a copy of it."
        )
    if not value:
        value = _made_once("SEALING_KEYS", f"made:{secrets.token_urlsafe(32)}")
    pairs = [re.fullmatch(r"([\w-]{1,16}):([\w-]{43})", it.strip()) for it in value.split(",")]
    keys = {it[1]: base64.urlsafe_b64decode(f"{it[2]}=") for it in pairs if it and it[0].isascii()}
    # A private key of P-256 is a number; a few of the largest are too large for one.
    is_sound = all(0 < int.from_bytes(key, "big") < 2**256 - 2**224 for key in keys.values())
    if len(keys) != len(pairs) or not is_sound:
        raise ImproperlyConfigured(
            "SEALING_KEYS is not a list of different ids with a key each: make each key as "
            ".env.example says."
        )
    return keys


def _keys(name: str, value: str) -> list[str]:
    """Keys with commas between, the newest first; each long enough by itself."""
    keys = [it.strip() for it in value.split(",") if it.strip()]
    if not DEBUG and any(len(key) < 50 for key in keys):
        raise ImproperlyConfigured(
            f"{name} holds a key shorter than 50 characters: make a longer one."
        )
    return keys


def _days(name: str, what: str, *, default: int) -> int:
    """A number that children read on /privacy/: in production somebody has to have chosen it."""
    if not env.str(name, default="") and not (DEBUG or DEMO):
        raise ImproperlyConfigured(f"{name} is missing: set it to the days that {what}.")
    days: int = env.int(name, default=default)
    if days < 0:
        raise ImproperlyConfigured(f"{name} is less than 0: set it to the days that {what}.")
    return days


SECRET_KEY = _key("SECRET_KEY")
# What the old ones signed or locked still opens while SECRET_KEY is changed (sessions, for one).
SECRET_KEY_FALLBACKS = _keys("SECRET_KEY_FALLBACKS", env.str("SECRET_KEY_FALLBACKS", default=""))
# Receipts outlive any rotation of SECRET_KEY: every child's five words hang on one of these. New
# receipts are kept under the first; look-ups ask under all of them.
RECEIPT_KEYS = _keys("RECEIPT_KEY", _key("RECEIPT_KEY"))
# Answers that wait on a phone are sealed to the first; what was sealed to the others still opens.
SEALING_KEYS = _sealing_keys()
SITE_URL: str = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
if DEMO and urlsplit(SITE_URL).hostname not in {"127.0.0.1", "localhost", "::1", "testserver"}:
    raise ImproperlyConfigured(
        "DEMO is on and SITE_URL names a public host: the demo's sign-ins are known to everybody. "
        "Take one of the two away."
    )

INSTALLED_APPS = [
    "backend.accounts",
    "backend.audit",
    "surveys",
    "participation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "channels",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "backend.metrics.Measure",
    "backend.http.Headers",
    "django.middleware.security.SecurityMiddleware",
    # A third of the bytes. Secrets in a page change with each answer, or are padded (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "backend.wishes.Language",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.http.Limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "backend.accounts.gate.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "backend.urls"
ASGI_APPLICATION = "backend.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Children's pages never touch request.user, so that no session is read for them.
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "participation.navigation.staff",
                "backend.accounts.sessions.in_page",
                "backend.wishes.in_page",
            ],
            "builtins": ["backend.wishes", "surveys.saying"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -----------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'noticed.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL lets readers and the one writer work together; FULL keeps what was acknowledged through a
    # power cut; IMMEDIATE takes the write lock at the start, so that no transaction fails half-way.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # What is deleted is overwritten as well: words taken back are no longer in the file.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        ),
    }
    # Requests are answered in threads that stay, each with its own: opening one anew, and closing
    # the last, took longer than all else of a page.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATA_DIR.mkdir(parents=True, exist_ok=True)
else:
    # Under ASGI a connection kept per thread leaks; the pool does not. It hands out none that died
    # with a database, and does not wait long to try again.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 2, "max_size": 16, "timeout": 5, "reconnect_timeout": 5}
    }
# What must not come back out of a backup is written here (backend/ledger.py): never inside of one.
LEDGER_PATH = Path(env.str("LEDGER_PATH", default=str(DATA_DIR / "ledger"))).resolve()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL", default="")
REDIS_PREFIX: str = env.str("REDIS_PREFIX", default="noticed")
if REDIS_URL:
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
        }
    }
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "backend.caching.RedisOrHere",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX,
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Each process's own, for what must not wait for Redis; it holds nothing that anybody sent.
CACHES["here"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "here"}
# Seconds that a page with questions may be behind what a worker changed; sending never is.
SHOWN_FOR = 0.5

# A body may have 256 KiB: 2,000 Urdu letters are six bytes each when percent-encoded.
BODY_LIMIT = 256 * 1024
# A council's action tracker is bigger, and so is a Word template: there are pictures in it.
BODY_LIMITS = {
    "/staff/recommendations/import/": 3 * 1024 * 1024,
    "/staff/papers/template/": 2 * 1024 * 1024 + BODY_LIMIT,
}
DATA_UPLOAD_MAX_MEMORY_SIZE = max(BODY_LIMIT, *BODY_LIMITS.values())

# --- Limits, which keep nobody's address (backend/limits.py) ------------------------------------

try:
    TRUSTED_PROXIES = proxies.read(env.str("TRUSTED_PROXIES", default=""))
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None
# Thirty children of a youth club send at once from one address, and so does a school.
ANSWERS_A_MINUTE: int = env.int("ANSWERS_A_MINUTE", default=300)
if ANSWERS_A_MINUTE < 60:
    raise ImproperlyConfigured(
        "ANSWERS_A_MINUTE is lower than 60: children who sit together would be refused."
    )
# From so many answers on through one invitation, a worker says first whether they count.
ANSWERS_EXPECTED: int = env.int("ANSWERS_EXPECTED", default=300)
if ANSWERS_EXPECTED < 100:
    raise ImproperlyConfigured(
        "ANSWERS_EXPECTED is lower than 100: who sent last could be told from a small group."
    )

# --- Promises with a number -----------------------------------------------------------------------

RAW_TEXT_DAYS: int = env.int("RAW_TEXT_DAYS", default=90)
EDGE_LOG_DAYS = _days("EDGE_LOG_DAYS", "the proxy keeps its log (0: it has none)", default=0)
BACKUP_DAYS = _days("BACKUP_DAYS", "backups are kept (0: there are none)", default=35)
REPLY_WITHIN_WEEKS: int = env.int("REPLY_WITHIN_WEEKS", default=12)

# For the accessibility statement: who runs this site, and whom to write to.
RUN_BY: str = env.str("RUN_BY", default="")
# For security.txt: where somebody who found a hole says so. An e-mail address, or a page's.
SECURITY_CONTACT: str = env.str("SECURITY_CONTACT", default="")
ACCESSIBILITY_CONTACT: str = env.str("ACCESSIBILITY_CONTACT", default="")

# The least that a signed-in adult may be told as a number; never lower (standards C2).
BOARD_THRESHOLD: int = env.int("BOARD_THRESHOLD", default=5)
if BOARD_THRESHOLD < 5:
    raise ImproperlyConfigured("BOARD_THRESHOLD is lower than 5: smaller numbers name children.")
# The same for everybody else; never lower than the Board's.
PUBLIC_THRESHOLD: int = env.int("PUBLIC_THRESHOLD", default=max(10, BOARD_THRESHOLD))
if max(10, BOARD_THRESHOLD) > PUBLIC_THRESHOLD:
    raise ImproperlyConfigured(
        "PUBLIC_THRESHOLD is lower than 10, or than BOARD_THRESHOLD: everybody can read these."
    )
WORKERS: int = env.int("WORKERS", default=1)
if WORKERS > 1 and not REDIS_URL:
    raise ImproperlyConfigured(
        "WORKERS is more than one and REDIS_URL is missing: processes would not hear each other."
    )

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
from backend.signing_in_settings import *  # noqa: E402, F403  after `.env` was read
from backend.signing_in_settings import SESSION_HOURS  # noqa: E402  the same

# --- Mail: never a word that a child wrote --------------------------------------------------------

_email = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG or DEMO else "smtp://")
EMAIL_BACKEND = _email.pop("EMAIL_BACKEND")
globals().update(_email)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="noticed@localhost")

# --- Text messages to whoever is on call: never a word that a child wrote -------------------------

NOTIFY_API_KEY: str = env.str("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE_ID: str = env.str("NOTIFY_TEMPLATE_ID", default="")
NOTIFY_URL: str = env.str("NOTIFY_URL", default="https://api.notifications.service.gov.uk")
if bool(NOTIFY_API_KEY) != bool(NOTIFY_TEMPLATE_ID):
    raise ImproperlyConfigured(
        "NOTIFY_API_KEY and NOTIFY_TEMPLATE_ID belong together: set both, or neither, which means "
        "no text messages."
    )
if NOTIFY_API_KEY and not re.fullmatch(r".*[0-9a-f-]{36}-[0-9a-f-]{36}", NOTIFY_API_KEY):
    raise ImproperlyConfigured(
        "NOTIFY_API_KEY is not one of GOV.UK Notify's: copy it whole, with its name in front."
    )

# --- The browser ----------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# In the session: a cookie of their own would be one that scripts can read.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_HTTPONLY = True
# Of a browser that somebody has signed in with: it counts its own tries, and opens nothing.
KNOWN_COOKIE_NAME = "known"
CSRF_FAILURE_VIEW = "backend.views.csrf_failure"
if not (DEBUG or DEMO):
    # Plain http cannot carry these; the demo runs on it and holds nothing real.
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    KNOWN_COOKIE_NAME = "__Host-known"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Words and files ------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
# One more language is one more catalog: locale/<code>/LC_MESSAGES/django.po.
LOCALE_PATHS = [BASE_DIR / "backend" / "locale"]
LANGUAGES = [
    (LANGUAGE_CODE, "English"),
    *sorted((it.parts[-3], it.parts[-3]) for it in LOCALE_PATHS[0].glob("*/LC_MESSAGES/django.po")),
]
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

from backend.api_settings import *  # noqa: E402, F403  how calls are read, answered and described

# --- Watching it ----------------------------------------------------------------------------------

METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")
if METRICS_TOKEN:
    if len(METRICS_TOKEN) < 32:
        raise ImproperlyConfigured("METRICS_TOKEN is shorter than 32 characters: make it longer.")
    # Each process writes its figures to a file here; whichever is asked adds up all of them.
    # prometheus_client reads this when it is imported.
    _figures = os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(DATA_DIR / "metrics"))
    Path(_figures).mkdir(parents=True, exist_ok=True)

# Logs say what broke, never who asked or what they wrote (backend/logs.py).
LOG_FORMAT: str = env.str("LOG_FORMAT", default="plain" if DEBUG or DEMO else "json")
if LOG_FORMAT not in ("plain", "json"):
    raise ImproperlyConfigured("LOG_FORMAT is neither plain nor json: choose one of the two.")
LOGGING = log_settings.lines(LOG_FORMAT)
