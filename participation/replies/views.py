"""Pages for children: the board of answers, and the journey of their own words."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from backend import limits, wishes
from backend.limits import TooMany
from participation.replies import services
from participation.replies.board import board, card, quotes
from participation.replies.finding import STATES, Wanted, groups
from participation.replies.journeys import journey as find_journey
from participation.replies.loop import for_children
from participation.replies.models import Verdict
from surveys.receipts import look_again, meant, steady


@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """You said, we did: every theme of three voices or more, answered or not."""
    asked = {name: request.GET.get(name, "") for name in ("group", "state", "find")}
    shown = board(Wanted.of(**asked), page=request.GET.get("page", "1"))
    context = {
        "board": shown,
        "groups": groups(),
        "states": STATES.items(),
        "loop": for_children() if shown.counts and shown.counts.all else None,
        "has_english": True,
    }
    return render(request, "participation/replies/board.html", context)


@require_safe
def reply(request: HttpRequest, slug: str) -> HttpResponse:
    shown = card(slug)
    if shown is None:
        raise Http404
    if shown.theme.slug != slug:
        return redirect(wishes.of(request).to(shown.url))
    context = {"card": shown, "quotes": quotes(shown.theme), "has_english": True}
    return render(request, "participation/replies/card.html", context)


# The five words are the only key there is; a CSRF token would need a cookie and protect nothing.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def journey(request: HttpRequest) -> HttpResponse:
    """Five words in: see what happened to them, give a verdict, take them back."""
    if request.method != "POST":
        return render(request, "participation/replies/journey_start.html")
    return limits.look_up(request, lambda: _journey(request), lambda many: _later(request, many))


@steady()
def _journey(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("receipt", "")[:200]
    words = meant(typed)
    do = request.POST.get("do", "")
    just_said = None
    try:
        if do == "take-back":
            gone = services.take_back(words)
            return render(request, "participation/replies/taken_back.html", {"gone": gone})
        if do == "verdict":
            just_said = _give_verdict(request, words)
    except services.NoSuchWords:
        return _not_found(request, typed)
    found = find_journey(words)
    if found is None:
        return _not_found(request, typed)
    context = {"journey": found, "receipt": words, "just_said": just_said, "has_english": True}
    template = "take_back" if do == "ask-take-back" else "journey"
    return render(request, f"participation/replies/{template}.html", context)


def _later(request: HttpRequest, many: TooMany) -> HttpResponse:
    typed = request.POST.get("receipt", "")[:200]
    context = {"typed": typed, "errors": [{"target": "receipt", "text": limits.sentence()}]}
    page = render(request, "participation/replies/journey_start.html", context, status=429)
    return limits.ask_to_wait(page, many)


def _give_verdict(request: HttpRequest, words: str) -> int:
    """Keep what the child says of a reply, and return which reply it was."""
    value, reply_id = request.POST.get("value", ""), request.POST.get("reply", "")
    if value not in Verdict.Value.values or not reply_id.isascii() or not reply_id.isdigit():
        raise Http404
    try:
        services.give_verdict(words, int(reply_id[:12]), value)
    except services.NotTheirs:
        raise Http404 from None
    return int(reply_id[:12])


def _not_found(request: HttpRequest, typed: str) -> HttpResponse:
    """Say what can be said without looking: how many words there are, and which are not ours."""
    problem = {"target": "receipt", "text": _("We can't find those words. Look at each one again.")}
    context = look_again(typed) | {"errors": [problem]}
    return render(request, "participation/replies/journey_start.html", context, status=404)
