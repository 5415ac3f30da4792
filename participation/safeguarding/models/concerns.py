"""Concerns: word for word, added to and never changed, which the database sees to itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone

from backend.accounts.models import User
from backend.append_only import NeverChanges
from participation.safeguarding import clocks


class ConcernQuerySet(models.QuerySet["Concern"]):
    def readable_by(self, user: User) -> ConcernQuerySet:
        """Those that are not about them: whatever their roles, all others are not there."""
        return self.exclude(shut_out__user=user)

    def open(self) -> ConcernQuerySet:
        return self.filter(closed_at=None)

    def by_urgency(self) -> ConcernQuerySet:
        """Those that are late first, then by what is due next; those decided last."""
        due = Case(When(seen_at=None, then=F("see_by")), When(decided_at=None, then=F("decide_by")))
        return self.for_list().order_by(due.asc(nulls_last=True), "pk")

    def closed(self) -> ConcernQuerySet:
        return self.filter(closed_at__isnull=False).order_by("-closed_at")

    def for_list(self) -> ConcernQuerySet:
        return self.select_related("group", "raised_by", "seen_by", "decided_by")


class Concern(models.Model):
    """A possible safeguarding matter. It stays when the child takes the answers back."""

    class Kind(models.TextChoices):
        NOW = "now", "A child may be in danger now"
        TODAY = "today", "Worried about a child: look today"
        ALLEGATION = "allegation", "An allegation about a worker"

    class Decision(models.TextChoices):
        REFERRED = "referred", "Referred"
        ADVICE = "advice", "Advice taken first, no referral yet"
        NO_REFERRAL = "no_referral", "No referral"

    class Outcome(models.TextChoices):
        REFERRED = "referred", "Referred"
        ALREADY_KNOWN = "already_known", "Already known to those who help"
        ADVICE_TAKEN = "advice_taken", "Advice taken, no referral"
        NO_FURTHER_ACTION = "no_further_action", "No further action"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TODAY)
    answer = models.ForeignKey(
        "surveys.Answer", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    note = models.ForeignKey(
        "participation.GroupNote", on_delete=models.SET_NULL, null=True, related_name="+"
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
    see_by = models.DateTimeField(editable=False)
    decide_by = models.DateTimeField(editable=False)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    decided_because = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)

    objects: ClassVar = ConcernQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["raised_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="concern_is_seen_by_somebody_some_time",
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
            models.CheckConstraint(
                name="concern_is_decided_by_somebody_for_a_reason",
                condition=Q(decided_at=None, decided_by=None, decision="", decided_because="")
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decision="")
                    & ~Q(decided_because="")
                ),
            ),
            models.CheckConstraint(
                name="concern_closes_with_an_outcome",
                condition=Q(closed_at=None, outcome="")
                | (Q(closed_at__isnull=False, decided_at__isnull=False) & ~Q(outcome="")),
            ),
            NeverChanges(
                name="concern_stays_as_it_was_raised",
                fields=("kind", "group", "question", "verbatim", "tapped", "said_on")
                + ("raised_by", "raised_at", "see_by", "decide_by"),
            ),
            NeverChanges(
                name="concern_is_seen_once", fields=("seen_by", "seen_at"), once="seen_at"
            ),
            NeverChanges(
                name="concern_is_decided_once",
                fields=("decision", "decided_because", "decided_by", "decided_at"),
                once="decided_at",
            ),
            NeverChanges(
                name="concern_is_closed_once", fields=("closed_at", "outcome"), once="closed_at"
            ),
        ]

    def __str__(self) -> str:
        return f"Concern {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:  # Kept, since no database can sort by working hours.
            at_once = self.kind == self.Kind.NOW
            self.see_by = clocks.see_by(self.raised_at, at_once=at_once)
            self.decide_by = clocks.decide_by(self.raised_at)
        super().save(*args, **kwargs)

    @property
    def is_about_worker(self) -> bool:
        return self.kind == self.Kind.ALLEGATION

    @property
    def due_at(self) -> datetime | None:
        """What its clock runs to now; nothing when both is done."""
        if self.seen_at is None:
            return self.see_by
        return self.decide_by if self.decided_at is None else None

    def clock(self, now: datetime) -> clocks.Clock | None:
        """What is to be done next and by when, in words; nothing when it is closed or decided."""
        due = self.due_at
        if due is None or self.closed_at is not None:
            return None
        if self.seen_at is None:
            return clocks.clock("Look at it", due, now)
        officer = "Tell the designated officer (LADO)"
        return clocks.clock(officer if self.is_about_worker else "Decide about it", due, now)


class ConcernNote(models.Model):
    """What was done about a concern; one is added, none is changed."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField("what was done")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar = [
            NeverChanges(name="concern_note_stays", fields=("concern", "text", "by", "at"))
        ]

    def __str__(self) -> str:
        return f"Note on {self.concern_id}"


class HandOver(models.Model):
    """That a concern was handed over outside, to whom, and how they call it there."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="hand_overs")
    to = models.CharField(max_length=200)
    handed_at = models.DateTimeField()
    reference = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar = [
            NeverChanges(
                name="hand_over_stays",
                fields=("concern", "to", "handed_at", "reference", "by", "at"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} to {self.to}"


class Look(models.Model):
    """That somebody opened a concern: who looked is part of its record."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar = [
            NeverChanges(name="look_stays", fields=("concern", "by", "at")),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} at {self.concern_id}"


class ConcernShutOut(models.Model):
    """A person a concern is about: from then on it is not there for them, nor are its words."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="shut_out")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        verbose_name_plural = "shut out"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="a_person_is_kept_from_a_concern_once", fields=["concern", "user"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} from {self.concern_id}"
