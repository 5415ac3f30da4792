"""Staff pages of threads: one from end to end, how far all have come, and what hangs loose."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.models import Meeting
from participation.moderation.models import Theme
from participation.replies import loose
from participation.replies.board import quotes
from participation.replies.models import Told
from participation.replies.steps import Gap, next_gap, steps
from participation.replies.threads import thread as find_thread
from participation.replies.threads import threads

FOLDER = "participation/replies"
SHOWN = 25
"""Each has a row of ten links."""
LOOSE_SHOWN = 50
FILTERS = {
    "waiting": "Not told an answer yet",
    "told": "Told an answer",
    "all": "All in use",
    "retired": "Retired",
}


@require_safe
@require(Permission.READ_THEMES)
@require(Permission.READ_MEETINGS)
def show_all(request: StaffRequest) -> HttpResponse:
    """How far each thread has come; what children said first on top."""
    show = request.GET.get("show", "")
    show = show if show in FILTERS else "waiting"
    page = Paginator(_themes(show), SHOWN).get_page(request.GET.get("page"))
    rows = []
    for thread in threads(list(page.object_list), by=request.user):
        come = steps(thread)
        gap = next_gap(come)
        rows.append({"thread": thread, "steps": come, "gap": gap, "may": _may(request, gap)})
    context = {
        "show": show,
        "filters": list(FILTERS.items()),
        "page_obj": page,
        "rows": rows,
    }
    return render(request, f"{FOLDER}/staff_threads.html", context)


def _themes(show: str) -> QuerySet[Theme]:
    themes = Theme.objects.retired() if show == "retired" else Theme.objects.active()
    if show in {"waiting", "told"}:
        told = Exists(Told.objects.filter(reply__theme=OuterRef("pk")))
        themes = themes.filter(told if show == "told" else ~told)
    return themes.select_related("group").order_by("asked_on", "pk")


def _may(request: StaffRequest, gap: Gap | None) -> bool:
    return bool(gap and gap.permission and request.user.may(gap.permission))


@require_safe
@require(Permission.READ_THEMES)
@require(Permission.READ_MEETINGS)
def show(request: StaffRequest, theme: str) -> HttpResponse:
    """From question to verdict. The theme by its slug, or by its number."""
    thread = find_thread(_find(theme), by=request.user)
    come = steps(thread)
    context: dict[str, Any] = {
        "thread": thread,
        "steps": {step.key: step for step in come},
        "may": {step.key: _may(request, step.gap) for step in come},
        "missing": sum(step.gap is not None for step in come),
        "quotes": quotes(thread.theme),
        "address": request.build_absolute_uri(request.path),
        "today": timezone.localdate(),
    }
    return render(request, f"{FOLDER}/staff_thread.html", context)


def _find(theme: str) -> Theme:
    # The slug first: a title such as "2024" makes one that looks like a number.
    by_slug = Theme.objects.filter(slug=theme).first()
    if by_slug is None and theme.isascii() and theme.isdigit():
        return get_object_or_404(Theme, pk=int(theme[:15]))
    if by_slug is None:
        raise Http404
    return by_slug


@require_safe
@require(Permission.READ_THEMES)
@require(Permission.READ_MEETINGS)
def show_loose(request: StaffRequest) -> HttpResponse:
    """One kind of what hangs loose, what waits longest on top; of the others, how many."""
    chosen = next((it for it in loose.KINDS if it.key == request.GET.get("kind")), loose.KINDS[0])
    found = chosen.found(request.user)
    page = Paginator(found, LOOSE_SHOWN).get_page(request.GET.get("page"))
    counts = loose.counts(request.user, chosen, page.paginator.count)
    meeting = Meeting.objects.to_come().order_by("start_date", "pk").first()
    context = {
        "kind": chosen,
        "kinds": [(it, counts[it.key]) for it in loose.KINDS],
        "page_obj": page,
        "rows": [chosen.row(it, meeting) for it in page.object_list],
        "may_mend": request.user.may(chosen.permission),
    }
    return render(request, f"{FOLDER}/staff_loose.html", context)
