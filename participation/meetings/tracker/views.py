"""Staff pages to get recommendations and actions as a table, and to bring one in."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from backend.rest import AT_ONCE
from participation.meetings.models import Action
from participation.meetings.results.files import as_csv
from participation.meetings.tracker import export, services
from participation.meetings.tracker.columns import COLUMNS, STATUSES
from participation.meetings.tracker.forms import FileForm, LookedForm
from participation.meetings.tracker.planning import CHANGES, NEW, REFUSED, UNCHANGED, Plan
from participation.meetings.tracker.reading import BadFile, decode, pack, unpack

HERE = "participation:tracker-import"


@require_safe
@require(Permission.READ_MEETINGS)
def get(request: StaffRequest) -> HttpResponse:
    table = export.table(for_=request.user)
    return as_csv(table, name=f"actions-{timezone.localdate():%Y-%m-%d}")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.WRITE_MEETINGS)
def look(request: StaffRequest) -> HttpResponse:
    """Choose a file, and see each row's fate before anything is written."""
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        try:
            text = decode(form.content())
            return _shown(request, text, services.look(text))
        except BadFile as why:
            form.add_error("file", str(why))
    words = {Action.Status(value).label: ", ".join(words) for value, words in STATUSES.items()}
    context = {"form": form, "columns": COLUMNS.values(), "words": words}
    return render(request, "participation/meetings/tracker/import.html", context)


@require_POST
@require(Permission.WRITE_MEETINGS)
def write(request: StaffRequest) -> HttpResponse:
    """Write what was shown; or show it again, if it would be something else by now."""
    form = LookedForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose the file first.")
        return redirect(HERE)
    try:
        text = unpack(form.cleaned_data["table"])
        plan = services.write(text, digest=form.cleaned_data["digest"], by=request.user)
    except services.SomethingChanged as changed:
        messages.warning(request, str(changed))
        return _shown(request, text, changed.plan)
    except IntegrityError:
        messages.error(request, AT_ONCE)
        return redirect(HERE)
    except BadFile as why:
        messages.error(request, str(why))
        return redirect(HERE)
    said = f"Written: {plan.counts[NEW]} new, {plan.counts[CHANGES]} changed."
    left = f" {plan.counts[REFUSED]} left out." if plan.counts[REFUSED] else ""
    messages.success(request, said + left)
    return redirect("participation:recommendation-list")


def _shown(request: StaffRequest, text: str, plan: Plan) -> HttpResponse:
    return render(
        request,
        "participation/meetings/tracker/look.html",
        {
            "counts": plan.counts,
            "refused": plan.of(REFUSED),
            "changed": plan.of(CHANGES),
            "new": plan.of(NEW),
            "unchanged": [row.line.number for row in plan.of(UNCHANGED)],
            "to_write": plan.counts[NEW] + plan.counts[CHANGES],
            "table": pack(text),
            "digest": plan.digest,
        },
    )
