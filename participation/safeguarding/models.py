"""Is this child safe? Concerns: word for word, added to and never changed."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ConcernQuerySet(models.QuerySet["Concern"]):
    def open(self) -> ConcernQuerySet:
        return self.filter(closed_at=None)

    def closed(self) -> ConcernQuerySet:
        return self.filter(closed_at__isnull=False).order_by("-closed_at")

    def for_list(self) -> ConcernQuerySet:
        return self.select_related("group", "raised_by")


class Concern(models.Model):
    """A possible safeguarding matter. It stays when the child takes the answers back."""

    class Outcome(models.TextChoices):
        REFERRED = "referred", "Referred"
        ALREADY_KNOWN = "already_known", "Already known to those who help"
        ADVICE_TAKEN = "advice_taken", "Advice taken, no referral"
        NO_FURTHER_ACTION = "no_further_action", "No further action"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    answer = models.ForeignKey(
        "surveys.Answer", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    group = models.ForeignKey("surveys.Group", on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=200)
    verbatim = models.TextField()
    tapped = models.JSONField(
        default=list, blank=True, help_text="Phrases tapped beside the words, which lean on them."
    )
    said_on = models.DateField()
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)

    objects: ClassVar = ConcernQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["raised_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="concern_closes_with_an_outcome",
                condition=Q(closed_at=None, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            )
        ]

    def __str__(self) -> str:
        return f"Concern {self.pk}"


class ConcernNote(models.Model):
    """What was done about a concern; one is added, none is changed."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField("what was done")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"Note on {self.concern_id}"
