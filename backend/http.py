"""Middleware of ours: the security headers every answer carries, and the limit on what is sent."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static

from backend import limits
from backend.limits import TooMany

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ]
)
PERMISSIONS_POLICY = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
)
NOT_FOR_CHILDREN = ("/staff/", "/admin/", "/accounts/", "/api/")
Responder = Callable[[HttpRequest], HttpResponse]


class Headers:
    """Add the headers that Django has no setting for; nothing but static files may be stored."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not request.path.startswith(NOT_FOR_CHILDREN):
            # A slow phone asks for it a tenth of a second sooner than the page's own link tells it.
            response.setdefault("Link", f"<{static('css/child.css')}>; rel=preload; as=style")
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
