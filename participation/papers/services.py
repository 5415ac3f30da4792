"""Issue papers, and keep the Word template: the two things that this room writes."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from participation.meetings.models import Meeting
from participation.papers.blocks import day
from participation.papers.content import Edition, papers
from participation.papers.models import IssuedPaper, WordTemplate
from participation.papers.template_file import checked


class NothingToIssue(Exception):
    """A meeting without an agenda, or a cancelled one, has no papers."""


@transaction.atomic
def issue(meeting: Meeting, *, by: User) -> IssuedPaper:
    """Let the papers go out as they are now; from here on this version never changes."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.is_cancelled or not meeting.agenda_items.exists():
        raise NothingToIssue("There is nothing to issue: no agenda, or no meeting.")
    today = timezone.localdate()
    version = IssuedPaper.objects.filter(meeting=meeting).count() + 1
    about = f"Issued on {day(today)}. Version {version}."
    issued = IssuedPaper.objects.create(
        meeting=meeting,
        version=version,
        public=papers(meeting, Edition.PUBLIC, about=about),
        board=papers(meeting, Edition.BOARD, about=about),
        issued_on=today,
        issued_by=by,
    )
    record("papers-issued", issued, by=by, meeting=meeting.pk, version=version)
    return issued


@transaction.atomic
def set_template(name: str, content: bytes, *, by: User) -> WordTemplate:
    """Put this in the place of the template there was. Raises NotATemplate."""
    template, _is_new = WordTemplate.objects.update_or_create(
        pk=1,
        defaults={
            "name": name[:120],
            "content": checked(content),
            "uploaded_on": timezone.localdate(),
            "uploaded_by": by,
        },
    )
    record("word-template-set", template, by=by)
    return template


@transaction.atomic
def remove_template(*, by: User) -> None:
    """Back to files without a template of the council's own."""
    template = WordTemplate.objects.select_for_update().filter(pk=1).first()
    if template is not None:
        record("word-template-removed", template, by=by)
        template.delete()


def template_bytes() -> bytes | None:
    """The template to write on, if there is one."""
    content = WordTemplate.objects.filter(pk=1).values_list("content", flat=True).first()
    return None if content is None else bytes(content)
