"""Staff pages of a verdict round: open it, show its code, close it. They show no numbers."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.views.pages import attempt, form_page, sent
from participation.replies import rounds
from participation.replies.forms import RoundForm
from participation.replies.models import Reply, VerdictRound
from surveys.ways_in import qr

REPLY = "participation:reply-detail"
ROUND = "participation:verdict-round"


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.WRITE_REPLIES)
def open_one(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply.objects.select_related("theme"), pk=pk)
    groups = rounds.groups_told(reply)
    if not groups:
        messages.error(request, "Tell a group the answer first, and write it down.")
        return redirect(REPLY, pk)
    form = RoundForm(sent(request), groups=groups)
    if form.is_valid():
        data = form.cleaned_data
        try:
            opened = rounds.open_round(
                reply,
                group_id=data["group"],
                present=data["present"],
                way=data["way"],
                by=request.user,
            )
        except rounds.CannotOpen as refusal:
            messages.error(request, str(refusal))
            return redirect(REPLY, pk)
        return redirect(ROUND, opened.pk)
    return form_page(
        request,
        form,
        title="Ask a group what it makes of this answer",
        above=str(reply),
        about="Only for children whose five words are lost. Whoever has theirs uses them instead: "
        "nobody can see if one child says it both ways, and it would count twice.",
        back=reverse(REPLY, args=[pk]),
        button="Open the round",
    )


@require_safe
@require(Permission.WRITE_REPLIES)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(VerdictRound.objects.for_list(), pk=pk)
    url = f"{settings.SITE_URL.rstrip('/')}{asked.get_absolute_url()}"
    context = {
        "asked": asked,
        "is_over": asked.is_over(timezone.now()),
        "enough": rounds.says_enough(asked),
        "site": qr.site(),
        "qr": qr.drawing(url, f"QR code that leads to {url}"),
    }
    return render(request, "participation/replies/staff_round.html", context)


@require_POST
@require(Permission.WRITE_REPLIES)
def close(request: StaffRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(VerdictRound, pk=pk)
    return attempt(
        request,
        lambda: rounds.close(asked, by=request.user),
        said="Closed. It takes no more answers.",
        then=reverse(ROUND, args=[pk]),
    )
