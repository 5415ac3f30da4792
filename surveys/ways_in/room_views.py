"""The live room: the code as large as the screen, what happens in the room, pause and close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from surveys import results, rooms
from surveys.models import Invitation, Survey
from surveys.results import Audience
from surveys.rooms import NotARoom
from surveys.ways_in import qr
from surveys.ways_in.listing import way_of

ROOM = "surveys:room"


def _room(code: str) -> Invitation:
    room = rooms.find(code)
    if room is None:
        raise Http404
    return room


def _shown(room: Invitation) -> dict[str, Any]:
    survey = room.survey
    url = qr.address(room)
    return {
        "room": room,
        "way": way_of(room, timezone.now()),
        "survey": survey,
        "is_counted": survey.status == Survey.Status.CLOSED,
        "site": qr.site(),
        "url": url,
        "qr": qr.drawing(url, f"QR code that leads to {url}"),
    }


@require_safe
@require(Permission.BUILD_SURVEYS)
def show_room(request: StaffRequest, code: str) -> HttpResponse:
    return render(request, "surveys/ways_in/staff_room.html", _shown(_room(code)))


@require_safe
@require(Permission.BUILD_SURVEYS)
def room_now(request: StaffRequest, code: str) -> HttpResponse:
    """The part of the room's page that changes, to be fetched again."""
    return render(request, "surveys/ways_in/_staff_room_now.html", _shown(_room(code)))


@require_safe
@require(Permission.BUILD_SURVEYS)
def screen(request: StaffRequest, code: str) -> HttpResponse:
    """For a projector: what the room may read, and no counts, so that nobody feels hurried."""
    context = _shown(_room(code)) | _said(_room(code))
    return render(request, "surveys/ways_in/staff_screen.html", context)


@require_safe
@require(Permission.BUILD_SURVEYS)
def screen_now(request: StaffRequest, code: str) -> HttpResponse:
    context = _shown(_room(code)) | _said(_room(code))
    return render(request, "surveys/ways_in/_staff_screen_now.html", context)


def _said(room: Invitation) -> dict[str, Any]:
    """What everybody may be told, once the survey has closed: a room is everybody."""
    facts = results.find(room.survey_id)
    if facts is None or not facts.is_closed:
        return {}
    return {"document": results.for_everybody(facts, Audience(room.audience))}


def _to_now(room: Invitation) -> HttpResponse:
    """Back to how the room is now: on a phone that stands below the code."""
    return redirect(f"{reverse(ROOM, args=[room.code])}#now")


@require_POST
@require(Permission.BUILD_SURVEYS)
def pause(request: StaffRequest, code: str) -> HttpResponse:
    room = _room(code)
    try:
        rooms.pause(room, by=request.user)
    except NotARoom as error:
        messages.error(request, str(error))
    return _to_now(room)


@require_POST
@require(Permission.BUILD_SURVEYS)
def go_on(request: StaffRequest, code: str) -> HttpResponse:
    room = _room(code)
    try:
        rooms.go_on(room, by=request.user)
    except NotARoom as error:
        messages.error(request, str(error))
    return _to_now(room)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def close(request: StaffRequest, code: str) -> HttpResponse:
    """Ask once more, then close the room; the survey too, if that is wanted."""
    room = _room(code)
    if request.method != "POST":
        return render(request, "surveys/ways_in/staff_close.html", _shown(room))
    survey_too = request.POST.get("survey") == "yes"
    rooms.close(room, survey_too=survey_too, by=request.user)
    done = "The room and the survey are closed." if survey_too else "The room is closed."
    messages.success(request, f"{done} Its words can be read now.")
    return _to_now(room)
