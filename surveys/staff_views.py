"""The surveys as staff see them: what is asked of whom, when it is heard, and the ways in."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from surveys import building
from surveys.building import CannotOpen
from surveys.models import Survey

PAGE = 20


@require_safe
@require(Permission.SEE_SURVEYS)
def survey_list(request: StaffRequest) -> HttpResponse:
    """Never how many answered: small numbers leave through `surveys.results` alone."""
    surveys = Survey.objects.select_related("group")
    context = {
        "page_obj": Paginator(surveys, PAGE).get_page(request.GET.get("page")),
        "may_build": request.user.may(Permission.BUILD_SURVEYS),
        "may_see_results": request.user.may(Permission.SEE_RESULTS),
    }
    return render(request, "surveys/staff_list.html", context)


@require_POST
@require(Permission.BUILD_SURVEYS)
def open_survey(request: StaffRequest, survey_id: int) -> HttpResponse:
    survey = get_object_or_404(Survey, pk=survey_id)
    try:
        building.open_survey(survey, by=request.user)
    except CannotOpen as error:
        messages.error(request, str(error))
    else:
        if not survey.invitations.exists():
            messages.success(
                request, f"“{survey}” is open. Now make a way in: nobody can answer before."
            )
            return redirect("surveys:ways-in", survey.pk)
        messages.success(request, f"“{survey}” is open.")
    return redirect("surveys:builder-survey", survey.pk)


@require_POST
@require(Permission.BUILD_SURVEYS)
def close_survey(request: StaffRequest, survey_id: int) -> HttpResponse:
    survey = get_object_or_404(Survey, pk=survey_id)
    building.close_survey(survey, by=request.user)
    messages.success(request, f"“{survey}” takes no more answers.")
    return redirect("surveys:builder-survey", survey.pk)


@require_POST
@require(Permission.BUILD_SURVEYS)
def next_round(request: StaffRequest, survey_id: int) -> HttpResponse:
    asked = Survey.objects.exclude(status=Survey.Status.DRAFT).select_related("plan")
    survey = get_object_or_404(asked, pk=survey_id)
    copy = building.next_round(survey, by=request.user)
    messages.success(
        request,
        f"The next round of “{copy}” is a draft. What you change in it is not comparable any more.",
    )
    return redirect("surveys:builder-survey", copy.pk)
