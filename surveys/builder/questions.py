"""Pages for one question of a draft: add, change, move, copy, take out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from surveys import drafting, drafts
from surveys.builder import showing
from surveys.builder.forms import QuestionForm
from surveys.drafting import ChangedMeanwhile, NotADraft, Refused
from surveys.models import Question, Survey
from surveys.pictures import Picture

METHODS = ["GET", "HEAD", "POST"]
PAGE = "surveys:builder-survey"
KINDS: dict[str, tuple[str, str]] = {
    "faces": ("Faces", "How much, or how good: three to five faces, each with its words."),
    "yes_no": ("Yes or no", "Yes, no, or not sure."),
    "single": ("One choice", "A list. Children pick one."),
    "multiple": ("Several choices", "A list. Children pick all that fit."),
    "text": ("Their own words", "A box to write in, with phrases to tap for those who cannot."),
}


@require_http_methods(METHODS)
@require(Permission.BUILD_SURVEYS)
def add(request: StaffRequest, survey_id: int) -> HttpResponse:
    """First the kind, then a form that asks for what this kind needs and nothing else."""
    survey = get_object_or_404(Survey.objects.select_related("group"), pk=survey_id)
    if survey.status != Survey.Status.DRAFT:
        return _is_open(request, survey)
    kind = _kind(request, "")
    if not kind:
        return render(request, "surveys/builder/kinds.html", {"survey": survey, "kinds": KINDS})
    data = request.POST if request.method == "POST" else None
    form = QuestionForm(data, kind=kind, earlier=drafting.may_hang_on(survey))
    if _is_save(request) and form.is_valid():
        try:
            question = drafting.add_question(survey, form.draft(), by=request.user)
        except Refused as refused:
            form.refuse(refused.errors)
        except NotADraft:
            return _is_open(request, survey)
        else:
            messages.success(request, f"Added: “{question}”.")
            if request.POST.get("do") == "save-add":
                return redirect("surveys:builder-add", survey.pk)
            return redirect(PAGE, survey.pk)
    return _page(request, survey, form)


@require_http_methods(METHODS)
@require(Permission.BUILD_SURVEYS)
def change(request: StaffRequest, survey_id: int, question_id: int) -> HttpResponse:
    survey, question = _found(survey_id, question_id)
    if survey.status != Survey.Status.DRAFT:
        return _is_open(request, survey)
    data = request.POST if request.method == "POST" else None
    kind = _kind(request, question.kind)
    earlier = drafting.may_hang_on(survey, question)
    form = QuestionForm(data, kind=kind, earlier=earlier, question=question)
    seen = request.POST.get("seen") or drafts.mark_of(question)
    if _is_save(request) and form.is_valid():
        try:
            drafting.change_question(question, form.draft(), seen=seen, by=request.user)
        except Refused as refused:
            form.refuse(refused.errors)
        except ChangedMeanwhile as changed:
            # Saving again replaces theirs: by then this person has been told.
            form.add_error(None, str(changed))
            seen = drafts.mark_of(question)
        except NotADraft:
            return _is_open(request, survey)
        else:
            messages.success(request, f"Saved: “{form.draft().text}”.")
            return redirect(PAGE, survey.pk)
    return _page(request, survey, form, question, seen)


@require_POST
@require(Permission.BUILD_SURVEYS)
def move(request: StaffRequest, survey_id: int, question_id: int) -> HttpResponse:
    survey, question = _found(survey_id, question_id)
    is_up = request.POST.get("way") == "up"
    seen = request.POST.get("seen", "")
    try:
        is_moved = drafting.move_question(question, up=is_up, seen=seen, by=request.user)
    except (ChangedMeanwhile, NotADraft) as error:
        messages.error(request, str(error))
        return redirect(PAGE, survey.pk)
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        way = "up" if is_up else "down"
        said = f"Moved {way}: “{question}”." if is_moved else f"“{question}” cannot go further."
        messages.success(request, said)
    return redirect(f"{_url(survey)}#question-{question.pk}")


@require_POST
@require(Permission.BUILD_SURVEYS)
def copy(request: StaffRequest, survey_id: int, question_id: int) -> HttpResponse:
    survey, question = _found(survey_id, question_id)
    try:
        made = drafting.copy_question(question, by=request.user)
    except (ChangedMeanwhile, NotADraft) as error:
        messages.error(request, str(error))
        return redirect(PAGE, survey.pk)
    messages.success(request, "This is the copy. Change what it asks, then save it.")
    return redirect("surveys:builder-change", survey.pk, made.pk)


@require_http_methods(METHODS)
@require(Permission.BUILD_SURVEYS)
def remove(request: StaffRequest, survey_id: int, question_id: int) -> HttpResponse:
    """Ask first, and say what hangs on it."""
    survey, question = _found(survey_id, question_id)
    if survey.status != Survey.Status.DRAFT:
        return _is_open(request, survey)
    if request.method == "POST":
        try:
            drafting.remove_question(question, seen=request.POST.get("seen", ""), by=request.user)
        except (ChangedMeanwhile, NotADraft) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Removed: “{question}”.")
        return redirect(PAGE, survey.pk)
    context = {
        "survey": survey,
        "question": question,
        "hanging": drafting.hanging_on(question),
        "seen": drafts.mark_of(question),
    }
    return render(request, "surveys/builder/take_out.html", context)


def _page(
    request: StaffRequest,
    survey: Survey,
    form: QuestionForm,
    question: Question | None = None,
    seen: str = "",
) -> HttpResponse:
    if not _is_save(request):
        # A form that only asked for a row or a look is not scolded for what is still empty.
        form.errors.clear()
        form.row_error = ""
    errors = [{"target": "choice-0", "text": form.row_error}] if form.row_error else []
    context: dict[str, Any] = {
        "survey": survey,
        "question": question,
        "form": form,
        "errors": errors,
        "kind": form.kind,
        "kind_name": KINDS[form.kind][0],
        "kinds": {key: name for key, (name, _about) in KINDS.items() if key != form.kind},
        "pictures": Picture.choices,
        "has_wordings": any(it.value() for it in form.wordings),
        "seen": seen,
        "beside": showing.beside(form.draft()),
        "phone": showing.phone(form),
    }
    status = 400 if form.errors or errors else 200
    return render(request, "surveys/builder/question.html", context, status=status)


def _found(survey_id: int, question_id: int) -> tuple[Survey, Question]:
    survey = get_object_or_404(Survey.objects.select_related("group"), pk=survey_id)
    questions = survey.questions.prefetch_related("choices", "wordings", "show_if")
    return survey, get_object_or_404(questions, pk=question_id)


def _kind(request: StaffRequest, before: str) -> str:
    """The kind of the form: as a button asks for it, as it was sent, or as it was."""
    sent = request.POST.get("kind-to") or request.POST.get("kind") or request.GET.get("kind")
    return sent if sent in KINDS else before


def _is_save(request: StaffRequest) -> bool:
    asks = request.POST.get("do", "save")
    return (
        request.method == "POST" and asks in {"save", "save-add"} and "kind-to" not in request.POST
    )


def _is_open(request: StaffRequest, survey: Survey) -> HttpResponse:
    messages.error(request, str(NotADraft()))
    return redirect(PAGE, survey.pk)


def _url(survey: Survey) -> str:
    return f"/staff/surveys/{survey.pk}/"
