"""Pages that belong to neither app: alive, ready, and the form that came from elsewhere."""

from __future__ import annotations

import hmac
import sys
from datetime import UTC, date, timedelta
from pathlib import Path

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST
from rest_framework.exceptions import PermissionDenied

from backend import metrics as figures
from backend.accounts import unsent
from backend.accounts.gate import TYPED_ON
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.rest import NOTHING_HERE, SENTENCES
from participation.keeping import figures_now, running


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database and channel layer can be reached; 503 names what cannot.

    Late housekeeping is said beside it: taking this server out would help nobody (ADR 27).
    """
    failed = []
    housekeeping = "unknown"
    try:
        housekeeping = "late" if running.is_late() else "on time"
    except Exception:  # Whatever stands between us and the database.
        failed.append("database")
    try:
        async_to_sync(get_channel_layer().group_send)("readiness", {"type": "relay"})
    except Exception:  # Whatever stands between us and the layer.
        failed.append("channel layer")
    told = {"ready": not failed, "failed": failed, "housekeeping": housekeeping}
    return JsonResponse(told, status=503 if failed else 200)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, and for nobody without its token; without one set there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(figures.text(figures_now.collect()), content_type=CONTENT_TYPE_LATEST)


SECURITY_TEXT_HOLDS = timedelta(days=180)
"""It asks to be looked at again after that; it is written anew each time."""


@require_safe
def security_text(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a hole; 404 where nobody is named."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    uri = contact if ":" in contact else f"mailto:{contact}"
    ends = (timezone.now() + SECURITY_TEXT_HOLDS).astimezone(UTC).strftime("%Y-%m-%dT00:00:00Z")
    here = f"{settings.SITE_URL}{request.path}"
    lines = f"Contact: {uri}\nExpires: {ends}\nPreferred-Languages: en\nCanonical: {here}\n"
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Somebody who signed in again elsewhere, while this form stood open, gets it back to send.

    Only when the browser says that it came from a page of ours: nobody else can write that.
    """
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    is_staff = request.path.startswith(TYPED_ON) and isinstance(request.user, User)
    if is_ours and is_staff:
        return render(request, "account/typed.html", {"kept": unsent.of(request)}, status=403)
    return render(request, "403_csrf.html", status=403)


# Written by `make statement`, when the tests of accessibility have passed.
ACCESSIBILITY_TESTED_ON = date.fromisoformat(
    (Path(__file__).parent / "accessibility_tested_on").read_text(encoding="ascii").strip()
)
PAGES = ("help", "privacy", "about", "accessibility")


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages that say how it is; PAGES lists them."""
    context = {
        "raw_text_days": settings.RAW_TEXT_DAYS,
        "edge_log_days": settings.EDGE_LOG_DAYS,
        "backup_days": settings.BACKUP_DAYS,
        "reply_weeks": settings.REPLY_WITHIN_WEEKS,
        "run_by": settings.RUN_BY,
        "accessibility_contact": settings.ACCESSIBILITY_CONTACT,
        "tested_on": ACCESSIBILITY_TESTED_ON,
    }
    return render(request, f"pages/{name}.html", context)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refusal(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refusal(request, 404)


REFUSED = {403: SENTENCES[PermissionDenied], 404: NOTHING_HERE}


def _refusal(request: HttpRequest, status: int) -> HttpResponse:
    """Staff keep their menu; everybody else gets the page that a child can read."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": REFUSED[status]}, status=status)
    is_staff_page = request.path.startswith("/staff/")
    user = request.user if is_staff_page else None
    is_staff = isinstance(user, User) and user.may(Permission.SEE_STAFF_HOME)
    return render(request, f"{'staff_' if is_staff else ''}{status}.html", status=status)


RETRY_AFTER = 5
"""Seconds until a page may try again when the database could not be used."""


def broken(request: HttpRequest) -> HttpResponse:
    """Something broke. Where it is the database that is away, the same may be sent again soon."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return _not_now(request)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "Something broke on our side. Try again."}, status=500)
    return render(request, "500.html", status=500)


def _not_now(request: HttpRequest) -> HttpResponse:
    """Nothing was kept, and this page asks the database nothing. What was typed stays on it."""
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"detail": NOT_NOW}, status=503)
    elif request.path.startswith(("/staff/", "/admin/", "/accounts/")):
        response = render(request, "503_staff.html", status=503)
    else:
        request.is_interface_checked = False  # type: ignore[attr-defined]  # surveys.saying asks
        posted = [(name, value) for name, values in request.POST.lists() for value in values]
        said = [value for name, value in posted if name.startswith("q-")]
        context = {
            "posted": posted,
            "is_answer": bool(said),
            "texts": [it for it in said if it.strip() and not it.isdigit()],
            "helplines": [],
        }
        response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


NOT_NOW = "The database cannot be used at the moment. Nothing was kept: send the same again soon."
