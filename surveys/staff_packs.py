"""Staff pages of templates, the question bank, and survey packs in and out."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from surveys import packs
from surveys.models import Survey
from surveys.pack_format import LIMIT, BadPack, Pack, write_pack
from surveys.staff_forms import ForGroupForm


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def templates(request: StaffRequest) -> HttpResponse:
    """Our surveys to start from; one of them becomes a draft for a group."""
    found = packs.templates()
    name = request.POST.get("template", "")
    form = ForGroupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and name not in found:
        form.add_error(None, "Choose a template.")
    elif request.method == "POST" and form.is_valid():
        return _draft(request, found[name], form)
    context = {"templates": found.items(), "form": form, "chosen": name}
    return render(request, "surveys/staff_templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def bank(request: StaffRequest, survey_id: int) -> HttpResponse:
    """Pick questions into a draft. They keep their keys, so that others ask the same."""
    survey = get_object_or_404(Survey, pk=survey_id)
    if request.method == "POST":
        return _add(request, survey)
    there = set(survey.questions.values_list("key", flat=True))
    context = {
        "survey": survey,
        "is_draft": survey.status == Survey.Status.DRAFT,
        "collections": [
            (packs.template(name), [(it, it.key in there) for it in packs.template(name).questions])
            for name in packs.COLLECTIONS
        ],
    }
    return render(request, "surveys/staff_bank.html", context)


def _add(request: StaffRequest, survey: Survey) -> HttpResponse:
    known = {str(it.key): it.key for it in packs.bank()}
    picked = [known[it] for it in request.POST.getlist("question") if it in known]
    try:
        added = packs.add_from_bank(survey, picked, by=request.user)
    except packs.NotADraft as refused:
        messages.error(request, str(refused))
        return redirect("surveys:staff-bank", survey.pk)
    if not picked:
        messages.error(request, "Tick at least one question.")
    elif not added:
        messages.info(request, "The survey has these questions already.")
    else:
        messages.success(request, f"{len(added)} question{'s' * (len(added) != 1)} added.")
    return redirect("surveys:staff-bank", survey.pk)


@require_safe
@require(Permission.BUILD_SURVEYS)
def export(request: StaffRequest, survey_id: int) -> HttpResponse:
    """The survey as a file for another service: what is asked, and nothing that was answered."""
    survey = get_object_or_404(Survey, pk=survey_id)
    try:
        content = packs.export_pack(survey)
    except BadPack as problem:
        messages.error(request, f"Not ready to give to others yet. {problem}")
        return redirect("surveys:staff-list")
    response = HttpResponse(content, content_type="application/json")
    name = slugify(survey.title)[:60] or "survey"
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def import_pack(request: StaffRequest) -> HttpResponse:
    """Take a file, show what it would make, and make it when that is sent back.

    The page carries the file between the two: nothing is kept before somebody has seen it.
    """
    if request.method != "POST":
        return render(request, "surveys/staff_pack_import.html", {"limit": LIMIT // 1024})
    try:
        pack = packs.read_pack(_content(request))
    except BadPack as problem:
        context = {
            "limit": LIMIT // 1024,
            "errors": [{"target": "file", "text": str(problem)}],
        }
        return render(request, "surveys/staff_pack_import.html", context, status=400)
    form = ForGroupForm(request.POST if "make" in request.POST else None)
    if form.is_valid():
        return _draft(request, pack, form)
    context = {
        "look": packs.look(pack),
        "form": form,
        "carried": write_pack(pack, indent=None).decode().strip(),
    }
    return render(request, "surveys/staff_pack_look.html", context)


def _content(request: StaffRequest) -> bytes:
    """What was chosen on the phone or computer, or what the page before carried along."""
    sent = request.FILES.get("file")
    if isinstance(sent, UploadedFile):
        content: bytes = sent.read(LIMIT + 1)
        return content
    if carried := request.POST.get("carried", ""):
        return carried.encode()
    raise BadPack("Choose a file first.")


def _draft(request: StaffRequest, pack: Pack, form: ForGroupForm) -> HttpResponse:
    made = packs.draft_from(pack, group=form.cleaned_data["group"], by=request.user)
    messages.success(request, f"“{made.survey}” is a draft. Now write its plan.")
    if made.renamed:
        messages.warning(request, _renamed(made.renamed))
    return redirect("surveys:staff-plan", made.survey.pk)


def _renamed(texts: tuple[str, ...]) -> str:
    said = ", ".join(f"“{text}”" for text in texts)
    return (
        f"Asked here before in other words, so counted as a new question from now on: {said}. "
        "Its answers are not compared with the earlier ones."
    )
