"""Staff pages for replies: what waits for an answer, drafts, publishing, telling children."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.models import Body
from participation.meetings.views.pages import attempt, form_page, removal, sent
from participation.moderation.models import Theme
from participation.replies import approval, finding, rounds, services
from participation.replies.board import EVERYTHING, cards, counts
from participation.replies.forms import ReplyForm, ToldForm
from participation.replies.models import Reply, Told
from participation.replies.threads import preview, staff_answer

LIST = "participation:reply-list"
DETAIL = "participation:reply-detail"
METHODS = ["GET", "HEAD", "POST"]
DRAFTS_SHOWN = 20
"""The oldest first; those after it come up as these are done."""
PAGE = 50


@require_safe
@require(Permission.READ_REPLIES)
def show_all(request: StaffRequest) -> HttpResponse:
    themes = finding.found(EVERYTHING).values_list("pk", flat=True)
    page = Paginator(themes, PAGE).get_page(request.GET.get("page"))
    drafts = Reply.objects.not_published().select_related("theme", "agency").order_by("pk")
    return render(
        request,
        "participation/replies/staff_list.html",
        {
            "counts": counts(),
            "cards": cards(list(page)),
            "page_obj": page,
            "drafts": drafts[:DRAFTS_SHOWN],
            "more_drafts": max(drafts.count() - DRAFTS_SHOWN, 0),
            "may_approve": request.user.may(Permission.APPROVE_REPLIES),
            "may_write": request.user.may(Permission.WRITE_REPLIES),
        },
    )


@require_safe
@require(Permission.READ_REPLIES)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply.objects.for_staff(), pk=pk)
    others = reply.theme.replies.exclude(pk=pk).select_related("agency")
    return render(
        request,
        "participation/replies/staff_reply.html",
        {
            "answer": staff_answer(reply),
            "reply": reply,
            "card": preview(reply),
            "others": others,
            "rounds": [(it, rounds.says_enough(it)) for it in reply.rounds.select_related("group")],
            "may_decide": request.user.may(Permission.APPROVE_REPLIES)
            and approval.may_decide(reply, request.user),
            "may_write": request.user.may(Permission.WRITE_REPLIES),
        },
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_REPLIES)
def add(request: StaffRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme, slug=slug)
    if not Body.objects.exists():
        messages.error(request, "There is no agency yet that could answer. The clerk adds them.")
        return redirect("participation:theme-replies", slug)
    back = reverse("participation:theme-replies", args=[slug])
    return _edit(request, Reply(theme=theme), title="Draft an answer", back=back)


@require_http_methods(METHODS)
@require(Permission.WRITE_REPLIES)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply.objects.select_related("theme"), pk=pk)
    return _edit(request, reply, title="Edit the draft", back=reverse(DETAIL, args=[pk]))


def _edit(request: StaffRequest, reply: Reply, *, title: str, back: str) -> HttpResponse:
    form = ReplyForm(sent(request), instance=reply)
    if form.is_valid():
        try:
            saved = services.save_reply(form.save(commit=False), by=request.user)
        except services.ReplyPublished as refusal:
            messages.error(request, str(refusal))
            return redirect(back)
        messages.success(request, "Saved. Read it as children will, then send it for approval.")
        return redirect(DETAIL, saved.pk)
    context = {"form": form, "theme": reply.theme, "title": title, "back": back}
    return render(request, "participation/replies/staff_form.html", context)


@require_POST
@require(Permission.WRITE_REPLIES)
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply.objects.select_related("agency"), pk=pk)
    return attempt(
        request,
        lambda: services.publish(reply, by=request.user),
        services.NotApproved,
        said="Published. Now tell the children in person: only then does it count as answered.",
        then=reverse(DETAIL, args=[pk]),
    )


@require_POST
@require(Permission.WRITE_REPLIES)
def unpublish(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply, pk=pk)
    return attempt(
        request,
        lambda: services.unpublish(reply, by=request.user),
        services.WasTold,
        said="A draft again. Children no longer see it.",
        then=reverse(DETAIL, args=[pk]),
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_REPLIES)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply.objects.select_related("theme", "agency"), pk=pk)
    return removal(
        request,
        lambda: services.remove_reply(reply, by=request.user),
        services.ReplyPublished,
        what=f"the draft answer of {reply.agency} to “{reply.theme}”",
        back=reverse(DETAIL, args=[pk]),
        then=reverse("participation:theme-replies", args=[reply.theme.slug]),
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_REPLIES)
def tell(request: StaffRequest, pk: int) -> HttpResponse:
    reply = get_object_or_404(Reply.objects.select_related("theme"), pk=pk)
    here = reverse(DETAIL, args=[pk])
    told = Told(reply=reply, group_id=reply.theme.group_id, on=timezone.localdate())
    form = ToldForm(sent(request), instance=told)
    if form.is_valid():
        data = form.cleaned_data
        return attempt(
            request,
            lambda: services.tell(
                reply, group_id=data["group"].pk, how=data["how"], on=data["on"], by=request.user
            ),
            services.ReplyPublished,
            said=f"Written down: {data['group']} was told.",
            then=here,
        )
    about = "An answer counts as given when children were told, not when it was published."
    title = "Children were told"
    return form_page(request, form, title=title, above=str(reply), about=about, back=here)


@require_POST
@require(Permission.WRITE_REPLIES)
def untell(request: StaffRequest, pk: int) -> HttpResponse:
    told = get_object_or_404(Told, pk=pk)
    return attempt(
        request,
        lambda: services.untell(told, by=request.user),
        services.WasTold,
        said="Taken back: it no longer counts as told.",
        then=reverse(DETAIL, args=[told.reply_id]),
    )
