from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from backend.accounts.models import User
from backend.audit.models import Event
from participation.moderation import services
from participation.moderation.models import Reading, Theme, Voice
from participation.moderation.queue import waiting
from participation.moderation.services import (
    AlreadyDecided,
    NeedsReason,
    NeedsWords,
    NoSuchWords,
)
from participation.safeguarding.services import escalate
from surveys import invitations
from surveys.models import Answer, Invitation
from tests.factories import (
    make_invitation,
    make_survey,
    make_theme,
    make_voice,
    make_words,
    send,
)

pytestmark = pytest.mark.django_db
Decision = Reading.Decision


def waiting_texts(by: User) -> list[str]:
    return [row.words.text for row in waiting(by=by) if row.words]


@pytest.mark.parametrize(
    ("decide", "text", "heard"),
    [
        (services.approve, (), "I <3 school & football"),
        (services.redact, ("I <3 [a place]",), "I <3 [a place]"),
        (services.paraphrase, ("School is good.",), "School is good."),
    ],
)
def test_words_that_are_let_through_make_a_voice_and_the_original_stays(
    decide: Any, text: tuple[str, ...], heard: str, worker: User
) -> None:
    answer = make_words("I <3 school & football")

    voice = decide(answer.pk, *text, by=worker)

    assert voice.text == heard
    assert Voice.objects.get() == voice
    answer.refresh_from_db()
    assert answer.text == "I <3 school & football"


def test_words_that_are_kept_back_make_no_voice(worker: User) -> None:
    one, two, three = (make_words(f"words {number}") for number in range(3))

    services.hold(one.pk, by=worker)
    services.reject(two.pk, by=worker, reason=Reading.Reason.NOT_AN_ANSWER)
    escalate(three.pk, by=worker)

    assert not Voice.objects.exists()
    assert waiting_texts(worker) == []


def test_words_are_decided_once(worker: User, lead: User) -> None:
    answer = make_words()
    services.approve(answer.pk, by=worker)

    with pytest.raises(AlreadyDecided, match="Already decided by Wren Worker: Approved"):
        services.reject(answer.pk, by=lead, reason=Reading.Reason.OTHER)

    assert Reading.objects.count() == Voice.objects.count() == 1


def test_held_words_are_decided_again_by_whoever_saw_them_held(worker: User, lead: User) -> None:
    answer = make_words()
    held = services.hold(answer.pk, by=worker)

    with pytest.raises(AlreadyDecided):
        services.approve(answer.pk, by=lead)
    voice = services.approve(answer.pk, by=lead, seen=held.pk)

    assert voice.reading.decision == Decision.APPROVED
    assert Reading.objects.current().get() == voice.reading
    assert Reading.objects.count() == 2


def test_an_undone_decision_lets_the_words_wait_again_and_its_voice_goes(worker: User) -> None:
    voice = make_voice("put lights here", by=worker)
    theme = make_theme(voices=[voice], group=voice.group, by=worker)

    services.undo(voice.reading, by=worker)

    assert waiting_texts(worker) == ["put lights here"]
    assert not Voice.objects.exists()
    assert Theme.objects.get(pk=theme.pk).retired_on is not None
    with pytest.raises(AlreadyDecided):
        services.undo(voice.reading, by=worker)


def test_what_must_be_said_is_asked_for(worker: User) -> None:
    answer = make_words()

    with pytest.raises(NeedsReason):
        services.reject(answer.pk, by=worker, reason="")
    with pytest.raises(NeedsWords):
        services.redact(answer.pk, " \n", by=worker)
    with pytest.raises(NoSuchWords):
        services.approve(uuid4(), by=worker)

    assert not Reading.objects.exists()


def test_words_from_a_room_wait_for_five_or_for_its_end(worker: User) -> None:
    room = make_invitation(make_survey(), kind=Invitation.Kind.TABLET)

    for number in range(4):
        send(room, text=f"from the room {number}")
    assert waiting_texts(worker) == []
    send(room, text="from the room 4")
    assert len(waiting_texts(worker)) == 5

    send(room, text="the sixth")
    assert len(waiting_texts(worker)) == 5
    invitations.close(room, by=worker)
    assert len(waiting_texts(worker)) == 6


def test_words_in_a_room_cannot_be_decided_before_they_can_be_read(worker: User) -> None:
    room = make_invitation(make_survey(), kind=Invitation.Kind.LIVE)
    send(room, text="still in the room")

    with pytest.raises(NoSuchWords):
        services.approve(Answer.objects.get().pk, by=worker)


def test_words_with_a_risk_sign_come_first_and_at_once_even_from_a_room(worker: User) -> None:
    make_words("lights please")
    send(
        make_invitation(make_survey(), kind=Invitation.Kind.HELPED),
        text="I want to kill myself",
    )

    assert waiting_texts(worker) == ["I want to kill myself", "lights please"]


def test_every_reading_of_raw_words_is_audited(worker: User) -> None:
    answer = make_words()

    waiting_texts(worker)

    event = Event.objects.get(action="read-words")
    assert event.actor == str(worker.pk)
    assert event.detail == {"answers": [str(answer.pk)]}
