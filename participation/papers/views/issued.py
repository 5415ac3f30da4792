"""Let papers go out, and read those that did: as they were."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.papers import services
from participation.papers.content import Edition
from participation.papers.models import IssuedPaper
from participation.papers.views import pages
from participation.papers.views.meetings import find_meeting


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.WRITE_MEETINGS)
def issue(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Ask first: what goes out stays, whatever children take back later."""
    meeting = find_meeting(meeting_id)
    if request.method != "POST":
        return render(request, "participation/papers/issue.html", {"meeting": meeting})
    try:
        issued = services.issue(meeting, by=request.user)
    except services.NothingToIssue as refusal:
        messages.error(request, str(refusal))
        return redirect("participation:papers", meeting_id)
    messages.success(request, f"Version {issued.version} is issued. It stays as it is.")
    return redirect("participation:issued-papers", issued.pk)


@require_safe
@require(Permission.READ_MEETINGS)
@require(Permission.SEE_RESULTS)
def public(request: StaffRequest, paper_id: int, kind: str) -> HttpResponse:
    return _written(request, paper_id, Edition.PUBLIC, kind)


@require_safe
@require(Permission.READ_EXEMPT)
@require(Permission.SEE_RESULTS)
def board(request: StaffRequest, paper_id: int, kind: str) -> HttpResponse:
    return _written(request, paper_id, Edition.BOARD, kind)


def _written(request: StaffRequest, paper_id: int, edition: Edition, kind: str) -> HttpResponse:
    """The other edition is not even read from the database."""
    other = Edition.PUBLIC if edition == Edition.BOARD else Edition.BOARD
    issued = get_object_or_404(
        IssuedPaper.objects.select_related("meeting").defer(other), pk=paper_id
    )
    context: dict[str, Any] = {
        "meeting": issued.meeting,
        "edition": edition,
        "of": issued,
        "may_read_exempt": request.user.may(Permission.READ_EXEMPT),
    }
    name = f"papers-{issued.meeting.start_date}-{edition}-version-{issued.version}"
    return pages.written(request, getattr(issued, edition), kind, context, name=name)
