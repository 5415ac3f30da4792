"""What the Board thought children had answered, before it saw."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from participation.meetings.models import Meeting


class GuessQuerySet(models.QuerySet["Guess"]):
    def revealed(self) -> GuessQuerySet:
        return self.filter(revealed_on__isnull=False)


class Guess(models.Model):
    """One figure for one question, agreed aloud in the meeting: nobody's own.

    With no figure, the Board looked without guessing.
    """

    snapshot = models.ForeignKey("surveys.Snapshot", on_delete=models.PROTECT, related_name="+")
    question = models.UUIDField(help_text="The key that a question has in every round.")
    figure = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of 100 children, how many."
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="guesses"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(default=timezone.localdate)
    revealed_on = models.DateField(
        null=True, blank=True, help_text="Since then it cannot be changed, and the answer is shown."
    )

    objects: ClassVar = GuessQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        verbose_name_plural = "guesses"
        constraints: ClassVar = [
            models.UniqueConstraint(name="the_board_guesses_once", fields=["snapshot", "question"]),
            models.CheckConstraint(
                name="a_guess_is_of_a_hundred", condition=Q(figure=None) | Q(figure__lte=100)
            ),
            models.CheckConstraint(
                name="without_a_figure_it_was_revealed",
                condition=Q(figure__isnull=False) | Q(revealed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} of 100" if self.figure is not None else "No guess"
