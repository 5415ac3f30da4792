"""Housekeeping: letters go out, old words are emptied, and doing it again does nothing."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from backend.accounts.models import Letter, User
from backend.audit.models import Event
from participation.moderation import services as moderation
from participation.moderation.models import Voice
from surveys import building
from surveys.models import Answer, Survey
from tests.factories import make_invitation, make_message, make_survey, make_words

pytestmark = pytest.mark.django_db


def keep_house() -> str:
    out = io.StringIO()
    call_command("housekeeping", stdout=out)
    return out.getvalue().strip()


def closed_long_ago(survey: Survey) -> None:
    building.close_survey(survey, by=None, on=timezone.localdate() - timedelta(days=91))


def test_a_letter_that_waits_is_sent_once() -> None:
    Letter.objects.create(to="lead@example.org", subject="Noticed: look", body="Look now.")

    said = [keep_house(), keep_house()]

    assert [it.splitlines()[0] for it in said] == [
        "Letters sent: 1. Texts emptied: 0.",
        "Letters sent: 0. Texts emptied: 0.",
    ]
    assert [letter.to for letter in mail.outbox] == [["lead@example.org"]]


def test_old_words_that_were_decided_are_emptied_and_their_voice_stays(worker: User) -> None:
    survey = make_survey()
    answer = make_words("More lights", invitation=make_invitation(survey))
    voice = moderation.approve(answer.pk, by=worker)
    closed_long_ago(survey)

    said = [keep_house(), keep_house()]

    answer.refresh_from_db()
    assert (answer.text, answer.erased_on) == ("", timezone.localdate())
    assert Voice.objects.get().text == voice.text == "More lights"
    assert [it.splitlines()[0] for it in said] == [
        "Letters sent: 0. Texts emptied: 1.",
        "Letters sent: 0. Texts emptied: 0.",
    ]
    assert Event.objects.filter(action="words-erased").count() == 1


def test_a_message_that_nobody_answers_is_reminded_of(lead: User) -> None:
    make_message(now=timezone.now() - timedelta(days=60))

    said = [keep_house(), keep_house()]

    assert [it.splitlines()[1] for it in said] == [
        "Messages reminded of: 1. Messages emptied: 0.",
        "Messages reminded of: 0. Messages emptied: 0.",
    ]


def test_words_that_nobody_decided_for_good_are_kept(worker: User) -> None:
    survey = make_survey()
    invitation = make_invitation(survey)
    make_words("Nobody has read this", invitation=invitation)
    held = make_words("Somebody still thinks about this", invitation=invitation)
    moderation.hold(held.pk, by=worker)
    closed_long_ago(survey)

    keep_house()

    assert Answer.objects.words().count() == 2


def test_words_of_a_survey_that_closed_lately_are_kept(worker: User) -> None:
    survey = make_survey()
    answer = make_words("Not yet", invitation=make_invitation(survey))
    moderation.approve(answer.pk, by=worker)
    building.close_survey(survey, by=None)

    keep_house()

    assert Answer.objects.words().exists()
