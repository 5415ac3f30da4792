"""Staff pages that change recommendations.

The pages to read them are in `replies`, which knows what children say of them.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import acting, services
from participation.meetings.action_forms import RecommendationForm
from participation.meetings.models import Recommendation, Source
from participation.meetings.views.pages import form_page, removal, sent

LIST = "participation:recommendation-list"
DETAIL = "participation:recommendation-detail"
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add(request: StaffRequest, source_id: int) -> HttpResponse:
    recommendation = Recommendation(source=get_object_or_404(Source, pk=source_id))
    return _edit(request, recommendation, title="Add a recommendation", back=reverse(LIST))


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    recommendation = get_object_or_404(Recommendation, pk=pk)
    back = reverse(DETAIL, args=[pk])
    return _edit(request, recommendation, title="Edit a recommendation", back=back)


def _edit(
    request: StaffRequest, recommendation: Recommendation, *, title: str, back: str
) -> HttpResponse:
    form = RecommendationForm(sent(request), instance=recommendation)
    if form.is_valid():
        themes = [theme.pk for theme in form.cleaned_data["themes"]]
        acting.save_recommendation(form.save(commit=False), themes=themes, by=request.user)
        messages.success(request, f"Saved: {recommendation.reference}.")
        return redirect(DETAIL, recommendation.pk)
    return form_page(request, form, title=title, back=back)


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    recommendation = get_object_or_404(Recommendation, pk=pk)
    return removal(
        request,
        lambda: services.remove_registered(recommendation, by=request.user),
        services.InUse,
        what=f"the recommendation “{recommendation}”",
        back=reverse(DETAIL, args=[pk]),
        then=reverse(LIST),
    )
