from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.moderation import services
from participation.moderation.models import Reading, Voice
from participation.moderation.services import AlreadyDecided
from participation.safeguarding.models import Concern
from participation.safeguarding.services import escalate
from tests.factories import make_user, make_words

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


def both_at_once(*decide: Callable[[], object]) -> list[str]:
    """Start all at the same moment; say for each whether it was kept or came second."""
    start = Barrier(len(decide))

    def one(what: Callable[[], object]) -> str:
        try:
            start.wait(timeout=5)
            what()
        except AlreadyDecided:
            return "second"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(len(decide)) as threads:
        return sorted(threads.map(one, decide))


@pytest.fixture
def two() -> list[User]:
    return [make_user(Role.WORKER, name=name) for name in ("Wren", "Sam")]


@pytest.mark.parametrize("_again", range(5))
def test_two_workers_at_the_same_instant_decide_once(two: list[User], _again: int) -> None:
    answer = make_words()

    ends = both_at_once(
        lambda: services.approve(answer.pk, by=two[0]),
        lambda: services.redact(answer.pk, "[something]", by=two[1]),
    )

    assert ends == ["kept", "second"]
    assert Voice.objects.count() == Reading.objects.current().count() == 1


def test_held_words_are_decided_again_once(two: list[User]) -> None:
    answer = make_words()
    seen = services.hold(answer.pk, by=two[0]).pk

    ends = both_at_once(
        lambda: services.approve(answer.pk, by=two[0], seen=seen),
        lambda: escalate(answer.pk, by=two[1], seen=seen),
    )

    assert ends == ["kept", "second"]
    assert Voice.objects.count() + Concern.objects.count() == 1
    assert Reading.objects.current().count() == 1


def test_a_decision_is_undone_once(two: list[User]) -> None:
    reading = services.approve(make_words().pk, by=two[0]).of_reading

    because = Reading.Again.MISTAKE
    ends = both_at_once(
        *(lambda by=by: services.undo(reading, by=by, because=because) for by in two)
    )

    assert ends == ["kept", "second"]
    assert not Voice.objects.exists()
