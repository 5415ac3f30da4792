"""What the staff pages of a noun have in common: a form, a question before something goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from backend.accounts.http import StaffRequest


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing until it was sent."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: StaffRequest,
    form: forms.BaseForm,
    *,
    title: str,
    back: str,
    above: str = "",
    about: str = "",
    button: str = "Save",
    template: str = "participation/meetings/form.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form. `back` is where Cancel leads, `above` what the form belongs to."""
    context = {"form": form, "title": title, "back": back, "above": above}
    return render(request, template, {**context, "about": about, "button": button, **more})


def removal(
    request: StaffRequest,
    remove: Callable[[], None],
    *refusals: type[Exception],
    what: str,
    back: str,
    then: str = "",
    button: str = "Remove",
) -> HttpResponse:
    """Ask before something goes for good; on POST let it go, or say why it stays."""
    if request.method != "POST":
        context: dict[str, Any] = {"what": what, "back": back, "button": button}
        return render(request, "participation/meetings/remove.html", context)
    return attempt(request, remove, *refusals, said="Removed.", then=then or back, else_to=back)


def attempt(
    request: StaffRequest,
    change: Callable[[], object],
    *refusals: type[Exception],
    said: str,
    then: str,
    else_to: str = "",
) -> HttpResponse:
    """Do what a button says; a refusal of the rules is shown as the sentence that it is."""
    try:
        change()
    except refusals as refusal:
        messages.error(request, str(refusal))
        return redirect(else_to or then)
    messages.success(request, said)
    return redirect(then)
