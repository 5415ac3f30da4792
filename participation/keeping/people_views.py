"""People and roles: for administrators, with every change in the audit."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import people, second_step
from backend.accounts.http import StaffRequest, require
from backend.accounts.models import User
from backend.accounts.permissions import Permission, Role
from participation.keeping.people_forms import PersonForm

FOLDER = "participation/keeping"
PAGE = 50
NOT_SENT = "The e-mail could not be sent. Try again on the person’s page."


@require_safe
@require(Permission.ADMINISTER)
def person_list(request: StaffRequest) -> HttpResponse:
    show_off = request.GET.get("show") == "off"
    found = User.objects.filter(is_active=not show_off).prefetch_related("groups")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    people = [(person, _labels(person)) for person in page]
    context = {"people": people, "page_obj": page, "show_off": show_off}
    return render(request, f"{FOLDER}/person_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ADMINISTER)
def person_invite(request: StaffRequest) -> HttpResponse:
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = people.invite(by=request.user, **form.cleaned_data)
        _write(request, person)
        return redirect("participation:person-list")
    return render(request, f"{FOLDER}/person_invite.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ADMINISTER)
def person_detail(request: StaffRequest, person_id: int) -> HttpResponse:
    person = get_object_or_404(User, pk=person_id)
    now = {"name": person.name, "email": person.email, "roles": sorted(person.roles)}
    form = PersonForm(
        request.POST if request.method == "POST" else None, initial=now, person=person
    )
    if request.method == "POST" and form.is_valid() and _change(request, person, form):
        messages.success(request, f"{person} is changed.")
        return redirect("participation:person-list")
    context = {
        "person": person,
        "form": form,
        "is_me": person.pk == request.user.pk,
        "has_second_step": second_step.has_ours(person),
        "reasons": people.Reason.choices,
    }
    return render(request, f"{FOLDER}/person_detail.html", context)


def _change(request: StaffRequest, person: User, form: PersonForm) -> bool:
    data = form.cleaned_data
    try:
        people.set_roles(person, data["roles"], by=request.user)
    except people.KeepsTheKeys as error:
        form.add_error("roles", str(error))
        return False
    people.edit_person(person, name=data["name"], email=data["email"], by=request.user)
    return True


@require_POST
@require(Permission.ADMINISTER)
def person_write(request: StaffRequest, person_id: int) -> HttpResponse:
    """Send the link to set a password again: the first may be lost, or too old."""
    person = get_object_or_404(User, pk=person_id, is_active=True)
    _write(request, person)
    return redirect("participation:person-detail", person.pk)


@require_POST
@require(Permission.ADMINISTER)
def person_switch(request: StaffRequest, person_id: int) -> HttpResponse:
    """Off, so that they cannot sign in; or on again."""
    person = get_object_or_404(User, pk=person_id)
    if not person.is_active:
        people.switch_on(person, by=request.user)
        messages.success(request, f"{person} can sign in again.")
        return redirect("participation:person-detail", person.pk)
    try:
        people.switch_off(person, by=request.user)
    except people.KeepsTheKeys as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{person} is switched off, and signed out everywhere.")
    return redirect("participation:person-detail", person.pk)


@require_POST
@require(Permission.ADMINISTER)
def reset_step(request: StaffRequest, person_id: int) -> HttpResponse:
    """Take somebody's second step away, so that they set up a new one."""
    person = get_object_or_404(User, pk=person_id)
    reason = request.POST.get("reason", "")
    if reason not in people.Reason.values:
        messages.error(request, "Choose why the second step is reset.")
        return redirect("participation:person-detail", person.pk)
    try:
        people.reset_second_step(person, people.Reason(reason), by=request.user)
    except people.KeepsTheKeys as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{person} sets up a new second step when they next sign in.")
    return redirect("participation:person-detail", person.pk)


@require_POST
@require(Permission.ADMINISTER)
def sign_out(request: StaffRequest, person_id: int) -> HttpResponse:
    """End all sessions of somebody, and their token."""
    person = get_object_or_404(User, pk=person_id)
    people.sign_out_everywhere(person, by=request.user)
    messages.success(request, f"{person} is signed out everywhere.")
    return redirect("participation:person-detail", person.pk)


def _write(request: StaffRequest, person: User) -> None:
    if people.send_key(person, by=request.user):
        messages.success(request, f"{person} gets an e-mail with a link to set a password.")
    else:
        messages.warning(request, NOT_SENT)


def _labels(person: User) -> list[str]:
    names = {group.name for group in person.groups.all()}
    return [role.label for role in Role if role.value in names]
