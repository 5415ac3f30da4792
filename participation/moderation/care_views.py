"""Pages that look after readers: who reads what, what they leave to others, a break."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.moderation import care, claims
from participation.moderation import queue as rows
from participation.moderation.claims import Claimed
from participation.moderation.forms import LASTING, CareForm, PassForm
from participation.moderation.services import AlreadyDecided, NoSuchWords
from participation.moderation.views import gone, show_not_passed, show_taken

FOLDER = "participation/moderation"


@require_POST
@require(Permission.MODERATE)
def take_over(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """Read what a colleague has open."""
    try:
        claims.take_over(answer_id, by=request.user)
    except NoSuchWords:
        return gone(request)
    except AlreadyDecided:
        pass  # The page of the words says who decided.
    return redirect("participation:moderation-words", answer_id)


@require_POST
@require(Permission.MODERATE)
def renew(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """Asked for by a page whose words are still open; it has nothing to show for it."""
    try:
        claims.renew(answer_id, by=request.user)
    except NoSuchWords:
        raise Http404 from None
    except (Claimed, AlreadyDecided):
        return HttpResponse(status=409)
    return HttpResponse(status=204)


@require_POST
@require(Permission.MODERATE)
def release(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """Not these words: to the next, or to the list."""
    claims.leave(answer_id, by=request.user)
    messages.success(request, "You left these words to your colleagues. They are still waiting.")
    return redirect("participation:moderation-queue")


@require_POST
@require(Permission.MODERATE)
def pass_on(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    form = PassForm(request.POST, colleagues=care.colleagues(answer_id, by=request.user))
    if not form.is_valid():
        return show_not_passed(request, answer_id, form)
    to = form.cleaned_data["to"]
    try:
        care.pass_on(answer_id, to=to, by=request.user)
    except Claimed as claimed:
        return show_taken(request, claimed)
    except NoSuchWords:
        return gone(request)
    except (AlreadyDecided, care.NotTheirs) as refusal:
        messages.error(request, str(refusal))
        return redirect("participation:moderation-words", answer_id)
    messages.success(request, f"Passed to {to}, who has a letter about it, without the words.")
    return redirect("participation:moderation-queue")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.MODERATE)
def care_page(request: StaffRequest) -> HttpResponse:
    """What this person leaves to others, and how much they read today. Nobody else sees it."""
    sent = request.POST if request.method == "POST" else None
    form = CareForm(sent, initial=_as_it_is(request))
    if form.is_valid():
        data = form.cleaned_data
        only_today = data["how_long"] != LASTING
        care.leave_out(data["left_out"], only_today=only_today, by=request.user)
        messages.success(request, "Kept. Your list follows it from now on.")
        return redirect("participation:moderation-care")
    context = {
        "form": form,
        "today": care.today(request.user),
        "left": rows.left_count(by=request.user),
        "alone": care.read_by_nobody_else(request.user),
    }
    return render(request, f"{FOLDER}/care.html", context, status=400 if form.errors else 200)


def _as_it_is(request: StaffRequest) -> dict[str, object]:
    kept = care.wishes(request.user)
    return {"left_out": sorted(kept.left_out), "how_long": LASTING if kept.is_lasting else "today"}


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.MODERATE)
def take_break(request: StaffRequest) -> HttpResponse:
    """A calm page. What was open is free for colleagues."""
    if request.method == "POST":
        care.take_break(by=request.user)
        return redirect("participation:moderation-break")
    return render(request, f"{FOLDER}/break.html")


@require_POST
@require(Permission.MODERATE)
def carry_on(request: StaffRequest) -> HttpResponse:
    """Not now: the next break is suggested after as many texts again."""
    care.carry_on(by=request.user)
    return redirect("participation:moderation-queue")
