"""Whatever children, workers, leads, clerks and members do along a thread, in any order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from backend.accounts.models import User
from backend.accounts.permissions import Role
from tests.factories import make_user
from tests.fuzz.conftest import FEW, MANY, WHOLE
from tests.fuzz.machine import run
from tests.fuzz.thread import Thread

LENGTH = settings(FEW, max_examples=3, stateful_step_count=30)
IN_FULL = settings(MANY, max_examples=50, stateful_step_count=80)


@pytest.mark.django_db
def test_no_order_of_deeds_breaks_a_thread(
    lead: User, clerk: User, seen: Callable[[str, str], None]
) -> None:
    both = make_user(Role.WORKER, Role.BOARD_MEMBER)
    Thread.workers = make_user(Role.WORKER), make_user(Role.WORKER), both
    Thread.members = make_user(Role.BOARD_MEMBER), make_user(Role.BOARD_MEMBER)
    Thread.lead, Thread.clerk = lead, clerk

    run(Thread, IN_FULL if WHOLE else LENGTH, "machine: a thread", seen)
