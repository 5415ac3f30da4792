"""Where logs go, a part of `settings.py`."""

from __future__ import annotations

from typing import Any


def lines(form: str) -> dict[str, Any]:
    """Everything to the console, in this form: `plain` or `json`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"()": "backend.logs.Plain"},
            "json": {"()": "backend.logs.JsonLines"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            # A refusal or a page not found is an answer, not something that broke.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "propagate": False},
            # It logs in a format of its own until this is read; below WARNING stand addresses.
            "uvicorn": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        },
    }
