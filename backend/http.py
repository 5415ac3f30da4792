"""Middleware of ours: the security headers every answer carries, and the limit on what is sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static

from backend import limits
from backend.limits import TooMany

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
# Text becomes elements only through the policies that our scripts name (static/js).
_TRUSTED_TYPES = {
    "require-trusted-types-for": "'script'",
    "trusted-types": "noticed noticed-staff noticed-tablet",
}
NO_FEATURES = (
    *("accelerometer", "attribution-reporting", "autoplay", "bluetooth", "browsing-topics"),
    *("camera", "compute-pressure", "display-capture", "encrypted-media", "gamepad"),
    *("geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection"),
    *("join-ad-interest-group", "local-fonts", "magnetometer", "microphone", "midi"),
    *("otp-credentials", "payment", "picture-in-picture", "run-ad-auction", "screen-wake-lock"),
    *("serial", "shared-storage", "storage-access", "usb", "window-management"),
    "xr-spatial-tracking",
)
"""What no page may use. Passkeys are for staff, and full screen for the screen of a room."""
NOT_FOR_CHILDREN = ("/staff/", "/admin/", "/accounts/", "/api/")
LARGEST_ID = 2**63 - 1
Responder = Callable[[HttpRequest], HttpResponse]


def policy(*parts: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for part in parts for name, value in part.items())


CONTENT_SECURITY_POLICY = policy(_POLICY, _TRUSTED_TYPES)
# Django's own scripts, in its admin alone, make elements of text.
ADMIN_POLICY = policy(_POLICY)
PERMISSIONS = ", ".join(f"{name}=()" for name in NO_FEATURES)
ALWAYS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}
HSTS = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
SIGN_OUT = "/accounts/logout/"


@cache
def _preload() -> str:
    return f"<{static('css/child.css')}>; rel=preload; as=style"


class Headers:
    """What every answer carries, whoever made it: it stands before everything else.

    Django's own middleware sets some of these too, but not on what is refused before it.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_admin = request.path.startswith("/admin/")
        is_for_children = not request.path.startswith(NOT_FOR_CHILDREN)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault(
            "Content-Security-Policy", ADMIN_POLICY if is_admin else CONTENT_SECURITY_POLICY
        )
        # A survey's code stands in its address. Django's forms, for staff, want to know the page.
        response["Referrer-Policy"] = "no-referrer" if is_for_children else "same-origin"
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
            # Of pages alone: on a first visit's other files it would be a twentieth of the bytes.
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.path == SIGN_OUT and request.method == "POST":
            # Not its storage: on a tablet, children's answers may wait there.
            response["Clear-Site-Data"] = '"cache"'
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and is_for_children:
            # A slow phone asks for it a tenth of a second sooner than the page's own link tells it.
            response.headers.setdefault("Link", _preload())
        return response


class Limits:
    """Refuse a body over the limit before anything reads it; and say so where too many ask.

    Django's own limit answers 400; a phone (and the contract) needs to know that it was the size.
    A body of unknown length is refused too, since it could only be measured by taking it all in.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            return self.refuse(request, 411, "Say how long your message is before you send it.")
        try:
            length = int(request.headers.get("Content-Length") or 0)
        except ValueError:
            length = 0
        if length > self.limit(request):
            return self.refuse(request, 413, "That is too long to send. Make it shorter.")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, named: dict[str, Any]
    ) -> None:
        """Take a number in the address that no row has for the last that one could have.

        No database takes larger ones, not even to look: it would break instead of finding nothing.
        """
        for name, value in named.items():
            if isinstance(value, int):
                named[name] = min(value, LARGEST_ID)

    def limit(self, request: HttpRequest) -> int:
        """In bytes; a few pages may be sent more."""
        more = (
            most for path, most in settings.BODY_LIMITS.items() if request.path.startswith(path)
        )
        return next(more, settings.BODY_LIMIT)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Pages that hold what somebody typed say it themselves, and keep it."""
        if not isinstance(exception, TooMany):
            return None
        return limits.ask_to_wait(render(request, "429.html", status=429), exception)

    def refuse(self, request: HttpRequest, status: int, sentence: str) -> HttpResponse:
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": sentence}, status=status)
        return render(request, "413.html", {"sentence": sentence}, status=status)
