"""The gate: who has only signed in by a password is nobody, on every page but a few.

allauth has no switch for it. A new URL falls under the gate by default: what is open, or needed to
set the second step up, is listed here by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject

from backend.accounts import known, second_step, sessions, unsent
from backend.accounts.models import User
from backend.audit.log import record

# Pages of children and the public. The gate reads no session for them.
PUBLIC = frozenset(
    {
        *("healthz", "readyz", "help", "privacy", "about", "accessibility"),
        *("metrics", "security-text"),
        *("surveys:front-door", "surveys:answer", "surveys:tablet", "surveys:service-worker"),
        *("participation:replies", "participation:reply", "participation:verdict-page"),
        *("participation:journey", "participation:messages", "participation:calendar-feed"),
        *("participation:tell", "participation:complain", "participation:advocate", "api:docs"),
    }
)
# What somebody needs who has no second step yet.
SETTING_UP = frozenset(
    {
        *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn"),
        *("account_reauthenticate", "account_logout"),
    }
)
# What pages ask for by themselves, even where the browser does not say so.
BY_ITSELF = frozenset({"account_session"})
TYPED_ON = ("/staff/", "/admin/")
NEEDED = "Set up the second step of your sign-in first, at /accounts/2fa/."
Responder = Callable[[HttpRequest], HttpResponse]


class Gate:
    """`request.user` is whoever may come in; everybody else is nobody, and is told what to do."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.user
        request.user = SimpleLazyObject(lambda: _admitted(request, given))  # type: ignore[assignment]
        response = self.get_response(request)
        user = getattr(request, "passed_second_step", None)
        if user is not None:
            known.remember(response, user)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in PUBLIC or _asks_nobody(view):
            return None
        if request.user.is_authenticated:
            if name not in BY_ITSELF and _is_opened_by_a_person(request):
                sessions.seen(request.session)
            return None
        half: User | None = getattr(request, "half_signed_in", None)
        if half is not None:
            return _send_back(request, half, name)
        if request.method == "POST" and request.path.startswith(TYPED_ON):
            return keep_typed(request, getattr(request, "signed_out", None) or known.owner(request))
        return None


def _asks_nobody(view: Any) -> bool:
    """A call of the API for everybody: it looks at no session and no token."""
    api_view = getattr(view, "cls", None)
    return getattr(api_view, "authentication_classes", None) == ()


def _admitted(request: HttpRequest, given: Any) -> User | AnonymousUser:
    if not given.is_authenticated:
        return AnonymousUser()
    if sessions.left(request.session) == 0:
        request.signed_out = given  # type: ignore[attr-defined]  # process_view looks for it
        request.user = given
        record("session-ended", given, by=None)
        logout(request)
        return AnonymousUser()
    if not second_step.has_passed(request.session, given):
        request.half_signed_in = given  # type: ignore[attr-defined]  # the same
        return AnonymousUser()
    user: User = given
    return user


def _send_back(request: HttpRequest, half: User, name: str) -> HttpResponseBase | None:
    """To set the second step up; or, if it was set up since, to sign in with it."""
    if name == "account_logout":
        request.user = half
        return None
    if second_step.has_ours(half):
        request.user = half
        logout(request)
        return redirect(settings.LOGIN_URL)
    if name in SETTING_UP:
        request.user = half
        return None
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": NEEDED}, status=403)
    return redirect("mfa_index")


def _is_opened_by_a_person(request: HttpRequest) -> bool:
    """Not what a script of a page asks for by itself, as browsers say of each request."""
    return request.headers.get("Sec-Fetch-Dest", "document") != "empty"


def keep_typed(request: HttpRequest, person: User | None) -> HttpResponse | None:
    """The page that keeps a refused form in the browser; or nothing, for nobody we know."""
    if person is None:
        return None
    sealed = unsent.seal(unsent.of(request), person)
    context = {"sealed": sealed if len(sealed) < settings.BODY_LIMIT - 4096 else ""}
    return render(request, "account/signed_out.html", context, status=401)
