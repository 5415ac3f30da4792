"""The overview and what stands behind each number, as pages and as a call; and for children."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.moderation.models import Theme
from participation.replies import loop, services
from tests.api.conftest import Call, call
from tests.factories import make_body, make_decision, make_item, make_reply, make_theme, somebody
from tests.participation.replies.test_loop import answer, judge, theme_said

__all__ = ["call"]
pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_six_numbers_are_there_with_what_each_counts(client: Client, manager: User) -> None:
    client.force_login(manager)

    page = text_of(client, "/staff/overview/")

    for number in loop.NUMBERS:
        assert f'id="{number.key}">{number.name}</h2>' in page
        assert number.about in page
    assert page.count("None yet") == 6


def test_each_number_leads_to_what_it_counts_in_the_same_months(
    client: Client, manager: User
) -> None:
    theme = theme_said(20)
    judge(answer(theme, told_ago=4, state="we_cant"), ["yes"] * 5)
    make_decision(item=make_item(themes=[theme]))
    client.force_login(manager)
    page = client.get("/staff/overview/").content.decode()

    for number in loop.NUMBERS:
        start = f'href="/staff/overview/{number.key}/'
        if number.key == "on-time":
            assert start not in page
            continue
        url = page.split(start)[-1].split('"')[0].replace("&amp;", "&")
        behind = text_of(client, f"/staff/overview/{number.key}/{url}")
        assert theme.title in behind
        assert f'href="/replies/{theme.slug}/"' in behind


def test_who_may_open_threads_is_led_there(client: Client, worker: User) -> None:
    theme = theme_said(20)
    client.force_login(worker)

    assert f"/staff/threads/{theme.slug}/" in text_of(client, "/staff/overview/answered/")
    assert client.get("/staff/overview/nothing/").status_code == 404


def test_what_was_promised_and_is_late_is_marked(client: Client, manager: User) -> None:
    theme_said(85)
    theme_said(83)
    client.force_login(manager)

    assert "1 waits longer than 12 weeks." in text_of(client, "/staff/overview/")
    assert text_of(client, "/staff/overview/answered/").count("No, and late") == 1


def test_days_in_the_wrong_order_are_refused_in_a_sentence(client: Client, manager: User) -> None:
    client.force_login(manager)

    page = text_of(client, "/staff/overview/?from=2026-02-01&to=2026-01-01&agency=")

    assert "choose a day that is not before the first one" in page
    assert "Error:" in page


def test_one_agency_is_shown_by_itself(client: Client, manager: User) -> None:
    theme = theme_said(20)
    agency = make_body("Police", "agency")
    services.ask(theme, agency, by=somebody(Role.WORKER))
    answer(theme_said(20), told_ago=2)
    client.force_login(manager)

    all_of_them = text_of(client, "/staff/overview/")
    of_police = text_of(client, f"/staff/overview/?from=&to=&agency={agency.pk}")

    assert "By agency" in all_of_them
    assert "Overview: Police" in of_police
    assert "0 of 1" in of_police
    assert "By agency" not in of_police


def test_no_page_or_call_says_how_many_children_gave_a_verdict(
    client: Client, manager: User, call: Call
) -> None:
    judge(answer(theme_said(20), told_ago=4), ["yes"] * 7 + ["no"] * 4)
    client.force_login(manager)

    shown = [
        text_of(client, "/staff/overview/"),
        text_of(client, "/staff/overview/children-say/"),
        call("GET", "overview/", by=manager).content.decode(),
        text_of(client, "/replies/"),
    ]

    for page in shown:
        assert "1 of 1" in page
        for given_away in ("7 of 11", "11 children", "64%", "63%", "of 11"):
            assert given_away not in page


def test_the_call_tells_the_same_numbers(call: Call, manager: User) -> None:
    theme = theme_said(20)
    reply = answer(theme, told_ago=4)
    make_theme(voices=2)
    today = timezone.localdate()

    said = call("GET", f"overview/?from={today - timedelta(days=30)}&to={today}", by=manager).json()
    narrow = call("GET", f"overview/?agency={reply.agency_id}", by=manager).json()

    answered, days = said["numbers"][:2]
    assert (answered["key"], answered["unit"], answered["figure"]) == (
        "answered",
        "share",
        {"value": 1, "base": 1, "text": "1 of 1"},
    )
    assert days["figure"] == {"value": 16, "base": 1, "text": "16 days"}
    assert sum(it["base"] for it in answered["quarters"]) == 1
    assert [it["id"] for it in said["agencies"]] == [reply.agency_id]
    assert said["heard_not_shown"] == 1
    assert (narrow["agency"], narrow["agencies"]) == (reply.agency_id, [])


def test_the_call_refuses_what_is_no_day(call: Call, manager: User) -> None:
    refused = call("GET", "overview/?from=soon", by=manager)

    assert refused.status_code == 400
    assert refused.json().keys() == {"from"}


def test_children_read_the_same_six_numbers(client: Client) -> None:
    theme = theme_said(20)
    judge(answer(theme, told_ago=4, state="we_cant"), ["yes"] * 5)
    theme_said(20)

    page = text_of(client, "/replies/")

    start = page.index("Do adults answer you?")
    said = page[start:]
    for label, value in [
        ("Answered, and you were told", "1 of 2"),
        ("How long until you were told", "Half of them: 16 days or less"),
        ("How long until adults decided", "None yet"),
        ("Adults said “We can&#x27;t”, and said why", "1 of 1"),
        ("Adults told you more by the day they named", "None yet"),
        ("Answers where most of you say: yes, this answers us", "1 of 1"),
    ]:
        assert f"<dt>{label}</dt><dd>{value}</dd>" in said or (
            f"<dt>{label.replace('&#x27;', chr(39))}</dt><dd>{value}</dd>" in said
        ), label


def test_the_overview_costs_the_same_queries_however_much_there_is(
    client: Client, manager: User
) -> None:
    client.force_login(manager)

    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    urls = ("/staff/overview/", "/staff/overview/answered/")
    answer(theme_said(20), told_ago=4)
    few = [queries(url) for url in urls]
    for _ in range(6):
        make_reply(theme=theme_said(30))

    assert [queries(url) for url in urls] == few
    assert max(few) <= 14
    assert Theme.objects.count() == 7
