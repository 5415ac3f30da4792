"""Concern pages: for safeguarding leads alone, and each look at a child's words is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.moderation import queue
from participation.moderation.models import GroupNote
from participation.moderation.notes import NoSuchNote
from participation.moderation.services import AlreadyDecided, NoSuchWords
from participation.moderation.views import go_on, gone, show_conflict
from participation.safeguarding import services
from participation.safeguarding.forms import (
    CloseForm,
    DecideForm,
    HandOverForm,
    KeepFromForm,
    NoteForm,
    RaiseForm,
    WorryForm,
)
from participation.safeguarding.models import Concern
from surveys.contacts import safeguarding_contacts

FOLDER = "participation/safeguarding"
PAGE = 50
REFUSALS = (
    services.ConcernClosed,
    services.AlreadyDecided,
    services.NeedsReason,
    services.NeedsOutcome,
)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.MODERATE)
def escalate(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """A moderator is worried about the child whose words are open: of what kind, about whom."""
    if request.method != "POST":
        current = queue.current(answer_id, by=request.user)
        form = RaiseForm(initial={"seen": current.pk if current else None})
        return _raise_page(request, answer_id, form)
    form = RaiseForm(request.POST)
    if not form.is_valid():
        return _raise_page(request, answer_id, form)
    try:
        services.escalate(answer_id, by=request.user, **form.cleaned_data)
    except NoSuchWords:
        return gone(request)
    except AlreadyDecided as conflict:
        return show_conflict(request, answer_id, conflict)
    reading = queue.current(answer_id, by=request.user)
    return go_on(request, reading) if reading else redirect("participation:moderation-queue")


def _raise_page(request: StaffRequest, answer_id: UUID, form: RaiseForm) -> HttpResponse:
    row = queue.find(answer_id, by=request.user)
    if row is None or row.words is None:
        return gone(request)
    context = {
        "answer_id": answer_id,
        "form": form,
        "contacts": safeguarding_contacts(row.words.group_id),
    }
    status = 400 if form.errors else 200
    return render(request, f"{FOLDER}/raise.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.MODERATE)
def note_worried(request: StaffRequest, note_id: int) -> HttpResponse:
    """A worker is worried about what a group said: of what kind, about whom."""
    mine = GroupNote.objects.readable_by(request.user)
    note = get_object_or_404(mine, pk=note_id)
    form = WorryForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        contacts = safeguarding_contacts(note.group_id)
        context = {"note": note, "form": form, "contacts": contacts}
        status = 400 if form.errors else 200
        return render(request, f"{FOLDER}/raise_about_note.html", context, status=status)
    try:
        services.raise_about_note(note, by=request.user, **form.cleaned_data)
    except NoSuchNote:
        raise Http404 from None
    messages.success(request, "A concern is made, and whoever is on call is told.")
    if mine.filter(pk=note.pk).exists():
        return redirect("participation:note-detail", note.pk)
    return redirect("participation:note-list")


@require_safe
@require(Permission.HANDLE_CONCERNS)
def concern_list(request: StaffRequest) -> HttpResponse:
    """Open concerns, those that are late first, or closed ones, the newest first. No words here."""
    is_closed = request.GET.get("show") == "closed"
    mine, now = Concern.objects.readable_by(request.user), timezone.now()
    found = mine.closed().for_list() if is_closed else mine.open().by_urgency()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "is_closed": is_closed,
        "page_obj": page,
        "rows": [(concern, concern.clock(now)) for concern in page],
    }
    return render(request, f"{FOLDER}/concern_list.html", context)


@require_safe
@require(Permission.HANDLE_CONCERNS)
def concern_detail(request: StaffRequest, concern_id: UUID) -> HttpResponse:
    return _detail(request, _concern(request, concern_id))


@require_POST
@require(Permission.HANDLE_CONCERNS)
def concern_have(request: StaffRequest, concern_id: UUID) -> HttpResponse:
    form = forms.Form(request.POST)
    return _do(request, concern_id, "have", form, "You have it. Nobody else is called about it.")


@require_POST
@require(Permission.HANDLE_CONCERNS)
def concern_decide(request: StaffRequest, concern_id: UUID) -> HttpResponse:
    form = DecideForm(request.POST, prefix="decide")
    return _do(request, concern_id, "decide", form, "The decision is written down.")


@require_POST
@require(Permission.HANDLE_CONCERNS)
def concern_hand(request: StaffRequest, concern_id: UUID) -> HttpResponse:
    form = HandOverForm(request.POST, prefix="hand_over")
    return _do(request, concern_id, "hand_over", form, "Written down: it was handed over.")


@require_POST
@require(Permission.HANDLE_CONCERNS)
def concern_note(request: StaffRequest, concern_id: UUID) -> HttpResponse:
    form = NoteForm(request.POST, prefix="note")
    return _do(request, concern_id, "note", form, "Written down.")


@require_POST
@require(Permission.HANDLE_CONCERNS)
def concern_shut_out(request: StaffRequest, concern_id: UUID) -> HttpResponse:
    form = KeepFromForm(request.POST, prefix="shut_out", concern=_concern(request, concern_id))
    done = "That person can no longer find this concern, nor its words."
    return _do(request, concern_id, "shut_out", form, done)


@require_POST
@require(Permission.HANDLE_CONCERNS)
def concern_close(request: StaffRequest, concern_id: UUID) -> HttpResponse:
    form = CloseForm(request.POST, prefix="close")
    return _do(request, concern_id, "close", form, "The concern is closed.")


DEEDS: dict[str, Callable[..., Any]] = {
    "have": services.acknowledge,
    "decide": services.decide,
    "hand_over": services.hand_over,
    "note": services.add_note,
    "shut_out": services.shut_out,
    "close": services.close,
}


def _concern(request: StaffRequest, concern_id: UUID) -> Concern:
    """Theirs to read, or not there at all."""
    return get_object_or_404(Concern.objects.readable_by(request.user).for_list(), pk=concern_id)


def _do(
    request: StaffRequest, concern_id: UUID, deed: str, form: forms.Form, done: str
) -> HttpResponse:
    """Call the service with what the form holds; show the page again where it is refused."""
    concern = _concern(request, concern_id)
    if form.is_valid():
        try:
            DEEDS[deed](concern, by=request.user, **form.cleaned_data)
        except services.NotTheirs:
            raise Http404 from None
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            mine = Concern.objects.readable_by(request.user)
            if deed != "close" and mine.filter(pk=concern.pk).exists():
                return redirect("participation:concern-detail", concern.pk)
            return redirect("participation:concern-list")
    return _detail(request, _concern(request, concern_id), **{deed: form})


def _detail(request: StaffRequest, concern: Concern, **forms_with_errors: Any) -> HttpResponse:
    """The words as they were typed, so each look is kept, and the first one stops a clock."""
    services.look(concern, by=request.user)
    concern, now = _concern(request, concern.pk), timezone.now()
    shown: dict[str, Any] = {
        "decide": DecideForm(prefix="decide"),
        "hand_over": HandOverForm(prefix="hand_over", initial={"handed_at": now}),
        "note": NoteForm(prefix="note"),
        "shut_out": KeepFromForm(prefix="shut_out", concern=concern),
        "close": CloseForm(prefix="close"),
    }
    context = {
        "concern": concern,
        "clock": concern.clock(now),
        "alert": concern.alert,
        "contacts": safeguarding_contacts(concern.group_id),
        "notes": concern.notes.select_related("by"),
        "hand_overs": concern.hand_overs.select_related("by"),
        "looks": concern.looks.select_related("by"),
        "people_out": concern.shut_out.select_related("user", "by"),
        "forms": shown | forms_with_errors,
        "form": next(iter(forms_with_errors.values()), None),
    }
    status = 400 if forms_with_errors else 200
    return render(request, f"{FOLDER}/concern_detail.html", context, status=status)
