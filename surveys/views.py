"""Pages for those who answer: the front door and the survey. They set no cookie and keep no one."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend import wishes
from surveys import answering, forms, invitations, rooms
from surveys.answering import (
    InvitationClosed,
    Refused,
    RoomPaused,
    SentBefore,
    Submission,
    TakenBack,
)
from surveys.models import Invitation
from surveys.receipts import are_words, meant


# The form is posted, since some type their five words there: a receipt is never in an address.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def front_door(request: HttpRequest) -> HttpResponse:
    """Type a code, read the board, follow your words."""
    typed = (request.POST if request.method == "POST" else request.GET).get("code", "")
    if not typed.strip():
        return render(request, "surveys/front_door.html")
    if invitation := invitations.find(typed):
        return redirect(wishes.of(request).to(invitation.get_absolute_url()))
    if are_words(typed[:200]):
        return _five_words(request, meant(typed[:200]))
    problem = forms.Problem("code", _("We do not know this code. Look at each letter again."))
    context = {"typed": typed, "errors": [problem]}
    return render(request, "surveys/front_door.html", context, status=404)


def _five_words(request: HttpRequest, words: str) -> HttpResponse:
    """Who typed a receipt where codes go is shown the door it opens; nothing is looked up here."""
    return render(request, "surveys/five_words.html", {"words": words}, status=404)


# Nothing here acts for a signed-in person, so there is nothing for another site to forge; and a
# CSRF token would need a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """A whole survey in one page: GET shows it, POST sends it and answers with the receipt."""
    invitation = invitations.find(code)
    if invitation is None:
        return render(request, "surveys/unknown_code.html", {"typed": code}, status=404)
    if request.method == "POST":
        return _take(request, invitation)
    if not invitation.is_open(timezone.now()):
        return _not_open(request, invitation)
    if _is_opened(request):
        rooms.count_opened(invitation)
    token = "" if _is_to_keep(request, invitation) else secrets.token_urlsafe(24)
    return _form(request, invitation, Submission(token=token))


def _is_to_keep(request: HttpRequest, invitation: Invitation) -> bool:
    """A tablet asks for a page that many children will answer: each gets a token on the tablet.

    One that stood in the page would make them one child, and all but the first would be lost.
    """
    return invitation.kind == Invitation.Kind.TABLET and "Noticed-Keep" in request.headers


def _is_opened(request: HttpRequest) -> bool:
    """Whether somebody opens the page anew.

    Looking ahead, fetching it in another language and following its own links are not that.
    """
    headers = request.headers
    is_visit = headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    is_from_itself = urlsplit(headers.get("Referer", "")).path == request.path
    is_ahead = "Sec-Purpose" in headers
    return request.method == "GET" and is_visit and not is_from_itself and not is_ahead


def _take(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    sent = forms.read(request.POST, answering.questions_for(invitation))
    try:
        kept = answering.send(invitation, sent)
    except Refused as refused:
        if "token" in refused.errors:
            sent = Submission(secrets.token_urlsafe(24), sent.said, sent.quote)
        return _form(request, invitation, sent, refused.errors)
    except InvitationClosed:
        return _not_open(request, invitation, sent)
    except RoomPaused:
        return _paused(request, invitation, sent)
    except SentBefore as before:
        context = forms.about(invitation, sent) | {"receipt": before.receipt}
        return render(request, "surveys/sent_before.html", context, status=409)
    except TakenBack:
        return render(request, "surveys/taken_back.html", forms.about(invitation, sent), status=409)
    context = forms.about(invitation, sent) | {
        "words": kept.receipt.split(),
        "receipt": kept.receipt,
    }
    return render(request, "surveys/thanks.html", context, status=200 if kept.is_repeat else 201)


def _paused(request: HttpRequest, invitation: Invitation, sent: Submission) -> HttpResponse:
    """The form as it was sent, to send once more: its script tries again by itself."""
    page = _form(request, invitation, sent)
    page.status_code = 503
    page["Retry-After"] = str(RoomPaused.seconds)
    return page


def _form(
    request: HttpRequest,
    invitation: Invitation,
    sent: Submission,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    context = forms.page(invitation, sent, errors)
    return render(request, "surveys/answer.html", context, status=400 if errors else 200)


def _not_open(
    request: HttpRequest, invitation: Invitation, sent: Submission | None = None
) -> HttpResponse:
    """Say when it was open or will be; what was typed stays on the page, to be copied."""
    now = timezone.now()
    texts = [said.text for said in sent.said.values() if said.text] if sent else []
    context = forms.about(invitation, sent) | {
        "early": invitation.is_early(now),
        "opens_at": invitation.waits_until(now),
        "closed_on": invitation.closed_since(now),
        "texts": texts,
    }
    return render(request, "surveys/not_open.html", context, status=410)
