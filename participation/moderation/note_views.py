"""Group notes: type them with the group, read them back, and take them back when it says so."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from backend.audit.log import record
from participation.moderation import notes
from participation.moderation.models import GroupNote
from participation.moderation.note_forms import AgreeForm, NoteEditForm, NoteForm

FOLDER = "participation/moderation"
PAGE = 50
LONG, LONGER = 90, 240
"""Characters from which words are read back a little smaller, and smaller again."""


@require_safe
@require(Permission.MODERATE)
def note_list(request: StaffRequest) -> HttpResponse:
    """What still has to be read back, or what groups have agreed to. No words here."""
    is_agreed = request.GET.get("show") == "agreed"
    mine = GroupNote.objects.readable_by(request.user)
    found = mine.agreed() if is_agreed else mine.drafts()
    context = {
        "is_agreed": is_agreed,
        "page_obj": Paginator(found.for_list(), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, f"{FOLDER}/note_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.MODERATE)
def note_create(request: StaffRequest) -> HttpResponse:
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _kept(request, notes.save_note(form.save(commit=False), by=request.user))
    context = {"form": form, "note": None, "may_be_read_back": True}
    return render(request, f"{FOLDER}/note_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.MODERATE)
def note_detail(request: StaffRequest, note_id: int) -> HttpResponse:
    """A draft to change, or what a group has agreed to."""
    note = _note(request, note_id)
    if note.agreed_on:
        return _agreed(request, note)
    form = NoteEditForm(request.POST if request.method == "POST" else None, instance=note)
    if request.method == "POST" and form.is_valid():
        try:
            return _kept(request, notes.save_note(form.save(commit=False), by=request.user))
        except notes.NoteAgreed as error:
            messages.error(request, str(error))
            return redirect("participation:note-detail", note_id)
        except notes.NoSuchNote:
            raise Http404 from None
    record("read-group-note", note, by=request.user)
    context = {
        "form": form,
        "note": note,
        "has_sign": notes.has_sign(note),
        "may_be_read_back": notes.may_be_read_back(note, by=request.user),
    }
    return render(request, f"{FOLDER}/note_form.html", context)


def _note(request: StaffRequest, note_id: int) -> GroupNote:
    """Theirs to read, or not there at all."""
    mine = GroupNote.objects.readable_by(request.user)
    return get_object_or_404(mine.for_list(), pk=note_id)


def _kept(request: StaffRequest, note: GroupNote) -> HttpResponse:
    """To the group at once, unless the worker should look again before reading it out."""
    if request.POST.get("then") == "read" and not notes.has_sign(note):
        return redirect("participation:note-read-back", note.pk)
    messages.success(request, "The note is kept as a draft.")
    return redirect("participation:note-detail", note.pk)


def _agreed(request: StaffRequest, note: GroupNote) -> HttpResponse:
    if request.method == "POST":
        messages.error(request, "The group agreed to this note. Take it back, and type a new one.")
        return redirect("participation:note-detail", note.pk)
    record("read-group-note", note, by=request.user)
    context = {
        "note": note,
        "themes": note.voice.themes.all(),
        "has_sign": notes.has_sign(note),
    }
    return render(request, f"{FOLDER}/note_agreed.html", context)


@require_safe
@require(Permission.MODERATE)
def note_read_back(request: StaffRequest, note_id: int) -> HttpResponse:
    """The words as large as the screen, to read aloud; and the group says yes or changes them."""
    note = _note(request, note_id)
    if note.agreed_on or not notes.may_be_read_back(note, by=request.user):
        return redirect("participation:note-detail", note.pk)
    record("read-group-note", note, by=request.user)
    length = len(note.words)
    context = {
        "note": note,
        "form": AgreeForm(initial={"version": note.version}),
        "size": "longer" if length > LONGER else "long" if length > LONG else "short",
    }
    return render(request, f"{FOLDER}/note_read_back.html", context)


@require_POST
@require(Permission.MODERATE)
def note_agree(request: StaffRequest, note_id: int) -> HttpResponse:
    note = _note(request, note_id)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return redirect("participation:note-read-back", note.pk)
    try:
        notes.agree(note, by=request.user, **form.cleaned_data)
    except notes.NoteChanged as error:
        messages.error(request, str(error))
        return redirect("participation:note-read-back", note.pk)
    except (notes.NoteAgreed, notes.NoteHeld) as error:
        messages.error(request, str(error))
    except notes.NoSuchNote:
        raise Http404 from None
    else:
        messages.success(request, "The group agreed. Its words are one voice now.")
    return redirect("participation:note-detail", note.pk)


@require_POST
@require(Permission.MODERATE)
def note_take_back(request: StaffRequest, note_id: int) -> HttpResponse:
    try:
        notes.take_back(_note(request, note_id), by=request.user)
    except notes.NoSuchNote:
        raise Http404 from None
    messages.success(request, "Taken back. The note is deleted, and the voice that came of it.")
    return redirect("participation:note-list")
