"""Children who press at the same moment, and an approval while the answer is being changed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from participation.replies import approval, rounds, services
from participation.replies.models import Reply, Verdict
from tests.factories import make_membership, make_reply, make_round, new_token

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Start all at the same moment; return how each came out, by the name of its refusal."""
    start = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> str:
        try:
            start.wait(timeout=5)
            deed()
        except (rounds.RoundOver, approval.AnswerChanged, approval.NotNow) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(one, deeds))


@pytest.mark.parametrize("_again", range(5))
def test_however_many_press_at_once_no_more_count_than_are_there(_again: int) -> None:
    asked = make_round(present=2)

    outcomes = at_once(*(lambda: rounds.give(asked, new_token(), "yes") for _ in range(4)))

    assert sorted(outcomes) == ["RoundOver", "RoundOver", "done", "done"]
    assert Verdict.objects.count() == 2


@pytest.mark.parametrize("_again", range(5))
def test_one_page_that_is_sent_twice_at_once_counts_once(_again: int) -> None:
    asked, token = make_round(), new_token()

    at_once(*(lambda: rounds.give(asked, token, "yes") for _ in range(3)))

    asked.refresh_from_db()
    assert (Verdict.objects.count(), asked.given) == (1, 1)


@pytest.mark.parametrize("_again", range(5))
def test_what_is_changed_while_it_is_approved_is_not_approved_unread(_again: int) -> None:
    reply = make_reply(published=False)
    speaker = make_membership(on_behalf_of=reply.agency).person
    read = approval.send(reply, by=reply.written_by)
    changed = Reply.objects.get()
    changed.text = "We did nothing."

    at_once(
        lambda: approval.approve(read, version=read.version, by=speaker),
        lambda: services.save_reply(changed, by=reply.written_by),
    )

    kept = Reply.objects.get()
    assert (kept.text, kept.status, kept.approved_by) == ("We did nothing.", "draft", None)
