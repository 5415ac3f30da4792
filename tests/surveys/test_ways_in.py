"""The page and the calls of a survey's ways in: make them, see how they stand, change, close."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import Event
from surveys import building, invitations
from surveys.invitations import CannotInvite
from surveys.models import Invitation, Survey
from tests.api.conftest import Call, call
from tests.factories import make_invitation, make_survey, send

__all__ = ["call"]
pytestmark = pytest.mark.django_db
Kind = Invitation.Kind


@pytest.fixture
def site(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def url(survey: Survey) -> str:
    return f"/staff/surveys/{survey.pk}/invitations/"


def main(response: Any) -> str:
    return str(response.content.decode().split("<main")[1])


def local(days: float) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


# --- Making --------------------------------------------------------------------------------------


def test_a_page_without_ways_in_says_what_to_do(site: Client) -> None:
    body = main(site.get(url(make_survey())))

    assert "Nobody is invited yet" in body
    for when in ("a poster on a wall", "A group sits with you", "tablet goes round", "works once"):
        assert when in body


@pytest.mark.parametrize("kind", [Kind.LINK, Kind.LIVE, Kind.TABLET, Kind.HELPED])
def test_a_way_in_is_made_and_its_code_told(site: Client, kind: Invitation.Kind) -> None:
    survey = make_survey()

    body = main(site.post(url(survey), {"kind": kind, "audience": "children"}, follow=True))

    made = Invitation.objects.get()
    assert (made.kind, made.audience, len(made.code)) == (kind, "children", 6)
    assert f"the code is {made.code}." in body
    assert Event.objects.filter(action="invitation-made", object_id=str(made.pk)).exists()


def test_cards_are_made_many_at_once_and_listed_as_one(site: Client) -> None:
    survey = make_survey()

    body = main(
        site.post(url(survey), {"kind": "single", "audience": "children", "cards": 30}, follow=True)
    )
    send(Invitation.objects.earliest("pk"), text="more lights")
    used = main(site.get(url(survey)))

    made = Invitation.objects.all()
    assert "30 cards are made. Print them below." in body
    assert len({it.code for it in made}) == 30
    assert {it.batch for it in made} == {made[0].batch}
    assert made[0].batch is not None
    assert "30 cards, 1 used" in used
    assert not any(it.code in used for it in made[1:])


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose which way in."),
        ({"kind": "letter"}, "Select a valid choice"),
        ({"kind": "single"}, "Say how many cards you need"),
        ({"kind": "single", "cards": "0"}, "Make at least one card."),
        ({"kind": "single", "cards": "201"}, "Make up to 200 cards at once"),
        ({"kind": "single", "cards": "many"}, "Type the number of cards in figures"),
        ({"kind": "link", "opens_at": "tomorrow"}, "Choose a day and a time."),
        ({"kind": "link", "closes_at": "2001-01-01T10:00"}, "This time has passed."),
        ({"kind": "link", "opens_at": "1027-01-31T10:00"}, "This time is long past."),
        (
            {"kind": "link", "opens_at": local(3), "closes_at": local(2)},
            "It would close before it opens.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    site: Client, sent: dict[str, str], said: str
) -> None:
    response = site.post(url(make_survey()), {"audience": "children"} | sent)

    assert response.status_code == 400
    assert said in main(response)
    assert "There is a problem" in main(response)
    assert not Invitation.objects.exists()


def test_times_are_those_of_the_clock_on_the_wall(site: Client) -> None:
    """In summer, too: an hour off would open a room to nobody."""
    site.post(
        url(make_survey()),
        {"kind": "link", "audience": "children", "closes_at": "2099-07-01T15:30"},
    )

    closes = Invitation.objects.get().closes_at
    assert closes is not None
    assert timezone.localtime(closes).strftime("%H:%M %Z") == "15:30 BST"


def test_nobody_is_invited_to_what_has_closed(site: Client, worker: User) -> None:
    survey = building.close_survey(make_survey(), by=worker)

    body = main(site.get(url(survey)))
    refused = site.post(url(survey), {"kind": "link", "audience": "children"})

    assert "closed for good" in body
    assert "Make it</button>" not in body
    assert refused.status_code == 400
    with pytest.raises(CannotInvite):
        invitations.make_cards(survey, audience="children", number=3, by=worker)
    assert not Invitation.objects.exists()


def test_cards_stay_within_their_number(worker: User) -> None:
    survey = make_survey()

    for number in (0, 201):
        with pytest.raises(CannotInvite):
            invitations.make_cards(survey, audience="children", number=number, by=worker)


# --- How they stand ------------------------------------------------------------------------------


def test_each_says_how_it_stands_and_how_many_answered(site: Client, worker: User) -> None:
    now, survey = timezone.now(), make_survey()
    ways = {
        "Open": make_invitation(survey),
        "Not open yet": make_invitation(survey, opens_at=now + timedelta(days=1)),
        "Closed": make_invitation(survey, closes_at=now - timedelta(hours=1)),
        "Paused": make_invitation(survey, kind=Kind.LIVE),
        "Used": make_invitation(survey, kind=Kind.SINGLE),
    }
    Invitation.objects.filter(pk=ways["Paused"].pk).update(paused=True)
    send(ways["Used"], text="once")
    for number in range(3):
        send(ways["Open"], text=f"words {number}")

    body = main(site.get(url(survey)))

    for label, way in ways.items():
        (card,) = re.findall(rf'id="way-{way.pk}".*?</article>', body, re.S)
        assert f"<span>{label}</span>" in card
    assert "3 answered" in body


def test_the_list_says_a_count_and_no_more(site: Client) -> None:
    survey = make_survey()
    way = make_invitation(survey)

    send(way, text="kanarienvogel", choice=1)

    body = main(site.get(url(survey)))
    assert "1 answered" in body
    assert "kanarienvogel" not in body
    assert "Very safe" not in body


def test_each_offers_what_it_can_do(site: Client) -> None:
    survey = make_survey()
    offers = {
        Kind.LINK: {"poster.pdf", "cards.pdf"},
        Kind.LIVE: {"poster.pdf", "cards.pdf", "live"},
        Kind.TABLET: set(),
        Kind.HELPED: set(),
        Kind.SINGLE: {"cards.pdf"},
    }
    ways = {kind: make_invitation(survey, kind=kind) for kind in offers}

    body = main(site.get(url(survey)))

    for kind, way in ways.items():
        (card,) = re.findall(rf'id="way-{way.pk}".*?</article>', body, re.S)
        found = set(re.findall(r"(poster\.pdf|cards\.pdf|/staff/(?=live/))", card))
        assert {it.replace("/staff/", "live") for it in found} == offers[kind], kind


def test_two_hundred_cards_cost_no_more_queries(site: Client, worker: User) -> None:
    survey = make_survey()

    def queries(number: int) -> int:
        invitations.make_cards(survey, audience="children", number=number, by=worker)
        with CaptureQueriesContext(connection) as captured:
            site.get(url(survey))
        return len(captured)

    assert queries(1) == queries(200)


# --- Changing ------------------------------------------------------------------------------------


def test_times_are_changed_of_all_cards_together(site: Client, worker: User) -> None:
    survey = make_survey()
    cards = invitations.make_cards(survey, audience="children", number=3, by=worker)
    times = f"/staff/surveys/invitations/{cards[0].pk}/times/"

    wrong = site.post(times, {"opens_at": local(3), "closes_at": local(2)})
    site.post(times, {"opens_at": "", "closes_at": local(2)})

    assert "It would close before it opens." in main(wrong)
    closes = set(Invitation.objects.values_list("closes_at", flat=True))
    assert len(closes) == 1
    assert None not in closes


def test_the_form_shows_the_times_there_are(site: Client) -> None:
    way = make_invitation(closes_at=timezone.now() + timedelta(days=2))

    body = main(site.get(f"/staff/surveys/invitations/{way.pk}/times/"))

    assert f'value="{timezone.localtime(way.closes_at):%Y-%m-%dT%H:%M}"' in body


def test_a_batch_is_closed_and_opened_again_as_one(site: Client, worker: User) -> None:
    cards = invitations.make_cards(make_survey(), audience="children", number=3, by=worker)
    other = make_invitation(cards[0].survey)

    site.post(f"/staff/surveys/invitations/{cards[0].pk}/close/")
    closed = Invitation.objects.exclude(closed_at=None)
    assert {it.pk for it in closed} == {it.pk for it in cards}
    site.post(f"/staff/surveys/invitations/{cards[1].pk}/reopen/")

    assert not Invitation.objects.exclude(closed_at=None).exists()
    assert other.pk


def test_what_opens_again_past_its_time_says_that_it_is_still_closed(site: Client) -> None:
    way = make_invitation(closes_at=timezone.now() - timedelta(hours=1))

    response = site.post(f"/staff/surveys/invitations/{way.pk}/reopen/", follow=True)

    assert "Its closing time has passed" in main(response)
    assert response.redirect_chain[-1][0].endswith("/times/")


def test_nothing_opens_again_once_its_survey_has_closed(site: Client, worker: User) -> None:
    way = make_invitation()
    invitations.close(way, by=worker)
    building.close_survey(way.survey, by=worker)

    body = main(site.post(f"/staff/surveys/invitations/{way.pk}/reopen/", follow=True))

    way.refresh_from_db()
    assert "closed for good" in body
    assert way.closed_at is not None


# --- The calls -----------------------------------------------------------------------------------


def test_the_api_lists_ways_in_with_their_counts(call: Call, worker: User) -> None:
    survey = make_survey()
    room = make_invitation(survey, kind=Kind.LIVE)
    send(room, text="more lights")

    (listed,) = call("GET", f"surveys/{survey.pk}/invitations/", by=worker).json()

    assert listed["codes"] == [room.code]
    assert (listed["answered"], listed["opened"], listed["state"]) == (1, 0, "open")
    assert listed["urls"][0].endswith(f"/s/{room.code}/")


def test_the_api_makes_cards_and_closes_them(call: Call, worker: User) -> None:
    survey = make_survey()
    path = f"surveys/{survey.pk}/invitations/"

    made = call("POST", path, {"kind": "single", "audience": "children", "cards": 3}, by=worker)
    closed = call("POST", f"{path}{made.json()['id']}/close/", by=worker)

    assert made.status_code == 201
    assert len(made.json()["codes"]) == 3
    assert closed.json()["state"] == "closed"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "letter", "audience": "children"}, "kind"),
        ({"kind": "link"}, "audience"),
        ({"kind": "single", "audience": "children", "cards": 201}, "cards"),
        ({"kind": "link", "audience": "children", "closes_at": "2001-01-01T10:00Z"}, "closes_at"),
        ({"kind": "link", "audience": "children", "opens_at": "1800-01-01T10:00Z"}, "opens_at"),
    ],
)
def test_the_api_says_by_field_what_is_wrong(
    call: Call, worker: User, sent: dict[str, Any], field: str
) -> None:
    refused = call("POST", f"surveys/{make_survey().pk}/invitations/", sent, by=worker)

    assert refused.status_code == 400
    assert list(refused.json()) == [field]


def test_the_api_pauses_a_room_and_nothing_else(call: Call, worker: User) -> None:
    room, link = make_invitation(kind=Kind.LIVE), make_invitation()

    def deed(way: Invitation, name: str) -> Any:
        return call("POST", f"surveys/{way.survey_id}/invitations/{way.pk}/{name}/", by=worker)

    assert deed(room, "pause").json()["state"] == "paused"
    words = room.survey.questions.get(kind="text").pk
    sent = {"token": "t" * 30, "answers": [{"question": words, "text": "more lights"}]}
    held = call("POST", f"invitations/{room.code}/responses/", sent)
    assert (held.status_code, held["Retry-After"]) == (503, "5")
    assert deed(room, "go-on").json()["state"] == "open"
    assert call("POST", f"invitations/{room.code}/responses/", sent).status_code == 201
    assert deed(link, "pause").status_code == 409
