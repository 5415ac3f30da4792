"""Staff pages for the posters on the wall: which there are, and each as a PDF to print."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.replies import finding, posters
from participation.replies.board import EVERYTHING, card, cards
from surveys.ways_in import printing

PAGE = 50


@require_safe
@require(Permission.READ_REPLIES)
def show_posters(request: StaffRequest) -> HttpResponse:
    """A poster of the board, and one of each theme on it."""
    themes = finding.found(EVERYTHING).values_list("pk", flat=True)
    page = Paginator(themes, PAGE).get_page(request.GET.get("page"))
    context = {
        "cards": cards(list(page)),
        "page_obj": page,
        "languages": printing.languages(),
        "not_printed": printing.not_printed(),
    }
    return render(request, "participation/replies/staff_posters.html", context)


@require_safe
@require(Permission.READ_REPLIES)
def board_poster(request: StaffRequest) -> HttpResponse:
    return _pdf(request, "board", posters.of_board)


@require_safe
@require(Permission.READ_REPLIES)
def theme_poster(request: StaffRequest, slug: str) -> HttpResponse:
    shown = card(slug)
    if shown is None:
        raise Http404
    return _pdf(request, shown.theme.slug, lambda language: posters.of_theme(shown, language))


def _pdf(request: StaffRequest, name: str, make: Callable[[str], bytes]) -> HttpResponse:
    language = request.GET.get("lang", "")
    if language and language not in printing.languages():
        raise Http404
    try:
        document = make(language)
    except printing.CannotPrint as error:
        messages.error(request, str(error))
        return redirect("participation:poster-list")
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="poster-{name}.pdf"'
    return response
