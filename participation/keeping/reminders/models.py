"""What somebody was reminded of, so that nobody is reminded of it again and again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Digest(models.Model):
    """One letter of reminders: one a person a day at most."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests"
    )
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_digest_a_person_a_day", fields=["person", "on"])
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.on}"


class Reminder(models.Model):
    """That a person was told that a thing is due, at this step of its lateness."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thing = models.CharField(max_length=60, help_text="Its kind, its id and its day.")
    step = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="each_step_is_reminded_of_once", fields=["person", "thing", "step"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.thing}, step {self.step}"
