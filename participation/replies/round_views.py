"""The page of a verdict round, for children: one question, one press, no script needed."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend import limits
from backend.limits import ANSWERS, WRONG_CODES, TooMany
from participation.replies import rounds
from participation.replies.models import VerdictRound

FOLDER = "participation/replies"


# Nothing here acts for a signed-in person, so there is nothing for another site to forge; and a
# CSRF token would need a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: HttpRequest, code: str) -> HttpResponse:
    """GET asks; POST keeps what was pressed and thanks, the same whatever it was."""
    asked = limits.guess(WRONG_CODES, request, lambda: rounds.find(code))
    if asked is None:
        return render(request, f"{FOLDER}/verdict_over.html", status=404)
    if request.method == "POST":
        return _take(request, asked)
    if asked.is_over(timezone.now()):
        return _over(request, asked)
    return _question(request, asked)


def _take(request: HttpRequest, asked: VerdictRound) -> HttpResponse:
    token, value = request.POST.get("token", ""), request.POST.get("value", "")
    try:
        kept = rounds.give(asked, token, value, limit=limits.counting(ANSWERS, request))
    except TooMany as many:
        page = _question(request, asked, {"later": limits.sentence()}, status=429)
        return limits.ask_to_wait(page, many)
    except rounds.Refused as refused:
        return _question(request, asked, refused.errors)
    except rounds.RoundOver:
        return _over(request, asked)
    except rounds.SentBefore:
        return _thanks(request, asked, is_other=True, status=409)
    return _thanks(request, asked, is_other=False, status=200 if kept.is_repeat else 201)


def _about(asked: VerdictRound) -> dict[str, Any]:
    return {
        "asked": asked,
        "helplines": asked.group.helplines.all(),
        "has_english": True,
        "is_tablet": asked.way == VerdictRound.Way.TABLET,
    }


def _question(
    request: HttpRequest,
    asked: VerdictRound,
    errors: dict[str, str] | None = None,
    status: int | None = None,
) -> HttpResponse:
    problems = [{"target": "yes", "text": text} for text in (errors or {}).values()]
    context = {"token": secrets.token_urlsafe(24), "errors": problems}
    page = _about(asked) | context
    status = status or (400 if errors else 200)
    return render(request, f"{FOLDER}/verdict.html", page, status=status)


def _thanks(
    request: HttpRequest, asked: VerdictRound, *, is_other: bool, status: int
) -> HttpResponse:
    context = _about(asked) | {"is_other": is_other}
    return render(request, f"{FOLDER}/verdict_thanks.html", context, status=status)


def _over(request: HttpRequest, asked: VerdictRound) -> HttpResponse:
    return render(request, f"{FOLDER}/verdict_over.html", _about(asked), status=410)
