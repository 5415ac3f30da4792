"""Housekeeping that does not run is seen by whoever opens a staff page, and by whoever watches."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import Event
from participation.keeping import running

pytestmark = pytest.mark.django_db
NOTICE = "Housekeeping has not run for more than 26 hours"


def ran(hours_ago: float) -> datetime:
    at = timezone.now() - timedelta(hours=hours_ago)
    Event.objects.create(action=running.RAN, at=at)
    return at


def test_every_role_sees_on_every_page_that_it_is_late(
    client: Client,
    worker: User,
    lead: User,
    clerk: User,
    board_member: User,
    manager: User,
    administrator: User,
) -> None:
    ran(26.1)
    pages = {
        worker: ["/staff/", "/staff/moderation/", "/staff/themes/", "/staff/surveys/"],
        lead: ["/staff/", "/staff/concerns/", "/staff/rota/"],
        clerk: ["/staff/", "/staff/meetings/", "/staff/bodies/"],
        board_member: ["/staff/", "/staff/actions/", "/staff/threads/"],
        manager: ["/staff/", "/staff/overview/", "/staff/evidence-pack/"],
        administrator: ["/staff/", "/staff/people/", "/staff/people/invite/"],
    }

    for person, paths in pages.items():
        client.force_login(person)
        for path in paths:
            assert NOTICE in client.get(path).content.decode(), path


def test_no_page_says_so_while_it_runs(client: Client, worker: User) -> None:
    ran(25.9)
    client.force_login(worker)

    assert NOTICE not in client.get("/staff/").content.decode()


def test_readiness_tells_it_and_stays_ready(client: Client) -> None:
    ran(26.1)
    late = client.get("/readyz")
    call_command("housekeeping")
    after = client.get("/readyz")

    assert (late.status_code, late.json()["ready"], late.json()["housekeeping"]) == (
        200,
        True,
        "late",
    )
    assert after.json() == {"ready": True, "failed": [], "housekeeping": "on time"}


def test_a_run_that_a_wrong_clock_dated_ahead_does_not_hide_that_none_runs(client: Client) -> None:
    ran(-48)

    assert running.is_late()

    running.note_run()

    assert not running.is_late()
