from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import User
from surveys.models import Invitation, Plan, Survey
from tests.factories import make_group, make_invitation, make_item, make_survey, send

pytestmark = pytest.mark.django_db
SURVEYS = "/staff/surveys/"


def test_everybody_who_may_see_surveys_sees_what_is_asked_and_when_it_is_heard(
    client: Client, manager: User, board_member: User, clerk: User
) -> None:
    survey = make_survey(title="Safety where you live")
    item = make_item(surveys=[survey])
    code = make_invitation(survey).code

    for person in (manager, board_member, clerk):
        client.force_login(person)
        body = client.get(SURVEYS).content.decode()
        assert "Safety where you live" in body
        assert item.meeting.body.name in body
        assert code not in body
        assert "<form" not in body.split("<main")[1]


def test_each_survey_leads_builders_to_its_page_and_nobody_else(
    client: Client, worker: User, manager: User
) -> None:
    survey = make_survey()

    bodies = []
    for person in (worker, manager):
        client.force_login(person)
        bodies.append(client.get(SURVEYS).content.decode())

    link = f'href="{SURVEYS}{survey.pk}/"'
    assert [link in body for body in bodies] == [True, False]
    assert "/admin/" not in bodies[0]


def test_how_many_answered_is_not_shown(client: Client, worker: User) -> None:
    invitation = make_invitation()
    client.force_login(worker)

    def shown() -> str:
        own = f"{SURVEYS}{invitation.survey_id}/"
        pages = [client.get(path).content.decode() for path in (SURVEYS, own)]
        main = "".join(page.split("<main")[1] for page in pages)
        return re.sub(r'(data-(left|most)|name="csrfmiddlewaretoken" value)="\w+"', "", main)

    before = shown()
    for number in range(7):
        send(invitation, choice=1, text=f"words {number}")

    assert shown() == before


def test_a_survey_is_opened_and_closed(client: Client, worker: User) -> None:
    survey = make_survey(opened=False)
    client.force_login(worker)

    client.post(f"{SURVEYS}{survey.pk}/open/")
    survey.refresh_from_db()
    assert survey.status == Survey.Status.OPEN
    client.post(f"{SURVEYS}{survey.pk}/close/")

    survey.refresh_from_db()
    assert survey.status == Survey.Status.CLOSED


def test_whoever_opens_a_survey_is_led_to_its_first_way_in(client: Client, worker: User) -> None:
    survey = make_survey(opened=False)
    client.force_login(worker)

    plan = client.get(f"{SURVEYS}{survey.pk}/plan/").content.decode()
    where = f"{SURVEYS}{survey.pk}/"
    page = client.get(where).content.decode()
    opened = client.post(f"{where}open/", follow=True)

    assert f'href="{where}#open"' in plan
    assert 'id="open"' in page
    assert opened.redirect_chain[-1][0] == f"{where}invitations/"
    assert "Now make a way in" in opened.content.decode()


def test_whoever_pauses_a_room_sees_that_it_is_paused(client: Client, worker: User) -> None:
    room = make_invitation(kind=Invitation.Kind.LIVE)
    client.force_login(worker)

    paused = client.post(f"/staff/live/{room.code}/pause/", follow=True)

    assert paused.redirect_chain[-1][0].endswith("#now"), "on a phone it stands below the code"
    assert 'id="now"' in paused.content.decode()


def test_a_survey_without_a_plan_stays_closed_and_the_page_says_why(
    client: Client, worker: User
) -> None:
    survey = make_survey(opened=False)
    Plan.objects.all().delete()
    client.force_login(worker)

    body = client.post(f"{SURVEYS}{survey.pk}/open/", follow=True).content.decode()

    assert "Say how it is made safe to speak." in body
    survey.refresh_from_db()
    assert survey.status == Survey.Status.DRAFT


def test_an_invitation_is_closed_and_opened_again(client: Client, worker: User) -> None:
    invitation = make_invitation()
    client.force_login(worker)

    client.post(f"{SURVEYS}invitations/{invitation.pk}/close/")
    invitation.refresh_from_db()
    assert not invitation.is_open(timezone.now())
    client.post(f"{SURVEYS}invitations/{invitation.pk}/reopen/")

    invitation.refresh_from_db()
    assert invitation.is_open(timezone.now())


def test_those_who_do_not_build_change_nothing(client: Client, manager: User) -> None:
    survey = make_survey(opened=False)
    client.force_login(manager)

    response = client.post(f"{SURVEYS}{survey.pk}/open/")

    assert response.status_code == 403
    survey.refresh_from_db()
    assert survey.status == Survey.Status.DRAFT


def test_many_surveys_cost_no_more_queries(client: Client, worker: User) -> None:
    group = make_group()
    client.force_login(worker)

    def queries(number: int) -> int:
        for _number in range(number):
            make_invitation(make_survey(group=group))
        with CaptureQueriesContext(connection) as captured:
            client.get(SURVEYS)
        return len(captured)

    few = queries(3)

    assert queries(27) == few <= 11
