"""What is kept until when, proof of what was emptied, and a warning when nothing runs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Letter, User
from backend.audit.log import record
from backend.audit.models import Event
from participation.keeping import running
from participation.moderation import services as moderation
from surveys import building
from surveys.models import Survey
from tests.factories import make_group_voice, make_invitation, make_note, make_survey, make_words

pytestmark = pytest.mark.django_db
PAGE = "/staff/housekeeping/"


def body_of(client: Client, user: User, path: str = PAGE) -> str:
    client.force_login(user)
    return " ".join(client.get(path).content.decode().split())


def closed(survey: Survey, days: int) -> date:
    on = timezone.localdate() - timedelta(days=days)
    building.close_survey(survey, by=None, on=on)
    return on


def as_shown(day: date) -> str:
    return f"{day:%-d %B %Y}"


def test_the_day_is_told_on_which_a_surveys_words_are_emptied(
    client: Client, worker: User, manager: User, administrator: User, settings: Any
) -> None:
    survey = make_survey(title="Lights")
    moderation.approve(make_words(invitation=make_invitation(survey)).pk, by=worker)
    on = closed(survey, 10) + timedelta(days=settings.RAW_TEXT_DAYS)

    for person in (worker, manager, administrator):
        body = body_of(client, person)
        assert "Lights" in body
        assert as_shown(on) in body


def test_what_keeps_words_back_is_counted_for_moderators_alone(
    client: Client, worker: User, manager: User
) -> None:
    survey = make_survey()
    invitation = make_invitation(survey)
    make_words("kanarienvogel", invitation=invitation)
    moderation.hold(make_words("held", invitation=invitation).pk, by=worker)
    closed(survey, 10)

    assert "2 texts to decide about" in body_of(client, worker)
    assert "to decide about" not in body_of(client, manager)
    assert "kanarienvogel" not in body_of(client, worker)


def test_words_about_staff_are_counted_by_their_readers_alone(client: Client, worker: User) -> None:
    survey = make_survey()
    make_words(invitation=make_invitation(survey))
    survey.about_staff = True
    survey.save()
    closed(survey, 10)

    assert "Its own readers see that" in body_of(client, worker)
    survey.readers.add(worker)
    assert "1 text to decide about" in body_of(client, worker)
    survey.asked_about.add(worker)
    assert "Its own readers see that" in body_of(client, worker)


def test_a_survey_that_holds_no_words_any_more_is_not_listed(client: Client, worker: User) -> None:
    survey = make_survey(title="Lights")
    moderation.approve(make_words(invitation=make_invitation(survey)).pk, by=worker)
    closed(survey, 91)

    call_command("housekeeping", verbosity=0)

    body = body_of(client, worker)
    assert "No words wait to be emptied" in body
    assert "1 text" in body


def test_proof_is_a_day_and_a_count_and_a_small_count_is_for_those_who_read_alone(
    client: Client, worker: User, manager: User, administrator: User
) -> None:
    record("words-erased", by=None, count=3)
    record("words-erased", by=None, count=12)
    record("messages-erased", by=None, count=2)

    seen = {person: body_of(client, person) for person in (worker, manager, administrator)}

    assert as_shown(timezone.localdate()) in seen[worker]
    assert "3 texts" in seen[worker]
    assert "12 texts" in seen[worker]
    assert "Fewer than 5 messages" in seen[worker]
    assert "2 messages" in seen[manager]
    for person in (manager, administrator):
        assert "Fewer than 5 texts" in seen[person]
        assert "10 texts or more" in seen[person]
        assert "3 texts" not in seen[person]
        assert "12 texts" not in seen[person]


def test_the_oldest_draft_of_a_note_has_its_day(
    client: Client, manager: User, settings: Any
) -> None:
    said_on = timezone.localdate() - timedelta(days=20)
    make_group_voice("Agreed long ago", said_on=said_on - timedelta(days=40))
    make_note("Not agreed", said_on=said_on)

    body = body_of(client, manager)

    assert as_shown(said_on + timedelta(days=settings.RAW_TEXT_DAYS)) in body
    assert "Not agreed" not in body


def test_a_day_without_housekeeping_is_explained_here(client: Client, worker: User) -> None:
    Event.objects.create(action=running.RAN, at=timezone.now() - timedelta(hours=27))
    assert "more than 26 hours ago" in body_of(client, worker)

    call_command("housekeeping", verbosity=0)

    assert "more than 26 hours ago" not in body_of(client, worker)


def test_a_new_house_has_a_day_before_it_is_late() -> None:
    assert not running.is_late()
    record("demo-loaded", by=None)
    assert not running.is_late()

    tomorrow = timezone.now() + timedelta(hours=27)
    assert running.is_late(tomorrow)
    call_command("housekeeping", verbosity=0)
    assert not running.is_late()


def test_who_lists_surveys_is_led_to_the_notes_and_who_gives_roles_to_the_people(
    client: Client, worker: User, administrator: User
) -> None:
    assert "/staff/groups/" in body_of(client, worker)
    assert 'href="/staff/people/"' not in body_of(client, worker)
    assert 'href="/staff/people/"' in body_of(client, administrator)


@pytest.mark.django_db
def test_a_run_is_noted_once_an_hour() -> None:
    now = timezone.now()

    for minutes in (0, 5, 10, 59, 61):  # written down at the time it is, 0
        running.note_run(now + timedelta(minutes=minutes))

    assert Event.objects.filter(action=running.RAN).count() == 2


def test_what_may_not_have_arrived_is_named_and_sent_again_by_an_administrator(
    client: Client, worker: User, administrator: User
) -> None:
    Letter.objects.create(to="lead@example.org", subject="Noticed: look", body="Look.", unsure=2)

    seen = body_of(client, worker)
    assert "“Noticed: look”" in seen
    assert "lead@example.org" not in seen
    assert "Send them again" in body_of(client, administrator)
    client.post(f"{PAGE}letters/")

    assert [it.to for it in mail.outbox] == [["lead@example.org"]]
    assert Event.objects.get(action="letters-sent-again").actor == str(administrator.pk)
    assert "No e-mail waits to be sent" in body_of(client, administrator)
