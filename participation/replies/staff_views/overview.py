"""The overview for staff, and what stands behind each of its numbers."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.moderation.models import Theme
from participation.replies import loop
from participation.replies.loop import Scope
from participation.replies.overview import a_year_until, newest
from participation.replies.staff_forms import OverviewForm

FOLDER = "participation/replies"
SHOWN = 50


@require_safe
@require(Permission.SEE_OVERVIEW)
def show(request: StaffRequest) -> HttpResponse:
    agencies = loop.agencies()
    form, scope = _asked(request, agencies)
    context = {
        "form": form,
        "overview": newest(scope),
        "agency": agencies.get(scope.agency or 0, ""),
        "heard_not_shown": Theme.objects.heard_not_shown().count(),
        "weeks": settings.REPLY_WITHIN_WEEKS,
        "today": timezone.localdate(),
        "address": request.build_absolute_uri(),
    }
    return render(request, f"{FOLDER}/staff_overview.html", context)


def _asked(request: StaffRequest, agencies: Mapping[int, str]) -> tuple[OverviewForm, Scope]:
    """What was asked for; the last year where nothing was, or nothing that makes sense."""
    year = a_year_until(timezone.localdate())
    initial = {"from": year.start, "to": year.end, "agency": ""}
    data = request.GET if {"from", "to", "agency"} & request.GET.keys() else initial
    form = OverviewForm(data, agencies=agencies)
    return form, form.scope if form.is_valid() else year


@require_safe
@require(Permission.SEE_OVERVIEW)
def behind(request: StaffRequest, number: str) -> HttpResponse:
    """The themes or answers that one number counts, in the same months and of the same agency."""
    counted = next((it for it in loop.NUMBERS if it.key == number), None)
    if counted is None:
        raise Http404
    given = loop.facts()
    form, scope = _asked(request, given.agencies)
    found = loop.behind(counted, given, scope)
    figure = loop.figure(counted, found, scope, given.today)
    found.sort(key=lambda case: (case.on, case.theme.pk), reverse=True)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "figure": figure,
        "page_obj": page,
        "rows": [
            {
                "case": case,
                "agency": given.agencies.get(case.reply.agency, "") if case.reply else "",
                "is_late": number == "answered"
                and not case.counts
                and loop.is_late(case, given.today),
            }
            for case in page.object_list
        ],
        "agency": given.agencies.get(scope.agency or 0, ""),
        "may_open": request.user.may(Permission.READ_THEMES)
        and request.user.may(Permission.READ_MEETINGS),
    }
    return render(request, f"{FOLDER}/staff_behind.html", context)
