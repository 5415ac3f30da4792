"""Staff pages that change actions and say how they go; and which agency is late with what.

The pages to read them are in `replies`, which knows what children say of them.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import acting
from participation.meetings.action_forms import ActionForm, StatusForm, UpdateForm
from participation.meetings.models import (
    Action,
    ActionUpdate,
    Body,
    Decision,
    Recommendation,
    is_due_soon,
    is_late,
)
from participation.meetings.services import InUse
from participation.meetings.views.pages import attempt, form_page, removal, sent

LIST = "participation:action-list"
DETAIL = "participation:action-detail"
METHODS = ["GET", "HEAD", "POST"]
SHOWN = 50


@require_safe
@require(Permission.READ_MEETINGS)
def show_late(request: StaffRequest) -> HttpResponse:
    """Who is late with what: each agency in numbers that lead to what stands behind them."""
    counts = {
        "late": is_late(),
        "soon": is_due_soon(),
        "being_done": Q(status=Action.Status.IN_PROGRESS),
        "done": Q(status=Action.Status.DONE),
    }
    agencies = (
        Action.objects.readable_by(request.user)
        .values("agency", "agency__name")
        .annotate(**{name: Count("pk", filter=condition) for name, condition in counts.items()})
        .order_by("-late", "-soon", "agency__name")  # type: ignore[misc]  # annotated by name
    )
    page = Paginator(agencies, SHOWN).get_page(request.GET.get("page"))
    return render(request, "participation/meetings/late.html", {"page_obj": page})


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
    back = reverse("participation:recommendation-detail", args=[recommendation_id])
    return _edit(request, action, title="Make an action", back=back)


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    action = get_object_or_404(Action.objects.readable_by(request.user).for_list(), pk=pk)
    return _edit(request, action, title="Edit the action", back=reverse(DETAIL, args=[pk]))


def _edit(request: StaffRequest, action: Action, *, title: str, back: str) -> HttpResponse:
    if not Body.objects.exists():
        messages.info(request, "Add the agency first. Then what it will do.")
        return redirect("participation:body-add")
    form = ActionForm(sent(request), instance=action)
    if form.is_valid():
        acting.save_action(form.save(commit=False), by=request.user)
        messages.success(request, f"Saved: {action}.")
        return redirect(DETAIL, action.pk)
    above = f"From: {action.decision or action.recommendation}"
    return form_page(request, form, title=title, above=above, back=back)


@require_http_methods(METHODS)
@require(Permission.UPDATE_ACTIONS)
def add_update(request: StaffRequest, action_id: int) -> HttpResponse:
    action = get_object_or_404(Action.objects.readable_by(request.user), pk=action_id)
    here = reverse(DETAIL, args=[action_id])
    form = UpdateForm(sent(request), instance=ActionUpdate(action=action))
    if request.method == "POST" and form.is_valid():
        text, status = form.cleaned_data["text"], form.cleaned_data["status"]
        return attempt(
            request,
            lambda: acting.add_update(action, text=text, status=status, by=request.user),
            acting.NeedsEvidence,
            acting.NotTheirs,
            said="Added. It stays as it is: to correct it, add another.",
            then=here,
        )
    return form_page(
        request,
        form,
        title="Add an update",
        above=f"Action: {action}",
        about="It is kept with today’s date and your name, and never rewritten.",
        back=here,
        button="Add it",
    )


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
        lambda: acting.set_status(action, status, by=request.user),
        acting.NeedsEvidence,
        said=f"Saved: {status.label}.",
        then=here,
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    action = get_object_or_404(Action, pk=pk)
    return removal(
        request,
        lambda: acting.remove_action(action, by=request.user),
        acting.NeedsEvidence,
        InUse,
        what=f"the action “{action}”",
        back=reverse(DETAIL, args=[pk]),
        then=reverse(LIST),
    )
