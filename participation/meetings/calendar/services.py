"""A member's calendar address: made, shown once, made anew, ended."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.log import record
from participation.meetings.calendar.models import CalendarAddress

BYTES = 24
"""192 bits: nobody guesses an address, so that a plain hash of it is enough to keep."""


@transaction.atomic
def make_address(*, by: User) -> str:
    """The secret of a new address; one that this person had before is no longer answered."""
    token = secrets.token_urlsafe(BYTES)
    made = {"token_hash": _hash(token), "made_on": timezone.localdate()}
    address, _is_new = CalendarAddress.objects.update_or_create(person=by, defaults=made)
    record("calendar-address-made", address, by=by)
    return token


@transaction.atomic
def end_address(*, by: User) -> None:
    for address in CalendarAddress.objects.of(by):
        record("calendar-address-ended", address, by=by)
        address.delete()


def whose(token: str) -> User | None:
    """The person of an address; nobody once their account is off or they read no meetings.

    Not audited: a calendar program asks several times an hour, and gets nothing that is not on
    the meetings' pages.
    """
    found = CalendarAddress.objects.filter(token_hash=_hash(token)).select_related("person").first()
    return found.person if found and found.person.may(Permission.READ_MEETINGS) else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
