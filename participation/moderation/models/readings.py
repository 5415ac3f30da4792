"""What workers decided about words, who reads which now, and what a reader leaves to others."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from backend.accounts.models import User

AT_ONCE = timedelta(minutes=1)
"""How long whoever decided may take it back without a word."""


class ReadingQuerySet(models.QuerySet["Reading"]):
    def current(self) -> ReadingQuerySet:
        return self.filter(current=True)

    def pending(self) -> ReadingQuerySet:
        """Held or escalated: words that wait for another decision."""
        return self.current().filter(decision__in=Reading.PENDING)

    def final(self) -> ReadingQuerySet:
        return self.current().exclude(decision__in=Reading.PENDING)


class Reading(models.Model):
    """What a worker decided about one text answer. A text with no current Reading is waiting."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        REDACTED = "redacted", "Approved with changes"
        PARAPHRASED = "paraphrased", "Said in other words"
        HELD = "held", "Held"
        REJECTED = "rejected", "Not for the Board"
        ESCALATED = "escalated", "Worried about this child"

    class Reason(models.TextChoices):
        NAMES_SOMEBODY = "names_somebody", "It names or points to somebody"
        HURTS_SOMEBODY = "hurts_somebody", "It would hurt somebody who reads it"
        NOT_AN_ANSWER = "not_an_answer", "It is not an answer"
        TWICE = "twice", "The same words came twice"
        ASK_COLLEAGUE = "ask_colleague", "I want to ask a colleague"
        OTHER = "other", "Something else"

    class TakenOut(models.TextChoices):
        """What can point to somebody (standards D10)."""

        NAME = "name", "A name"
        PLACE = "place", "A place"
        SCHOOL = "school", "A school or club"
        GANG = "gang", "A gang"
        OFFENCE = "offence", "What somebody did against the law"
        DATE = "date", "A date or time"
        CONTACT = "contact", "A phone number, address or user name"
        PHRASE = "phrase", "A way of saying it that is theirs alone"

    class Again(models.TextChoices):
        """Why a decision is changed after its first minute."""

        MISTAKE = "mistake", "It was a mistake"
        POINTS_TO_SOMEBODY = "points_to_somebody", "It still points to somebody"
        MORE_IS_KNOWN = "more_is_known", "We know more now"
        ASKED = "asked", "Somebody asked us to look again"
        OTHER = "other", "Something else"

    PENDING = (Decision.HELD, Decision.ESCALATED)
    HEARD = (Decision.APPROVED, Decision.REDACTED, Decision.PARAPHRASED)

    answer = models.ForeignKey("surveys.Answer", on_delete=models.CASCADE, related_name="readings")
    decision = models.CharField(max_length=12, choices=Decision.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    taken_out = models.CharField(
        max_length=100, blank=True, help_text="Of which kinds, with spaces between; never words."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="readings"
    )
    at = models.DateTimeField(default=timezone.now)
    current = models.BooleanField(
        default=True, help_text="The one that counts; others are history."
    )

    objects: ClassVar = ReadingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="words_are_decided_once", fields=["answer"], condition=Q(current=True)
            ),
            models.CheckConstraint(
                name="rejecting_needs_a_reason", condition=~Q(decision="rejected", reason="")
            ),
            models.CheckConstraint(
                name="only_changed_words_have_something_taken_out",
                condition=Q(taken_out="") | Q(decision__in=("redacted", "paraphrased")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()

    @property
    def undo_until(self) -> datetime:
        return self.at + AT_ONCE

    @property
    def kinds_taken_out(self) -> list[str]:
        """What was taken out, as the page says it."""
        return [str(self.TakenOut(kind).label) for kind in self.taken_out.split()]

    def may_be_undone_at_once(self, by: User, now: datetime | None = None) -> bool:
        """Within a minute, by whoever decided."""
        return self.by_id == by.pk and (now or timezone.now()) <= self.undo_until


class ClaimQuerySet(models.QuerySet["Claim"]):
    def running(self, now: datetime | None = None) -> ClaimQuerySet:
        return self.filter(until__gt=now or timezone.now()).select_related("by", "passed_by")


class Claim(models.Model):
    """Who reads what until when: an agreement among colleagues, not a lock."""

    answer = models.OneToOneField("surveys.Answer", on_delete=models.CASCADE, related_name="claim")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    opened = models.BooleanField(default=False, help_text="They saw the words: counted for them.")

    objects: ClassVar = ClaimQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["until", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="words_are_passed_on_to_somebody_else", condition=~Q(passed_by=F("by"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} is reading this until {self.ends}"

    @property
    def ends(self) -> str:
        """As a colleague reads it: the time, and the day when that is not today."""
        end = timezone.localtime(self.until)
        time = f"{end:%H:%M}"
        return time if end.date() == timezone.localdate() else f"{time} on {end:%-d %B}"


class Care(models.Model):
    """What one reader asked for themselves, and how much they read today. Theirs alone.

    On no page of anybody else, in no list, export or audit; it goes with the account.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    left_out = models.CharField(max_length=100, blank=True)
    only_on = models.DateField(null=True, help_text="The day it holds; none: until it is changed.")
    day = models.DateField(default=timezone.localdate, help_text="Of which the numbers are.")
    read = models.PositiveSmallIntegerField(default=0)
    hard = models.PositiveSmallIntegerField(default=0)
    read_since_break = models.PositiveSmallIntegerField(default=0)
    hard_since_break = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "care"

    def __str__(self) -> str:
        return "One reader's own page"

    def leaves_out(self, today: date) -> frozenset[str]:
        return frozenset(self.left_out.split() if self.only_on in {None, today} else ())
