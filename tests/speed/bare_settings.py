"""The floor's settings: the project's database, layer and server, and none of its middleware.

Compression stays, so that the same bytes go over the wire; and allauth refuses to start without its
own, which does next to nothing on these pages.
"""

from backend.settings import *  # noqa: F403  all but what follows

ROOT_URLCONF = "tests.speed.bare"
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
