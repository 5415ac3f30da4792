"""Staff pages for decisions: drafted, confirmed by the clerk, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import services
from participation.meetings.forms import DecisionForm
from participation.meetings.gunning import informing
from participation.meetings.models import AgendaItem, Decision
from participation.meetings.views.pages import attempt, form_page, removal, sent

METHODS = ["GET", "HEAD", "POST"]
CONFIRMED = "Confirmed. Children whose words are part of it can see it now."
CONFIRMED_EXEMPT = "Confirmed. The item is exempt: children and the public do not see it."
EXEMPT = "A draft until you confirm it. The item is exempt: children and the public never see it."
DRAFT = "A draft until you confirm it. Children see confirmed decisions only."


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add(request: StaffRequest, item_id: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=item_id)
    decision = Decision(agenda_item=item, decided_on=item.meeting.start_date)
    return _edit(request, decision, title="Record a decision")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit(request, _find(pk), title="Edit the draft")


def _edit(request: StaffRequest, decision: Decision, *, title: str) -> HttpResponse:
    back = _meeting(decision)
    surveys = informing([decision.agenda_item_id])[decision.agenda_item_id]
    form = DecisionForm(sent(request), instance=decision)
    if form.is_valid():
        try:
            saved = services.save_decision(form.save(commit=False), by=request.user)
        except services.DecisionConfirmed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Saved as a draft. Confirm it when the minutes are agreed.")
            if any(survey.was_open_on(saved.decided_on) for survey in surveys):
                messages.warning(request, "It was decided before children could finish saying.")
        return redirect(back)
    return form_page(
        request,
        form,
        title=title,
        above=f"Item {decision.agenda_item}",
        about=EXEMPT if decision.agenda_item.is_exempt else DRAFT,
        back=back,
        template="participation/meetings/decision_form.html",
        decision=decision,
        surveys_open_then=[it for it in surveys if it.was_open_on(decision.decided_on)],
    )


@require_POST
@require(Permission.WRITE_MEETINGS)
def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    decision = _find(pk)
    exempt = decision.agenda_item.is_exempt
    return attempt(
        request,
        lambda: services.confirm(decision, by=request.user),
        services.NotSaidWhy,
        said=CONFIRMED_EXEMPT if exempt else CONFIRMED,
        then=_meeting(decision),
    )


@require_POST
@require(Permission.WRITE_MEETINGS)
def unconfirm(request: StaffRequest, pk: int) -> HttpResponse:
    decision = _find(pk)
    return attempt(
        request,
        lambda: services.unconfirm(decision, by=request.user),
        said="A draft again. Children no longer see it.",
        then=_meeting(decision),
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    decision = _find(pk)
    return removal(
        request,
        lambda: services.remove_decision(decision, by=request.user),
        services.DecisionConfirmed,
        services.HasDecisions,
        services.InUse,
        what=f"the draft decision “{decision}”",
        back=_meeting(decision),
    )


def _find(pk: int) -> Decision:
    return get_object_or_404(Decision.objects.select_related("agenda_item__meeting"), pk=pk)


def _meeting(decision: Decision) -> str:
    """The decision's place on the page of its meeting."""
    meeting = reverse("participation:meeting-detail", args=[decision.agenda_item.meeting_id])
    return f"{meeting}#item-{decision.agenda_item_id}"
