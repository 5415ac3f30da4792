"""Pages about one's own sign-in that allauth has not: the token, staying, what was typed."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from requests import RequestException

from backend.accounts import sessions, tokens
from backend.accounts.http import StaffRequest, require
from backend.accounts.models import Token, User
from backend.accounts.permissions import Permission
from backend.accounts.unsent import unseal

LAST = "This is your only second step. Set another one up first, then remove this one."


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SEE_STAFF_HOME)
def token(request: StaffRequest) -> HttpResponse:
    """Make one's token for the API: the answer to making it is the only page that shows it."""
    made = tokens.make_token(request.user) if request.method == "POST" else ""
    kept = Token.objects.filter(user=request.user).first()
    return render(request, "account/token.html", {"made": made, "kept": kept})


@require_POST
@require(Permission.SEE_STAFF_HOME)
def end_token(request: StaffRequest) -> HttpResponse:
    if tokens.end_token(request.user, by=request.user):
        messages.success(request, "The token is ended.")
    return redirect("account_token")


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """How many seconds are left; with POST, somebody says that they are still there."""
    if not request.user.is_authenticated:
        return JsonResponse({"left": 0, "most": 0}, status=401)
    if request.method == "POST":
        sessions.stay(request.session)
    return JsonResponse(
        {"left": sessions.left(request.session), "most": sessions.most_left(request.session)}
    )


# It changes nothing and shows only what we sealed, to the person for whom we sealed it. A token
# against forged requests is of the session that ended.
@csrf_exempt
@require_POST
def typed(request: HttpRequest) -> HttpResponse:
    """Give back what was typed when the session ended, to be sent again."""
    sealed = request.POST.get("sealed", "")
    if not isinstance(request.user, User):
        context = {"sealed": sealed, "is_still_out": True}
        return render(request, "account/signed_out.html", context, status=401)
    kept = unseal(sealed, request.user)
    return render(request, "account/typed.html", {"kept": kept}, status=200 if kept else 403)


def council_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """allauth's own, but that a council whose server does not answer is no fault of ours."""
    try:
        return openid_connect.login(request, provider_id)  # type: ignore[no-any-return]  # allauth's
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=503)


def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """allauth's own page, but that the last second step stays: its owner can only replace it."""
    if not isinstance(request.user, User):
        return redirect("account_login")
    mine: Any = get_object_or_404(Authenticator, pk=pk, user=request.user)
    if not get_adapter().can_delete_authenticator(mine):
        messages.error(request, LAST)
        return redirect("mfa_index")
    return remove_webauthn(request, pk=pk)  # type: ignore[no-any-return]  # allauth's own
