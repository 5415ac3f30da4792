"""Staff pages for bodies: who speaks for them, and what they were called before."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import members, services
from participation.meetings.forms import BodyForm, OtherNameForm
from participation.meetings.models import Body, Membership, OtherName
from participation.meetings.views.pages import form_page, removal, sent

LIST = "participation:body-list"
DETAIL = "participation:body-detail"
PAGE = 50
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@require(Permission.READ_MEETINGS)
def show_all(request: StaffRequest) -> HttpResponse:
    """By agency: who speaks for it today, and for which nobody does."""
    page = Paginator(Body.objects.for_list(), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "participation/meetings/bodies.html",
        {
            "page_obj": page,
            "rows": members.speaking(page.object_list),
            "may_write": request.user.may(Permission.WRITE_MEETINGS),
        },
    )


@require_safe
@require(Permission.READ_MEETINGS)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """Its names, what it is part of, who speaks for it, and who sat on it when."""
    body = get_object_or_404(Body.objects.for_list().select_related("parent"), pk=pk)
    (spoken,) = members.speaking([body])
    concerning = Membership.objects.concerning(body)
    newest_first = concerning.for_list().order_by(F("end_date").desc(nulls_first=True), "pk")
    page = Paginator(newest_first, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "participation/meetings/body.html",
        {
            "body": body,
            "spoken": spoken,
            "page_obj": page,
            "standing": set(concerning.on().values_list("pk", flat=True)),
            "parts": body.children.all(),
            "today": timezone.localdate(),
            "may_write": request.user.may(Permission.WRITE_MEETINGS),
        },
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add(request: StaffRequest) -> HttpResponse:
    return _edit(request, Body(), title="Add a body")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Body, pk=pk), title="Edit a body")


def _edit(request: StaffRequest, body: Body, *, title: str) -> HttpResponse:
    form = BodyForm(sent(request), instance=body)
    if form.is_valid():
        try:
            services.save_registered(form.save(commit=False), by=request.user)
        except services.PartOfItself as refusal:
            form.add_error("parent", f"Part of: {refusal}")
        else:
            messages.success(request, f"Saved: {body}.")
            return redirect(DETAIL, body.pk)
    back = reverse(DETAIL, args=[body.pk]) if body.pk else reverse(LIST)
    return form_page(request, form, title=title, back=back)


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    body = get_object_or_404(Body, pk=pk)
    return removal(
        request,
        lambda: services.remove_registered(body, by=request.user),
        services.InUse,
        what=f"the body “{body}”",
        back=reverse(DETAIL, args=[pk]),
        then=reverse(LIST),
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add_name(request: StaffRequest, pk: int) -> HttpResponse:
    name = OtherName(body=get_object_or_404(Body, pk=pk))
    return _edit_name(request, name, title="Add a name from before")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit_name(request: StaffRequest, pk: int) -> HttpResponse:
    name = get_object_or_404(OtherName.objects.select_related("body"), pk=pk)
    return _edit_name(request, name, title="Edit a name from before")


def _edit_name(request: StaffRequest, name: OtherName, *, title: str) -> HttpResponse:
    form = OtherNameForm(sent(request), instance=name)
    if form.is_valid():
        services.save_registered(form.save(commit=False), by=request.user)
        messages.success(request, f"Saved: {name.body} was called {name}.")
        return redirect(DETAIL, name.body_id)
    back = reverse(DETAIL, args=[name.body_id])
    return form_page(request, form, title=title, above=str(name.body), back=back)


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove_name(request: StaffRequest, pk: int) -> HttpResponse:
    name = get_object_or_404(OtherName.objects.select_related("body"), pk=pk)
    return removal(
        request,
        lambda: services.remove_registered(name, by=request.user),
        what=f"the earlier name “{name}” of {name.body}",
        back=reverse(DETAIL, args=[name.body_id]),
    )
