"""What did adults decide? Named as Popolo and Open Civic Data name these things."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from backend.text import rich


class BodyQuerySet(models.QuerySet["Body"]):
    def for_list(self) -> BodyQuerySet:
        return self.prefetch_related("other_names")


class Body(models.Model):
    """A board, a committee, an agency or a service."""

    class Classification(models.TextChoices):
        BOARD = "board", "Board"
        COMMITTEE = "committee", "Committee"
        AGENCY = "agency", "Agency"
        SERVICE = "service", "Service"

    name = models.CharField(max_length=120, unique=True)
    classification = models.CharField(max_length=10, choices=Classification.choices)
    plain_name = models.CharField(
        max_length=60,
        blank=True,
        help_text="What children call it in a sentence, if its name is hard: “the Board”.",
    )
    source = models.CharField(max_length=200, blank=True, help_text="Where this is written down.")

    objects: ClassVar = BodyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        return self.plain_name or self.name


class OtherName(models.Model):
    """What a body was called before."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=120)
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-until", "name"]

    def __str__(self) -> str:
        return self.name


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def to_come(self) -> MeetingQuerySet:
        return self.filter(start_date__gte=timezone.localdate()).exclude(
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

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-start_date", "-pk"]

    def __str__(self) -> str:
        return self.name or self.body.name

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED


class AgendaItem(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_items")
    order = models.CharField("number", max_length=8, help_text='As printed, such as "5a".')
    title = models.CharField(max_length=160)
    notes = models.TextField(blank=True, help_text="Markdown.")
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
            models.UniqueConstraint(name="agenda_number_is_used_once", fields=["meeting", "order"])
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.title}"

    @property
    def notes_as_html(self) -> SafeString:
        return rich(self.notes)


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
    reasons = models.TextField(help_text="Why it was decided so, and what was not agreed.")
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


class Source(models.Model):
    """Where actions come from: inspection 2020, peer review 2022, the children."""

    name = models.CharField(max_length=160, unique=True)
    on = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=200, blank=True, help_text="The paper it stands in.")

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "name"]

    def __str__(self) -> str:
        return self.name


class Recommendation(models.Model):
    """One recommendation or area for consideration, as its source words it."""

    class Kind(models.TextChoices):
        RECOMMENDATION = "recommendation", "Recommendation"
        AREA = "area", "Area for consideration"
        AGREED_ACTION = "agreed_action", "Agreed action"
        NEXT_STEP = "next_step", "Next step"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="recommendations")
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.RECOMMENDATION)
    reference = models.CharField(max_length=12, help_text='Such as "R7".')
    text = models.TextField()
    verbatim = models.BooleanField(
        default=True, help_text="The source's own words; if not, a summary in ours."
    )
    heading = models.CharField(
        max_length=160, blank=True, help_text="The heading it stands under, as printed there."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["source", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reference_is_used_once_a_source", fields=["source", "reference"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.text}"


class ActionQuerySet(models.QuerySet["Action"]):
    def for_list(self) -> ActionQuerySet:
        counted = self.select_related(
            "agency", "decision__agenda_item__meeting", "recommendation__source"
        ).annotate(evidence_count=models.Count("evidence"))
        return counted.order_by("due_on", "pk")  # Django drops Meta's order when it groups.

    def agreed(self) -> ActionQuerySet:
        """All but those that hang on a draft: what children may be told of."""
        return self.exclude(decision__status=Decision.Status.DRAFT)

    def overdue(self) -> ActionQuerySet:
        return self.exclude(status=Action.Status.DONE).filter(due_on__lt=timezone.localdate())


class Action(models.Model):
    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        IN_PROGRESS = "in_progress", "Being done"
        STUCK = "stuck", "Stuck"
        DONE = "done", "Adults say it is done"

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    text = models.CharField("what will be done", max_length=200)
    owner_role = models.CharField("who does it (role, no name)", max_length=80)
    agency = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField("due")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NOT_STARTED)
    started_on = models.DateField(null=True, blank=True, editable=False)
    done_on = models.DateField(null=True, blank=True, editable=False)

    objects: ClassVar = ActionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="action_comes_from_somewhere",
                condition=Q(decision__isnull=False) | Q(recommendation__isnull=False),
            ),
            models.CheckConstraint(
                name="action_done_since_some_day",
                condition=Q(status="done", done_on__isnull=False)
                | (~Q(status="done") & Q(done_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_overdue(self) -> bool:
        return self.status != self.Status.DONE and self.due_on < timezone.localdate()


class Evidence(models.Model):
    """What changed for children: not what was done, what is different now."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="evidence")
    text = models.TextField("what changed for children")
    on = models.DateField("since", default=timezone.localdate)
    checked_by = models.CharField(
        "who checked it (role, no name)", max_length=80, help_text="Not the one who did it."
    )
    url = models.URLField("where it can be seen", blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "pk"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.text
