"""A shared tablet: the worker's page before and after a group, and its service worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend import limits, wishes
from backend.limits import WRONG_CODES
from backend.wishes import Wishes
from surveys import forms, invitations
from surveys.models import Invitation

SERVICE_WORKER = settings.BASE_DIR / "static" / "js" / "tablet-worker.js"
FILES = (
    "css/child.css",
    "css/tablet.css",
    "img/favicon.svg",
    "js/child.js",
    "js/tablet.js",
    "js/tablet-queue.js",
    "js/tablet-ready.js",
)


@dataclass(frozen=True)
class Needed:
    """One thing that a tablet keeps, and what a worker calls it."""

    url: str
    name: str


def needed(invitation: Invitation) -> Iterator[Needed]:
    """Everything that answering takes, and nothing else: files first, then the pages that use them.

    Colours and sizes need no page of their own: a script puts them on.
    """
    for path in FILES:
        yield Needed(static(path), _("How pages look and work"))
    yield Needed(static("surveys/receipt_words.txt"), _("The list for five words"))
    pages = {
        reverse("help"): _("Help"),
        invitation.tablet_url: _("This page"),
        invitation.get_absolute_url(): _("The questions"),
    }
    for path, name in pages.items():
        for code in wishes.languages():
            lang = "" if code == settings.LANGUAGE_CODE else code
            yield Needed(Wishes(lang).to(path), f"{name} ({_own_name(code)})")


def _own_name(code: str) -> str:
    return str(get_language_info(code.split("-")[0])["name_local"])


@require_safe
def this_tablet(request: HttpRequest, code: str) -> HttpResponse:
    """Get it ready, send what waits, stop using it. All of it happens on the tablet."""
    invitation = limits.guess(WRONG_CODES, request, lambda: invitations.find(code))
    if invitation is None or invitation.kind != Invitation.Kind.TABLET:
        raise Http404
    context = forms.about(invitation) | {
        "needed": list(needed(invitation)),
        "languages": ", ".join(_own_name(code) for code in wishes.languages()),
    }
    return render(request, "surveys/tablet.html", context)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that opens kept pages; a browser runs it only where a worker asked for it."""
    source = SERVICE_WORKER.read_text(encoding="utf-8")
    return HttpResponse(source, content_type="text/javascript; charset=utf-8")
