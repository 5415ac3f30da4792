"""What was done or read, by whom and when. Appended to, never changed, and never a child's word."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.append_only import NeverChanges, Stays

KEPT_YEARS = 6
"""The time in which somebody may go to law about most deeds (Limitation Act 1980, s. 2 and 5)."""


class EventQuerySet(models.QuerySet["Event"]):
    def sealed(self) -> EventQuerySet:
        """Those that stand in the chain, in its order."""
        return self.filter(position__isnull=False).order_by("position")

    def unsealed(self) -> EventQuerySet:
        return self.filter(position=None).order_by("pk")


class Event(models.Model):
    """One deed. No foreign keys: nothing that is audited may be kept from deletion by its audit."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.CharField(max_length=40, blank=True, help_text="The person's id; empty: nobody.")
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict, blank=True, help_text="Ids, dates and codes; no words.")
    position = models.PositiveBigIntegerField(
        null=True, unique=True, editable=False, help_text="In the chain; none until it is sealed."
    )
    seal = models.CharField(  # noqa: DJ001  none until it is sealed, like its position
        max_length=64, null=True, editable=False, help_text="Of the event and of all before it."
    )

    objects: ClassVar = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["actor", "-at"], name="event_of_person"),
            models.Index(fields=["action", "-at"], name="event_of_action"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="event_is_sealed_in_its_place",
                condition=Q(position=None, seal=None)
                | Q(position__isnull=False, seal__isnull=False),
            ),
            NeverChanges(
                name="event_stays_as_it_was",
                fields=("id", "at", "actor", "action", "kind", "object_id", "detail"),
            ),
            NeverChanges(name="event_is_sealed_once", fields=("position", "seal"), once="seal"),
            Stays(name="event_stays", since="at", years=KEPT_YEARS),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.object_id}".strip()
