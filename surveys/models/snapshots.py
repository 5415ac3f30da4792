"""Results as they were frozen: safe already, and never changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from surveys.models.asking import Survey
from surveys.models.groups import Audience


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def of(self, survey: Survey) -> SnapshotQuerySet:
        """Of any round of this survey, the oldest first."""
        first = survey.first_round_id
        rounds = models.Q(survey=first) | models.Q(survey__round_of=first)
        return self.filter(rounds).order_by("pk")


class Snapshot(models.Model):
    """What one audience said in one round, or in several that were too small alone."""

    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="snapshots", help_text="Its last round."
    )
    audience = models.CharField(max_length=15, choices=Audience.choices)
    made_on = models.DateField()
    board: models.JSONField[Any, Any] = models.JSONField(
        help_text="What staff and the Board are told. What is hidden is not in it."
    )
    public: models.JSONField[Any, Any] = models.JSONField(help_text="What everybody is told.")

    objects: ClassVar = SnapshotQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}: {self.survey}"


class CountedRound(models.Model):
    """That a round's answers of one audience are counted, and in which snapshot: once."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="rounds")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="counted")
    audience = models.CharField(max_length=15, choices=Audience.choices)

    class Meta:
        ordering: ClassVar[list[str]] = ["survey"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="a_round_is_counted_once_an_audience", fields=["survey", "audience"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} in {self.snapshot_id}"
