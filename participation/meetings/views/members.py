"""Staff pages for who sits on a body: add a member or a deputy, change, end, remove."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import members
from participation.meetings.forms import Sheet
from participation.meetings.member_forms import (
    ChangeMemberForm,
    DeputyForm,
    EndForm,
    MemberForm,
)
from participation.meetings.models import Body, Membership
from participation.meetings.views.pages import attempt, form_page, removal, sent

BODY = "participation:body-detail"
METHODS = ["GET", "HEAD", "POST"]
IS_AGENCY = (Body.Classification.AGENCY, Body.Classification.SERVICE)


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add(request: StaffRequest, pk: int) -> HttpResponse:
    """From a board's page somebody who sits on it; from an agency's somebody who stands for it."""
    body = get_object_or_404(Body, pk=pk)
    is_agency = body.classification in IS_AGENCY
    new = Membership(start_date=timezone.localdate())
    setattr(new, "on_behalf_of" if is_agency else "organization", body)
    form = MemberForm(sent(request), instance=new)
    return _keep(request, form, body, title="Add a member", said="Added")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add_deputy(request: StaffRequest, pk: int) -> HttpResponse:
    member = _find(pk)
    new = Membership(
        organization=member.organization,
        on_behalf_of=member.on_behalf_of,
        deputy_for=member,
        role="Deputy",
        start_date=timezone.localdate(),
    )
    form = DeputyForm(sent(request), instance=new)
    title = f"Add a deputy for {member.person}"
    return _keep(request, form, _home(member), title=title, said="Added")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    member = _find(pk)
    form = ChangeMemberForm(sent(request), instance=member)
    return _keep(request, form, _home(member), title=f"Edit: {member.person}", said="Saved")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def end(request: StaffRequest, pk: int) -> HttpResponse:
    member = _find(pk)
    back = reverse(BODY, args=[_home(member).pk])
    form = EndForm(sent(request))
    if form.is_valid():
        on = form.cleaned_data["on"]
        return attempt(
            request,
            lambda: members.end_membership(member, on=on, by=request.user),
            members.CannotSit,
            said=f"Ended: {member.person}.",
            then=back,
        )
    title = f"End the membership of {member.person}"
    about = "It stays on the record with its dates. What they approved stays approved."
    return form_page(
        request, form, title=title, above=str(member.organization), about=about, back=back,
        button="End it",
    )  # fmt: skip


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    member = _find(pk)
    return removal(
        request,
        lambda: members.remove_membership(member, by=request.user),
        members.HasDeputies,
        what=f"the membership of {member.person}, as if it had never been",
        back=reverse(BODY, args=[_home(member).pk]),
    )


def _find(pk: int) -> Membership:
    return get_object_or_404(Membership.objects.for_list(), pk=pk)


def _home(member: Membership) -> Body:
    """Where the clerk goes back to: whom the member speaks for."""
    return member.on_behalf_of or member.organization


def _keep(request: StaffRequest, form: Sheet, body: Body, *, title: str, said: str) -> HttpResponse:
    if form.is_valid():
        try:
            kept = members.save_membership(form.save(commit=False), by=request.user)
        except (members.CannotSit, members.HasDeputies) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{said}: {kept.person}, {kept.role}.")
            return redirect(BODY, body.pk)
    back = reverse(BODY, args=[body.pk])
    return form_page(request, form, title=title, above=str(body), back=back)
