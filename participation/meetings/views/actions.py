"""Staff pages for actions and the evidence of what they changed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import services
from participation.meetings.forms import ActionForm, FilterForm, StatusForm
from participation.meetings.models import Action, Body, Decision, Recommendation
from participation.meetings.views.pages import attempt, form_page, removal, sent

LIST = "participation:action-list"
DETAIL = "participation:action-detail"
METHODS = ["GET", "HEAD", "POST"]
SHOWN = 50


@require_safe
@require(Permission.READ_MEETINGS)
def show_all(request: StaffRequest) -> HttpResponse:
    form = FilterForm(request.GET or None)
    actions = _filtered(form)
    return render(
        request,
        "participation/meetings/actions.html",
        {
            "filter": form,
            "page_obj": Paginator(actions, SHOWN).get_page(request.GET.get("page")),
            "is_filtered": form.is_valid() and any(form.cleaned_data.values()),
        },
    )


def _filtered(form: FilterForm) -> QuerySet[Action]:
    actions = Action.objects.for_list()
    wanted = form.cleaned_data if form.is_valid() else {}
    if wanted.get("agency"):
        actions = actions.filter(agency=wanted["agency"])
    if wanted.get("status") == FilterForm.OVERDUE:
        actions = actions.overdue()
    elif wanted.get("status"):
        actions = actions.filter(status=wanted["status"])
    return actions


@require_safe
@require(Permission.READ_MEETINGS)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    action = get_object_or_404(Action.objects.for_list(), pk=pk)
    return render(
        request,
        "participation/meetings/action.html",
        {
            "action": action,
            "evidence": action.evidence.all(),
            "other_statuses": [
                (value, label) for value, label in Action.Status.choices if value != action.status
            ],
            "may_write": request.user.may(Permission.WRITE_MEETINGS),
        },
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add_to_decision(request: StaffRequest, decision_id: int) -> HttpResponse:
    decision = get_object_or_404(
        Decision.objects.select_related("agenda_item__meeting"), pk=decision_id
    )
    meeting = reverse("participation:meeting-detail", args=[decision.agenda_item.meeting_id])
    return _edit(request, Action(decision=decision), title="Add an action", back=meeting)


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add_to_recommendation(request: StaffRequest, recommendation_id: int) -> HttpResponse:
    recommendation = get_object_or_404(Recommendation, pk=recommendation_id)
    action = Action(recommendation=recommendation)
    back = reverse("participation:recommendation-list")
    return _edit(request, action, title="Make an action", back=back)


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    action = get_object_or_404(Action.objects.for_list(), pk=pk)
    return _edit(request, action, title="Edit the action", back=reverse(DETAIL, args=[pk]))


def _edit(request: StaffRequest, action: Action, *, title: str, back: str) -> HttpResponse:
    if not Body.objects.exists():
        messages.info(request, "Add the agency first. Then what it will do.")
        return redirect("participation:body-add")
    form = ActionForm(sent(request), instance=action)
    if form.is_valid():
        services.save_action(form.save(commit=False), by=request.user)
        messages.success(request, f"Saved: {action}.")
        return redirect(DETAIL, action.pk)
    above = f"From: {action.decision or action.recommendation}"
    return form_page(request, form, title=title, above=above, back=back)


@require_POST
@require(Permission.WRITE_MEETINGS)
def set_status(request: StaffRequest, pk: int) -> HttpResponse:
    action = get_object_or_404(Action, pk=pk)
    form = StatusForm(request.POST)
    here = reverse(DETAIL, args=[pk])
    if not form.is_valid():
        messages.error(request, "Choose how far it is with one of the buttons.")
        return redirect(here)
    status = Action.Status(form.cleaned_data["status"])
    return attempt(
        request,
        lambda: services.set_status(action, status, by=request.user),
        services.NeedsEvidence,
        said=f"Saved: {status.label}.",
        then=here,
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    action = get_object_or_404(Action, pk=pk)
    return removal(
        request,
        lambda: services.remove_action(action, by=request.user),
        services.NeedsEvidence,
        services.InUse,
        what=f"the action “{action}”",
        back=reverse(DETAIL, args=[pk]),
        then=reverse(LIST),
    )
