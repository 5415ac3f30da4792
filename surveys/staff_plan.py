"""Staff pages of one survey's plan, and of who reads what is said about staff."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from surveys import gate, planning
from surveys.models import Plan, Survey
from surveys.staff_forms import PlanForm, ReadersForm


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def plan(request: StaffRequest, survey_id: int) -> HttpResponse:
    """The whole plan in one form, saved as far as it is written; once open, only to read."""
    survey = get_object_or_404(Survey.objects.select_related("group"), pk=survey_id)
    kept = Plan.objects.filter(survey=survey).first() or Plan(survey=survey)
    form = PlanForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        try:
            planning.write_plan(survey, form.cleaned_data, by=request.user)
        except planning.PlanIsFixed as fixed:
            messages.error(request, str(fixed))
        else:
            messages.success(request, _saved(survey))
        return redirect("surveys:staff-plan", survey.pk)
    is_draft = survey.status == Survey.Status.DRAFT
    steps = gate.steps(survey) if is_draft else []
    context = {
        "survey": survey,
        "plan": kept,
        "form": form,
        "is_draft": is_draft,
        "parts": [(form.fields[name].label, _said(kept, name)) for name in planning.FIELDS],
        "advice": [
            (form.fields[name].label, name, advice)
            for name, advice in planning.reading_advice(kept).items()
        ],
        "steps": steps,
        "is_ready": all(step.is_done for step in steps),
    }
    return render(request, "surveys/staff_plan.html", context)


def _said(plan: Plan, name: str) -> str:
    return plan.get_power_display() if name == "power" else getattr(plan, name)


def _saved(survey: Survey) -> str:
    left = len(gate.missing(survey))
    if not left:
        return "The plan is saved. Nothing is missing: the survey can be opened."
    return f"The plan is saved. Before the survey opens, {left} thing{'s'[: left != 1]} to do."


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def readers(request: StaffRequest, survey_id: int) -> HttpResponse:
    """Whether it asks about staff, who reads its words, and who is asked about."""
    survey = get_object_or_404(Survey, pk=survey_id)
    initial = {
        "about_staff": survey.about_staff,
        "readers": survey.readers.all(),
        "asked_about": survey.asked_about.all(),
    }
    form = ReadersForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            planning.name_readers(survey, **form.cleaned_data, by=request.user)
        except planning.CannotName as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved. Children are told on the first page who reads it.")
            return redirect("surveys:staff-readers", survey.pk)
    context = {
        "survey": survey,
        "form": form,
        "may_change": planning.may_change_readers(survey, request.user),
        "is_draft": survey.status == Survey.Status.DRAFT,
        "named": survey.readers.all(),
        "asked_about": survey.asked_about.all(),
        "steps": gate.steps(survey) if survey.status == Survey.Status.DRAFT else [],
    }
    return render(request, "surveys/staff_readers.html", context)
