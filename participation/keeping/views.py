"""Housekeeping by page: what is kept until when, what was emptied, and whether it runs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.keeping import retention, running


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
        "proofs": retention.proofs(by=request.user),
        "may_moderate": may(Permission.MODERATE),
        "may_administer": may(Permission.ADMINISTER),
        "sees_surveys": may(Permission.SEE_SURVEYS),
    }
    return render(request, "participation/keeping/housekeeping.html", context)
