"""Housekeeping by page: what is kept until when, what was emptied, and whether it runs."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from backend.accounts import letters, sending
from backend.accounts.http import StaffRequest, require
from backend.accounts.models import Letter
from backend.accounts.permissions import Permission
from backend.audit.log import record
from participation.keeping import retention, running, watching


@require_safe
@require(Permission.SEE_HOUSEKEEPING)
def housekeeping(request: StaffRequest) -> HttpResponse:
    may = request.user.may
    context = {
        "last_run": running.last_run(),
        "is_late": running.is_late(),
        "days": settings.RAW_TEXT_DAYS,
        "coming": retention.coming(by=request.user),
        "next_messages": retention.next_messages(),
        "next_drafts": retention.next_drafts(),
        "letters_waiting": Letter.objects.waiting().count(),
        "letters_unsure": Letter.objects.unsure(),
        "audit_fault": may(Permission.SEE_AUDIT) and watching.last_fault(),
        "proofs": retention.proofs(by=request.user),
        "may_moderate": may(Permission.MODERATE),
        "may_administer": may(Permission.ADMINISTER),
        "sees_surveys": may(Permission.SEE_SURVEYS),
    }
    return render(request, "participation/keeping/housekeeping.html", context)


@require_POST
@require(Permission.ADMINISTER)
def send_letters_again(request: StaffRequest) -> HttpResponse:
    """Send what may have arrived already: one letter too many is better than one too few."""
    with transaction.atomic():
        number = sending.send_unsure_again(Letter.objects.all())
        if number:
            record("letters-sent-again", by=request.user, count=number)
    if number:
        letters.send_waiting()
        messages.success(request, "Tried again. What could not be sent now is tried until it is.")
    return redirect("participation:housekeeping")
