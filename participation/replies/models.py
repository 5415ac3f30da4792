"""What do we tell the children? Replies, that they were told, and what they make of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Asked(models.Model):
    """An agency that has been asked to answer a theme; until it does, the board names it."""

    theme = models.ForeignKey("participation.Theme", on_delete=models.CASCADE, related_name="asked")
    agency = models.ForeignKey("participation.Body", on_delete=models.PROTECT, related_name="asked")
    on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "pk"]
        verbose_name_plural = "asked"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="an_agency_is_asked_once_a_theme", fields=["theme", "agency"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} about {self.theme}"


class ReplyQuerySet(models.QuerySet["Reply"]):
    def published(self) -> ReplyQuerySet:
        return self.filter(status=Reply.Status.PUBLISHED)

    def drafts(self) -> ReplyQuerySet:
        return self.filter(status=Reply.Status.DRAFT)

    def for_staff(self) -> ReplyQuerySet:
        """With all that staff pages say of a reply."""
        return self.select_related(
            "theme", "agency", "decision__agenda_item", "action"
        ).prefetch_related("told__group", "verdicts")


class Reply(models.Model):
    """The adults' answer to a theme: "you said, we did"."""

    class State(models.TextChoices):
        WE_DID = "we_did", _("We did")
        WE_WILL = "we_will", _("We will")
        FINDING_OUT = "finding_out", _("We are finding out")
        WE_CANT = "we_cant", _("We can't")
        NOT_OURS = "not_ours", _("Not ours to decide")

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    theme = models.ForeignKey(
        "participation.Theme", on_delete=models.PROTECT, related_name="replies"
    )
    agency = models.ForeignKey(
        "participation.Body", on_delete=models.PROTECT, related_name="replies"
    )
    state = models.CharField(max_length=12, choices=State.choices)
    text = models.TextField(help_text="Plain words, short sentences: children read this.")
    by_when = models.DateField(null=True, blank=True)
    because = models.TextField(blank=True)
    passed_to = models.CharField(max_length=120, blank=True)
    decision = models.ForeignKey(
        "participation.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
    )
    action = models.ForeignKey(
        "participation.Action",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    published_on = models.DateField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects: ClassVar = ReplyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-published_on", "-pk"]
        verbose_name_plural = "replies"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reply_has_what_its_state_demands",
                condition=(
                    Q(state="we_did")
                    | Q(state__in=["we_will", "finding_out"], by_when__isnull=False)
                    | (Q(state="we_cant") & ~Q(because=""))
                    | (Q(state="not_ours") & ~Q(passed_to=""))
                ),
            ),
            models.CheckConstraint(
                name="reply_published_by_somebody_on_some_day",
                condition=Q(status="draft", published_on=None, published_by=None)
                | Q(status="published", published_on__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.theme}"

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED


class Told(models.Model):
    """A reply taken to a group in person. Only then does the answer count as given (promise 6)."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="told")
    group = models.ForeignKey("surveys.Group", on_delete=models.PROTECT, related_name="+")
    on = models.DateField("when", default=timezone.localdate)
    how = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "pk"]
        verbose_name_plural = "told"

    def __str__(self) -> str:
        return f"{self.group} on {self.on}"


class Verdict(models.Model):
    """A child's answer to "Did this answer you?". It goes when the response is taken back."""

    class Value(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="verdicts")
    response = models.ForeignKey("surveys.Response", on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=6, choices=Value.choices)
    on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_verdict_a_reply_and_receipt", fields=["reply", "response"]
            )
        ]

    def __str__(self) -> str:
        return self.get_value_display()
