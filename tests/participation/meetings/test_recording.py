"""The clerk records in the meeting: item by item, with plain forms that keys can press."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import User
from participation.meetings.models import Action, AgendaItem, Decision
from tests.factories import make_body, make_decision, make_item, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_clerk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


@pytest.fixture
def items() -> list[AgendaItem]:
    meeting = make_meeting(days=0)
    return [make_item(meeting=meeting, order=it, title=f"Thing {it}") for it in ("1", "1a", "2")]


def here(item: AgendaItem) -> str:
    return f"/staff/meetings/{item.meeting_id}/record/"


def sent(item: AgendaItem, **fields: str) -> dict[str, str]:
    day = f"{item.meeting.start_date}"
    whole = {"text": "Light it.", "weight_given": "Most.", "reasons": "Dark.", "decided_on": day}
    return {**whole, **fields}


def main_of(response: Any) -> str:
    page = response.content.decode()
    return str(page[page.index("<main") :])


def test_it_goes_from_item_to_item(as_clerk: Client, items: list[AgendaItem]) -> None:
    first, second, last = (main_of(as_clerk.get(f"{here(it)}?item={it.pk}")) for it in items)

    assert f'href="?item={items[1].pk}" data-key="n"' in first
    assert 'data-key="p"' not in first
    assert f'href="?item={items[0].pk}" data-key="p"' in second
    assert f'href="/staff/meetings/{items[2].meeting_id}/" data-key="n"' in last


def test_every_key_is_on_something_and_in_the_list(
    as_clerk: Client, items: list[AgendaItem]
) -> None:
    make_body("Highways", "agency")
    make_decision(item=items[1], confirmed=False)

    page = main_of(as_clerk.get(f"{here(items[1])}?item={items[1].pk}"))

    for key in "dcsfanp":
        assert page.count(f'data-key="{key}"') == 1, key
        assert f"<kbd>{key.upper()}</kbd>" in page[page.index("Keyboard shortcuts") :], key


def test_what_is_saved_and_confirmed_is_confirmed(
    as_clerk: Client, items: list[AgendaItem]
) -> None:
    address = f"{here(items[0])}items/{items[0].pk}/"

    page = as_clerk.post(address, {**sent(items[0]), "do": "confirm"}, follow=True)

    decision = Decision.objects.get()
    assert (decision.agenda_item, decision.is_confirmed) == (items[0], True)
    assert "whoever follows the meeting sees it now" in page.content.decode()
    assert page.redirect_chain[-1][0] == f"{here(items[0])}?item={items[0].pk}"


def test_a_draft_may_be_its_text_alone_and_is_confirmed_later(
    as_clerk: Client, items: list[AgendaItem]
) -> None:
    address = f"{here(items[0])}items/{items[0].pk}/"
    bare = sent(items[0], weight_given="", reasons="")

    refused = as_clerk.post(address, {**bare, "do": "confirm"}).content.decode()
    assert "Weight given to children&#x27;s views: fill this in." in refused
    assert not Decision.objects.exists()

    page = as_clerk.post(address, {**bare, "do": "draft"}, follow=True).content.decode()
    draft = Decision.objects.get()
    assert not draft.is_confirmed
    assert "Fill in weight and reasons" in page
    assert 'data-key="f"' not in page

    Decision.objects.update(weight_given="Most.", reasons="Dark.")
    as_clerk.post(f"{here(items[0])}decisions/{draft.pk}/")
    draft.refresh_from_db()
    assert draft.is_confirmed


def test_an_action_hangs_on_the_decision_just_made(
    as_clerk: Client, items: list[AgendaItem]
) -> None:
    agency = make_body("Highways", "agency")
    decision = make_decision(item=items[0])
    address = f"{here(items[0])}decisions/{decision.pk}/actions/"
    action = {"text": "Lamps", "agency": agency.pk, "owner_role": "Engineer"}

    refused = as_clerk.post(address, action).content.decode()
    as_clerk.post(address, {**action, "due_on": f"{items[0].meeting.start_date}"})

    assert "There is a problem" in refused
    kept = Action.objects.get()
    assert (kept.decision, kept.agency) == (decision, agency)


def test_items_and_decisions_of_another_meeting_are_not_found(
    as_clerk: Client, items: list[AgendaItem]
) -> None:
    other = make_decision()

    for path in (f"?item={other.agenda_item_id}", "?item=999999"):
        assert as_clerk.get(f"{here(items[0])}{path}").status_code == 404
    for path in (f"items/{other.agenda_item_id}/", f"decisions/{other.pk}/"):
        assert as_clerk.post(f"{here(items[0])}{path}", sent(items[0])).status_code == 404


def test_an_empty_agenda_leads_back(as_clerk: Client) -> None:
    meeting = make_meeting()

    page = as_clerk.get(f"/staff/meetings/{meeting.pk}/record/", follow=True).content.decode()

    assert "Nothing is on the agenda yet." in page


def test_an_exempt_item_says_that_nobody_else_sees_what_is_decided(
    as_clerk: Client,
) -> None:
    item = make_item(access="exempt", exempt_paragraph=2, exempt_reason="It shows who it is.")

    page = as_clerk.get(here(item)).content.decode()

    assert "children and the public never see it" in page


def test_recording_costs_the_same_however_long_the_agenda_is(
    as_clerk: Client, django_assert_max_num_queries: Any
) -> None:
    for rows in (2, 100):
        meeting = make_meeting()
        made = [make_item(meeting=meeting, order=f"{it}") for it in range(rows)]
        for item in made[:: max(1, rows // 10)]:
            make_decision(item=item)

        with django_assert_max_num_queries(22):
            assert as_clerk.get(f"{here(made[0])}?item={made[0].pk}").status_code == 200
