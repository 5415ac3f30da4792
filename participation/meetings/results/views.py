"""Staff pages of results and of the gap; the Board guesses there before it sees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.results import asking, files, services, showing, words
from participation.meetings.results.asking import NotOffered
from participation.meetings.results.forms import GuessForm
from participation.meetings.views.pages import attempt
from surveys import results
from surveys.results import Audience, NoResultsYet, Result, SurveyFacts

FOLDER = "participation/meetings/results"
RESULTS, GAP = "participation:results", "participation:gap"
REFUSALS = (services.NothingToGuess, services.AlreadyRevealed, services.NotGuessed)


def _facts(survey_id: int) -> SurveyFacts:
    facts = results.find(survey_id)
    if facts is None:
        raise Http404
    return facts


def _refused(request: StaffRequest, facts: SurveyFacts, error: Exception) -> HttpResponse:
    """Say when there will be results (409), or what may be asked (400)."""
    is_early = isinstance(error, NoResultsYet)
    context = {"facts": facts, "sentence": str(error), "is_early": is_early}
    return render(request, f"{FOLDER}/refused.html", context, status=409 if is_early else 400)


def _asked(request: StaffRequest, facts: SurveyFacts) -> asking.Asked:
    query = request.GET
    asked = asking.read(facts, audiences=query.getlist("audience"), by=query.getlist("by"))
    (seen,) = services.as_seen([asked.result], request.user)
    return asking.Asked(seen, asked.by)


@require_safe
@require(Permission.SEE_RESULTS)
def show_results(request: StaffRequest, survey_id: int) -> HttpResponse:
    facts = _facts(survey_id)
    try:
        asked = _asked(request, facts)
    except (NotOffered, NoResultsYet) as error:
        return _refused(request, facts, error)
    result = asked.result
    about = showing.about(result.document)
    context = {
        "facts": facts,
        "result": result,
        "audiences": facts.audiences,
        "by": asked.by,
        "about": about,
        "by_question": _question_of(about, asked.by),
        "questions": showing.questions(asked),
        "voices": words.voices(result.rounds, result.audience),
        "themes": words.themes(result.rounds) if result.audience == Audience.CHILDREN else [],
        "may_open_themes": request.user.may(Permission.READ_THEMES),
        "trends": showing.trends(facts, result.audience, request.user),
        "who": showing.WHO[result.audience],
        "least": 2 * results.board().threshold,
    }
    return render(request, f"{FOLDER}/results.html", context)


def _question_of(about: showing.About | None, key: str) -> str:
    """The wording of the dimension that headlines are split by."""
    declared = about.may_be_asked_by if about else []
    return next((it["question"] for it in declared if it["key"] == key), "")


@require_safe
@require(Permission.SEE_RESULTS)
def results_file(request: StaffRequest, survey_id: int) -> HttpResponse:
    facts = _facts(survey_id)
    try:
        asked = _asked(request, facts)
    except (NotOffered, NoResultsYet) as error:
        return _refused(request, facts, error)
    if asked.result.document is None:
        messages.info(request, "There are no numbers to take away: too few answered.")
        return redirect(RESULTS, survey_id)
    return files.results_csv(asked, asked.result.document)


@require_safe
@require(Permission.SEE_RESULTS)
def show_gap(request: StaffRequest, survey_id: int) -> HttpResponse:
    return _gap(request, _facts(survey_id))


def _gap(
    request: StaffRequest, facts: SurveyFacts, form: GuessForm | None = None, question: str = ""
) -> HttpResponse:
    """The page; with the form of one question as it was sent, if it has to be put right."""
    try:
        seen = services.seen_gaps(facts, request.user)
    except NoResultsYet as error:
        return _refused(request, facts, error)
    context: dict[str, Any] = {
        "facts": facts,
        "seen": seen,
        "audiences": facts.audiences,
        "about": showing.about(seen.children.document),
        "rows": showing.gap_rows(seen, form, question),
        "form": form,
        "words": words.side_by_side(seen.children.rounds),
        "remembered": seen.remembered,
    }
    return render(request, f"{FOLDER}/gap.html", context, status=400 if form else 200)


@require_safe
@require(Permission.SEE_RESULTS)
def gap_file(request: StaffRequest, survey_id: int) -> HttpResponse:
    facts = _facts(survey_id)
    try:
        seen = services.seen_gaps(facts, request.user)
    except NoResultsYet as error:
        return _refused(request, facts, error)
    return files.gap_csv(facts, seen)


def _children(facts: SurveyFacts) -> Result:
    """What is guessed about. Before the close there is nothing."""
    try:
        return results.read(facts, Audience.CHILDREN)
    except NoResultsYet:
        raise Http404 from None


def _back(survey_id: int, question: UUID) -> str:
    return f"{reverse(GAP, args=[survey_id])}#question-{question}"


@require_POST
@require(Permission.GUESS)
def guess(request: StaffRequest, survey_id: int, question: UUID) -> HttpResponse:
    facts = _facts(survey_id)
    children = _children(facts)
    form = GuessForm(request.POST, auto_id=f"id_{question}_%s")
    if not form.is_valid():
        return _gap(request, facts, form, str(question))
    figure = form.cleaned_data["figure"]
    return attempt(
        request,
        lambda: services.guess(children, question, figure, by=request.user),
        *REFUSALS,
        said=f"Your figure is {figure} of 100. Look at what children said when all agree.",
        then=_back(survey_id, question),
    )


@require_POST
@require(Permission.GUESS)
def reveal(request: StaffRequest, survey_id: int, question: UUID) -> HttpResponse:
    children = _children(_facts(survey_id))
    return attempt(
        request,
        lambda: services.reveal(children, question, by=request.user),
        *REFUSALS,
        said="This is what children said.",
        then=_back(survey_id, question),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.GUESS)
def look(request: StaffRequest, survey_id: int) -> HttpResponse:
    """Ask before everything is shown without a guess: it cannot be guessed afterwards."""
    facts = _facts(survey_id)
    children = _children(facts)
    back = reverse(GAP, args=[survey_id])
    if request.method == "POST":
        services.look_without(children, by=request.user)
        messages.success(request, "This is what children said.")
        return redirect(back)
    return render(request, f"{FOLDER}/look.html", {"facts": facts, "back": back})
