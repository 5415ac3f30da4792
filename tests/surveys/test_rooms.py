from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import Event
from surveys import answering, forms, free_text, rooms
from surveys.answering import RoomPaused
from surveys.models import Invitation, Response, Survey
from surveys.results import NoResultsYet, find, read
from surveys.rooms import NotARoom
from tests.factories import make_invitation, make_survey, new_token, send

pytestmark = pytest.mark.django_db
LIVE = Invitation.Kind.LIVE


def make_room(**fields: Any) -> Invitation:
    return make_invitation(kind=LIVE, **fields)


def counts(room: Invitation) -> tuple[int, int]:
    room.refresh_from_db()
    return room.opened, room.answered


def posted(room: Invitation, token: str = "", text: str = "more lights") -> dict[str, str]:
    words = room.survey.questions.get(kind="text")
    return {"token": token or new_token(), f"q-{words.pk}": text}


# --- Counting ------------------------------------------------------------------------------------


def test_whoever_sends_is_counted_once_however_often_they_press() -> None:
    room, token = make_room(), new_token()

    send(room, text="more lights", token=token)
    send(room, text="more lights", token=token)
    send(room, text="a later bus")

    assert counts(room) == (0, 2)


@pytest.mark.parametrize("kind", Invitation.Kind)
def test_every_way_in_counts_who_answered(kind: Invitation.Kind) -> None:
    way = make_invitation(kind=kind)

    send(way, text="more lights")

    assert counts(way) == (0, 1)


def test_what_was_refused_is_not_counted(client: Client) -> None:
    room = make_room()

    client.post(room.get_absolute_url(), {"token": new_token()})

    assert counts(room) == (0, 0)


def test_words_that_came_after_the_close_are_counted_nowhere(worker: User) -> None:
    """Their number would say how many waited on a phone."""
    room = make_room()
    post = forms.as_posted(posted(room).items())
    rooms.close(room, by=worker)

    answering.send(room, forms.read(post, answering.questions_for(room)), waited=True)

    assert Response.objects.get().late
    assert counts(room) == (0, 0)


def test_the_count_of_an_invitation_has_no_time_and_no_response() -> None:
    """All that is kept of who answered: a number."""
    names = {field.name for field in Invitation._meta.get_fields()}

    assert names == {
        "id", "survey", "audience", "kind", "code", "opens_at", "closes_at", "closed_at", "used",
        "paused", "batch", "answered", "opened", "expected", "told_of",
    }  # fmt: skip
    assert "invitation" not in {field.name for field in Response._meta.get_fields()}


def test_opening_the_page_is_counted_in_live_rooms_alone(client: Client) -> None:
    room, link = make_room(), make_invitation()

    for way in (room, link):
        client.get(way.get_absolute_url())

    assert counts(room) == (1, 0)
    assert counts(link) == (0, 0)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("get", {"sec-fetch-mode": "cors"}),
        ("get", {"sec-purpose": "prefetch"}),
    ],
    ids=["looking", "in another language", "ahead"],
)
def test_what_is_no_new_page_is_not_counted(
    client: Client, method: str, headers: dict[str, str]
) -> None:
    room = make_room()

    getattr(client, method)(room.get_absolute_url(), headers=headers)

    assert counts(room) == (0, 0)


def test_a_page_shown_again_with_its_errors_is_not_counted(client: Client) -> None:
    room = make_room()

    client.post(room.get_absolute_url(), {"token": new_token()})

    assert counts(room) == (0, 0)


def test_a_page_that_is_not_open_is_not_counted(client: Client) -> None:
    room = make_room(opens_at=timezone.now() + timedelta(hours=1))

    client.get(room.get_absolute_url())

    assert counts(room) == (0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_thirty_who_send_at_the_same_moment_are_thirty() -> None:
    room, twice = make_room(), new_token()
    tokens = [*(new_token() for _number in range(29)), twice, twice, twice]
    start = Barrier(len(tokens))

    def one(token: str) -> None:
        try:
            start.wait(timeout=20)
            send(room, text=f"lights {token[:4]}" if token != twice else "same", token=token)
            rooms.count_opened(room)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tokens)) as threads:
        list(threads.map(one, tokens))

    assert Response.objects.count() == 30
    assert counts(room) == (32, 30)


