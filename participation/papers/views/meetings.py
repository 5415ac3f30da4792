"""A meeting's papers as they would be issued now, in both editions, and the children's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.models import Meeting
from participation.papers import easy
from participation.papers.content import Edition, papers
from participation.papers.models import IssuedPaper
from participation.papers.views import pages


def find_meeting(meeting_id: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body"), pk=meeting_id)


@require_safe
@require(Permission.READ_MEETINGS)
@require(Permission.SEE_RESULTS)
def public(request: StaffRequest, meeting_id: int, kind: str) -> HttpResponse:
    """What everybody may read."""
    return _written(request, find_meeting(meeting_id), Edition.PUBLIC, kind)


@require_safe
@require(Permission.READ_EXEMPT)
@require(Permission.SEE_RESULTS)
def board(request: StaffRequest, meeting_id: int, kind: str) -> HttpResponse:
    """With what is exempt."""
    return _written(request, find_meeting(meeting_id), Edition.BOARD, kind)


def _written(request: StaffRequest, meeting: Meeting, edition: Edition, kind: str) -> HttpResponse:
    context: dict[str, Any] = {}
    if kind == "page":
        issued = IssuedPaper.objects.filter(meeting=meeting).defer("public", "board")
        may = request.user.may
        context = {
            "meeting": meeting,
            "edition": edition,
            "issued": issued.select_related("issued_by"),
            "may_read_exempt": may(Permission.READ_EXEMPT),
            "may_issue": may(Permission.WRITE_MEETINGS),
        }
    name = f"papers-{meeting.start_date}-{edition}"
    return pages.written(request, papers(meeting, edition), kind, context, name=name)


@require_safe
@require(Permission.READ_MEETINGS)
def easy_page(request: StaffRequest, meeting_id: int) -> HttpResponse:
    meeting = find_meeting(meeting_id)
    context = {"meeting": meeting, "page": easy.easy(meeting)}
    return render(request, "participation/papers/easy.html", context)


@require_safe
@require(Permission.READ_MEETINGS)
def easy_pdf(request: StaffRequest, meeting_id: int) -> HttpResponse:
    meeting = find_meeting(meeting_id)
    return pages.pdf(easy.as_pdf(easy.easy(meeting)), f"for-children-{meeting.start_date}")
