"""When words can be read: at once from a link, in fives from a room, and risk signs always."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import Event
from surveys import answering, building, free_text, invitations
from surveys.answering import Said, Submission
from surveys.models import Answer, Audience, Invitation, Question
from tests.factories import make_invitation, make_survey, new_token, send

pytestmark = pytest.mark.django_db


def waiting(worker: User) -> list[str]:
    words = free_text.read_waiting(by=worker)
    return [it.text for it in words]


def test_words_from_an_open_link_wait_at_once(worker: User) -> None:
    send(make_invitation(), text="more lights")

    assert waiting(worker) == ["more lights"]


@pytest.mark.parametrize("kind", ["live", "tablet", "helped"])
def test_words_from_a_room_wait_for_four_others(worker: User, kind: str) -> None:
    invitation = make_invitation(kind=Invitation.Kind(kind))

    for number in range(4):
        send(invitation, text=f"words {number}")
    assert waiting(worker) == []

    send(invitation, text="words 4")
    assert sorted(waiting(worker)) == [f"words {number}" for number in range(5)]


def test_words_of_a_room_are_not_in_the_order_of_arrival(worker: User) -> None:
    orders = set()
    for _round in range(4):
        invitation = make_invitation(kind=Invitation.Kind.TABLET)
        for number in range(5):
            send(invitation, text=f"words {number}")
        mine = Answer.objects.filter(response__survey=invitation.survey).values_list(
            "pk", flat=True
        )
        orders.add(tuple(words.text for words in _read(worker, list(mine))))

    assert len(orders) > 1


def _read(worker: User, ids: list[Any]) -> list[free_text.Words]:
    words = free_text.read_waiting(by=worker)
    return [it for it in words if it.answer_id in ids]


def test_words_of_a_room_can_be_read_once_it_closes(worker: User) -> None:
    invitation = make_invitation(kind=Invitation.Kind.LIVE)
    send(invitation, text="more lights")

    invitations.close(invitation, by=worker)

    assert waiting(worker) == ["more lights"]


def test_words_of_a_room_wait_while_another_room_of_the_survey_is_open(worker: User) -> None:
    invitation = make_invitation(kind=Invitation.Kind.LIVE)
    make_invitation(invitation.survey, kind=Invitation.Kind.TABLET)
    send(invitation, text="more lights")

    invitations.close(invitation, by=worker)

    assert waiting(worker) == []


def test_words_of_a_room_can_be_read_once_its_time_is_over(worker: User) -> None:
    now = timezone.now()
    invitation = make_invitation(kind=Invitation.Kind.LIVE, closes_at=now + timedelta(hours=1))
    send(invitation, text="more lights")
    assert waiting(worker) == []

    Invitation.objects.update(closes_at=now - timedelta(seconds=1))

    assert waiting(worker) == ["more lights"]


def test_words_of_a_room_can_be_read_once_its_survey_closes(worker: User) -> None:
    invitation = make_invitation(kind=Invitation.Kind.LIVE)
    send(invitation, text="more lights")

    building.close_survey(invitation.survey, by=worker)

    assert waiting(worker) == ["more lights"]


def test_what_is_open_elsewhere_keeps_no_words_of_a_room_waiting(worker: User) -> None:
    invitation = make_invitation(kind=Invitation.Kind.LIVE)
    make_invitation(invitation.survey)
    make_invitation(invitation.survey, kind=Invitation.Kind.LIVE, audience=Audience.BOARD)
    make_invitation(kind=Invitation.Kind.LIVE)
    send(invitation, text="more lights")

    invitations.close(invitation, by=worker)

    assert waiting(worker) == ["more lights"]


def test_a_room_is_five_people_and_not_five_texts(worker: User) -> None:
    survey = make_survey(opened=False)
    more = building.add_question(survey, kind=Question.Kind.TEXT, text="What else?")
    words = survey.questions.all()[1]
    room = make_invitation(building.open_survey(survey, by=None), kind=Invitation.Kind.TABLET)

    for _child in range(4):
        said = {str(words.pk): Said(text="lights"), str(more.pk): Said(text="buses")}
        answering.send(room, Submission(new_token(), said))

    assert waiting(worker) == []


def test_a_room_is_five_people_of_one_survey_and_one_audience(worker: User) -> None:
    room = make_invitation(kind=Invitation.Kind.TABLET)
    for number in range(4):
        send(room, text=f"words {number}")

    send(make_invitation(kind=Invitation.Kind.TABLET), text="of another survey")
    send(
        make_invitation(room.survey, kind=Invitation.Kind.TABLET, audience=Audience.BOARD),
        text="of another audience",
    )

    assert waiting(worker) == []


def test_a_risk_sign_lets_words_out_of_any_room(worker: User) -> None:
    send(make_invitation(kind=Invitation.Kind.LIVE), text="more lights")

    Answer.objects.update(risk=True)

    assert waiting(worker) == ["more lights"]


def test_words_with_a_risk_sign_come_before_those_of_earlier_days(worker: User) -> None:
    invitation, now = make_invitation(), timezone.now()
    for days, text in ((3, "three days ago"), (9, "nine days ago"), (0, "i want to kill myself")):
        send(invitation, text=text, now=now - timedelta(days=days))

    assert waiting(worker) == ["i want to kill myself", "nine days ago", "three days ago"]


@pytest.mark.usefixtures("clerk", "board_member", "manager", "administrator", "outsider")
def test_words_with_a_risk_sign_never_wait_and_come_first(
    worker: User, lead: User, django_capture_on_commit_callbacks: Any
) -> None:
    send(make_invitation(), text="more lights")
    with django_capture_on_commit_callbacks(execute=True):
        send(make_invitation(kind=Invitation.Kind.TABLET), text="i want to kill myself")

    assert waiting(worker) == ["i want to kill myself", "more lights"]
    assert not Answer.objects.filter(risk=True, from_room=True).exists()
    assert {letter.to[0] for letter in mail.outbox} == {worker.email, lead.email}
    assert not any("kill" in f"{letter.body} {letter.subject}" for letter in mail.outbox)


def test_nobody_who_left_gets_a_letter(
    worker: User, lead: User, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=worker.pk).update(is_active=False)

    with django_capture_on_commit_callbacks(execute=True):
        send(make_invitation(), text="i want to kill myself")

    assert [letter.to for letter in mail.outbox] == [[lead.email]]


def test_every_look_at_words_is_audited(worker: User) -> None:
    send(make_invitation(), text="more lights")

    waiting(worker)

    event = Event.objects.get(action="read-words")
    assert event.actor == str(worker.pk)
    assert event.detail == {"answers": [str(Answer.objects.get().pk)]}