# --- Pausing -------------------------------------------------------------------------------------


def test_a_paused_room_keeps_nothing_and_takes_the_same_afterwards(worker: User) -> None:
    room, token = make_room(), new_token()
    rooms.pause(room, by=worker)

    with pytest.raises(RoomPaused):
        send(room, text="more lights", token=token)
    assert not Response.objects.exists()
    rooms.go_on(room, by=worker)
    send(room, text="more lights", token=token)

    assert counts(room) == (0, 1)


def test_a_repeat_gets_its_receipt_while_the_room_is_paused(worker: User) -> None:
    room, token = make_room(), new_token()
    words = send(room, text="more lights", token=token)
    rooms.pause(room, by=worker)

    assert send(room, text="more lights", token=token) == words


def test_a_childs_page_says_so_and_keeps_what_was_typed(client: Client, worker: User) -> None:
    room, token = make_room(), new_token()
    rooms.pause(room, by=worker)
    sent = posted(room, token, "more lights on the path")

    response = client.post(room.get_absolute_url(), sent)

    body = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "Paused for a moment." in body
    assert "Keep this page open. Your answers stay here." in body
    assert "more lights on the path" in body
    assert f'name="token" value="{token}"' in body
    assert "data-paused" in body


def test_whoever_opens_a_paused_room_may_read_and_is_told(client: Client, worker: User) -> None:
    room = make_room()
    rooms.pause(room, by=worker)

    response = client.get(room.get_absolute_url())

    assert response.status_code == 200
    assert "data-paused" in response.content.decode()


def test_only_a_live_room_that_is_open_is_paused(worker: User) -> None:
    link, room = make_invitation(), make_room()
    rooms.close(room, by=worker)

    for way in (link, room):
        with pytest.raises(NotARoom):
            rooms.pause(way, by=worker)


def test_a_room_that_was_closed_while_paused_is_not_paused_when_it_opens_again(
    client: Client, worker: User
) -> None:
    room = make_room()
    client.force_login(worker)
    rooms.pause(room, by=worker)
    rooms.close(room, by=worker)

    client.post(f"/staff/surveys/invitations/{room.pk}/reopen/")

    room.refresh_from_db()
    assert not room.paused
    assert room.is_open(timezone.now())


# --- Closing -------------------------------------------------------------------------------------


def test_closing_lets_words_through_that_waited_for_others(worker: User) -> None:
    room = make_room()
    send(room, text="only me so far")
    before = free_text.waiting_count(by=worker)

    rooms.close(room, by=worker)

    after = free_text.waiting_count(by=worker)
    assert (before, after) == (0, 1)


def test_the_survey_is_closed_too_only_where_that_is_asked(worker: User) -> None:
    first, second = make_room(), make_room()

    rooms.close(first, by=worker)
    rooms.close(second, survey_too=True, by=worker)

    assert Survey.objects.get(pk=first.survey_id).status == Survey.Status.OPEN
    assert Survey.objects.get(pk=second.survey_id).status == Survey.Status.CLOSED
    assert Event.objects.filter(action="survey-closed").count() == 1


def test_who_paused_and_closed_is_recorded(worker: User) -> None:
    room = make_room()

    rooms.pause(room, by=worker)
    rooms.go_on(room, by=worker)
    rooms.close(room, by=worker)

    done = Event.objects.filter(kind="invitation", actor=str(worker.pk)).order_by("pk")
    assert [it.action for it in done] == ["room-paused", "room-goes-on", "invitation-closed"]


# --- The pages -----------------------------------------------------------------------------------


def page(client: Client, room: Invitation, part: str = "") -> str:
    return client.get(f"/staff/live/{room.code}/{part}").content.decode()


