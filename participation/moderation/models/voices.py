"""The words that adults may see, and the notes that groups agreed to."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import User
from participation.moderation.models.readings import Reading


class GroupNoteQuerySet(models.QuerySet["GroupNote"]):
    def readable_by(self, user: User) -> GroupNoteQuerySet:
        """Those that are not about them: whatever their roles, all others are not there."""
        return self.exclude(kept_from=user)

    def drafts(self) -> GroupNoteQuerySet:
        """Not agreed yet: these words are the group's, and no adult's but the workers'."""
        return self.filter(agreed_on=None)

    def agreed(self) -> GroupNoteQuerySet:
        return self.filter(agreed_on__isnull=False)

    def for_list(self) -> GroupNoteQuerySet:
        return self.select_related("group", "question", "by")


class GroupNote(models.Model):
    """What a group said together, typed with it. Read back and agreed, it becomes one Voice."""

    class How(models.TextChoices):
        ALOUD = "aloud", "Said aloud"
        FLIPCHART = "flipchart", "On a flipchart"
        DRAWING = "drawing", "A drawing: what they say it shows"
        OTHER = "other", "Another way"

    class HowMany(models.TextChoices):
        """In words. Never one child, and never all: that says it of each who was there."""

        NOT_SAID = "", "We do not say"
        A_FEW = "a_few", "A few of them"
        MANY = "many", "Many of them"

    key = models.UUIDField(
        unique=True, default=uuid4, editable=False, help_text="Its own for ever, for the ledger."
    )
    group = models.ForeignKey("surveys.Group", on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(
        "surveys.Question", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField("how they said it", max_length=10, choices=How.choices)
    how_many = models.CharField(
        "how many said so", max_length=5, choices=HowMany.choices, blank=True
    )
    words = models.TextField("what they said")
    changes = models.CharField(
        "what they wanted changed",
        max_length=200,
        blank=True,
        help_text="For colleagues, such as “the part about the bus”. Never what was taken out.",
    )
    said_on = models.DateField("the day they said it", default=timezone.localdate)
    version = models.PositiveSmallIntegerField(
        default=1, editable=False, help_text="A group agrees to the words that were read to it."
    )
    agreed_on = models.DateField(
        null=True, editable=False, help_text="Read back to the group, and agreed by it."
    )
    quotable = models.BooleanField(
        default=False, editable=False, help_text="The group’s yes to being quoted."
    )
    worried_on = models.DateField(
        null=True, editable=False, help_text="A concern was raised about these words."
    )
    kept_from = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        editable=False,
        related_name="+",
        help_text="Whom the words may be about: for them the note is not there.",
    )
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who named somebody they are about: held until another worker decides.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects: ClassVar = GroupNoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-said_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_note_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="quoted_only_once_agreed", condition=Q(quotable=False) | ~Q(agreed_on=None)
            ),
            models.CheckConstraint(
                name="a_held_note_is_not_agreed", condition=Q(held_by=None) | Q(agreed_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"Group note {self.pk}"


class VoiceQuerySet(models.QuerySet["Voice"]):
    def quotable(self) -> VoiceQuerySet:
        """Voices whose child said yes to being quoted: only these are ever shown as words."""
        return self.filter(quotable=True)

    def without_theme(self) -> VoiceQuerySet:
        return self.filter(themes=None)


class Voice(models.Model):
    """Children's words as adults may see them: a copy of one answer, or what a group agreed on."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    answer = models.OneToOneField(
        "surveys.Answer", on_delete=models.CASCADE, null=True, related_name="voice"
    )
    reading = models.OneToOneField(
        Reading, on_delete=models.CASCADE, null=True, related_name="voice"
    )
    note = models.OneToOneField(
        GroupNote, on_delete=models.CASCADE, null=True, related_name="voice"
    )
    question = models.ForeignKey(
        "surveys.Question", on_delete=models.PROTECT, null=True, related_name="+"
    )
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
            models.CheckConstraint(name="a_voice_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="a_voice_is_an_answer_that_was_read_or_a_note",
                condition=Q(
                    answer__isnull=False, reading__isnull=False, question__isnull=False, note=None
                )
                | Q(answer=None, reading=None, note__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Voice {self.pk}"

    @property
    def of_reading(self) -> Reading:
        """The decision behind a voice that came of an answer."""
        if self.reading is None:
            raise LookupError("This voice came of a group note.")
        return self.reading

    @property
    def label(self) -> str:
        """What it answers, to stand above the words."""
        if self.question is not None:
            return self.question.text
        return "Said by the group"
