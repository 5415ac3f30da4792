"""The secret address at which somebody's calendar program asks for their meetings."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from backend.accounts.models import User


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    def of(self, person: User) -> CalendarAddressQuerySet:
        return self.filter(person=person)


class CalendarAddress(models.Model):
    """One a person. We keep a hash of its secret, so that nobody can read it here."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_on = models.DateField(default=timezone.localdate)

    objects: ClassVar = CalendarAddressQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Calendar of {self.person_id}"
