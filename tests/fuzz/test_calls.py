"""Every call of the API as every role, with whatever its description allows and forbids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from pytest_django import DjangoDbBlocker

from backend.accounts.permissions import Role
from tests.factories import make_user, somebody
from tests.fuzz.calls import Caller, Desk, Seen, cases_of, describe
from tests.fuzz.conftest import FEW, MANY, WHOLE
from tests.fuzz.known import Known, look_around
from tests.test_access import PEOPLE, person, signed_in
from tests.urlmap import make_world

MAY, MAY_NOT = (25, 4) if WHOLE else (1, 1)
"""Cases of a call, for a role that may make it and for one that may not."""
ONE_IN = (1, 1) if WHOLE else (3, 16)
"""Of the calls, for the same; as each role others, so that every call is made as some."""


@pytest.fixture(scope="module")
def known(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Known]:
    """A world made once: each test's own transaction lies inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield look_around(make_world(somebody(Role.WORKER)))
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("who", PEOPLE)
def test_every_call_answers_as_its_description_says(
    who: str, known: Known, seen: Callable[[str, str], None]
) -> None:
    caller, found = Caller.signed_in(who, person(who)), Seen()
    desk = Desk(reader=signed_in(make_user(*Role)))
    desk.reader.raise_request_exception = False

    for number, operation in enumerate(it.ok() for it in describe(known).get_all_operations()):
        may = caller.may(operation)
        if (number + PEOPLE.index(who)) % ONE_IN[not may]:
            continue

        @settings(MANY if WHOLE else FEW, max_examples=MAY if may else MAY_NOT)
        @given(cases_of(operation))
        def every(case: Any) -> None:
            desk.try_out(case, caller, found)

        every()

    refused = found.statuses[401] + found.statuses[403]
    taken = sum(number for status, number in found.statuses.items() if status < 300)
    seen(
        f"calls as {who}",
        f"{found.cases:,} cases, {taken:,} taken, {refused:,} refused; "
        f"{found.server_errors} server errors, {len(found.faults)} faults",
    )
    assert not found.faults, "\n\n".join(f"{it}\n{case}" for it, case in found.faults.items())
