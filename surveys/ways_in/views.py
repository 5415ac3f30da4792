"""The ways into a survey: list them, make them, change, close and print them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from surveys import beyond, invitations
from surveys.beyond import CannotSay
from surveys.invitations import CannotInvite
from surveys.models import Invitation, Survey
from surveys.ways_in import inviting, printing
from surveys.ways_in.forms import InvitationForm, TimesForm
from surveys.ways_in.listing import way_of, ways_in
from surveys.ways_in.printing import CannotPrint

LIST = "surveys:ways-in"


def _invitation(invitation_id: int) -> Invitation:
    found = Invitation.objects.select_related("survey__group", "survey__plan")
    return get_object_or_404(found, pk=invitation_id)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def show_ways_in(request: StaffRequest, survey_id: int) -> HttpResponse:
    """Every way into a survey, and a form to make one more."""
    survey = get_object_or_404(Survey.objects.select_related("group"), pk=survey_id)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = inviting.invite(survey, form.cleaned_data, by=request.user)
        except CannotInvite as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _made(made))
            return redirect(LIST, survey_id)
    context = {
        "survey": survey,
        "ways": ways_in(survey, timezone.now()),
        "beyond": beyond.waiting(survey),
        "rulings": beyond.rulings(survey),
        "form": form,
        "languages": printing.languages(),
        "not_printed": printing.not_printed(),
    }
    status = 400 if form.errors else 200
    return render(request, "surveys/ways_in/staff_ways_in.html", context, status=status)


def _made(made: list[Invitation]) -> str:
    if made[0].batch is None:
        return f"{made[0].get_kind_display()}: the code is {made[0].code}."
    cards = "1 card is" if len(made) == 1 else f"{len(made)} cards are"
    return f"{cards} made. Print them below."


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def change_times(request: StaffRequest, invitation_id: int) -> HttpResponse:
    invitation = _invitation(invitation_id)
    before = {"opens_at": invitation.opens_at, "closes_at": invitation.closes_at}
    form = TimesForm(request.POST if request.method == "POST" else None, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.change_times(invitation, **form.times, by=request.user)
        except CannotInvite as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The times are changed.")
            return redirect(LIST, invitation.survey_id)
    context = {"way": way_of(invitation, timezone.now()), "survey": invitation.survey, "form": form}
    status = 400 if form.errors else 200
    return render(request, "surveys/ways_in/staff_times.html", context, status=status)


@require_POST
@require(Permission.BUILD_SURVEYS)
def close(request: StaffRequest, invitation_id: int) -> HttpResponse:
    invitation = _invitation(invitation_id)
    invitations.close(invitation, by=request.user)
    messages.success(request, f"{_named(invitation)} closed. You can open it again.")
    return redirect(LIST, invitation.survey_id)


@require_POST
@require(Permission.BUILD_SURVEYS)
def reopen(request: StaffRequest, invitation_id: int) -> HttpResponse:
    invitation = _invitation(invitation_id)
    try:
        invitations.reopen(invitation, by=request.user)
    except CannotInvite as error:
        messages.error(request, str(error))
        return redirect(LIST, invitation.survey_id)
    if invitation.closed_since(timezone.now()):
        messages.warning(
            request, "Its closing time has passed. Change its times, so that it takes answers."
        )
        return redirect("surveys:way-in-times", invitation.pk)
    messages.success(request, f"{_named(invitation)} open again.")
    return redirect(LIST, invitation.survey_id)


@require_POST
@require(Permission.BUILD_SURVEYS)
def expect_more(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """These are whom we asked, and there are more of them."""
    invitation = _invitation(invitation_id)
    beyond.expect_more(invitation, by=request.user)
    messages.success(request, f"Up to {invitation.expected} answers are expected now.")
    return redirect(LIST, invitation.survey_id)


@require_POST
@require(Permission.BUILD_SURVEYS)
def say_of_beyond(request: StaffRequest, survey_id: int) -> HttpResponse:
    """Count what came beyond what was expected, or leave it out and say why."""
    survey = get_object_or_404(Survey, pk=survey_id)
    try:
        ruling = beyond.say(
            survey,
            request.POST.get("audience", ""),
            are_counted=request.POST.get("do") == "count",
            because=request.POST.get("because", ""),
            by=request.user,
        )
    except CannotSay as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{ruling}.")
    return redirect(LIST, survey_id)


def _named(invitation: Invitation) -> str:
    return "This batch of cards is" if invitation.batch else f"The code {invitation.code} is"


@require_safe
@require(Permission.BUILD_SURVEYS)
def poster(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """One A4 page for a wall."""
    way = way_of(_invitation(invitation_id), timezone.now())
    if not way.has_poster:
        raise Http404
    return _pdf(request, way.invitation, "poster", lambda it: printing.poster(way.invitation, it))


@require_safe
@require(Permission.BUILD_SURVEYS)
def cards(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Cards to hand out, eight to a page: of a batch, those that nobody has used yet."""
    way = way_of(_invitation(invitation_id), timezone.now())
    if not way.has_cards:
        raise Http404
    return _pdf(request, way.invitation, "cards", lambda it: printing.cards(way.cards, it))


def _pdf(
    request: StaffRequest, invitation: Invitation, name: str, make: Callable[[str], bytes]
) -> HttpResponse:
    language = request.GET.get("lang", "")
    if language and language not in printing.languages():
        raise Http404
    try:
        document = make(language)
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect(LIST, invitation.survey_id)
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{invitation.code}.pdf"'
    return response
