"""The invented half, who is on call: this week's working days, and nobody at the weekend."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from backend.accounts.models import User
from backend.working_days import DAY, at
from participation.safeguarding.alerts import rota

FRIDAY = 4


def put_on_call(email: str) -> None:
    lead, today = User.objects.get(email=email), timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    starts_at, ends_at = at(monday, time(9)), at(monday + FRIDAY * DAY, time(17))
    rota.put_on_call(lead, starts_at=starts_at, ends_at=ends_at, step=1, by=lead)
