"""Staff pages of the groups and their data-protection notes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from surveys import data_protection
from surveys.models import DataProtectionNote, Group
from surveys.staff_forms import NoteForm


@require_safe
@require(Permission.SEE_NOTES)
def groups(request: StaffRequest) -> HttpResponse:
    """Every group, and until when its note is signed."""
    context = {
        "standings": data_protection.standings(),
        "may_build": request.user.may(Permission.BUILD_SURVEYS),
    }
    return render(request, "surveys/staff_groups.html", context)


@require_safe
@require(Permission.SEE_NOTES)
def note(request: StaffRequest, group_id: int) -> HttpResponse:
    """The newest version, who signed it, and those before it; made to be printed too."""
    group = get_object_or_404(Group, pk=group_id)
    versions = _versions(group)
    context = {
        "group": group,
        "note": versions[0] if versions else None,
        "older": versions[1:],
        "standing": next(it for it in data_protection.standings() if it.group == group),
        "may_write": request.user.may(Permission.BUILD_SURVEYS),
        "may_sign": request.user.may(Permission.SIGN_NOTES),
    }
    return render(request, "surveys/staff_note.html", context)


@require_safe
@require(Permission.SEE_NOTES)
def note_file(request: StaffRequest, group_id: int) -> HttpResponse:
    """All versions as plain text, with who wrote and who signed which."""
    group = get_object_or_404(Group, pk=group_id)
    context = {"group": group, "versions": _versions(group), "today": timezone.localdate()}
    text = render_to_string("surveys/staff_note.txt", context)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="data-protection-{group.slug}.txt"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def write(request: StaffRequest, group_id: int) -> HttpResponse:
    """A new version, begun from the last one."""
    group = get_object_or_404(Group, pk=group_id)
    initial = data_protection.beginning(group)
    form = NoteForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data_protection.write_note(group, form.cleaned_data, by=request.user)
        messages.success(request, "The new version is kept. Now a manager reads and signs it.")
        return redirect("surveys:staff-note", group.pk)
    context = {"form": form, "group": group, "is_first": not _versions(group)}
    return render(request, "surveys/staff_note_form.html", context)


@require_POST
@require(Permission.SIGN_NOTES)
def sign(request: StaffRequest, group_id: int) -> HttpResponse:
    """Sign the version that was read: the form says which that was."""
    read = request.POST.get("note", "")
    number = int(read[:18]) if read.isdecimal() else 0
    found = get_object_or_404(DataProtectionNote.objects.of(group_id), pk=number)
    try:
        signed = data_protection.sign_note(found, by=request.user)
    except data_protection.CannotSign as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Signed. It holds until {signed.holds_until:%-d %B %Y}.")
    return redirect("surveys:staff-note", group_id)


def _versions(group: Group) -> list[DataProtectionNote]:
    notes = DataProtectionNote.objects.of(group.pk)
    return list(notes.select_related("written_by", "signed_by"))
