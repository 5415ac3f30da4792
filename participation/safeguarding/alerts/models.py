"""Who is on call, how texts reach them, and what rings until somebody says "I have it"."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class DutyQuerySet(models.QuerySet["Duty"]):
    def at(self, moment: datetime) -> DutyQuerySet:
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def between(self, start: datetime, end: datetime) -> DutyQuerySet:
        return self.filter(starts_at__lt=end, ends_at__gt=start).select_related("user")


class Duty(models.Model):
    """That somebody is on call from then to then, and as which step they are told."""

    class Step(models.IntegerChoices):
        FIRST = 1, "First"
        SECOND = 2, "Second"
        THIRD = 3, "Third"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    step = models.PositiveSmallIntegerField(choices=Step.choices, default=Step.FIRST)

    objects: ClassVar = DutyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "step", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="duty_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="duty_has_one_of_three_steps", condition=Q(step__gte=1, step__lte=3)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_step_display()}"


class ContactCard(models.Model):
    """The number that text messages to a safeguarding lead go to; for leads' eyes alone."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="contact_card"
    )
    phone = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"Number of {self.user}"


class AlertQuerySet(models.QuerySet["Alert"]):
    def due(self, now: datetime) -> AlertQuerySet:
        """Those of concerns that ring now; those of words go by their rounds, and have no time."""
        return self.filter(due_at__lte=now)


class Alert(models.Model):
    """That people are told of something, step by step. It holds no word that a child wrote."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    concern = models.OneToOneField(
        "participation.Concern", on_delete=models.CASCADE, null=True, related_name="alert"
    )
    answer = models.OneToOneField(
        "surveys.Answer",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        help_text="Unread words with a risk sign.",
    )
    level = models.PositiveSmallIntegerField(default=0, help_text="How often it was sent.")
    due_at = models.DateTimeField(
        null=True, help_text="When it is sent next; never for words, which keep no time."
    )
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)

    objects: ClassVar = AlertQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="alert_is_about_one_thing",
                condition=Q(concern__isnull=False, answer=None)
                | Q(concern=None, answer__isnull=False),
            ),
            models.CheckConstraint(
                name="alert_about_words_keeps_no_time",
                condition=Q(answer=None) | Q(due_at=None),
            ),
            models.CheckConstraint(
                name="alert_is_acknowledged_by_somebody_some_time",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"
