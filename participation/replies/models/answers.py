"""What do we tell the children? Who was asked, the replies, and that children were told."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.append_only import NeverChanges
from backend.working_days import days_between
from participation.meetings.models import bodies_of


class AskedQuerySet(models.QuerySet["Asked"]):
    def unanswered(self) -> AskedQuerySet:
        """Those whose agency has published no answer to the theme; the longest waiting first."""
        published = Reply.objects.published().filter(
            theme=models.OuterRef("theme"), agency=models.OuterRef("agency")
        )
        active = self.filter(~models.Exists(published), theme__retired_on=None)
        return active.select_related("theme", "agency").order_by("on", "pk")


class Asked(models.Model):
    """An agency that has been asked to answer a theme; until it does, the board names it."""

    theme = models.ForeignKey("participation.Theme", on_delete=models.CASCADE, related_name="asked")
    agency = models.ForeignKey("participation.Body", on_delete=models.PROTECT, related_name="asked")
    on = models.DateField(default=timezone.localdate)

    objects: ClassVar = AskedQuerySet.as_manager()

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

    @property
    def days(self) -> int:
        """Since it was asked."""
        return days_between(self.on, timezone.localdate())


class ReplyQuerySet(models.QuerySet["Reply"]):
    def published(self) -> ReplyQuerySet:
        return self.filter(status=Reply.Status.PUBLISHED)

    def drafts(self) -> ReplyQuerySet:
        return self.filter(status=Reply.Status.DRAFT)

    def not_published(self) -> ReplyQuerySet:
        return self.exclude(status=Reply.Status.PUBLISHED)

    def with_workers(self) -> ReplyQuerySet:
        """What a worker has to do something about: write on, or publish."""
        return self.filter(status__in=[Reply.Status.DRAFT, Reply.Status.APPROVED])

    def waiting_for(self, user: User) -> ReplyQuerySet:
        """Sent for approval to a body that this person speaks for today; never their own words."""
        asked = self.filter(status=Reply.Status.SENT, agency__in=bodies_of(user))
        return asked.exclude(written_by=user).order_by("sent_on", "pk")

    def for_staff(self) -> ReplyQuerySet:
        """With all that staff pages say of a reply."""
        return self.select_related(
            *("theme", "agency", "decision__agenda_item", "action__decision__agenda_item"),
            *("written_by", "approved_by", "sent_back_by"),
        ).prefetch_related("told__group", "verdicts__round")


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
        SENT = "sent", "Sent for approval"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"

    SAID = (
        *("theme", "agency", "state", "text", "by_when", "because", "passed_to"),
        *("decision", "action"),
    )
    """What is approved, and what children read of it."""

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
    version = models.PositiveIntegerField(
        default=1,
        editable=False,
        help_text="Grows with each change, so that what is approved is what was read.",
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    sent_on = models.DateField("sent for approval", null=True, blank=True, editable=False)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    sent_back_because = models.TextField(blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
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
                condition=~Q(status="published") & Q(published_on=None, published_by=None)
                | Q(status="published", published_on__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="reply_sent_for_approval_some_day",
                condition=Q(status="draft", sent_on=None)
                | ~Q(status="draft") & Q(sent_on__isnull=False),
            ),
            models.CheckConstraint(
                name="reply_approved_before_children_see_it",
                condition=Q(status__in=["draft", "sent"], approved_by=None, approved_at=None)
                | Q(
                    status__in=["approved", "published"],
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="nobody_approves_what_they_wrote",
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="reply_sent_back_by_somebody_with_a_note",
                condition=Q(sent_back_by=None, sent_back_because="")
                | Q(sent_back_by__isnull=False) & ~Q(sent_back_because=""),
            ),
            NeverChanges(
                name="an_approved_reply_stays_as_it_was_read",
                fields=(
                    *("theme", "agency", "state", "text", "by_when", "because", "passed_to"),
                    *("decision", "action"),
                ),
                once="approved_at",
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
        constraints: ClassVar = [
            models.CheckConstraint(name="told_somehow", condition=~Q(how="")),
        ]

    def __str__(self) -> str:
        return f"{self.group} on {self.on}"
