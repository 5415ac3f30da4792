"""What was done or read, by whom and when. Appended to, never changed, and never a child's word."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One deed. No foreign keys: nothing that is audited may be kept from deletion by its audit."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.CharField(max_length=40, blank=True, help_text="The person's id; empty: nobody.")
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict, blank=True, help_text="Ids, dates and codes; no words.")

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.object_id}".strip()
