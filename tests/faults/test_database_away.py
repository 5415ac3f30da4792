"""PostgreSQL dies and comes back under load: nobody is thanked for nothing, and all come again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.conftest import WHOLE
from tests.faults.phones import Phones, tally
from tests.faults.serving import Place, Server
from tests.faults.stores import Postgres

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.own_postgresql]
AWAY = 30 if WHOLE else 4
"""Seconds."""


@pytest.fixture
def dying(cluster: Postgres) -> Iterator[Postgres]:
    yield cluster
    if not cluster.is_up:
        cluster.start()


def test_postgresql_restarts_under_load(
    postgres: tuple[Place, dict[str, Any]],
    dying: Postgres,
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = postgres
    place.settings["DEMO"] = "1"  # For staff to sign in.
    server = serve(place)
    worker = server.sign_in(known["people"]["worker"], known["password"])
    phones = Phones(known, [server])

    with phones.sending():
        time.sleep(1.5)
        dying.stop()
        died = time.monotonic()
        time.sleep(AWAY)
        check_pages(server, known, worker)
        dying.start()
        back = time.monotonic()
        recovered = phones.wait_for_thanks(after=back)
        assert server.get("/staff/", cookies=worker).status == 200
    refused = [status for at, status, _took in phones.replies if died < at < back]

    assert recovered < 10
    assert set(phones.statuses) <= {200, 201, 503}
    assert set(refused) == {503}
    check_refused(phones)
    before = tally(place, phones)
    assert before.is_whole, before
    phones.send_again()
    after = tally(place, phones)
    assert after.is_whole, after
    assert after.thanked == len(phones.sent)
    slowest = max(took for _at, status, took in phones.replies if status == 503)
    measured(
        f"PostgreSQL away for {AWAY} s",
        f"{before}; {phones.statuses[503]} told to wait, the slowest after {slowest:.1f} s; "
        f"first thanks {recovered:.1f} s after it was back",
    )


def check_pages(server: Server, known: dict[str, Any], worker: str) -> None:
    staff = server.get("/staff/", cookies=worker)
    survey = server.get(f"/s/{known['code']}/?lang=ur")
    ready, alive = server.get("/readyz"), server.get("/healthz")
    assert (staff.status, "The database cannot be used" in staff.text) == (503, True)
    assert (survey.status, 'lang="ur"' in survey.text) == (503, True)
    assert (ready.status, ready.json()["failed"], alive.status) == (503, ["database"], 200)


def check_refused(phones: Phones) -> None:
    """Each answer that could not be kept stands on the page it got, to be sent once more."""
    pages = [it for it in phones.unready if "<html" in it.text]
    calls = [it for it in phones.unready if "<html" not in it.text]
    assert pages
    assert calls
    for reply in phones.unready:
        assert reply.headers["retry-after"] == "5"
    for page in pages:
        assert "data-paused" in page.text
        assert 'name="token"' in page.text
        assert f'name="q-{phones.known["words"]}" value="words ' in page.text
        assert "0800 1111" in page.text
    assert all("send the same again" in it.json()["detail"] for it in calls)
