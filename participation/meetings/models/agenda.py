"""What is talked about, and what was decided. Named as Popolo and Open Civic Data name it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from backend.text import rich
from backend.working_days import clear_days_before
from participation.meetings.models.bodies import Body

CLEAR_DAYS = 5
"""Working days that papers are out before a meeting (Local Government Act 1972, section 100B)."""


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def to_come(self, today: date | None = None) -> MeetingQuerySet:
        return self.filter(start_date__gte=today or timezone.localdate()).exclude(
            status=Meeting.Status.CANCELLED
        )

    def past(self) -> MeetingQuerySet:
        """Held, or cancelled whenever it was to be."""
        return self.filter(
            Q(start_date__lt=timezone.localdate()) | Q(status=Meeting.Status.CANCELLED)
        )

    def for_list(self) -> MeetingQuerySet:
        counted = self.select_related("body").annotate(item_count=models.Count("agenda_items"))
        return counted.order_by("-start_date", "-pk")


class Meeting(models.Model):
    class Status(models.TextChoices):
        TENTATIVE = "tentative", "Tentative"
        CONFIRMED = "confirmed", "Confirmed"
        CANCELLED = "cancelled", "Cancelled"
        PASSED = "passed", "Passed"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    name = models.CharField(max_length=120, blank=True, help_text="Empty: named by its body.")
    start_date = models.DateField("date")
    start_time = models.TimeField("time", null=True, blank=True)
    location = models.CharField("place", max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    reference = models.CharField(
        "the council's reference",
        max_length=60,
        blank=True,
        help_text="As the council's committee system numbers this meeting.",
    )
    url = models.URLField("its page there", blank=True)
    minutes = models.TextField(
        blank=True, help_text="As printed. “Resolved” lines can be made decisions."
    )

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-start_date", "-pk"]

    def __str__(self) -> str:
        return self.name or self.body.name

    @property
    def papers_due_on(self) -> date:
        """CLEAR_DAYS before it: the law for council committees, this Board's own practice."""
        return clear_days_before(self.start_date, CLEAR_DAYS)

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED


class AgendaItem(models.Model):
    class Access(models.TextChoices):
        """Who may read it: Local Government Act 1972, section 100A and Schedule 12A."""

        PUBLIC = "public", "Public"
        PART_EXEMPT = "part_exempt", "Part exempt"
        EXEMPT = "exempt", "Exempt"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_items")
    order = models.CharField("number", max_length=8, help_text='As printed, such as "5a".')
    title = models.CharField(max_length=160)
    notes = models.TextField(blank=True, help_text="Markdown.")
    access = models.CharField(
        "who may read it", max_length=11, choices=Access.choices, default=Access.PUBLIC
    )
    exempt_paragraph = models.PositiveSmallIntegerField(
        "paragraph of Schedule 12A", null=True, blank=True, help_text="From 1 to 7."
    )
    exempt_reason = models.CharField(
        "why it is exempt", max_length=300, blank=True, help_text="Public, with the title."
    )
    exempt_notes = models.TextField(
        "the exempt text", blank=True, help_text="Markdown. The Board and its clerk read it."
    )
    reference = models.CharField("the council's reference", max_length=60, blank=True)
    url = models.URLField("its page there", blank=True)
    themes = models.ManyToManyField("participation.Theme", blank=True, related_name="agenda_items")
    surveys = models.ManyToManyField(
        "surveys.Survey",
        blank=True,
        related_name="+",
        help_text="Children are told that this meeting hears what they say in these.",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="agenda_number_is_used_once", fields=["meeting", "order"]),
            models.CheckConstraint(
                name="exempt_by_a_paragraph_and_a_reason",
                condition=Q(access="public", exempt_paragraph=None, exempt_reason="")
                & Q(exempt_notes="")
                | ~Q(access="public")
                & Q(exempt_paragraph__gte=1, exempt_paragraph__lte=7)
                & ~Q(exempt_reason=""),
            ),
            models.CheckConstraint(
                name="an_exempt_item_has_no_public_text",
                condition=~Q(access="exempt") | Q(notes=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.title}"

    @property
    def is_public(self) -> bool:
        return self.access == self.Access.PUBLIC

    @property
    def is_exempt(self) -> bool:
        """Wholly: only its number, title, paragraph and reason are public."""
        return self.access == self.Access.EXEMPT

    @property
    def notes_as_html(self) -> SafeString:
        return rich(self.notes)

    @property
    def exempt_notes_as_html(self) -> SafeString:
        return rich(self.exempt_notes)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def confirmed(self) -> DecisionQuerySet:
        return self.filter(status=Decision.Status.CONFIRMED)


class Decision(models.Model):
    """What the meeting decided: a draft until the clerk confirms it; children see it then."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        CONFIRMED = "confirmed", "Confirmed"

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    text = models.TextField("what was decided", help_text="In plain words: children read this.")
    weight_given = models.TextField(
        "weight given to children's views",
        help_text="What children said, and what weight it was given (UNCRC article 12).",
    )
    reasons = models.TextField(help_text="Why it was decided so.")
    not_agreed = models.TextField("what was not agreed", blank=True)
    minute_number = models.CharField(
        max_length=40, blank=True, help_text='As the minutes number it, such as "26 (2)".'
    )
    decided_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="decision_confirmed_by_somebody_at_some_time",
                condition=Q(status="draft", confirmed_by=None, confirmed_at=None)
                | Q(status="confirmed", confirmed_by__isnull=False, confirmed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED
