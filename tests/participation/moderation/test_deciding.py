from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import Event
from participation.moderation import services, theming
from participation.moderation.models import Reading, Theme, Voice
from participation.moderation.queue import waiting, waiting_count
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


def test_a_final_decision_stands_until_it_is_undone_even_for_those_who_saw_it(
    worker: User,
) -> None:
    """Or words could be rejected while the Voice made from them is still read by adults."""
    answer = make_words()
    voice = services.approve(answer.pk, by=worker)

    with pytest.raises(AlreadyDecided):
        services.reject(answer.pk, by=worker, reason=Reading.Reason.OTHER, seen=voice.reading_id)

    assert Reading.objects.current().get() == voice.reading


@pytest.mark.parametrize(
    ("decide", "actions"),
    [
        (lambda pk, by: services.approve(pk, by=by), ["words-approved"]),
        (lambda pk, by: services.redact(pk, "[..]", by=by), ["words-redacted"]),
        (lambda pk, by: services.paraphrase(pk, "Lit.", by=by), ["words-paraphrased"]),
        (lambda pk, by: services.hold(pk, by=by), ["words-held"]),
        (lambda pk, by: services.reject(pk, by=by, reason="twice"), ["words-rejected"]),
        (lambda pk, by: escalate(pk, by=by), ["words-escalated", "concern-raised"]),
        (
            lambda pk, by: services.undo(services.hold(pk, by=by), by=by),
            ["words-held", "decision-undone"],
        ),
    ],
)
def test_every_decision_is_audited_with_who_made_it(
    decide: Any, actions: list[str], worker: User
) -> None:
    answer = make_words("kanarienvogel")

    decide(answer.pk, worker)

    events = Event.objects.filter(detail__answer=str(answer.pk)).order_by("pk")
    assert [event.action for event in events] == actions
    assert {event.actor for event in events} == {str(worker.pk)}
    assert not any("kanarienvogel" in str(event.detail) for event in events)


def test_held_words_are_decided_again_by_whoever_saw_them_held(worker: User, lead: User) -> None:
    answer = make_words()
    held = services.hold(answer.pk, by=worker)

    with pytest.raises(AlreadyDecided):
        services.approve(answer.pk, by=lead)
    voice = services.approve(answer.pk, by=lead, seen=held.pk)

    assert voice.of_reading.decision == Decision.APPROVED
    assert Reading.objects.current().get() == voice.reading
    assert Reading.objects.count() == 2


def test_an_undone_decision_lets_the_words_wait_again_and_its_voice_goes(worker: User) -> None:
    voice = make_voice("put lights here", by=worker)
    theme = make_theme(voices=[voice], group=voice.group, by=worker)

    services.undo(voice.of_reading, by=worker)

    assert waiting_texts(worker) == ["put lights here"]
    assert not Voice.objects.exists()
    assert Theme.objects.get(pk=theme.pk).retired_on is not None
    with pytest.raises(AlreadyDecided):
        services.undo(voice.of_reading, by=worker)


def test_a_theme_takes_no_voice_of_another_group(worker: User) -> None:
    theme = make_theme(voices=2)

    theming.add_voices(theme, [make_voice(by=worker)], by=worker)

    theme.refresh_from_db()
    assert theme.voices.count() == 2
    assert theme.on_board_since is None


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


def test_words_in_an_open_room_are_not_even_counted(worker: User) -> None:
    room = make_invitation(kind=Invitation.Kind.TABLET)

    send(room, text="still in the room")

    assert waiting_count(by=worker) == 0


def test_words_that_were_decided_leave_the_queue_to_the_others(worker: User) -> None:
    decided = make_words("said the day before", now=timezone.now() - timedelta(days=1))
    make_words("said today")

    services.approve(decided.pk, by=worker)

    assert waiting_texts(worker) == ["said today"]


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