def test_the_room_shows_the_code_and_two_counts(client: Client, worker: User) -> None:
    room = make_room()
    client.get(room.get_absolute_url())
    client.get(room.get_absolute_url())
    send(room, text="more lights")
    client.force_login(worker)

    body = page(client, room)

    assert room.code in body
    assert f'aria-label="QR code that leads to {settings.SITE_URL}/s/{room.code}/"' in body
    assert re.search(r"data-opened>2</span>.*data-sent>1</span>", body, re.S)
    assert 'data-live="/ws/live/' in body


def test_a_closed_room_shows_no_code_to_scan(client: Client, worker: User) -> None:
    client.force_login(worker)
    room = make_room()
    rooms.close(room, by=worker)

    text = page(client, room)

    assert "Nobody comes in now" in text
    assert "QR code" not in text
    assert f"/staff/live/{room.code}/screen/" in text


def test_no_answer_and_no_result_is_shown_while_the_room_is_open(
    client: Client, worker: User
) -> None:
    room = make_room()
    for number in range(12):
        send(room, text=f"kanarienvogel {number}", choice=1)
    client.force_login(worker)

    for part in ("", "now/", "screen/", "screen/now/", "close/"):
        body = page(client, room, part)
        assert "kanarienvogel" not in body
        assert "Very safe" not in body
        assert "/staff/results/" not in body
    facts = find(room.survey_id)
    assert facts
    with pytest.raises(NoResultsYet):
        read(facts, facts.audiences[0])


def test_the_big_screen_shows_no_counts_and_hurries_nobody(client: Client, worker: User) -> None:
    room = make_room()
    for number in range(3):
        send(room, text=f"lights {number}")
    client.force_login(worker)

    body = page(client, room, "screen/")

    assert "data-sent" not in body
    assert "have sent" not in body
    assert "You do not have to answer." in body
    assert "0800 1111" in body


@pytest.mark.parametrize(("number", "is_shown"), [(9, False), (12, True)])
def test_after_the_close_the_screen_says_what_everybody_may_know(
    client: Client, worker: User, number: int, is_shown: bool
) -> None:
    """Rounded, and only above the public's threshold: a room is not the Board."""
    room = make_room()
    for place in range(number):
        send(room, choice=1, text=f"kanarienvogel {place}")
    rooms.close(room, survey_too=True, by=worker)
    client.force_login(worker)

    body = page(client, room, "screen/")

    assert ("Too few have answered" in body) is not is_shown
    assert "About 12 " not in body
    assert "kanarienvogel" not in body


def test_a_room_that_is_no_live_room_is_not_there(client: Client, worker: User) -> None:
    link = make_invitation()
    client.force_login(worker)

    assert client.get(f"/staff/live/{link.code}/").status_code == 404


def test_the_room_is_paused_goes_on_and_is_closed_by_its_buttons(
    client: Client, worker: User
) -> None:
    room = make_room()
    client.force_login(worker)
    here = f"/staff/live/{room.code}/"

    assert "Paused" in client.post(f"{here}pause/", follow=True).content.decode()
    assert 'data-key="p"' in client.post(f"{here}go-on/", follow=True).content.decode()
    asked = client.get(f"{here}close/").content.decode()
    assert "Close the room?" in asked
    assert "can now be read" in asked
    closed = client.post(f"{here}close/", follow=True).content.decode()

    assert "The room is closed." in closed
    room.refresh_from_db()
    assert not room.is_open(timezone.now())
    assert room.survey.status == Survey.Status.OPEN


def test_closing_the_survey_from_the_room_leads_to_its_results(
    client: Client, worker: User
) -> None:
    room = make_room(survey=make_survey())
    client.force_login(worker)

    body = client.post(
        f"/staff/live/{room.code}/close/", {"survey": "yes"}, follow=True
    ).content.decode()

    assert f"/staff/results/{room.survey_id}/?audience=children" in body
    assert "results are made" in body
