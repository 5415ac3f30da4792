"""Pages for a survey as a whole: begin it, see all it asks, its texts, its languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from surveys import beyond, drafting, drafts, gate, lint, translating
from surveys.builder import showing
from surveys.builder.forms import TextsForm, texts_initial
from surveys.drafting import ChangedMeanwhile, NotADraft
from surveys.models import Group, Question, Survey

METHODS = ["GET", "HEAD", "POST"]
PAGE = "surveys:builder-survey"


@dataclass(frozen=True)
class Line:
    """One question on its survey's page."""

    question: Question
    number: int
    findings: list[lint.Finding]
    reads: str
    is_first: bool
    is_last: bool


@require_http_methods(METHODS)
@require(Permission.BUILD_SURVEYS)
def new(request: StaffRequest) -> HttpResponse:
    form = TextsForm(request.POST or None)
    if form.is_valid():
        survey = drafting.start_survey(
            group_id=form.cleaned_data["group"].pk,
            title=form.cleaned_data["title"],
            about=form.cleaned_data["about"],
            by=request.user,
        )
        messages.success(request, f"“{survey}” is a draft. Now add its questions.")
        return redirect(PAGE, survey.pk)
    context = {"form": form, "has_groups": Group.objects.exists()}
    return render(request, "surveys/builder/new.html", context)


@require_safe
@require(Permission.BUILD_SURVEYS)
def survey(request: StaffRequest, survey_id: int) -> HttpResponse:
    """Its questions in order, each with what is wrong; and the way to open and to close it."""
    asked = get_object_or_404(Survey.objects.for_building(), pk=survey_id)
    questions = list(asked.questions.all())
    found = lint.findings(asked)
    is_draft = asked.status == Survey.Status.DRAFT
    steps = gate.steps(asked) if is_draft else []
    context = {
        "survey": asked,
        "is_draft": is_draft,
        "steps": steps,
        "beyond": beyond.waiting(asked),
        "is_ready": all(step.is_done for step in steps),
        "lines": lines(questions, found),
        "findings": [it for it in found if it.question_id is None],
        "order": drafts.mark_of_order(questions),
        "may_see_results": request.user.may(Permission.SEE_RESULTS),
    }
    return render(request, "surveys/builder/survey.html", context)


def lines(questions: list[Question], found: Iterable[lint.Finding]) -> list[Line]:
    found = list(found)
    neighbours = [it.about_you for it in questions]
    return [
        Line(
            question,
            at + 1,
            [it for it in found if it.question_id == question.pk],
            lint.reads(question.text),
            is_first=question.about_you not in neighbours[max(at - 1, 0) : at],
            is_last=question.about_you not in neighbours[at + 1 : at + 2],
        )
        for at, question in enumerate(questions)
    ]


@require_http_methods(METHODS)
@require(Permission.BUILD_SURVEYS)
def texts(request: StaffRequest, survey_id: int) -> HttpResponse:
    asked = get_object_or_404(Survey.objects.select_related("group"), pk=survey_id)
    seen = request.POST.get("seen") or drafts.mark_of_texts(asked)
    form = TextsForm(request.POST or None, initial=texts_initial(asked))
    if form.is_valid():
        try:
            drafting.edit_texts(asked, **form.cleaned_data, seen=seen, by=request.user)
        except ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            seen = drafts.mark_of_texts(asked)
        except NotADraft as opened:
            messages.error(request, str(opened))
            return redirect(PAGE, asked.pk)
        else:
            messages.success(request, "Saved.")
            return redirect(PAGE, asked.pk)
    title, about = (str(form[name].value() or "") for name in ("title", "about"))
    context = {
        "survey": asked,
        "form": form,
        "seen": seen,
        "beside": showing.beside_texts(title, about),
    }
    return render(request, "surveys/builder/texts.html", context)


@require_http_methods(METHODS)
@require(Permission.BUILD_SURVEYS)
def remove(request: StaffRequest, survey_id: int) -> HttpResponse:
    """Ask before a draft goes with all that is in it."""
    asked = get_object_or_404(Survey, pk=survey_id)
    if request.method != "POST":
        return render(request, "surveys/builder/remove.html", {"survey": asked})
    try:
        drafting.remove_survey(asked, by=request.user)
    except NotADraft as opened:
        messages.error(request, str(opened))
        return redirect(PAGE, asked.pk)
    messages.success(request, f"The draft “{asked}” is gone.")
    return redirect("surveys:staff-list")


@require_safe
@require(Permission.BUILD_SURVEYS)
def languages(request: StaffRequest, survey_id: int) -> HttpResponse:
    """How far the survey is in each language, leading to its texts side by side."""
    asked = get_object_or_404(Survey.objects.for_building(), pk=survey_id)
    context = {"survey": asked, "languages": translating.standing(asked)}
    return render(request, "surveys/builder/languages.html", context)
