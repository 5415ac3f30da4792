"""The evidence pack, from any day to any day, as a page and as files."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.papers.evidence.forms import PeriodForm
from participation.papers.evidence.pack import pack
from participation.papers.views import pages

PAGE = "participation/papers/evidence.html"


@require_safe
@require(Permission.MAKE_EVIDENCE)
def show(request: StaffRequest, kind: str) -> HttpResponse:
    """`?first=`, `?last=` and `?framework=`; without them a page asks, a file is of a year."""
    beginning = PeriodForm.beginning()
    said = request.GET or (None if kind == "page" else beginning)
    asked = PeriodForm(said, initial=beginning)
    if not asked.is_valid():
        status = 400 if asked.is_bound else 200
        return render(request, PAGE, {"form": asked}, status=status)
    first, last = asked.cleaned_data["first"], asked.cleaned_data["last"]
    made = pack(first, last, asked.cleaned_data["framework"])
    name = f"evidence-{first}-to-{last}"
    context: dict[str, Any] = {"form": asked, "query": request.GET.urlencode()}
    return pages.written(request, made, kind, context, name=name, template=PAGE)
