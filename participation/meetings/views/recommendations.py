"""Staff pages for recommendations and the sources they stand in."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import services
from participation.meetings.forms import RecommendationForm, SourceForm
from participation.meetings.models import Action, Recommendation, Source
from participation.meetings.views.pages import form_page, removal, sent

LIST = "participation:recommendation-list"
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@require(Permission.READ_MEETINGS)
def show_all(request: StaffRequest) -> HttpResponse:
    actions = Prefetch("recommendations__actions", Action.objects.select_related("agency"))
    return render(
        request,
        "participation/meetings/recommendations.html",
        {
            "sources": Source.objects.prefetch_related("recommendations", actions),
            "may_write": request.user.may(Permission.WRITE_MEETINGS),
        },
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add(request: StaffRequest, source_id: int) -> HttpResponse:
    source = get_object_or_404(Source, pk=source_id)
    return _edit(request, Recommendation(source=source), title="Add a recommendation")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    recommendation = get_object_or_404(Recommendation, pk=pk)
    return _edit(request, recommendation, title="Edit a recommendation")


def _edit(request: StaffRequest, recommendation: Recommendation, *, title: str) -> HttpResponse:
    form = RecommendationForm(sent(request), instance=recommendation)
    if form.is_valid():
        services.save_registered(form.save(commit=False), by=request.user)
        messages.success(request, f"Saved: {recommendation.reference}.")
        return redirect(f"{reverse(LIST)}#source-{recommendation.source_id}")
    return form_page(request, form, title=title, back=reverse(LIST))


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    recommendation = get_object_or_404(Recommendation, pk=pk)
    return removal(
        request,
        lambda: services.remove_registered(recommendation, by=request.user),
        services.InUse,
        what=f"the recommendation “{recommendation}”",
        back=reverse(LIST),
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add_source(request: StaffRequest) -> HttpResponse:
    return _edit_source(request, Source(), title="Add a source")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit_source(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit_source(request, get_object_or_404(Source, pk=pk), title="Edit a source")


def _edit_source(request: StaffRequest, source: Source, *, title: str) -> HttpResponse:
    form = SourceForm(sent(request), instance=source)
    if form.is_valid():
        services.save_registered(form.save(commit=False), by=request.user)
        messages.success(request, f"Saved: {source}.")
        return redirect(f"{reverse(LIST)}#source-{source.pk}")
    about = "An inspection, a review, a plan, or the children themselves."
    return form_page(request, form, title=title, about=about, back=reverse(LIST))


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove_source(request: StaffRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(Source, pk=pk)
    return removal(
        request,
        lambda: services.remove_registered(source, by=request.user),
        services.InUse,
        what=f"the source “{source}”",
        back=reverse(LIST),
    )
