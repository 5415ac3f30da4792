"""A group's data-protection note: workers write it, a manager signs it, and it holds for a year.

Written for a local authority's own task (UK GDPR Articles 6(1)(e) and 9(2)(g)); it is no advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from surveys.models import DataProtectionNote, Group
from surveys.models.groups import NOTE_HOLDS

SOON = timedelta(days=30)
"""So long before a note runs out, the home page asks for the next one."""
FIELDS = ("purpose", "basis", "interests", "measures", "keeping")
BEGINNING = {
    "purpose": (
        "We ask the children of this group what life is like for them, so that those who decide "
        "can change what they can, and answer them. Their answers are used for this and nothing "
        "else: never for a child's case, never to check on a child, to judge a risk or to enforce "
        "anything, and never to rate one worker."
    ),
    "basis": (
        "UK GDPR Article 6(1)(e): it is part of the council's public task of running a youth "
        "justice service and of hearing children about it (UNCRC Article 12). Where answers tell "
        "about health, beliefs or origin: Article 9(2)(g) with the Data Protection Act 2018, "
        "Schedule 1, paragraph 6 (a duty by law), and paragraph 18 (keeping children safe) where "
        "a worker is worried about a child. A child's yes or no to a question is always respected; "
        "it is not the legal basis."
    ),
    "interests": (
        "Good for children: they are heard by those who decide, they are told what came of it, and "
        "they need not give a name. What could harm them: being recognised in a small group by "
        "their words or by a number; feeling that they have to answer; telling of something that "
        "hurts with nobody beside them; hoping for what cannot change."
    ),
    "measures": (
        "No account, name, date of birth, cookie, address or clock time is asked for or kept. "
        "Every question can be skipped. A worker reads all words before any other adult does, and "
        "takes out what points to somebody. No number is shown below the threshold. What can and "
        "cannot change is said before the first question. Childline stands on every page. A worry "
        "goes to the safeguarding lead the same day. Words about staff are read only by people who "
        "are named for it and are not asked about."
    ),
    "keeping": (
        "Words as they were typed are emptied 90 days after a worker decided about them. Checked "
        "words and frozen numbers stay, since nobody can find a child in them. A child can take "
        "their answers back with their five words at any time. Concerns are kept as the "
        "safeguarding partnership's own rules say. This note is looked at again every year, and "
        "whenever we begin to ask something of another kind."
    ),
}
"""Where the first version starts; a service puts its own practice in its place."""


class CannotSign(Exception):
    """This version is signed already, or there is a newer one to read first."""


class NothingWritten(Exception):
    """A note answers all of its five parts."""


def beginning(group: Group) -> dict[str, str]:
    """What a new version starts from: the last one, or else our own text."""
    last = DataProtectionNote.objects.of(group.pk).first()
    return {field: getattr(last, field) for field in FIELDS} if last else dict(BEGINNING)


@transaction.atomic
def write_note(
    group: Group, texts: Mapping[str, str], *, by: User, on: date | None = None
) -> DataProtectionNote:
    """Write a new version. Those before it stay as they are, signed or not."""
    said = {field: texts.get(field, "").strip() for field in FIELDS}
    if not all(said.values()):
        raise NothingWritten("Answer all five parts.")
    note = DataProtectionNote.objects.create(
        group=group, written_by=by, written_on=on or timezone.localdate(), **said
    )
    record("note-written", note, by=by, group=group.pk)
    return note


@transaction.atomic
def sign_note(note: DataProtectionNote, *, by: User, on: date | None = None) -> DataProtectionNote:
    """Sign the newest version, which from then on never changes; for a year surveys may open."""
    Group.objects.select_for_update().get(pk=note.group_id)
    newest = DataProtectionNote.objects.of(note.group_id).first()
    if newest is None or newest.pk != note.pk:
        raise CannotSign("There is a newer version. Read that one, and sign it.")
    if newest.signed_on:
        raise CannotSign("This version is signed already.")
    newest.signed_by, newest.signed_on = by, on or timezone.localdate()
    newest.save(update_fields=["signed_by", "signed_on"])
    record("note-signed", newest, by=by, group=note.group_id)
    return newest


@dataclass(frozen=True)
class Standing:
    """How a group's note stands on a day."""

    group: Group
    until: date | None
    """The last day on which it holds; none if no version was ever signed."""
    on: date

    @property
    def has_run_out(self) -> bool:
        """Or was never signed: no survey of the group can open."""
        return self.until is None or self.until < self.on

    @property
    def is_soon(self) -> bool:
        return self.until is not None and self.on <= self.until < self.on + SOON


def standings(on: date | None = None) -> list[Standing]:
    """Every group, with how its note stands."""
    on = on or timezone.localdate()
    groups = Group.objects.annotate(signed=Max("notes__signed_on"))
    return [Standing(it, it.signed + NOTE_HOLDS if it.signed else None, on) for it in groups]
