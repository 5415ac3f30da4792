"""Staff pages for agenda items, with the themes and surveys that they hear."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings import services, standing
from participation.meetings.forms import ItemForm
from participation.meetings.models import AgendaItem, Meeting
from participation.meetings.views.pages import attempt, form_page, removal, sent

MEETING = "participation:meeting-detail"
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def add(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """`?theme=` has that theme ticked: the thread page leads here with it."""
    meeting = get_object_or_404(Meeting.objects.select_related("body"), pk=meeting_id)
    return _edit(request, AgendaItem(meeting=meeting), title="Add an agenda item")


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem.objects.select_related("meeting__body"), pk=pk)
    return _edit(request, item, title="Edit the agenda item")


def _edit(request: StaffRequest, item: AgendaItem, *, title: str) -> HttpResponse:
    ticked = {"themes": [theme for theme in request.GET.getlist("theme") if theme.isdigit()]}
    form = ItemForm(sent(request), instance=item, initial={} if item.pk else ticked)
    if form.is_valid():
        return attempt(
            request,
            lambda: services.save_item(
                form.save(commit=False),
                themes=[theme.pk for theme in form.cleaned_data["themes"]],
                surveys=[survey.pk for survey in form.cleaned_data["surveys"]],
                by=request.user,
            ),
            services.InUse,
            said=f"Saved: {item}.",
            then=reverse(MEETING, args=[item.meeting_id]),
        )
    return form_page(
        request,
        form,
        template="participation/meetings/item_form.html",
        title=title,
        above=f"{item.meeting}, {item.meeting.start_date:%-d %B %Y}",
        back=reverse(MEETING, args=[item.meeting_id]),
    )


@require_POST
@require(Permission.WRITE_MEETINGS)
def put_on(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """The standing children's item: with all themes that wait, or only those ticked."""
    meeting = get_object_or_404(Meeting, pk=meeting_id)
    ticked = [int(theme) for theme in request.POST.getlist("theme") if theme.isdecimal()]
    if "all" in request.POST:
        ticked = list(standing.waiting_themes().values_list("pk", flat=True))
    late_because = request.POST.get("late_because", "").strip()[:300]
    if meeting.papers_are_late and not late_because:
        messages.error(request, "Papers were due before today. Say why this item cannot wait.")
        return redirect(MEETING, meeting_id)
    return attempt(
        request,
        lambda: standing.put_on(meeting, ticked, late_because=late_because, by=request.user),
        standing.NothingWaits,
        said="The children’s item is on the agenda. To undo it, remove the item.",
        then=reverse(MEETING, args=[meeting_id]),
    )


@require_http_methods(METHODS)
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem.objects.select_related("meeting__body"), pk=pk)
    return removal(
        request,
        lambda: services.remove_item(item, by=request.user),
        services.HasDecisions,
        what=f"item {item.order}, “{item.title}”, from the agenda",
        back=reverse(MEETING, args=[item.meeting_id]),
    )
