"""What is talked about, and what was decided. Named as Popolo and Open Civic Data name it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.safestring import SafeString

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.text import rich
from backend.working_days import clear_days_before
from participation.meetings.models.bodies import Body, Membership
from participation.moderation.models import Voice

PAPERS_CLEAR_DAYS = 5
"""Between the day papers are out and the meeting. Law for council committees (Local Government
Act 1972, section 100B); the Board is no committee of the council, and keeps to it as good practice.
"""


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def to_come(self, today: date | None = None) -> MeetingQuerySet:
        return self.filter(start_date__gte=today or timezone.localdate()).exclude(
            status=Meeting.Status.CANCELLED
        )

    def gone_by(self) -> MeetingQuerySet:
        """Confirmed, and over since: they are `passed` now. A date never fixed stays tentative."""
        return self.filter(status=Meeting.Status.CONFIRMED, start_date__lt=timezone.localdate())

    def past(self) -> MeetingQuerySet:
        """Held, or cancelled whenever it was to be."""
        return self.filter(
            Q(start_date__lt=timezone.localdate()) | Q(status=Meeting.Status.CANCELLED)
        )

    def for_list(self) -> MeetingQuerySet:
        of_it = AgendaItem.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
        number = Subquery(of_it.annotate(number=models.Count("pk")).values("number"))
        counted = self.select_related("body").annotate(item_count=Coalesce(number, 0))
        return counted.order_by("-start_date", "-pk")

    def of(self, person: User) -> MeetingQuerySet:
        """Those of the bodies that this person sits on today; all, if they sit on none."""
        bodies = Membership.objects.on().filter(person=person).values("organization")
        return self.filter(body__in=bodies) if bodies.exists() else self


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
    # What calendars ask for (RFC 5545): a new date or place is a new revision, a new item is not.
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-start_date", "-pk"]

    def __str__(self) -> str:
        return self.name or self.body.name

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def is_to_come(self) -> bool:
        return self.start_date >= timezone.localdate() and not self.is_cancelled

    @property
    def papers_due(self) -> date:
        """The last day on which papers can go out in time."""
        return clear_days_before(self.start_date, PAPERS_CLEAR_DAYS)

    @property
    def papers_are_late(self) -> bool:
        """The day has gone by, and the meeting is still to come."""
        return self.is_to_come and self.papers_due < timezone.localdate()


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def readable_by(self, user: User) -> AgendaItemQuerySet:
        """All items, with `exempt_text`: the exempt text, or nothing for who may not read it.

        Pages and calls show `exempt_text` alone. An item that was read in another way has none,
        so that forgetting this fails instead of telling.
        """
        may = user.may(Permission.READ_EXEMPT)
        shown = F("exempt_notes") if may else Value("", output_field=models.TextField())
        return self.defer("exempt_notes").annotate(exempt_text=shown)


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

    class Paragraph(models.IntegerChoices):
        """Schedule 12A to the Local Government Act 1972, Part 1: what may be kept private."""

        INDIVIDUAL = 1, "1. It is about an individual"
        IDENTITY = 2, "2. It is likely to show who an individual is"
        BUSINESS = 3, "3. Somebody’s financial or business affairs"
        LABOUR = 4, "4. Consultations or negotiations on labour relations"
        LEGAL = 5, "5. Legal professional privilege"
        NOTICE = 6, "6. A notice, order or direction that is proposed"
        CRIME = 7, "7. Preventing, investigating or prosecuting crime"

    exempt_paragraph = models.PositiveSmallIntegerField(
        "paragraph of Schedule 12A", choices=Paragraph.choices, null=True, blank=True
    )
    exempt_reason = models.CharField(
        "why it is exempt", max_length=300, blank=True, help_text="Public, with the title."
    )
    exempt_notes = models.TextField(
        "the exempt text", blank=True, help_text="Markdown. The Board and its clerk read it."
    )
    reference = models.CharField("the council's reference", max_length=60, blank=True)
    url = models.URLField("its page there", blank=True)
    added_on = models.DateField(default=timezone.localdate, editable=False)
    late_because = models.CharField(
        "why it is late",
        max_length=300,
        blank=True,
        help_text="An item put on after the papers’ day needs a reason. Public, with the title.",
    )
    themes = models.ManyToManyField("participation.Theme", blank=True, related_name="agenda_items")
    surveys = models.ManyToManyField(
        "surveys.Survey",
        blank=True,
        related_name="+",
        help_text="Children are told that this meeting hears what they say in these.",
    )

    objects: ClassVar = AgendaItemQuerySet.as_manager()

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
    def is_late(self) -> bool:
        """Put on the agenda after the day on which papers were due."""
        return self.added_on > self.meeting.papers_due

    @property
    def notes_as_html(self) -> SafeString:
        return rich(self.notes)

    @property
    def exempt_text_as_html(self) -> SafeString:
        """Of an item that `readable_by` brought."""
        return rich(self.exempt_text)  # type: ignore[attr-defined]  # annotated


class DecisionQuerySet(models.QuerySet["Decision"]):
    def confirmed(self) -> DecisionQuerySet:
        return self.filter(status=Decision.Status.CONFIRMED)

    def public(self) -> DecisionQuerySet:
        """What children and the public may read: confirmed, and not of a wholly exempt item."""
        return self.confirmed().exclude(agenda_item__access=AgendaItem.Access.EXEMPT)

    def readable_by(self, user: User) -> DecisionQuerySet:
        """All, drafts too; those of a wholly exempt item only for who may read exempt text."""
        if user.may(Permission.READ_EXEMPT):
            return self
        return self.exclude(agenda_item__access=AgendaItem.Access.EXEMPT)

    def with_surveys_open(self) -> DecisionQuerySet:
        """With `before_surveys_closed`: decided before a survey that informs it had closed.

        Such a decision was taken before children could finish saying what they think (Gunning).
        Surveys inform it that its item hears, and those that asked for the words of its themes;
        but of the latter none that opened after it, as those of a later round do.
        """
        heard = AgendaItem.surveys.through.objects.filter(
            Q(survey__closed_on=None) | Q(survey__closed_on__gt=OuterRef("decided_on")),
            agendaitem=OuterRef("agenda_item"),
        )
        asked = Voice.objects.filter(
            Q(question__survey__closed_on=None)
            | Q(question__survey__closed_on__gt=OuterRef("decided_on")),
            question__survey__opened_on__lte=OuterRef("decided_on"),
            themes__agenda_items=OuterRef("agenda_item"),
        )
        return self.annotate(before_surveys_closed=Exists(heard) | Exists(asked))


class Decision(models.Model):
    """What the meeting decided: a draft until the clerk confirms it; children see it then."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        CONFIRMED = "confirmed", "Confirmed"

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    text = models.TextField("what was decided", help_text="In plain words: children read this.")
    weight_given = models.TextField(
        "weight given to children's views",
        blank=True,
        help_text="What children said, and what weight it was given (UNCRC article 12).",
    )
    reasons = models.TextField(blank=True, help_text="Why it was decided so.")
    not_agreed = models.TextField("what was not agreed", blank=True)
    minuted_as = models.TextField(
        blank=True, editable=False, help_text="The “Resolved” line that it was made from."
    )
    minuted_key = models.CharField(
        max_length=16, blank=True, editable=False, help_text="By which that line is known again."
    )
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
            ),
            models.CheckConstraint(
                name="confirmed_with_weight_and_reasons",
                condition=~Q(status="confirmed") | ~Q(weight_given="") & ~Q(reasons=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    # Set by `agenda`: the surveys that inform it and had not closed on its day.
    surveys_open_then: Sequence[Any] = ()

    @property
    def is_confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED

    @property
    def is_public(self) -> bool:
        """As `Decision.objects.public()` has it; asks for its item."""
        return self.is_confirmed and not self.agenda_item.is_exempt

    @property
    def is_complete(self) -> bool:
        """It says what weight children's views were given, and why it was decided so."""
        return bool(self.weight_given.strip() and self.reasons.strip())
