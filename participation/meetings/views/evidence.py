"""Staff pages for evidence: what changed for children because of an action."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import acting
from participation.meetings.action_forms import EvidenceForm
from participation.meetings.models import Action, Evidence
from participation.meetings.views.pages import form_page, removal, sent

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add(request: StaffRequest, action_id: int) -> HttpResponse:
    evidence = Evidence(action=get_object_or_404(Action, pk=action_id))
    return _edit(request, evidence, title="Add evidence")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit(request, _find(pk), title="Edit the evidence")


def _edit(request: StaffRequest, evidence: Evidence, *, title: str) -> HttpResponse:
    form = EvidenceForm(sent(request), instance=evidence)
    if form.is_valid():
        acting.save_evidence(form.save(commit=False), by=request.user)
        messages.success(request, "Saved: what changed for children.")
        if evidence.hint:
            messages.warning(request, evidence.hint)
        return redirect(_action(evidence))
    above = f"Action: {evidence.action}"
    return form_page(request, form, title=title, above=above, back=_action(evidence))


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    evidence = _find(pk)
    return removal(
        request,
        lambda: acting.remove_evidence(evidence, by=request.user),
        acting.NeedsEvidence,
        what=f"the evidence “{evidence}”",
        back=_action(evidence),
    )


def _find(pk: int) -> Evidence:
    return get_object_or_404(Evidence.objects.select_related("action"), pk=pk)


def _action(evidence: Evidence) -> str:
    return reverse("participation:action-detail", args=[evidence.action_id])
