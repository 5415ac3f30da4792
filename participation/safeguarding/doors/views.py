"""The other doors: three plain forms, and the page where their answers are read with five words."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend import limits
from backend.limits import MESSAGES, TooMany
from participation.safeguarding.doors import services
from participation.safeguarding.doors.services import Kept, Refused, Sent, SentBefore
from participation.safeguarding.models import Message
from surveys.contacts import ADVOCACY, COMPLAINTS, contacts_of
from surveys.receipts import look_again, meant, steady

FOLDER = "participation/safeguarding/doors"
TELL, COMPLAIN, ADVOCATE = Message.Kind.TELL, Message.Kind.COMPLAIN, Message.Kind.ADVOCATE
FIRST = {TELL: (ADVOCACY,), COMPLAIN: (ADVOCACY, COMPLAINTS), ADVOCATE: (ADVOCACY,)}
"""Whom each door names before its own form."""
# Never a list of names: a child must not be shown who works here.
ABOUT = (
    (Message.About.WORKER, gettext_lazy("A worker")),
    (
        Message.About.READER,
        gettext_lazy("A person whose job is keeping children safe, or I am not sure"),
    ),
    (Message.About.SOMEONE_ELSE, gettext_lazy("Somebody else")),
    (Message.About.RULE_OR_PLACE, gettext_lazy("A rule or a place")),
)
FIRST_OF = {"about": f"about-{ABOUT[0][0]}"}
"""Where an error leads if its field is no box."""


@dataclass(frozen=True)
class Problem:
    """A line of the error summary."""

    target: str
    text: str


# Nothing here acts for a signed-in person, so there is nothing for another site to forge; and a
# CSRF token would need a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, kind: str) -> HttpResponse:
    """One door: GET shows its form, POST keeps what was sent and answers with the receipt."""
    if request.method != "POST":
        return _form(request, Sent(token=secrets.token_urlsafe(24), kind=kind))
    sent = read(request.POST, kind)
    try:
        kept = services.send(sent, limit=limits.counting(MESSAGES, request))
    except TooMany as many:
        page = _form(request, sent, {"later": limits.sentence()}, status=429)
        return limits.ask_to_wait(page, many)
    except Refused as refused:
        if "token" in refused.errors:
            sent = replace(sent, token=secrets.token_urlsafe(24))
        return _form(request, sent, refused.errors)
    except SentBefore as before:
        context = {"receipt": before.receipt, "again": f"/{kind}/"}
        return render(request, f"{FOLDER}/sent_before.html", context, status=409)
    return _thanks(request, kind, kept)


def read(post: QueryDict, kind: str) -> Sent:
    """What a browser sent. Nothing is believed yet."""

    def typed(name: str) -> str:
        # Browsers send each line's end as two signs; the child typed one.
        return str(post.get(name, "")).replace("\r\n", "\n")

    return Sent(
        token=typed("token"),
        kind=kind,
        words=typed("words"),
        name=typed("name"),
        reach=typed("reach"),
        about=typed("about"),
    )


def _form(
    request: HttpRequest,
    sent: Sent,
    errors: dict[str, str] | None = None,
    status: int | None = None,
) -> HttpResponse:
    kind = Message.Kind(sent.kind)
    errors = errors or {}
    first = contacts_of(*FIRST[kind])
    in_order = sorted(errors, key=["later", "token", "about", "name", "words", "reach"].index)
    context = {
        "sent": sent,
        "error": errors,
        "errors": [Problem(FIRST_OF.get(it, it), errors[it]) for it in in_order],
        "first": first,
        "has_english": bool(first),
        "about": ABOUT,
        "due_on": services.due_on(kind, timezone.localdate()),
        "limits": services.LIMITS,
        "kept_days": settings.RAW_TEXT_DAYS,
    }
    status = status or (400 if errors else 200)
    return render(request, f"{FOLDER}/{kind}.html", context, status=status)


def _thanks(request: HttpRequest, kind: str, kept: Kept) -> HttpResponse:
    context = {"words": kept.receipt.split(), "receipt": kept.receipt, "due_on": kept.due_on}
    status = 200 if kept.is_repeat else 201
    return render(request, f"{FOLDER}/thanks.html", context | {"kind": kind}, status=status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: HttpRequest) -> HttpResponse:
    """Five words in: read the answer, or say that you changed your mind."""
    if request.method != "POST":
        return render(request, f"{FOLDER}/messages_start.html")
    return limits.look_up(request, lambda: _messages(request), lambda many: _later(request, many))


def _later(request: HttpRequest, many: TooMany) -> HttpResponse:
    typed = request.POST.get("receipt", "")[:200]
    problem = Problem("receipt", limits.sentence())
    context = {"typed": typed, "errors": [problem]}
    page = render(request, f"{FOLDER}/messages_start.html", context, status=429)
    return limits.ask_to_wait(page, many)


@steady()
def _messages(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("receipt", "")[:200]
    words = meant(typed)
    if request.POST.get("do") == "stop":
        try:
            services.stop(words)
        except services.NoSuchMessage:
            return _not_found(request, typed)
    found = services.read(words)
    if found is None:
        return _not_found(request, typed)
    context: dict[str, Any] = {
        "message": found.message,
        "answers": found.answers,
        "about": dict(ABOUT).get(Message.About(found.message.about)) if found.message.about else "",
        "receipt": words,
        "has_english": bool(found.answers),
        "is_late": found.message.is_overdue(timezone.localdate()),
    }
    return render(request, f"{FOLDER}/messages.html", context)


def _not_found(request: HttpRequest, typed: str) -> HttpResponse:
    problem = Problem("receipt", _("We can't find those words. Look at each one again."))
    context = look_again(typed) | {"errors": [problem]}
    return render(request, f"{FOLDER}/messages_start.html", context, status=404)
