"""The audit by page: who did or read what, and when. Never what was said, nor to whom it points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.chain import head
from backend.audit.log import record
from backend.audit.models import KEPT_YEARS, Event
from participation.keeping import watching

PAGE = 50
UNNAMED = {"concern", "alert", "look", "handover", "message", "reading", "groupnote"}
"""Which of these it was, is not said: it may be about whoever looks."""
NOBODY = "nobody"
KINDS = {
    "reading": ("Reading", ("read-", "looked-")),
    "signing-in": ("Signing in, and refusals", ("signed-", "sign-in-", "refused", "token-")),
    "people": ("People and roles", ("person-", "role-", "membership-", "put-on-", "taken-off-")),
    "words": ("Deciding about words", ("words-", "decision-undone", "group-note-")),
    "safety": ("Concerns and messages", ("concern-", "message-", "messages-", "alert-")),
    "house": ("Housekeeping and the audit", ("housekeeping-", "audit-", "backup-", "reminded")),
}
"""Kinds of deeds: as they are called, and how their actions begin."""


@dataclass(frozen=True)
class Row:
    """One event, as a page says it. `detail` stays out: its counts and ids could tell on somebody.

    So could the hour of what came from a child: that event has a day and no time.
    """

    event: Event
    who: str
    what: str
    of: str
    has_time: bool


class FilterForm(forms.Form):
    person = forms.ChoiceField(label="Who", required=False)
    kind = forms.ChoiceField(
        label="What",
        required=False,
        choices=[("", "Everything"), *((key, label) for key, (label, _starts) in KINDS.items())],
    )

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = [("", "Everybody"), (NOBODY, "Nobody signed in"), *names.items()]
        self.fields["person"].choices = everybody  # type: ignore[attr-defined]  # a ChoiceField's


@require_safe
@require(Permission.SEE_AUDIT)
def audit(request: StaffRequest) -> HttpResponse:
    """Who looks at it stands in it as well, once a visit: turning its pages is one."""
    names = _names()
    form = FilterForm(request.GET or None, names=names)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(_events(**wanted), PAGE).get_page(request.GET.get("page"))
    rows = [_row(event, names) for event in page]
    if page.number == 1:  # After they are fetched: the page would be one too short for it.
        record("read-audit", by=request.user)
    context = {
        "form": form,
        "rows": rows,
        "page_obj": page,
        "is_filtered": any(wanted.values()),
        "fault": watching.last_fault(),
        "head": head(),
        "waiting": Event.objects.unsealed().count(),
        "years": KEPT_YEARS,
    }
    return render(request, "participation/keeping/audit.html", context)


def _names() -> dict[str, str]:
    """Everybody who ever signed in, by their id as the audit has it; also who is switched off."""
    return {str(person.pk): str(person) for person in User.objects.only("name", "email")}


def _events(person: str = "", kind: str = "") -> QuerySet[Event]:
    events: QuerySet[Event] = Event.objects.all()
    if person:
        events = events.filter(actor="" if person == NOBODY else person)
    if kind:
        starts = Q()
        for start in KINDS[kind][1]:
            starts |= Q(action__startswith=start)
        events = events.filter(starts)
    return events


def _row(event: Event, names: dict[str, str]) -> Row:
    kind = event.kind or ""
    of = names.get(event.object_id) if kind == "user" else ""
    local = timezone.localtime(event.at)
    return Row(
        event=event,
        who=names.get(event.actor, f"Person {event.actor}") if event.actor else "",
        what=event.action.replace("-", " ").capitalize(),
        of=of or (kind if kind in UNNAMED else f"{kind} {event.object_id}".strip()),
        has_time=(local.hour, local.minute, local.second, local.microsecond) != (0, 0, 0, 0),
    )
