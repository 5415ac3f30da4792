"""What children make of a reply: verdicts by receipt, and rounds for groups that lost theirs."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from participation.replies.models.answers import Reply


class VerdictRoundQuerySet(models.QuerySet["VerdictRound"]):
    def running(self, now: datetime) -> VerdictRoundQuerySet:
        """Those that still take a verdict."""
        return self.filter(closed_at=None, ends_at__gt=now, given__lt=F("present"))

    def over(self, now: datetime) -> VerdictRoundQuerySet:
        """Closed, or a day old, or all who were there have said something."""
        full = Q(given__gte=F("present"))
        return self.filter(Q(closed_at__isnull=False) | Q(ends_at__lte=now) | full)

    def for_list(self) -> VerdictRoundQuerySet:
        return self.select_related("reply__theme", "reply__agency", "group")


class VerdictRound(models.Model):
    """One question for a group whose receipts are lost: "Did this answer you?" (ADR 23)."""

    class Way(models.TextChoices):
        TABLET = "tablet", "One tablet that goes round"
        LINK = "link", "Each on a phone of their own"

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="rounds")
    group = models.ForeignKey("surveys.Group", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.TABLET)
    code = models.CharField(max_length=12, unique=True)
    # Neither is shown to anybody: how many were there, and how many of them said something.
    present = models.PositiveSmallIntegerField()
    given = models.PositiveSmallIntegerField(default=0)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_on = models.DateField(
        null=True, blank=True, editable=False, help_text="Since then its verdicts count."
    )

    objects: ClassVar = VerdictRoundQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="no_more_verdicts_than_children",
                condition=Q(given__lte=F("present"), present__gte=1),
            ),
            models.UniqueConstraint(
                name="one_open_verdict_round_a_reply",
                fields=["reply"],
                condition=Q(closed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} about {self.reply.theme}"

    def get_absolute_url(self) -> str:
        return f"/v/{self.code}/"

    def is_over(self, now: datetime) -> bool:
        """Closed, or a day old, or all who were there have said something."""
        return self.closed_at is not None or self.ends_at <= now or self.given >= self.present


class Verdict(models.Model):
    """A child's answer to "Did this answer you?", by receipt or in a round.

    By receipt, it goes when the response is taken back. In a round nothing leads back to it.
    """

    class Value(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="verdicts")
    response = models.ForeignKey(
        "surveys.Response", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    round = models.ForeignKey(
        VerdictRound, on_delete=models.CASCADE, null=True, blank=True, related_name="verdicts"
    )
    token_hash = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Of the page's token, until the round ends: sending twice counts once.",
    )
    value = models.CharField(max_length=6, choices=Value.choices)
    on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_verdict_a_reply_and_receipt", fields=["reply", "response"]
            ),
            models.CheckConstraint(
                name="a_verdict_is_by_receipt_or_in_a_round",
                condition=Q(response__isnull=False, round=None, token_hash="")
                | Q(response=None, round__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_verdict_a_page_of_a_round",
                fields=["round", "token_hash"],
                condition=~Q(token_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_value_display()
