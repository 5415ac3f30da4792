"""Is this fit to be heard? What workers decided, the words adults may see, and what they say."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

ON_THE_BOARD_FROM = 3
"""Voices that put a theme on the public board, answered or not (promise 6)."""
TITLE_WORDS = 15
"""More words than this are hard to read in one breath (design 6)."""


def how_many_voices(number: int) -> str:
    """Say how many to people who have not read them: no number below the threshold (promise 4).

    In steps of the threshold, so that one more voice or one taken back cannot be told from it.
    """
    step = settings.BOARD_THRESHOLD
    if number == 0:
        return "no voice yet"
    if number < step:
        return f"fewer than {step} voices"
    return f"{number - number % step} voices or more"


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

    PENDING = (Decision.HELD, Decision.ESCALATED)
    HEARD = (Decision.APPROVED, Decision.REDACTED, Decision.PARAPHRASED)

    answer = models.ForeignKey("surveys.Answer", on_delete=models.CASCADE, related_name="readings")
    decision = models.CharField(max_length=12, choices=Decision.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
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
        ]

    def __str__(self) -> str:
        return self.get_decision_display()


class VoiceQuerySet(models.QuerySet["Voice"]):
    def quotable(self) -> VoiceQuerySet:
        """Voices whose child said yes to being quoted: only these are ever shown as words."""
        return self.filter(quotable=True)

    def without_theme(self) -> VoiceQuerySet:
        return self.filter(themes=None)


class Voice(models.Model):
    """Children's words as adults may see them. A copy: the original stays in `surveys`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    answer = models.OneToOneField("surveys.Answer", on_delete=models.CASCADE, related_name="voice")
    reading = models.OneToOneField(Reading, on_delete=models.CASCADE, related_name="voice")
    question = models.ForeignKey("surveys.Question", on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey("surveys.Group", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=15)
    text = models.TextField()
    quotable = models.BooleanField(default=False)
    said_on = models.DateField()

    objects: ClassVar = VoiceQuerySet.as_manager()

    class Meta:
        # By random id: the order must not tell who spoke first (standards C13).
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_voice_says_something", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return f"Voice {self.pk}"


class ThemeQuerySet(models.QuerySet["Theme"]):
    def active(self) -> ThemeQuerySet:
        return self.filter(retired_on=None)

    def on_the_board(self) -> ThemeQuerySet:
        return self.active().filter(on_board_since__isnull=False)

    def heard_not_shown(self) -> ThemeQuerySet:
        return self.active().filter(on_board_since=None)

    def retired(self) -> ThemeQuerySet:
        return self.filter(retired_on__isnull=False)

    def with_voice_count(self) -> ThemeQuerySet:
        counted = self.annotate(voice_count=Count("voices", distinct=True))
        return counted.order_by("-created_on", "-pk")  # Django drops the order when it groups.


class Theme(models.Model):
    """What several voices say together, in plain words."""

    group = models.ForeignKey("surveys.Group", on_delete=models.PROTECT, related_name="themes")
    title = models.CharField(
        "in plain words",
        max_length=120,
        help_text="One sentence, as children would say it. Public once three voices say it.",
    )
    slug = models.SlugField(max_length=60, unique=True)
    about = models.TextField("more about it", blank=True, help_text="Public with the title.")
    voices = models.ManyToManyField(Voice, through="ThemeVoice", related_name="themes", blank=True)
    asked_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day of its first voice."
    )
    on_board_since = models.DateField(
        null=True, blank=True, editable=False, help_text="Set by the third voice; never unset."
    )
    retired_on = models.DateField(null=True, blank=True, editable=False)
    created_on = models.DateField(default=timezone.localdate, editable=False)

    objects: ClassVar = ThemeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_on_the_board(self) -> bool:
        return self.on_board_since is not None and self.retired_on is None

    @property
    def heard(self) -> str:
        """How many voices, in words; of a theme that `with_voice_count` brought."""
        return how_many_voices(self.voice_count)  # type: ignore[attr-defined]  # annotated

    @property
    def is_title_long(self) -> bool:
        return len(self.title.split()) > TITLE_WORDS


class ThemeVoice(models.Model):
    """That a voice belongs to a theme, since when and by whose decision."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="memberships")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="memberships")
    on = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="a_voice_counts_once", fields=["theme", "voice"])
        ]

    def __str__(self) -> str:
        return f"{self.voice_id} in {self.theme_id}"
