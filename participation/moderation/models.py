"""Is this fit to be heard? What workers decided, the words adults may see, and what they say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from backend.accounts.models import User

ON_THE_BOARD_FROM = 3
"""Voices that put a theme on the public board, answered or not (promise 6)."""
TITLE_WORDS = 15
"""More words than this are hard to read in one breath (design 6)."""

AT_ONCE = timedelta(minutes=1)
"""How long whoever decided may take it back without a word."""


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


class GroupNoteQuerySet(models.QuerySet["GroupNote"]):
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
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged"
    )
    created_on = models.DateField(default=timezone.localdate, editable=False)

    objects: ClassVar = ThemeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_theme_goes_into_another",
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("pk")),
            ),
            models.CheckConstraint(
                name="a_merged_theme_is_retired",
                condition=Q(merged_into=None) | Q(retired_on__isnull=False),
            ),
        ]

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


class ThemeEvent(models.Model):
    """One deed in a theme's history. Added to, never changed; days, no times, and no child's word.

    Not the audit: that takes no words, and a history must say what a theme was called before.
    """

    class Kind(models.TextChoices):
        MADE = "made", "Made"
        ADDED = "added", "Voices added"
        REMOVED = "removed", "Voices taken out"
        RENAMED = "renamed", "Renamed"
        CHANGED = "changed", "The text below the title was changed"
        MERGED = "merged", "Merged"
        UNMERGED = "unmerged", "Merge undone"
        SPLIT = "split", "Split"
        RETIRED = "retired", "Retired"
        RESTORED = "restored", "Brought back"

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="events")
    other = models.ForeignKey(
        Theme, on_delete=models.CASCADE, null=True, related_name="events_of_others"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: a child took the last voice back.",
    )
    voices = models.JSONField(default=list, help_text="Ids alone.")
    shared = models.JSONField(
        default=list, help_text="Those that the other theme had already, before a merge."
    )
    asked_on = models.DateField(
        null=True, help_text="The other theme’s first day before a merge, to undo it by."
    )
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.theme_id}"
