"""What inspectors and plans ask for: headings held as data, since frameworks change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Framework(models.Model):
    """A set of inspection standards, or the headings of a plan, in one version of it."""

    name = models.CharField(max_length=160)
    version = models.CharField(max_length=40, help_text="Such as 2018 to 2024.")
    document = models.CharField(max_length=200, blank=True, help_text="Where it is written down.")

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="a_framework_has_each_version_once", fields=["name", "version"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Heading(models.Model):
    """One standard or heading, and what here bears on it."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="headings")
    reference = models.CharField(max_length=12)
    text = models.TextField()
    verbatim = models.BooleanField(
        default=True, help_text="The framework's own words; if not, a summary in ours."
    )
    surveys = models.ManyToManyField("surveys.Survey", blank=True, related_name="+")
    themes = models.ManyToManyField("participation.Theme", blank=True, related_name="headings")
    actions = models.ManyToManyField("participation.Action", blank=True, related_name="headings")

    class Meta:
        ordering: ClassVar[list[str]] = ["framework", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="a_heading_is_numbered_once", fields=["framework", "reference"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.text}"
