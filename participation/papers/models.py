"""Papers that were issued, kept as they were; and the council's own Word template."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.append_only import NeverChanges
from participation.meetings.models import Meeting


class IssuedPaper(models.Model):
    """One version of a meeting's papers, both editions, as they went out.

    What is taken back later is taken out of papers that are not issued yet, and stays in these
    (promise 5): they are in members' hands.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="issued_papers")
    version = models.PositiveSmallIntegerField()
    public = models.JSONField(help_text="The edition that everybody may read.")
    board = models.JSONField(help_text="The Board's edition, with what is exempt.")
    issued_on = models.DateField(default=timezone.localdate)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="papers_have_each_version_once", fields=["meeting", "version"]
            ),
            NeverChanges(
                name="issued_papers_stay",
                fields=["meeting", "version", "public", "board", "issued_on", "issued_by"],
            ),
        ]

    def __str__(self) -> str:
        return f"Papers of {self.meeting_id}, version {self.version}"


class WordTemplate(models.Model):
    """The one .docx whose styles, header and footer all Word files have."""

    name = models.CharField(max_length=120)
    content = models.BinaryField()
    uploaded_on = models.DateField(default=timezone.localdate)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="there_is_one_word_template", condition=Q(pk=1))
        ]

    def __str__(self) -> str:
        return self.name
