"""Staff pages of an answer's approval: what waits for me, send, approve, send back."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.views.pages import attempt, form_page, sent
from participation.replies import approval
from participation.replies.forms import SendBackForm
from participation.replies.models import Reply

DETAIL = "participation:reply-detail"
WAITING = "participation:reply-waiting"
PAGE = 25


@require_safe
@require(Permission.APPROVE_REPLIES)
def waiting(request: StaffRequest) -> HttpResponse:
    """Answers in the names of those this person speaks for, what waits longest on top."""
    found = Reply.objects.waiting_for(request.user).select_related("theme", "agency")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "participation/replies/staff_waiting.html", {"page_obj": page})


@require_POST
@require(Permission.WRITE_REPLIES)
def send(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply.objects.select_related("agency"), pk=pk)
    return attempt(
        request,
        lambda: approval.send(reply, by=request.user),
        approval.NotNow,
        approval.NobodySpeaks,
        said=f"Sent for approval. Those who speak for {reply.agency} have a letter.",
        then=reverse(DETAIL, args=[pk]),
    )


@require_POST
@require(Permission.APPROVE_REPLIES)
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """With the version that was on the page, so that nothing is approved that was not read."""
    reply = get_object_or_404(Reply, pk=pk)
    version = request.POST.get("version", "")
    read = int(version[:9]) if version.isascii() and version.isdigit() else 0
    return attempt(
        request,
        lambda: approval.approve(reply, version=read, by=request.user),
        approval.NotNow,
        approval.DoesNotSpeak,
        approval.AnswerChanged,
        said="Approved. A worker publishes it now, and tells the children.",
        then=reverse(DETAIL, args=[pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.APPROVE_REPLIES)
def send_back(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply.objects.select_related("theme"), pk=pk)
    here = reverse(DETAIL, args=[pk])
    form = SendBackForm(sent(request))
    if form.is_valid():
        because = form.cleaned_data["because"]
        return attempt(
            request,
            lambda: approval.send_back(reply, because=because, by=request.user),
            approval.NotNow,
            approval.DoesNotSpeak,
            said="Sent back with your note.",
            then=here,
        )
    title = "Send it back"
    about = "The answer becomes a draft again. Children do not see it."
    return form_page(
        request, form, title=title, above=str(reply), about=about, back=here, button="Send it back"
    )
