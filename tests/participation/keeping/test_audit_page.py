"""The audit by page: who, what and when; by person and kind; and nothing that tells on a child."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import User
from backend.audit.log import record
from backend.audit.models import Event

pytestmark = pytest.mark.django_db
PAGE = "/staff/audit/"


def rows(client: Client, administrator: User, **wanted: str) -> list[tuple[str, str]]:
    """Who and what, as the table has it."""
    client.force_login(administrator)
    return [(row.who, row.what) for row in client.get(PAGE, wanted).context["rows"]]


def test_events_are_found_by_person_and_by_kind(
    client: Client, administrator: User, worker: User
) -> None:
    record("read-words", by=worker, answers=["a"])
    record("words-approved", by=worker)
    record("housekeeping-ran", by=None)

    assert rows(client, administrator, person=str(worker.pk)) == [
        ("Wren Worker", "Words approved"),
        ("Wren Worker", "Read words"),
    ]
    assert ("Wren Worker", "Read words") in rows(client, administrator, kind="reading")
    assert rows(client, administrator, kind="words") == [("Wren Worker", "Words approved")]
    assert rows(client, administrator, person="nobody") == [("", "Housekeeping ran")]
    assert rows(client, administrator, person=str(worker.pk), kind="house") == []
    assert (
        len(rows(client, administrator, kind="of no kind")) == Event.objects.count() - 1
    )  # But itself.


def test_looking_at_it_stands_in_it(client: Client, administrator: User) -> None:
    rows(client, administrator)

    assert Event.objects.get(action="read-audit").actor == str(administrator.pk)


def test_what_came_from_a_child_has_a_day_and_no_time(
    client: Client, administrator: User, worker: User
) -> None:
    record("read-words", by=worker, day_only=True)
    client.force_login(administrator)

    (row,) = (it for it in client.get(PAGE).context["rows"] if it.what == "Read words")

    assert not row.has_time
    assert "00:00" not in client.get(PAGE, {"kind": "reading"}).content.decode()


def test_counts_and_whom_something_is_kept_from_are_on_no_page(
    client: Client, administrator: User, lead: User
) -> None:
    record("concern-shut-out", by=lead, person="kanarienvogel")
    record("words-erased", by=None, count=31415)
    client.force_login(administrator)

    page = client.get(PAGE).content.decode()

    assert "Concern shut out" in page
    assert "kanarienvogel" not in page
    assert "31415" not in page


def test_a_long_audit_costs_the_same_queries(
    client: Client, administrator: User, worker: User
) -> None:
    client.force_login(administrator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE).status_code == 200
        return len(asked)

    few = queries()
    for _ in range(120):
        record("read-words", worker, by=worker)

    assert queries() == few
