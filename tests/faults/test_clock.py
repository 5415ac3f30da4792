"""The clock of the server goes back: nothing is counted twice, and no page counts days backwards.

The clock of our processes alone is moved, by what stands in a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.moderation.models import Theme
from tests.factories import make_theme, new_token
from tests.faults.phones import Phones, tally
from tests.faults.serving import Place, Server
from tests.faults.stores import Clock

pytestmark = pytest.mark.xdist_group("faults")
LONDON = ZoneInfo("Europe/London")


def wednesday(moment: str) -> datetime:
    """A working day, when rounds are counted at 9, 11, 13 and 15."""
    return datetime.fromisoformat(f"2026-11-25T{moment}").replace(tzinfo=LONDON)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    made = Clock(tmp_path)
    made.set(wednesday("10:00:00"))
    return made


@pytest.fixture
def timed(sqlite: tuple[Place, dict[str, Any]], clock: Clock) -> tuple[Place, dict[str, Any]]:
    place, known = sqlite
    # DEMO is for staff to sign in.
    place.settings |= {"DEMO": "1", **clock.settings}
    return place, known


@pytest.mark.own_clock
def test_a_clock_that_goes_back_counts_nothing_twice(
    timed: tuple[Place, dict[str, Any]],
    clock: Clock,
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = timed
    server = serve(place)
    phones = Phones(known, [server])
    sent = [new_token() for _answer in range(6)]

    def keep_house(moment: str) -> int:
        clock.set(wednesday(moment))
        place.manage("housekeeping")
        return int(place.ask("SELECT max(rounds) FROM surveys_answer")[0][0])

    for token in sent[:3]:
        phones.send(server, token, by_form=True)
    rounds = [keep_house(it) for it in ("10:01:00", "11:30:00")]
    clerk = server.sign_in(known["people"]["clerk"], known["password"])
    was_in = server.get("/staff/", cookies=clerk).status
    clock.set(wednesday("08:30:00"))
    for token in sent:
        phones.send(server, token, by_form=False)
    pages = [server.get(path).status for path in ("/", f"/s/{known['code']}/", "/readyz")]
    is_in = server.get("/staff/", cookies=clerk).status
    worker = server.sign_in(known["people"]["worker"], known["password"])
    pages += [
        server.get(path, cookies=worker).status
        for path in ("/staff/", "/staff/moderation/", "/staff/housekeeping/")
    ]
    rounds += [keep_house(it) for it in ("08:31:00", "10:05:00", "11:45:00")]
    rounds.append(keep_house("13:10:00"))

    first, second, *again, last = rounds
    assert again == [second] * 3
    assert (second - first, last - second) == (1, 1)
    assert pages == [200] * 6
    assert (was_in, is_in) == (200, 302)  # No session grows longer: this one is over.
    assert phones.statuses == {201: 6, 200: 3}
    kept = tally(place, phones)
    assert kept.is_whole, kept
    assert kept.kept == 6
    measured("Clock back by 3 hours", f"{kept}; rounds of unread words {rounds}: none twice")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/replies/", "/staff/replies/", "/staff/threads/", "/staff/overview/", "/staff/"]
)
def test_no_page_counts_days_backwards(client: Client, worker: User, path: str) -> None:
    """What was written while the clock was three days ahead."""
    theme = make_theme(voices=3)
    ahead = timezone.localdate() + timedelta(days=3)
    Theme.objects.filter(pk=theme.pk).update(asked_on=ahead)
    theme.voices.update(said_on=ahead)
    client.force_login(worker)

    page = client.get(path)

    assert page.status_code == 200
    assert not re.search(r"[-\N{MINUS SIGN}]\d+ (working )?day", page.content.decode())
