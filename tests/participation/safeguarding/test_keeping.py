"""Housekeeping of messages: whoever is late is reminded, and what is long over is emptied."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Letter, User
from backend.audit.models import Event
from participation.safeguarding.inbox import services
from participation.safeguarding.inbox.keeping import erase_old, remind
from participation.safeguarding.models import Message
from tests.factories import make_message, write

pytestmark = pytest.mark.django_db
WORDS = "kanarienvogel shouted at me"
LONG_AGO = timedelta(days=60)


@pytest.fixture
def late(lead: User, manager: User) -> Message:
    message = make_message(words=WORDS, now=timezone.now() - LONG_AGO)
    Letter.objects.all().delete()
    return message


def closed(days: int, outcome: str, *, by: User) -> str:
    """A message closed so many days ago; its five words."""
    words = write(words=WORDS, name="Josephine", reach="zwitscherweg 7")
    message = Message.objects.get(closed_on=None)
    services.answer(message, "Dear Josephine", by=by)
    services.close(message, outcome=outcome, text="Met Josephine.", by=by)
    Message.objects.filter(pk=message.pk).update(
        closed_on=timezone.localdate() - timedelta(days=days)
    )
    return words


def test_readers_are_reminded_once_a_week_and_managers_hear_that_leads_are_late(
    late: Message, lead: User, manager: User
) -> None:
    assert [remind(), remind()] == [1, 0]

    to_lead, to_manager = Letter.objects.order_by("pk")
    assert (to_lead.to, to_manager.to) == (lead.email, manager.email)
    assert f"/staff/messages/{late.pk}/" in to_lead.body
    assert str(late.pk) not in to_manager.body
    assert "kanarienvogel" not in to_lead.body + to_manager.body

    Message.objects.update(reminded_on=timezone.localdate() - timedelta(days=7))
    assert remind() == 1


def test_on_the_day_itself_only_the_readers_are_reminded(
    late: Message, lead: User, manager: User
) -> None:
    Message.objects.update(due_on=timezone.localdate())

    remind()

    assert [it.to for it in Letter.objects.all()] == [lead.email]


def test_managers_who_are_late_themselves_are_reminded_once(
    late: Message, lead: User, manager: User
) -> None:
    services.hand_on(late, by=lead)
    Letter.objects.all().delete()

    remind()

    assert [it.to for it in Letter.objects.all()] == [manager.email]


def test_nobody_is_reminded_of_what_is_answered_or_not_due(late: Message, lead: User) -> None:
    services.answer(late, "We heard you.", by=lead)
    make_message()

    assert remind() == 0


def test_what_is_long_over_is_emptied_and_who_did_what_stays(lead: User) -> None:
    words = closed(90, "put_right", by=lead)

    assert [erase_old(), erase_old()] == [1, 0]

    message = Message.objects.get()
    assert (message.words, message.name, message.reach) == ("", "", "")
    assert [(it.kind, it.text, it.by) for it in message.notes.all()] == [
        ("answer", "", lead),
        ("closed", "", lead),
    ]
    assert message.erased_on == timezone.localdate()
    assert Event.objects.filter(action="messages-erased").count() == 1
    body = Client().post("/messages/", {"receipt": words}).content.decode()
    assert "We deleted your own words on" in body
    assert "Josephine" not in body


@pytest.mark.parametrize(("days", "outcome"), [(89, "put_right"), (400, "referred")])
def test_what_closed_lately_or_is_about_a_childs_safety_is_kept(
    lead: User, days: int, outcome: str
) -> None:
    closed(days, outcome, by=lead)

    assert erase_old() == 0
    assert Message.objects.get().words == WORDS


def test_what_is_open_is_kept_however_old(late: Message) -> None:
    assert erase_old() == 0
    assert Message.objects.get().words == WORDS
