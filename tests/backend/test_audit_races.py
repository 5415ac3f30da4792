"""Several processes write and seal the audit at once: one chain, without a gap or a fork.

The lock keeps them apart; where it would not, a position that is taken already refuses the second.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from backend.accounts.permissions import Role
from backend.audit import chain
from backend.audit.log import record
from backend.audit.models import Event
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
WRITERS, EACH = 6, 20


def test_all_that_was_written_at_once_stands_in_one_chain() -> None:
    person = make_user(Role.WORKER)
    chain.seal_all()
    before, start = Event.objects.count(), Barrier(WRITERS)

    def write(_writer: int) -> None:
        try:
            start.wait(timeout=10)
            for _event in range(EACH):
                record("person-changed", person, by=person)
                chain.seal_soon()
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, range(WRITERS)))
    chain.seal_all()

    found = chain.verify()
    positions = list(Event.objects.sealed().values_list("position", flat=True))
    assert not found.fault, found
    assert positions == list(range(1, before + WRITERS * EACH + 1))
