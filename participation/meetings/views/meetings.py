"""Staff pages for meetings: to come and past, one with its agenda, made, changed, called off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import services, standing
from participation.meetings.agenda import agenda
from participation.meetings.forms import MeetingForm
from participation.meetings.models import Body, Meeting
from participation.meetings.views.pages import attempt, form_page, removal, sent

LIST = "participation:meeting-list"
DETAIL = "participation:meeting-detail"
METHODS = ["GET", "HEAD", "POST"]
NEXT_SHOWN, LISTED = 6, 20


@require_safe
@require(Permission.READ_MEETINGS)
def show_all(request: StaffRequest) -> HttpResponse:
    """The next ones as cards, the rest in a table: what was, or with `show=later` what comes."""
    meetings = Meeting.objects.for_list()
    to_come = meetings.to_come().order_by("start_date", "pk")
    is_later = request.GET.get("show") == "later"
    listed = to_come if is_later else meetings.past()
    page = Paginator(listed, LISTED).get_page(request.GET.get("page"))
    return render(
        request,
        "participation/meetings/meetings.html",
        {
            "to_come": to_come[:NEXT_SHOWN],
            "more_to_come": max(Meeting.objects.to_come().count() - NEXT_SHOWN, 0),
            "is_later": is_later,
            "page_obj": page,
            "may_write": request.user.may(Permission.WRITE_MEETINGS),
        },
    )


@require_safe
@require(Permission.READ_MEETINGS)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    return render(request, "participation/meetings/meeting.html", _agenda_context(request, pk))


@require_safe
@require(Permission.READ_MEETINGS)
def show_agenda(request: StaffRequest, pk: int) -> HttpResponse:
    """The part of the page that open pages fetch again when something changed."""
    return render(request, "participation/meetings/_agenda.html", _agenda_context(request, pk))


def _agenda_context(request: StaffRequest, pk: int) -> dict[str, Any]:
    meeting = get_object_or_404(Meeting.objects.select_related("body"), pk=pk)
    may_write = request.user.may(Permission.WRITE_MEETINGS)
    return {
        "meeting": meeting,
        "items": agenda(meeting, request.user),
        "may_write": may_write,
        "hides_decisions": not request.user.may(Permission.READ_EXEMPT),
        "waiting_themes": standing.waiting_themes() if may_write and meeting.is_to_come else None,
    }


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add(request: StaffRequest) -> HttpResponse:
    if not Body.objects.exists():
        messages.info(request, "Add the body that meets first. Then its meetings.")
        return redirect("participation:body-add")
    return _edit(request, Meeting(), title="Add a meeting", back=reverse(LIST))


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting, pk=pk)
    return _edit(request, meeting, title="Edit the meeting", back=reverse(DETAIL, args=[pk]))


def _edit(request: StaffRequest, meeting: Meeting, *, title: str, back: str) -> HttpResponse:
    form = MeetingForm(sent(request), instance=meeting)
    if form.is_valid():
        services.save_meeting(form.save(commit=False), by=request.user)
        messages.success(request, f"Saved: {meeting}.")
        return redirect(DETAIL, meeting.pk)
    return form_page(request, form, title=title, back=back)


@require_POST
@require(Permission.WRITE_MEETINGS)
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting, pk=pk)
    return attempt(
        request,
        lambda: services.set_cancelled(meeting, True, by=request.user),
        said="The meeting is cancelled. Children are no longer told its date.",
        then=reverse(DETAIL, args=[pk]),
    )


@require_POST
@require(Permission.WRITE_MEETINGS)
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting, pk=pk)
    return attempt(
        request,
        lambda: services.set_cancelled(meeting, False, by=request.user),
        said="The meeting is on again. Children are told its date.",
        then=reverse(DETAIL, args=[pk]),
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.select_related("body"), pk=pk)
    return removal(
        request,
        lambda: services.remove_meeting(meeting, by=request.user),
        services.InUse,
        what=f"the meeting “{meeting}” of {meeting.start_date:%-d %B %Y}",
        back=reverse(DETAIL, args=[pk]),
        then=reverse(LIST),
    )
