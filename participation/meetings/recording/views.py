"""Record in the meeting, item by item: decide, confirm, add an action, next; by keyboard alone.

Plain forms with a key on each button. What is confirmed here appears at once on every page that
follows the meeting, since the same services announce it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import acting, services
from participation.meetings.action_forms import ActionForm
from participation.meetings.agenda import agenda
from participation.meetings.forms import DecisionForm
from participation.meetings.gunning import informing
from participation.meetings.models import Action, AgendaItem, Body, Decision, Meeting
from participation.meetings.views.pages import attempt

CONFIRM = "confirm"
ACTION_ID = "action_%s"
"""Two forms of this page have a field of the same name."""


class RecordForm(DecisionForm):
    """In the meeting a draft may be its text alone; what is confirmed at once says everything."""

    def __init__(self, *args: Any, confirms: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("weight_given", "reasons"):
            self.fields[name].required = confirms
            self.fields[name].help_text += " Needed to confirm it."
        for name in ("text", "weight_given", "reasons", "not_agreed"):
            self.fields[name].widget.attrs["rows"] = 3
        self.fields["text"].widget.attrs["data-key"] = "d"


@dataclass(frozen=True)
class Desk:
    """The items of a meeting, and the one that is being recorded."""

    meeting: Meeting
    items: list[AgendaItem]
    place: int

    @property
    def item(self) -> AgendaItem:
        return self.items[self.place]

    @property
    def before(self) -> AgendaItem | None:
        return self.items[self.place - 1] if self.place else None

    @property
    def after(self) -> AgendaItem | None:
        return self.items[self.place + 1] if self.place + 1 < len(self.items) else None


@require_safe
@require(Permission.WRITE_MEETINGS)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """`?item=` says which; the first one else."""
    meeting = _meeting(pk)
    if not meeting.agenda_items.exists():
        messages.info(request, "Nothing is on the agenda yet. Add an item, then record.")
        return redirect("participation:meeting-detail", pk)
    wanted = request.GET.get("item", "")
    return _page(request, meeting, int(wanted) if wanted.isdecimal() else 0)


@require_POST
@require(Permission.WRITE_MEETINGS)
def decide(request: StaffRequest, pk: int, item_id: int) -> HttpResponse:
    """Keep what was decided as a draft, or confirm it in the same breath."""
    meeting = _meeting(pk)
    item = get_object_or_404(meeting.agenda_items.all(), pk=item_id)
    confirms = request.POST.get("do") == CONFIRM
    form = RecordForm(request.POST, instance=Decision(agenda_item=item), confirms=confirms)
    if not form.is_valid():
        return _page(request, meeting, item.pk, form=form)
    decision = services.save_decision(form.save(commit=False), by=request.user)
    if confirms:
        services.confirm(decision, by=request.user)
    said = "Confirmed: whoever follows the meeting sees it now." if confirms else "Saved: a draft."
    messages.success(request, said)
    return redirect(_address(pk, item_id))


@require_POST
@require(Permission.WRITE_MEETINGS)
def confirm(request: StaffRequest, pk: int, decision_id: int) -> HttpResponse:
    decision = _decision(pk, decision_id)
    return attempt(
        request,
        lambda: services.confirm(decision, by=request.user),
        services.NotSaidWhy,
        said="Confirmed: whoever follows the meeting sees it now.",
        then=_address(pk, decision.agenda_item_id),
    )


@require_POST
@require(Permission.WRITE_MEETINGS)
def act(request: StaffRequest, pk: int, decision_id: int) -> HttpResponse:
    decision = _decision(pk, decision_id)
    form = ActionForm(request.POST, instance=Action(decision=decision), auto_id=ACTION_ID)
    if not form.is_valid():
        return _page(request, _meeting(pk), decision.agenda_item_id, action_form=form)
    action = acting.save_action(form.save(commit=False), by=request.user)
    messages.success(request, f"Saved: {action}.")
    return redirect(_address(pk, decision.agenda_item_id))


def _page(
    request: StaffRequest,
    meeting: Meeting,
    item_id: int,
    *,
    form: RecordForm | None = None,
    action_form: ActionForm | None = None,
) -> HttpResponse:
    items = agenda(meeting, request.user)
    places = {item.pk: place for place, item in enumerate(items)}
    if item_id and item_id not in places:
        raise Http404
    desk = Desk(meeting, items, places.get(item_id, 0))
    decisions = list(desk.item.decisions.all())
    acting_on = action_form.instance.decision if action_form else next(reversed(decisions), None)
    blank = Decision(agenda_item=desk.item, decided_on=meeting.start_date)
    context = {
        "desk": desk,
        "decisions": decisions,
        "draft": next((it for it in decisions if not it.is_confirmed and it.is_complete), None),
        "form": form or RecordForm(instance=blank),
        "acting_on": acting_on,
        "action_form": action_form
        or ActionForm(instance=Action(decision=acting_on), auto_id=ACTION_ID),
        "errors_in": action_form or form,
        "has_bodies": Body.objects.exists(),
        "surveys_open_then": [
            it
            for it in informing([desk.item.pk])[desk.item.pk]
            if it.was_open_on(meeting.start_date)
        ],
    }
    return render(request, "participation/meetings/record.html", context)


def _meeting(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body"), pk=pk)


def _decision(pk: int, decision_id: int) -> Decision:
    found = Decision.objects.filter(agenda_item__meeting=pk).select_related("agenda_item__meeting")
    return get_object_or_404(found, pk=decision_id)


def _address(pk: int, item_id: int) -> str:
    return f"{reverse('participation:meeting-record', args=[pk])}?item={item_id}"
