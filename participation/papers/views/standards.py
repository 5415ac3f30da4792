"""Staff pages of frameworks and their headings, with what is tagged."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.models import Framework, Heading
from participation.meetings.views.pages import form_page, removal, sent
from participation.papers.evidence import standards
from participation.papers.evidence.forms import FrameworkForm, HeadingForm

LIST = "participation:standard-list"
METHODS = ["GET", "HEAD", "POST"]
SHOWN = 20


@require_safe
@require(Permission.MAKE_EVIDENCE)
def show_all(request: StaffRequest) -> HttpResponse:
    """Frameworks, a page of them at a time, each with how much is tagged with its headings."""
    page = Paginator(Framework.objects.all(), SHOWN).get_page(request.GET.get("page"))
    counted = (
        Heading.objects.filter(framework__in=list(page))
        .annotate(
            survey_count=Count("surveys", distinct=True),
            theme_count=Count("themes", distinct=True),
            action_count=Count("actions", distinct=True),
        )
        .order_by("pk")  # Django drops Meta's order when it groups.
    )
    under: dict[int, list[Heading]] = {framework.pk: [] for framework in page}
    for heading in counted:
        under[heading.framework_id].append(heading)
    frameworks = [(framework, under[framework.pk]) for framework in page]
    context = {"page_obj": page, "frameworks": frameworks}
    return render(request, "participation/papers/standards.html", context)


@require_http_methods(METHODS)
@require(Permission.MAKE_EVIDENCE)
def add(request: StaffRequest) -> HttpResponse:
    return _edit(request, Framework(), title="Add a framework")


@require_http_methods(METHODS)
@require(Permission.MAKE_EVIDENCE)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Framework, pk=pk), title="Edit the framework")


def _edit(request: StaffRequest, framework: Framework, *, title: str) -> HttpResponse:
    form = FrameworkForm(sent(request), instance=framework)
    if form.is_valid():
        standards.save_framework(form.save(commit=False), by=request.user)
        messages.success(request, f"Saved: {framework}.")
        return redirect(LIST)
    about = "Inspection standards, or the headings of a plan, in one version of them."
    return form_page(request, form, title=title, about=about, back=reverse(LIST))


@require_http_methods(METHODS)
@require(Permission.MAKE_EVIDENCE)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    framework = get_object_or_404(Framework, pk=pk)
    return removal(
        request,
        lambda: standards.remove(framework, by=request.user),
        what=f"“{framework}” with its headings",
        back=reverse(LIST),
    )


@require_http_methods(METHODS)
@require(Permission.MAKE_EVIDENCE)
def add_heading(request: StaffRequest, pk: int) -> HttpResponse:
    framework = get_object_or_404(Framework, pk=pk)
    return _edit_heading(request, Heading(framework=framework), title="Add a heading")


@require_http_methods(METHODS)
@require(Permission.MAKE_EVIDENCE)
def edit_heading(request: StaffRequest, pk: int) -> HttpResponse:
    heading = get_object_or_404(Heading.objects.select_related("framework"), pk=pk)
    return _edit_heading(request, heading, title="Edit the heading")


def _edit_heading(request: StaffRequest, heading: Heading, *, title: str) -> HttpResponse:
    form = HeadingForm(sent(request), instance=heading)
    if form.is_valid():
        tagged = {
            name: [it.pk for it in form.cleaned_data[name]]
            for name in ("surveys", "themes", "actions")
        }
        standards.save_heading(form.save(commit=False), **tagged, by=request.user)
        messages.success(request, f"Saved: {heading.reference}.")
        return redirect(LIST)
    return form_page(request, form, title=title, above=str(heading.framework), back=reverse(LIST))


@require_http_methods(METHODS)
@require(Permission.MAKE_EVIDENCE)
def remove_heading(request: StaffRequest, pk: int) -> HttpResponse:
    heading = get_object_or_404(Heading, pk=pk)
    return removal(
        request,
        lambda: standards.remove(heading, by=request.user),
        what=f"the heading “{heading}”",
        back=reverse(LIST),
    )
