"""Staff pages for where actions come from: inspections, reviews, the children, the Board."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import services
from participation.meetings.action_forms import SourceForm
from participation.meetings.models import Source
from participation.meetings.views.pages import form_page, removal, sent

LIST = "participation:source-list"
METHODS = ["GET", "HEAD", "POST"]
SHOWN = 50


@require_safe
@require(Permission.READ_MEETINGS)
def show_all(request: StaffRequest) -> HttpResponse:
    page = Paginator(Source.objects.for_list(), SHOWN).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_write": request.user.may(Permission.WRITE_MEETINGS)}
    return render(request, "participation/meetings/sources.html", context)


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add(request: StaffRequest) -> HttpResponse:
    return _edit(request, Source(), title="Add a source")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Source, pk=pk), title="Edit a source")


def _edit(request: StaffRequest, source: Source, *, title: str) -> HttpResponse:
    form = SourceForm(sent(request), instance=source)
    if form.is_valid():
        services.save_registered(form.save(commit=False), by=request.user)
        messages.success(request, f"Saved: {source}.")
        return redirect(LIST)
    about = "An inspection, a review, a plan, or the children themselves."
    return form_page(request, form, title=title, about=about, back=reverse(LIST))


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(Source, pk=pk)
    return removal(
        request,
        lambda: services.remove_registered(source, by=request.user),
        services.InUse,
        what=f"the source “{source}”",
        back=reverse(LIST),
    )
