"""Concern pages: for safeguarding leads alone, and each look at a child's words is audited."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from backend.audit.log import record
from participation.moderation import queue
from participation.moderation.forms import SeenForm
from participation.moderation.models import GroupNote
from participation.moderation.services import AlreadyDecided, NoSuchWords
from participation.moderation.views import go_on, gone, show_conflict
from participation.safeguarding import services
from participation.safeguarding.forms import CloseForm, NoteForm
from participation.safeguarding.models import Concern

FOLDER = "participation/safeguarding"
PAGE = 50


@require_POST
@require(Permission.MODERATE)
def escalate(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """A moderator is worried about the child whose words are open."""
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    try:
        services.escalate(answer_id, by=request.user, seen=seen)
    except NoSuchWords:
        return gone(request)
    except AlreadyDecided as conflict:
        return show_conflict(request, answer_id, conflict)
    reading = queue.current(answer_id, by=request.user)
    return go_on(request, reading) if reading else redirect("participation:moderation-queue")


@require_POST
@require(Permission.MODERATE)
def note_worried(request: StaffRequest, note_id: int) -> HttpResponse:
    """A worker is worried about what a group said."""
    note = get_object_or_404(GroupNote, pk=note_id)
    services.raise_about_note(note, by=request.user)
    messages.success(request, "The safeguarding leads have the words now, and an e-mail without.")
    return redirect("participation:note-detail", note.pk)


@require_safe
@require(Permission.HANDLE_CONCERNS)
def concern_list(request: StaffRequest) -> HttpResponse:
    """Open concerns, the oldest first, or closed ones, the newest first. No words here."""
    is_closed = request.GET.get("show") == "closed"
    concerns = Concern.objects.closed() if is_closed else Concern.objects.open()
    context = {
        "is_closed": is_closed,
        "page_obj": Paginator(concerns.for_list(), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, f"{FOLDER}/concern_list.html", context)


@require_safe
@require(Permission.HANDLE_CONCERNS)
def concern_detail(request: StaffRequest, concern_id: UUID) -> HttpResponse:
    return _detail(request, _concern(concern_id), NoteForm(), CloseForm(prefix="close"))


@require_POST
@require(Permission.HANDLE_CONCERNS)
def concern_note(request: StaffRequest, concern_id: UUID) -> HttpResponse:
    concern = _concern(concern_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            services.add_note(concern, form.cleaned_data["text"], by=request.user)
        except services.ConcernClosed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Written down.")
            return redirect("participation:concern-detail", concern.pk)
    return _detail(request, _concern(concern_id), form, CloseForm(prefix="close"), form)


@require_POST
@require(Permission.HANDLE_CONCERNS)
def concern_close(request: StaffRequest, concern_id: UUID) -> HttpResponse:
    concern = _concern(concern_id)
    form = CloseForm(request.POST, prefix="close")
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.close(concern, outcome=data["outcome"], text=data["text"], by=request.user)
        except services.ConcernClosed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The concern is closed.")
            return redirect("participation:concern-list")
    return _detail(request, _concern(concern_id), NoteForm(), form, form)


def _concern(concern_id: UUID) -> Concern:
    return get_object_or_404(Concern.objects.for_list(), pk=concern_id)


def _detail(
    request: StaffRequest,
    concern: Concern,
    note_form: NoteForm,
    close_form: CloseForm,
    form: NoteForm | None = None,
) -> HttpResponse:
    """The words as they were typed, so each view is audited; `form` is the one with errors."""
    record("read-concern", concern, by=request.user)
    context = {
        "concern": concern,
        "notes": concern.notes.select_related("by"),
        "note_form": note_form,
        "close_form": close_form,
        "form": form,
    }
    return render(request, f"{FOLDER}/concern_detail.html", context, status=400 if form else 200)
