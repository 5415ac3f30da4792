"""Surveys in other languages, and what a person has checked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from surveys.models.asking import Survey
from surveys.models.stamps import stamped


class Translation(models.Model):
    """A survey in another language: its texts by what they are in English.

    By the English, since that is what a translator sees, and since a text that was changed has no
    translation any more.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10)
    texts = models.JSONField(default=dict)
    checked_on = models.DateField(
        null=True, blank=True, help_text="A worker who reads the language has ticked it."
    )

    class Meta:
        constraints: ClassVar = [
            stamped("translation"),
            models.UniqueConstraint(
                name="one_translation_a_language", fields=["survey", "language"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey} in {self.language}"


class CatalogCheck(models.Model):
    """A person has read the interface in a language, as it then was."""

    language = models.CharField(max_length=10, unique=True)
    fingerprint = models.CharField(max_length=64, help_text="Of what was read; changed is unread.")
    checked_on = models.DateField()

    class Meta:
        constraints: ClassVar = [stamped("catalog_check")]

    def __str__(self) -> str:
        return f"{self.language}, checked on {self.checked_on}"
