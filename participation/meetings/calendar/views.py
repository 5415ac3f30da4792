"""The feed that a calendar program asks for, one meeting as a file, and a member's own address."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.calendar import files, services
from participation.meetings.calendar.models import CalendarAddress
from participation.meetings.models import Meeting

PAGE = "participation:calendar"
TYPE = "text/calendar; charset=utf-8"


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever has the address: a calendar program cannot sign in. No cookie is read or set."""
    person = services.whose(token)
    if person is None:
        raise Http404
    return HttpResponse(files.feed(Meeting.objects.of(person)), content_type=TYPE)


@require_safe
@require(Permission.READ_MEETINGS)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting, pk=pk)
    response = HttpResponse(
        files.one_file(Meeting.objects.filter(pk=meeting.pk)), content_type=TYPE
    )
    name = f"meeting-{meeting.start_date:%Y-%m-%d}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@require(Permission.READ_MEETINGS)
def show(request: StaffRequest) -> HttpResponse:
    return _page(request)


@require_POST
@require(Permission.READ_MEETINGS)
def make(request: StaffRequest) -> HttpResponse:
    """Answered with the page itself: the address is shown this once, and kept nowhere."""
    return _page(request, token=services.make_address(by=request.user))


@require_POST
@require(Permission.READ_MEETINGS)
def end(request: StaffRequest) -> HttpResponse:
    services.end_address(by=request.user)
    messages.success(request, "Your calendar address has ended. Nothing is sent there any more.")
    return redirect(PAGE)


def _page(request: StaffRequest, *, token: str = "") -> HttpResponse:
    address = CalendarAddress.objects.of(request.user).first()
    new = settings.SITE_URL + reverse("participation:calendar-feed", args=[token]) if token else ""
    return render(request, "participation/meetings/calendar.html", {"address": address, "new": new})
