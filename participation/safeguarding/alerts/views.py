"""Pages of who is on call, and of what rings because words wait unread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts import texts
from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.moderation import queue
from participation.safeguarding.alerts import ringing
from participation.safeguarding.alerts import rota as services
from participation.safeguarding.alerts.forms import DutyForm, NumberForm, leads
from participation.safeguarding.alerts.models import Alert, Duty
from participation.safeguarding.models import Concern

FOLDER = "participation/safeguarding/alerts"


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.KEEP_ROTA)
def rota(request: StaffRequest) -> HttpResponse:
    """This week and the next four: who is on call, when nobody is, and one more to add."""
    if request.method != "POST":
        return _rota(request)
    form = DutyForm(request.POST, prefix="duty")
    if form.is_valid():
        try:
            duty = services.put_on_call(by=request.user, **form.cleaned_data)
        except services.CannotBeTold as refusal:
            form.add_error("user", str(refusal))
        else:
            messages.success(request, f"{duty.user} is on call then.")
            return redirect("participation:rota")
    return _rota(request, duty=form)


@require_POST
@require(Permission.KEEP_ROTA)
def remove_duty(request: StaffRequest, duty_id: int) -> HttpResponse:
    duty = get_object_or_404(Duty.objects.select_related("user"), pk=duty_id)
    services.take_off_call(duty, by=request.user)
    messages.success(request, f"{duty.user} is not on call then any more.")
    return redirect("participation:rota")


@require_POST
@require(Permission.HANDLE_CONCERNS)
def numbers(request: StaffRequest) -> HttpResponse:
    form = NumberForm(request.POST, prefix="number")
    if form.is_valid():
        services.set_phone(by=request.user, **form.cleaned_data)
        messages.success(request, "The number is changed.")
        return redirect("participation:rota")
    return _rota(request, number=form)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.HANDLE_CONCERNS)
def alert(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """Words that a worker should read first wait: say "I have it", and find a worker."""
    found = get_object_or_404(Alert.objects.select_related("acknowledged_by"), pk=alert_id)
    if found.concern_id and Concern.objects.readable_by(request.user).filter(pk=found.concern_id):
        return redirect("participation:concern-detail", found.concern_id)
    if not ringing.is_there(found, request.user):
        raise Http404
    if request.method == "POST":
        ringing.acknowledge_words(found, by=request.user)
        messages.success(request, "You have it. Nobody else is called about it.")
        return redirect("participation:alert", found.pk)
    context = {
        "alert": found,
        "are_read": ringing.are_read(found),
        "late": queue.late_count(by=request.user),
    }
    return render(request, f"{FOLDER}/alert.html", context)


def _rota(request: StaffRequest, **forms_with_errors: Any) -> HttpResponse:
    sees_numbers = request.user.may(Permission.HANDLE_CONCERNS)
    weeks = services.weeks(timezone.localdate())
    shown: dict[str, Any] = {"duty": DutyForm(prefix="duty"), "number": NumberForm(prefix="number")}
    context = {
        "weeks": weeks,
        "duties": services.duties(timezone.localdate()),
        "today": timezone.localdate(),
        "has_texts": texts.are_set_up(),
        "people": leads().select_related("contact_card") if sees_numbers else None,
        "has_leads": leads().exists(),
        "forms": shown | forms_with_errors,
        "form": next(iter(forms_with_errors.values()), None),
    }
    status = 400 if forms_with_errors else 200
    return render(request, f"{FOLDER}/rota.html", context, status=status)
