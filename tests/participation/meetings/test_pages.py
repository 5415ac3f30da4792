"""Staff pages of the meetings room: who may read and write them, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.meetings import services
from participation.meetings.models import (
    AgendaItem,
    Body,
    Decision,
    Meeting,
    OtherName,
)
from tests.factories import (
    make_body,
    make_decision,
    make_evidence,
    make_item,
    make_meeting,
    make_recommendation,
    make_survey,
    make_theme,
)

pytestmark = pytest.mark.django_db
LISTS = ["bodies/", "meetings/", "actions/", "recommendations/"]
Page = Callable[[str], str]


@pytest.fixture
def as_clerk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def day(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


# --- Who ------------------------------------------------------------------------------------------


def addresses() -> tuple[list[str], list[str], list[str]]:
    """Pages to read, forms to write with, and buttons, of one of each noun."""
    evidence = make_evidence()
    action = evidence.action
    decision = make_decision(confirmed=False)
    item = decision.agenda_item
    meeting = f"meetings/{item.meeting_id}/"
    name = OtherName.objects.create(body=make_body(), name="Before")
    recommendation = make_recommendation()
    source = recommendation.source_id
    read = [*LISTS, meeting, f"{meeting}agenda/", f"actions/{action.pk}/"]
    forms = ["bodies/add/", "meetings/add/", "recommendations/sources/add/"]
    forms += [f"bodies/{name.body_id}/names/add/", f"{meeting}items/add/"]
    forms += [f"bodies/{name.body_id}/{do}/" for do in ("edit", "remove")]
    forms += [f"bodies/names/{name.pk}/{do}/" for do in ("edit", "remove")]
    forms += [f"{meeting}{do}/" for do in ("edit", "remove")]
    forms += [f"meetings/items/{item.pk}/{do}/" for do in ("edit", "remove", "decisions/add")]
    forms += [f"meetings/decisions/{decision.pk}/{do}/" for do in ("edit", "remove", "actions/add")]
    forms += [f"actions/{action.pk}/{do}/" for do in ("edit", "remove", "evidence/add")]
    forms += [f"actions/evidence/{evidence.pk}/{do}/" for do in ("edit", "remove")]
    forms += [
        f"recommendations/{recommendation.pk}/{do}/" for do in ("edit", "remove", "actions/add")
    ]
    forms += [
        f"recommendations/sources/{source}/{do}/"
        for do in ("edit", "remove", "recommendations/add")
    ]
    buttons = [f"{meeting}cancel/", f"{meeting}restore/", f"actions/{action.pk}/status/"]
    buttons += [f"meetings/decisions/{decision.pk}/{do}/" for do in ("confirm", "unconfirm")]
    return read, forms, buttons


def test_a_board_member_reads_everything_and_writes_nothing(
    client: Client, board_member: User
) -> None:
    read, forms, buttons = addresses()
    client.force_login(board_member)

    assert {client.get(f"/staff/{it}").status_code for it in read} == {200}
    assert {client.get(f"/staff/{it}").status_code for it in forms} == {403}
    assert {client.post(f"/staff/{it}").status_code for it in forms + buttons} == {403}


def test_a_clerk_opens_every_page_and_form(as_clerk: Client) -> None:
    read, forms, buttons = addresses()

    assert {it: as_clerk.get(f"/staff/{it}").status_code for it in read + forms} == dict.fromkeys(
        read + forms, 200
    )
    assert {as_clerk.get(f"/staff/{it}").status_code for it in buttons} == {405}


def test_an_outsider_is_refused_and_a_stranger_signs_in(client: Client, outsider: User) -> None:
    read, forms, buttons = addresses()

    assert {client.get(f"/staff/{it}").status_code for it in read + forms} == {302}

    client.force_login(outsider)
    assert {client.get(f"/staff/{it}").status_code for it in read + forms} == {403}
    assert {client.post(f"/staff/{it}").status_code for it in buttons} == {403}


def test_a_refusal_does_not_show_whether_the_thing_exists(client: Client, outsider: User) -> None:
    client.force_login(outsider)

    assert client.get("/staff/meetings/999999/").status_code == 403


def test_what_is_not_there_is_not_found(as_clerk: Client) -> None:
    for address in ("meetings/9/", "actions/9/", "bodies/9/edit/", "meetings/items/9/edit/"):
        assert as_clerk.get(f"/staff/{address}").status_code == 404


def test_those_who_only_read_see_nothing_to_write_with(client: Client, board_member: User) -> None:
    read, _forms, _buttons = addresses()
    client.force_login(board_member)

    for address in read:
        page = client.get(f"/staff/{address}").content.decode()
        main = page[page.index("<main") :] if "<main" in page else page
        assert 'method="post"' not in main, address
        for word in ("/add/", "/edit/", "/remove/"):
            assert word not in main, address


@pytest.mark.parametrize("address", LISTS)
def test_an_empty_list_says_what_to_do_next(
    client: Client, clerk: User, board_member: User, address: str
) -> None:
    for user in (clerk, board_member):
        client.force_login(user)

        page = client.get(f"/staff/{address}").content.decode()

        assert "empty__title" in page


# --- Lists cost the same, however long ------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "most", "make"),
    [
        ("bodies/", 9, lambda: OtherName.objects.create(body=make_body(), name="Before")),
        ("meetings/", 9, lambda: (make_meeting(), make_meeting(days=-9))),
    ],
)
def test_a_list_costs_the_same_however_long_it_is(
    as_clerk: Client,
    django_assert_max_num_queries: Any,
    address: str,
    most: int,
    make: Callable[[], object],
) -> None:
    for rows in (1, 6):
        for _ in range(rows):
            make()
        with django_assert_max_num_queries(most):
            assert as_clerk.get(f"/staff/{address}").status_code == 200


# --- Bodies ---------------------------------------------------------------------------------------


def test_a_body_is_added_edited_and_given_its_earlier_name(as_clerk: Client) -> None:
    body = {"name": "Partnership Board", "classification": "board", "plain_name": "the Board"}
    as_clerk.post("/staff/bodies/add/", body)
    kept = Body.objects.get()

    as_clerk.post(f"/staff/bodies/{kept.pk}/edit/", {**body, "name": "Youth Justice Board"})
    as_clerk.post(
        f"/staff/bodies/{kept.pk}/names/add/",
        {"name": "Management Board", "end_date": "2021-04-01"},
    )

    page = as_clerk.get("/staff/bodies/").content.decode()
    assert "Youth Justice Board" in page
    assert "Until 2021: Management Board" in page
    assert "Children call it “the Board”" in page


def test_two_bodies_of_one_name_are_refused_in_words(as_clerk: Client) -> None:
    make_body("Partnership Board")

    page = as_clerk.post(
        "/staff/bodies/add/", {"name": "Partnership Board", "classification": "board"}
    ).content.decode()

    assert "There is a body with this name already." in page
    assert "<title>Error: Add a body" in page


def test_removing_asks_first(as_clerk: Client) -> None:
    body = make_body("Highways")

    page = as_clerk.get(f"/staff/bodies/{body.pk}/remove/").content.decode()
    assert "Remove the body “Highways”?" in page
    assert Body.objects.exists()

    as_clerk.post(f"/staff/bodies/{body.pk}/remove/")
    assert not Body.objects.exists()


def test_a_body_in_use_stays_and_the_page_says_why(as_clerk: Client) -> None:
    body = make_meeting().body

    page = as_clerk.post(f"/staff/bodies/{body.pk}/remove/", follow=True).content.decode()

    assert "Other things here stand on this, so it stays." in page
    assert Body.objects.filter(pk=body.pk).exists()


def test_an_earlier_name_is_removed(as_clerk: Client) -> None:
    name = OtherName.objects.create(body=make_body(), name="Before")

    as_clerk.post(f"/staff/bodies/names/{name.pk}/edit/", {"name": "Long before"})
    assert OtherName.objects.get().name == "Long before"

    as_clerk.post(f"/staff/bodies/names/{name.pk}/remove/")
    assert not OtherName.objects.exists()


# --- Meetings and items ---------------------------------------------------------------------------


def test_a_meeting_is_added_moved_called_off_and_on_again(as_clerk: Client) -> None:
    sent = {"body": make_body().pk, "start_date": day(20), "status": "confirmed"}
    as_clerk.post("/staff/meetings/add/", sent)
    meeting = Meeting.objects.get()
    here = f"/staff/meetings/{meeting.pk}/"

    as_clerk.post(f"{here}edit/", {**sent, "start_date": day(30), "start_time": "10:00"})
    meeting.refresh_from_db()
    assert f"{meeting.start_date}" == day(30)

    page = as_clerk.post(f"{here}cancel/", follow=True).content.decode()
    assert "This meeting is cancelled." in page
    assert "It takes place after all" in page

    as_clerk.post(f"{here}restore/")
    meeting.refresh_from_db()
    assert not meeting.is_cancelled


def test_editing_a_cancelled_meeting_leaves_it_cancelled(as_clerk: Client, clerk: User) -> None:
    meeting = services.set_cancelled(make_meeting(), True, by=clerk)
    sent = {"body": meeting.body_id, "start_date": day(20), "status": "cancelled"}

    as_clerk.post(f"/staff/meetings/{meeting.pk}/edit/", sent)

    meeting.refresh_from_db()
    assert meeting.is_cancelled


def test_a_meeting_needs_a_body_first(as_clerk: Client) -> None:
    answer = as_clerk.get("/staff/meetings/add/")

    assert answer.headers["Location"] == "/staff/bodies/add/"


def test_the_list_tells_to_come_from_past_and_cancelled(as_clerk: Client, clerk: User) -> None:
    make_meeting(name="Soon")
    make_meeting(name="Long ago", days=-40)
    services.set_cancelled(make_meeting(name="Called off"), True, by=clerk)

    page = as_clerk.get("/staff/meetings/").content.decode()

    past = page.index("Past and cancelled")
    assert page.index("Soon") < past < page.index("Long ago")
    assert page.index("Called off") > past
    assert "(cancelled)" in page


def test_every_error_names_its_field(as_clerk: Client) -> None:
    make_body()

    page = as_clerk.post("/staff/meetings/add/", {"start_date": "soon"}).content.decode()

    assert "Body: choose one." in page
    assert "Date: give a day, such as 24/11/2026." in page
    assert "Is the date fixed?: choose one." in page
    assert not Meeting.objects.exists()


def test_an_item_links_themes_and_surveys(as_clerk: Client) -> None:
    meeting, survey = make_meeting(), make_survey()
    theme = make_theme(voices=3)
    sent: dict[str, Any] = {
        "order": "5a",
        "title": "Safety",
        "access": "public",
        "themes": [theme.pk],
    }

    as_clerk.post(f"/staff/meetings/{meeting.pk}/items/add/", {**sent, "surveys": [survey.pk]})

    item = AgendaItem.objects.get()
    assert list(item.themes.all()) == [theme]
    survey.refresh_from_db()
    assert survey.heard_on == meeting.start_date

    as_clerk.post(f"/staff/meetings/items/{item.pk}/edit/", sent)
    survey.refresh_from_db()
    assert survey.heard_on is None


def test_a_number_is_on_an_agenda_once(as_clerk: Client) -> None:
    item = make_item(order="5a")

    page = as_clerk.post(
        f"/staff/meetings/{item.meeting_id}/items/add/", {"order": "5A", "title": "Another"}
    ).content.decode()

    assert "Number: 5A is on this agenda already." in page
    assert AgendaItem.objects.count() == 1


def test_themes_on_no_agenda_are_offered_first(as_clerk: Client) -> None:
    old, new = make_theme(title="Old one"), make_theme(title="New one")
    item = make_item(themes=[old])

    page = as_clerk.get(
        f"/staff/meetings/{item.meeting_id}/items/add/?theme={new.pk}"
    ).content.decode()

    places = ("On no agenda yet", "New one", "On an agenda already", "Old one")
    assert sorted(map(page.index, places)) == [page.index(place) for place in places]
    assert f'value="{new.pk}" id="id_themes_0_0" checked' in page


def test_an_item_with_a_decision_is_not_removed(as_clerk: Client) -> None:
    item = make_decision().agenda_item

    page = as_clerk.post(f"/staff/meetings/items/{item.pk}/remove/", follow=True).content.decode()

    assert "There is a decision on this item." in page


# --- Decisions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [-9, 9])
def test_a_decision_starts_on_the_day_of_its_meeting(as_clerk: Client, days: int) -> None:
    item = make_item(meeting=make_meeting(days=days))

    page = as_clerk.get(f"/staff/meetings/items/{item.pk}/decisions/add/").content.decode()

    assert f'name="decided_on" value="{day(days)}"' in page


def test_a_decision_is_drafted_edited_confirmed_and_taken_back(as_clerk: Client) -> None:
    item = make_item()
    sent = {
        "text": "Light the path.",
        "weight_given": "Most weight.",
        "reasons": "It is dark.",
        "decided_on": day(),
    }
    as_clerk.post(f"/staff/meetings/items/{item.pk}/decisions/add/", sent)
    decision = Decision.objects.get()
    here = f"/staff/meetings/decisions/{decision.pk}/"
    assert decision.status == "draft"

    as_clerk.post(f"{here}edit/", {**sent, "text": "Light every path."})
    as_clerk.post(f"{here}confirm/")
    decision.refresh_from_db()
    assert (decision.text, decision.status) == ("Light every path.", "confirmed")

    page = as_clerk.post(f"{here}edit/", sent, follow=True).content.decode()
    assert "This decision is confirmed. Take that back before you edit." in page

    as_clerk.post(f"{here}unconfirm/")
    as_clerk.post(f"{here}remove/")
    assert not Decision.objects.exists()


def test_a_decision_says_what_weight_children_were_given(as_clerk: Client) -> None:
    item = make_item()

    page = as_clerk.post(
        f"/staff/meetings/items/{item.pk}/decisions/add/",
        {"text": "Light it.", "decided_on": day()},
    ).content.decode()

    assert "Weight given to children&#x27;s views: fill this in." in page
    assert "Reasons: fill this in." in page
    assert not Decision.objects.exists()
