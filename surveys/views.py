"""Pages for those who answer: the front door and the survey. They set no cookie and keep no one."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend import limits, wishes
from backend.limits import ANSWERS, WRONG_CODES, TooMany
from surveys import answering, forms, holes, invitations, rooms
from surveys.answering import (
    InvitationClosed,
    Kept,
    Refused,
    RoomPaused,
    SentBefore,
    Submission,
    TakenBack,
)
from surveys.asking import asked_of, stamp_of
from surveys.holes import hole
from surveys.models import Invitation
from surveys.receipts import are_words, meant, proof, receipt


# The form is posted, since some type their five words there: a receipt is never in an address.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def front_door(request: HttpRequest) -> HttpResponse:
    """Type a code, read the board, follow your words."""
    typed = (request.POST if request.method == "POST" else request.GET).get("code", "")
    if not typed.strip():
        return render(request, "surveys/front_door.html")
    if are_words(typed[:200]):
        return _five_words(request, meant(typed[:200]))
    try:
        invitation = limits.guess(WRONG_CODES, request, lambda: invitations.find(typed))
    except TooMany as many:
        return limits.ask_to_wait(_wrong_code(request, typed, limits.sentence()), many)
    if invitation:
        return redirect(wishes.of(request).to(invitation.get_absolute_url()))
    problem = _("We do not know this code. Look at each letter again.")
    return _wrong_code(request, typed, problem, status=404)


def _wrong_code(request: HttpRequest, typed: str, problem: str, status: int = 429) -> HttpResponse:
    context = {"typed": typed, "errors": [forms.Problem("code", problem)]}
    return render(request, "surveys/front_door.html", context, status=status)


def _five_words(request: HttpRequest, words: str) -> HttpResponse:
    """Who typed a receipt where codes go is shown the door it opens; nothing is looked up here."""
    return render(request, "surveys/five_words.html", {"words": words}, status=404)


# Nothing here acts for a signed-in person, so there is nothing for another site to forge; and a
# CSRF token would need a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """A whole survey in one page: GET shows it, POST sends it and answers with the receipt."""
    find = invitations.find if request.method == "POST" else invitations.find_to_show
    invitation = limits.guess(WRONG_CODES, request, lambda: find(code))
    if invitation is None:
        return render(request, "surveys/unknown_code.html", {"typed": code}, status=404)
    if request.method == "POST":
        return _take(request, invitation)
    if not invitation.is_open(timezone.now()):
        return _not_open(request, invitation)
    if _is_opened(request):
        rooms.count_opened(invitation)
    if _is_to_keep(request, invitation):
        return _form(request, invitation, Submission(token=""))
    return _new_form(request, invitation, secrets.token_urlsafe(24))


def _is_to_keep(request: HttpRequest, invitation: Invitation) -> bool:
    """A tablet asks for a page that many children will answer: each gets a token on the tablet.

    One that stood in the page would make them one child, and all but the first would be lost.
    """
    return invitation.kind == Invitation.Kind.TABLET and "Noticed-Keep" in request.headers


def _is_opened(request: HttpRequest) -> bool:
    """Whether somebody opens the page; looking ahead or fetching another language is not that.

    Pages tell nobody where somebody came from: whoever changes the language without script, counts
    once more.
    """
    headers = request.headers
    is_visit = headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    is_ahead = "Sec-Purpose" in headers
    return request.method == "GET" and is_visit and not is_ahead


def _take(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    sent = forms.read(request.POST, answering.questions_for(invitation))
    try:
        kept = answering.send(invitation, sent, limit=limits.counting(ANSWERS, request))
    except Refused as refused:
        if "token" in refused.errors:
            sent = Submission(secrets.token_urlsafe(24), sent.said, sent.quote)
        return _form(request, invitation, sent, refused.errors)
    except InvitationClosed:
        return _not_open(request, invitation, sent)
    except RoomPaused:
        return _later(request, invitation, sent, 503, RoomPaused.seconds)
    except TooMany as many:
        return _later(request, invitation, sent, 429, many.seconds)
    except SentBefore as before:
        context = forms.about(invitation, sent) | {"receipt": before.receipt}
        return _render(request, "surveys/sent_before.html", context, status=409)
    except TakenBack:
        context = forms.about(invitation, sent)
        return _render(request, "surveys/taken_back.html", context, status=409)
    return _thanks(request, invitation, kept, proof(sent.token))


def _thanks(
    request: HttpRequest, invitation: Invitation, kept: Kept, their_proof: str
) -> HttpResponse:
    """Rendered once for all who answer the survey; the words are put in for each."""
    words = _words(kept.receipt)
    values = words | {"receipt": kept.receipt, "proof": their_proof}

    def rendered() -> bytes:
        context = forms.about(invitation) | {"receipt": hole("receipt")}
        context["proof"] = hole("proof", len(their_proof))
        context["words"] = [hole(name) for name in words]
        return _render(request, "surveys/thanks.html", context).content

    key = ("thanks", *_same(request, invitation))
    return holes.answer(request, key, rendered, values, status=200 if kept.is_repeat else 201)


def _new_form(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """The form before anything is in it: the same for all, but for each one's own token."""
    words = _words(receipt(token))
    values = words | {"token": token, "proof": proof(token)}
    read_on = forms.read_on(invitation, asked_of(invitation))

    def rendered() -> bytes:
        context = forms.page(invitation, Submission(token=""))
        context |= {name: hole(name, len(values[name])) for name in ("token", "proof")}
        context |= {"words": [hole(name) for name in words], "read_on": read_on}
        return _render(request, "surveys/answer.html", context).content

    key = ("form", read_on, *_same(request, invitation))
    return holes.answer(request, key, rendered, values)


def _words(five: str) -> dict[str, str]:
    return {f"word{place}": word for place, word in enumerate(five.split())}


def _same(request: HttpRequest, invitation: Invitation) -> tuple[object, ...]:
    """Everything that these pages depend on, besides the words in their holes and the day."""
    return (
        stamp_of(invitation),
        invitation.code,
        invitation.kind,
        invitation.audience,
        invitation.paused,
        request.get_host(),
        request.get_full_path(),
    )


def _later(
    request: HttpRequest, invitation: Invitation, sent: Submission, status: int, seconds: int
) -> HttpResponse:
    """The form as it was sent, to send once more: its script tries again by itself."""
    context = forms.page(invitation, sent) | {"is_later": True, "is_busy": status == 429}
    page = render(request, "surveys/answer.html", context, status=status)
    page["Retry-After"] = str(seconds)
    return page


def _form(
    request: HttpRequest,
    invitation: Invitation,
    sent: Submission,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    context = forms.page(invitation, sent, errors)
    return _render(request, "surveys/answer.html", context, status=400 if errors else 200)


def _render(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    # Known with the questions, so that no template tag asks for it once more.
    request.is_interface_checked = context["is_interface_checked"]  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


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
    return _render(request, "surveys/not_open.html", context, status=410)
