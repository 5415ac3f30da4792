"""Whose words these are: the groups, and whom their children can turn to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from surveys.models.stamps import stamped


class Audience(models.TextChoices):
    CHILDREN = "children", "Children"
    PRACTITIONERS = "practitioners", "Practitioners"
    MANAGERS = "managers", "Managers"
    BOARD = "board", "Board members"


class Group(models.Model):
    """A children's group, such as CHANCE. Never a list of its members."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    about = models.TextField(blank=True, help_text="One or two plain sentences, for children.")
    read_on = models.CharField(
        "words are read on",
        max_length=7,
        default="01234",
        help_text="Days of the week, Monday 0: told to children before they write.",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar = [stamped("group")]

    def __str__(self) -> str:
        return self.name


class Helpline(models.Model):
    """Somebody to call, besides Childline, which stands on every page anyway."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="helplines")
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=30)
    note = models.CharField(max_length=120, blank=True, help_text="When it is open, what it costs.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar = [stamped("helpline")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Whom to turn to outside: for children, or, of the kinds in STAFF_ONLY, for staff alone."""

    class Kind(models.TextChoices):
        ADVOCACY = "advocacy", "Advocacy: somebody independent, on the child's side"
        COMPLAINTS = "complaints", "The council's own way to complain"
        FRONT_DOOR = "front_door", "For staff: the safeguarding front door, by day"
        OUT_OF_HOURS = "out_of_hours", "For staff: the same at night and at weekends"
        LADO = "lado", "For staff: the local authority designated officer"
        POLICE = "police", "For staff: the police, when nobody is in danger now"

    STAFF_ONLY = (Kind.FRONT_DOOR, Kind.OUT_OF_HOURS, Kind.LADO, Kind.POLICE)

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=80, help_text="As those who call know it.")
    how = models.CharField(
        max_length=200,
        help_text="What they do and how to reach them, in plain words.",
    )
    phone = models.CharField(max_length=30, blank=True)
    website = models.CharField(max_length=200, blank=True, validators=[URLValidator(["https"])])
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["group__name", "position", "pk"]

    def __str__(self) -> str:
        return self.name


NOTE_HOLDS = timedelta(days=365)
"""How long after its day a signed note still opens surveys; that last day is one of them."""


class NoteQuerySet(models.QuerySet["DataProtectionNote"]):
    def holding(self, on: date) -> NoteQuerySet:
        """Signed by that day, and within a year of it."""
        return self.filter(signed_on__range=(on - NOTE_HOLDS, on))

    def of(self, group_id: int) -> NoteQuerySet:
        """All versions of a group's note, the newest first."""
        return self.filter(group=group_id).order_by("-pk")


class DataProtectionNote(models.Model):
    """One version of what a group's data protection rests on; what was signed never changes."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="notes")
    purpose = models.TextField("what children's answers are for, and never for")
    basis = models.TextField("the law that lets us ask")
    interests = models.TextField("what is good for children in it, and what could harm them")
    measures = models.TextField("what keeps them safe")
    keeping = models.TextField("how long what is kept, and how it is deleted")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_on = models.DateField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_on = models.DateField(null=True)

    objects: ClassVar = NoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="note_is_signed_by_somebody_some_day",
                condition=Q(signed_by=None, signed_on=None)
                | Q(signed_by__isnull=False, signed_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Data-protection note of {self.group}"

    @property
    def holds_until(self) -> date | None:
        """The last day on which a survey may open by it; none while nobody has signed."""
        return self.signed_on + NOTE_HOLDS if self.signed_on else None
