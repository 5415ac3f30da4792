"""Staff pages for pasted minutes: paste, look at what was resolved, tick, make drafts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.agenda import printed_order
from participation.meetings.minutes import services
from participation.meetings.minutes.forms import LinesForm, MinutesForm
from participation.meetings.models import Meeting
from participation.meetings.views.pages import sent

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def paste(request: StaffRequest, pk: int) -> HttpResponse:
    meeting = _find(pk)
    form = MinutesForm(sent(request), initial={"minutes": meeting.minutes})
    if form.is_valid():
        services.keep_minutes(meeting, form.cleaned_data["minutes"], by=request.user)
        return redirect("participation:meeting-resolved", pk)
    return render(
        request, "participation/meetings/minutes.html", {"meeting": meeting, "form": form}
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def tick(request: StaffRequest, pk: int) -> HttpResponse:
    meeting = _find(pk)
    lines = services.resolutions(meeting)
    items = sorted(meeting.agenda_items.all(), key=printed_order)
    form = LinesForm(sent(request), lines=lines, items=items)
    if request.method == "POST" and form.is_valid():
        drafts = services.make_drafts(meeting, form.chosen, by=request.user)
        messages.success(request, _said(len(drafts)))
        return redirect("participation:meeting-detail", pk)
    context = {"meeting": meeting, "form": form, "made": [it for it in lines if it.made]}
    return render(request, "participation/meetings/resolved.html", context)


def _said(number: int) -> str:
    if not number:
        return "Nothing was ticked, so nothing was made."
    drafts = "1 draft is" if number == 1 else f"{number} drafts are"
    return f"{drafts} made. Fill in the weight given and the reasons, then confirm."


def _find(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body"), pk=pk)
