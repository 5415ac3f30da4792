"""What will be done, where it came from, and what shows that it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.append_only import NeverChanges
from participation.meetings.hints import about_evidence
from participation.meetings.models.agenda import AgendaItem, Decision
from participation.meetings.models.bodies import Body, bodies_of

SOON_DAYS = 30
"""Due in so many days is due soon."""
OLD_DAYS = 365
"""Evidence that nobody has checked for longer is old."""


class SourceQuerySet(models.QuerySet["Source"]):
    def for_list(self) -> SourceQuerySet:
        counted = self.annotate(recommendation_count=models.Count("recommendations"))
        return counted.order_by("on", "name")  # Django drops Meta's order when it groups.

    def the_children(self) -> Source:
        """The source of what was decided on a theme; made when first asked for."""
        return self._standing(Source.Kind.CHILDREN, "The children")

    def the_board(self) -> Source:
        """The source of what a board decided by itself."""
        return self._standing(Source.Kind.BOARD, "The Board itself")

    def _standing(self, kind: str, name: str) -> Source:
        found = self.filter(kind=kind).order_by("pk").first()
        return found or self.create(kind=kind, name=name)


class Source(models.Model):
    """Where actions come from: inspection 2020, peer review 2022, the children."""

    class Kind(models.TextChoices):
        INSPECTION = "inspection", "Inspection"
        COMMISSION = "commission", "Scrutiny commission"
        PEER_REVIEW = "peer_review", "Peer review"
        CHILDREN = "children", "The children"
        BOARD = "board", "The Board itself"
        OTHER = "other", "Other"

    kind = models.CharField(max_length=11, choices=Kind.choices, default=Kind.OTHER)
    name = models.CharField(max_length=160, unique=True)
    on = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=200, blank=True, help_text="The paper it stands in.")

    objects: ClassVar = SourceQuerySet.as_manager()

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
    themes = models.ManyToManyField(
        "participation.Theme",
        blank=True,
        related_name="recommendations",
        help_text="What children say that bears on it.",
    )
    measured_by = models.TextField(
        "how it is measured", blank=True, help_text="What would show that it is embedded."
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
        """With all that a list says of it, first what is due first."""
        of_it = Evidence.objects.filter(action=OuterRef("pk")).order_by().values("action")
        number = Subquery(of_it.annotate(number=models.Count("pk")).values("number"))
        return (
            self.select_related(
                "agency", "source", "decision__agenda_item__meeting", "recommendation__source"
            )
            .annotate(evidence_count=Coalesce(number, 0))
            .order_by("due_on", "pk")
        )

    def readable_by(self, user: User) -> ActionQuerySet:
        """All but what hangs on an exempt item, for those who may not read such items."""
        if user.may(Permission.READ_EXEMPT):
            return self.all()
        return self.exclude(decision__agenda_item__access=AgendaItem.Access.EXEMPT)

    def agreed(self) -> ActionQuerySet:
        """What children may be told of: nothing that hangs on a draft or an exempt item."""
        return self.exclude(decision__status=Decision.Status.DRAFT).exclude(
            decision__agenda_item__access=AgendaItem.Access.EXEMPT
        )

    def overdue(self) -> ActionQuerySet:
        return self.filter(is_late())

    def due_soon(self) -> ActionQuerySet:
        return self.filter(is_due_soon())


def is_late(today: date | None = None) -> Q:
    """Of an action: past its day and not done."""
    return ~Q(status=Action.Status.DONE) & Q(due_on__lt=today or timezone.localdate())


def is_due_soon(today: date | None = None) -> Q:
    """Of an action: not done, and due from today on within SOON_DAYS."""
    today = today or timezone.localdate()
    until = today + timedelta(days=SOON_DAYS)
    return ~Q(status=Action.Status.DONE) & Q(due_on__gte=today, due_on__lte=until)


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
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="actions",
        verbose_name="where it came from",
    )
    text = models.CharField("what will be done", max_length=200)
    owner_role = models.CharField("who does it (role, no name)", max_length=80)
    agency = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField("due")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NOT_STARTED)
    with_children = models.CharField("how children take part in it", max_length=200, blank=True)
    started_on = models.DateField(null=True, blank=True, editable=False)
    done_on = models.DateField(null=True, blank=True, editable=False)

    objects: ClassVar = ActionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        indexes: ClassVar = [
            # A page of the list reads so many rows, however long the list is.
            models.Index(name="actions_by_due_day", fields=["due_on", "id"])
        ]
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
    def is_public(self) -> bool:
        """As `Action.objects.agreed()` has it; asks for its decision's item."""
        return self.decision is None or self.decision.is_public

    @property
    def is_overdue(self) -> bool:
        return self.status != self.Status.DONE and self.due_on < timezone.localdate()

    def take_status(self, status: Status, *, on: date) -> None:
        """Set it, with the days that go with it; nothing is saved or asked."""
        self.status = status
        not_started = status == self.Status.NOT_STARTED
        self.started_on = None if not_started else self.started_on or on
        self.done_on = (self.done_on or on) if status == self.Status.DONE else None

    def is_owned_by(self, role: str) -> bool:
        return role.strip().casefold() == self.owner_role.strip().casefold()

    def may_be_updated_by(self, user: User) -> bool:
        """The clerk, or who speaks for its agency today."""
        if user.may(Permission.WRITE_MEETINGS):
            return True
        return user.may(Permission.UPDATE_ACTIONS) and self.agency_id in bodies_of(user)


class ActionUpdate(models.Model):
    """What was reported of an action on a day: words, a new status, or both. Never changed."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="updates")
    text = models.TextField("how it goes", blank=True)
    status = models.CharField(
        max_length=12, choices=Action.Status.choices, blank=True, help_text="If it changed."
    )
    on = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        constraints: ClassVar = [
            NeverChanges(
                name="an_update_is_never_rewritten",
                fields=["action", "text", "status", "on", "by"],
            ),
            models.CheckConstraint(
                name="an_update_says_something", condition=~Q(text="") | ~Q(status="")
            ),
        ]

    def __str__(self) -> str:
        return self.text


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def readable_by(self, user: User) -> EvidenceQuerySet:
        """All; that of an exempt item's actions only for who may read exempt text."""
        return self.filter(action__in=Action.objects.readable_by(user))


class Evidence(models.Model):
    """What changed for children: not what was done, what is different now."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="evidence")
    text = models.TextField("what changed for children")
    on = models.DateField("since", default=timezone.localdate)
    checked_on = models.DateField("checked on", default=timezone.localdate)
    checked_by = models.CharField(
        "who checked it (role, no name)", max_length=80, help_text="Not the one who did it."
    )
    url = models.URLField("where it can be seen", blank=True)

    objects: ClassVar = EvidenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "pk"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.text

    @property
    def hint(self) -> str:
        """What to think about, where it says what was done; else empty."""
        return about_evidence(self.text)

    @property
    def is_old(self) -> bool:
        return self.checked_on < timezone.localdate() - timedelta(days=OLD_DAYS)
