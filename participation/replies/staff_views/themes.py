"""Staff pages about a theme: its answers, and who is asked for one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.views.pages import attempt, form_page, sent
from participation.moderation.models import Theme
from participation.replies import services
from participation.replies.forms import AskForm
from participation.replies.models import Asked
from participation.replies.threads import thread as find_thread

ANSWERS = "participation:theme-replies"


@require_safe
@require(Permission.READ_REPLIES)
def answers(request: StaffRequest, slug: str) -> HttpResponse:
    """Everything that is being answered to one theme, drafts and earlier replies too."""
    theme = get_object_or_404(Theme, slug=slug)
    context = {"thread": find_thread(theme, by=request.user)}
    return render(
        request,
        "participation/replies/staff_theme.html",
        context | {"may_write": request.user.may(Permission.WRITE_REPLIES)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.WRITE_REPLIES)
def ask(request: StaffRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme, slug=slug)
    form = AskForm(sent(request), theme=theme)
    if form.is_valid():
        agency = form.cleaned_data["agency"]
        services.ask(theme, agency, by=request.user)
        return redirect(ANSWERS, slug)
    return form_page(
        request,
        form,
        title="Ask an agency to answer",
        above=theme.title,
        back=reverse(ANSWERS, args=[slug]),
        button="Ask",
    )


@require_POST
@require(Permission.WRITE_REPLIES)
def unask(request: StaffRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(Asked.objects.select_related("theme", "agency"), pk=pk)
    return attempt(
        request,
        lambda: services.unask(asked, by=request.user),
        said=f"{asked.agency} is no longer asked.",
        then=reverse(ANSWERS, args=[asked.theme.slug]),
    )
