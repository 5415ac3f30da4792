"""Staff pages to read actions: what was promised, how it goes, and what children say of it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.action_forms import FilterForm
from participation.meetings.models import Action, ActionQuerySet
from participation.replies.judged import judge, that_children_say_are_done

SHOWN = 50


@require_safe
@require(Permission.READ_MEETINGS)
def show_all(request: StaffRequest) -> HttpResponse:
    readable = Action.objects.readable_by(request.user)
    form = FilterForm(request.GET, actions=readable)
    actions = _filtered(readable, form)
    page = Paginator(actions.for_list(), SHOWN).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "page_obj": page,
        "judged": judge(page),
        "is_filtered": form.is_valid() and any(form.cleaned_data.values()),
    }
    return render(request, "participation/replies/staff_actions.html", context)


def _filtered(actions: ActionQuerySet, form: FilterForm) -> ActionQuerySet:
    wanted = form.cleaned_data if form.is_valid() else {}
    for name in ("agency", "source"):
        if wanted.get(name):
            actions = actions.filter(**{name: wanted[name]})
    if wanted.get("due") == FilterForm.LATE:
        actions = actions.overdue()
    elif wanted.get("due") == FilterForm.SOON:
        actions = actions.due_soon()
    if wanted.get("status") == FilterForm.CHILDREN_SAY_DONE:
        return that_children_say_are_done(actions)
    return actions.filter(status=wanted["status"]) if wanted.get("status") else actions


@require_safe
@require(Permission.READ_MEETINGS)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One action with its whole history, what was said last on top."""
    readable = Action.objects.readable_by(request.user)
    action = get_object_or_404(readable.for_list(), pk=pk)
    (judged,) = judge([action])
    updates = action.updates.select_related("by")
    context = {
        "action": action,
        "judged": judged,
        "evidence": action.evidence.all(),
        "page_obj": Paginator(updates, SHOWN).get_page(request.GET.get("page")),
        "other_statuses": [
            (value, label) for value, label in Action.Status.choices if value != action.status
        ],
        "may_write": request.user.may(Permission.WRITE_MEETINGS),
        "may_update": action.may_be_updated_by(request.user),
    }
    return render(request, "participation/replies/staff_action.html", context)
