"""What several voices say together, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from participation.moderation.models.voices import Voice
from surveys.pictures import Picture

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


class ThemeQuerySet(models.QuerySet["Theme"]):
    def active(self) -> ThemeQuerySet:
        return self.filter(retired_on=None)

    def on_the_board(self) -> ThemeQuerySet:
        return self.active().filter(on_board_since__isnull=False)

    def heard_not_shown(self) -> ThemeQuerySet:
        return self.active().filter(on_board_since=None)

    def retired(self) -> ThemeQuerySet:
        return self.filter(retired_on__isnull=False)

    def with_voice_count(self, of: models.QuerySet[Voice] | None = None) -> ThemeQuerySet:
        """How many voices, or how many of these alone."""
        seats = ThemeVoice.objects.filter(theme=models.OuterRef("pk"))
        if of is not None:
            seats = seats.filter(voice__in=of)
        # For each theme that is shown, not for all before the page is cut.
        number = seats.order_by().values("theme").annotate(number=Count("pk")).values("number")
        return self.annotate(voice_count=Coalesce(models.Subquery(number), 0))


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
    picture = models.CharField(
        max_length=20,
        choices=Picture.choices,
        blank=True,
        help_text="Stands before the title and says nothing of its own. You may leave it out.",
    )
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
        indexes: ClassVar = [models.Index(fields=["-created_on", "-id"], name="theme_order")]
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
