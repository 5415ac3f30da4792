"""Whom to turn to outside: for children's pages, which know no group, and for worried staff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from backend.accounts.models import User
from backend.audit.log import record
from surveys.models import Contact, Group

ADVOCACY, COMPLAINTS = Contact.Kind.ADVOCACY, Contact.Kind.COMPLAINTS
FRONT_DOOR, OUT_OF_HOURS, LADO, POLICE = Contact.STAFF_ONLY


@dataclass(frozen=True)
class GroupContacts:
    group: str
    contacts: tuple[Contact, ...]


def contacts_of(*kinds: str) -> list[GroupContacts]:
    """The contacts of these kinds, group by group; for a child's page, so never those for staff."""
    kinds = tuple(kind for kind in kinds if kind not in Contact.STAFF_ONLY)
    found = Contact.objects.filter(kind__in=kinds).select_related("group")
    return [
        GroupContacts(group.name, tuple(contacts))
        for group, contacts in groupby(found, key=lambda it: it.group)
    ]


def safeguarding_contacts(group_id: int) -> list[Contact]:
    """Whom staff call about a worry in this group, in the order in which they would."""
    found = Contact.objects.filter(group=group_id, kind__in=Contact.STAFF_ONLY)
    order = list(Contact.STAFF_ONLY)
    return sorted(found, key=lambda it: (order.index(Contact.Kind(it.kind)), it.position))


@transaction.atomic
def add_contacts(group_id: int, rows: Iterable[dict[str, str]], *, by: User | None) -> None:
    """Add contacts to a group: `rows` have the fields of Contact by name."""
    group = Group.objects.get(pk=group_id)
    for place, row in enumerate(rows, start=1):
        contact = Contact(group=group, position=place, **row)
        contact.full_clean()  # A website that is none would be a link on a child's page.
        contact.save()
    record("contacts-added", group, by=by)
