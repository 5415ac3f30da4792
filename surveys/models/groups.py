"""Whose words these are: the groups, and whom their children can turn to."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import URLValidator
from django.db import models


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

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

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

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Whom to turn to outside: an advocate, or the council's own way to complain."""

    class Kind(models.TextChoices):
        ADVOCACY = "advocacy", "Advocacy: somebody independent, on the child's side"
        COMPLAINTS = "complaints", "The council's own way to complain"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80, help_text="As children know it.")
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
