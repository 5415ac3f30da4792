"""Who sits on a body, for which agency, and who speaks for it today.

Only people who sign in and have a role: this is no register of anybody else, and never of children.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, ProtectedError

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.log import record
from participation.meetings.models import Body, Membership


class CannotSit(Exception):
    """The person, or what they would stand for, is not what a membership can be made of."""


class HasDeputies(Exception):
    """Somebody stands in for this member."""


def people_who_can_sit() -> list[User]:
    """Everybody who signs in and has a role, by name."""
    return list(User.objects.with_role(*Role).order_by("name", "pk"))


@dataclass(frozen=True)
class Speaking:
    """Who answers for a body today; nobody means that its answers cannot be approved."""

    body: Body
    members: tuple[Membership, ...]

    @property
    def is_vacant(self) -> bool:
        """Not of a body that has ended: nothing is asked of it any more."""
        return not self.members and self.body.dissolution_date is None


def speaking(bodies: Iterable[Body], on: date | None = None) -> list[Speaking]:
    """The same of each body, in one query more than that of the bodies."""
    members_first = (F("deputy_for").asc(nulls_first=True), "pk")
    standing = Membership.objects.on(on).who_may_approve().for_list().order_by(*members_first)
    by_body: dict[int, list[Membership]] = {}
    for membership in standing:
        spoken_for = membership.on_behalf_of_id or membership.organization_id
        by_body.setdefault(spoken_for, []).append(membership)
    return [Speaking(body, tuple(by_body.get(body.pk, ()))) for body in bodies]


@transaction.atomic
def save_membership(membership: Membership, *, by: User) -> Membership:
    """Keep a new or changed membership; raises CannotSit or HasDeputies, with a sentence."""
    is_new = membership.pk is None
    if is_new and not (membership.person.is_active and membership.person.roles):
        raise CannotSit(
            f"{membership.person} cannot sit on a body: they need a sign-in that works, and a role."
        )
    _refuse_wrong_deputy(membership)
    if not is_new:
        _refuse_leaving_deputies(membership)
    _refuse_twice(membership)
    membership.save()
    record(
        "membership-made" if is_new else "membership-changed",
        membership,
        by=by,
        body=membership.organization_id,
        agency=membership.on_behalf_of_id,
        person=membership.person_id,
    )
    return membership


def _refuse_wrong_deputy(membership: Membership) -> None:
    member = membership.deputy_for
    if member is None:
        return
    theirs = (member.organization_id, member.on_behalf_of_id)
    if (membership.organization_id, membership.on_behalf_of_id) != theirs:
        raise CannotSit("A deputy sits on the same body for the same agency as the member.")
    if member.deputy_for_id is not None:
        raise CannotSit(f"{member.person} is a deputy. Name the member whom both stand in for.")
    if member.person_id == membership.person_id:
        raise CannotSit("Nobody is their own deputy. Choose somebody else.")


def _refuse_leaving_deputies(membership: Membership) -> None:
    before = Membership.objects.select_for_update().get(pk=membership.pk)
    same = ("person_id", "organization_id", "on_behalf_of_id", "deputy_for_id")
    has_moved = any(getattr(before, it) != getattr(membership, it) for it in same)
    if has_moved and before.deputies.exists():
        raise HasDeputies("Somebody stands in for this member. End it, and add a new one.")


def _refuse_twice(membership: Membership) -> None:
    """As the database does, in a sentence."""
    if membership.end_date is not None:
        return
    others = Membership.objects.filter(
        person=membership.person,
        organization=membership.organization,
        on_behalf_of=membership.on_behalf_of,
        end_date=None,
    )
    if others.exclude(pk=membership.pk).exists():
        raise CannotSit(f"{membership.person} sits there for the same already.")


@transaction.atomic
def end_membership(membership: Membership, *, on: date, by: User) -> Membership:
    """Say on which day it ended; it stays on the record. Deputies stand in until they end too."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.start_date and on < membership.start_date:
        raise CannotSit("It cannot end before it began.")
    membership.end_date = on
    membership.save(update_fields=["end_date"])
    record("membership-ended", membership, by=by, on=on.isoformat())
    return membership


@transaction.atomic
def remove_membership(membership: Membership, *, by: User) -> None:
    """Take one away that was never right. One that was, is ended instead."""
    record(
        "membership-removed",
        membership,
        by=by,
        body=membership.organization_id,
        person=membership.person_id,
    )
    try:
        membership.delete()
    except ProtectedError:
        raise HasDeputies("Somebody stands in for this member. Remove the deputy first.") from None
