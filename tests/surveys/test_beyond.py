"""Answers beyond what was expected are kept and read, and counted once a worker says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from backend.accounts.models import Letter, User
from backend.audit.models import Event
from surveys import answering, beyond, building, counting, free_text, kept
from surveys.beyond import CannotSay
from surveys.models import Answer, Audience, Invitation, Response, Ruling
from tests.factories import make_invitation, send

FEW = 3


@pytest.fixture
def spread(worker: User) -> Invitation:
    """A link that brought two answers more than were expected."""
    invitation = make_invitation()
    Invitation.objects.filter(pk=invitation.pk).update(expected=FEW)
    for number in range(FEW + 2):
        send_again(invitation, text=f"word {number}", choice=1)
    return again(invitation)


def again(invitation: Invitation) -> Invitation:
    return Invitation.objects.get(pk=invitation.pk)


def send_again(invitation: Invitation, **said: Any) -> str:
    """As a view does: with the invitation as the database has it now."""
    return send(again(invitation), **said)


def counted(invitation: Invitation) -> tuple[int, int]:
    """How many are counted: who sent, and who picked the first face."""
    survey = invitation.survey
    asked = counting.asked([survey], Audience.CHILDREN)
    picked = counting.picks(asked, Audience.CHILDREN)
    base = counting.bases([survey]).get(Audience.CHILDREN, {}).get(survey.pk, 0)
    return base, sum(picked.values())


def read_by(user: User) -> list[free_text.Words]:
    return free_text.read_waiting(by=user)


@pytest.mark.django_db
def test_what_comes_beyond_is_kept_and_in_no_number(spread: Invitation) -> None:
    assert Response.objects.count() == spread.answered == FEW + 2
    assert beyond.waiting(spread.survey) == {Audience.CHILDREN: 2}
    assert counted(spread) == (FEW, FEW)


@pytest.mark.django_db
def test_its_words_are_read_after_all_others_and_say_so(spread: Invitation, worker: User) -> None:
    send_again(make_invitation(spread.survey), text="one more from elsewhere")

    read = read_by(worker)

    assert [it.is_beyond for it in read] == [False] * (FEW + 1) + [True] * 2
    assert {it.audience for it in read} == {Audience.CHILDREN}


@pytest.mark.django_db
def test_a_sign_of_danger_comes_first_however_many_sent_before(
    spread: Invitation, worker: User
) -> None:
    send_again(spread, text="i want to kill myself")

    first, *_others = read_by(worker)

    assert first.risk
    assert first.is_beyond


@pytest.mark.django_db
def test_a_worker_counts_them_and_they_are_like_all_others(
    spread: Invitation, worker: User
) -> None:
    ruling = beyond.say(spread.survey, Audience.CHILDREN, are_counted=True, by=worker)

    assert str(ruling) == "2 counted"
    assert counted(spread) == (FEW + 2, FEW + 2)
    assert not Answer.objects.filter(audience="").exists()
    assert not any(it.is_beyond for it in read_by(worker))


@pytest.mark.django_db
def test_left_out_they_stay_out_for_a_reason_that_is_kept(spread: Invitation, worker: User) -> None:
    with pytest.raises(CannotSay, match="why"):
        beyond.say(spread.survey, Audience.CHILDREN, are_counted=False, because=" ", by=worker)
    beyond.say(spread.survey, Audience.CHILDREN, are_counted=False, because="A joke.", by=worker)

    assert counted(spread) == (FEW, FEW)
    assert beyond.waiting(spread.survey) == {}
    assert [it.because for it in beyond.rulings(spread.survey)] == ["A joke."]
    assert Event.objects.filter(action="answers-ruled-on").exists()
    assert len(read_by(worker)) == FEW + 2


@pytest.mark.django_db
def test_once_the_survey_is_closed_its_numbers_stay(spread: Invitation, worker: User) -> None:
    building.close_survey(spread.survey, by=worker)

    with pytest.raises(CannotSay, match="closed"):
        beyond.say(spread.survey, Audience.CHILDREN, are_counted=True, by=worker)


@pytest.mark.django_db
def test_a_child_reads_and_takes_back_what_came_beyond_like_any_other(
    spread: Invitation, client: Client
) -> None:
    words = send_again(spread, text="mine", choice=1)

    page = client.post("/journey/", {"receipt": words}).content.decode()
    client.post("/journey/", {"receipt": words, "do": "take-back"})

    assert "mine" in page
    assert kept.find(words) is None


@pytest.mark.django_db
def test_a_child_is_told_how_it_stands(spread: Invitation, worker: User, client: Client) -> None:
    def told(words: str) -> tuple[str, str]:
        sent = client.post("/api/v1/journeys/", {"receipt": words}, "application/json").json()
        return client.post("/journey/", {"receipt": words}).content.decode(), sent["kept"]["beyond"]

    waits, is_waiting = told(words := send_again(spread, text="mine", choice=1))
    beyond.say(spread.survey, Audience.CHILDREN, are_counted=True, by=worker)
    counts, is_counted = told(words)
    later = send_again(spread, choice=1)
    building.close_survey(spread.survey, by=worker)
    stays_out, is_out = told(later)

    assert "A worker still has to say if yours is counted." in waits
    assert "A worker reads your words all the same." in waits
    assert "Very many answers came." not in counts
    assert "Yours is not counted." in stays_out
    assert "A worker reads your words" not in stays_out
    assert (is_waiting, is_counted, is_out) == ("waiting", "", "left_out")


@pytest.mark.django_db
def test_workers_are_told_once_for_each_number(
    spread: Invitation, worker: User, django_capture_on_commit_callbacks: Any
) -> None:
    def told() -> int:
        return int(Letter.objects.filter(subject__contains="more answers").count())

    assert told() == 1
    beyond.expect_more(spread, by=worker)
    for number in range(FEW):
        with django_capture_on_commit_callbacks(execute=True):
            send_again(spread, text=f"again {number}")

    assert told() == 2
    assert not any("again" in letter.body for letter in mail.outbox)


@pytest.mark.django_db
def test_expecting_more_doubles_so_that_no_number_singles_out_the_last(
    spread: Invitation, worker: User
) -> None:
    beyond.expect_more(spread, by=worker)
    send_again(spread, choice=1)

    assert again(spread).expected == FEW * 2
    assert counted(spread) == (FEW + 1, FEW + 1)
    assert beyond.waiting(spread.survey) == {Audience.CHILDREN: 2}


@pytest.mark.django_db
def test_sending_asks_the_database_no_more_because_of_it(
    worker: User, django_assert_num_queries: Any
) -> None:
    invitation = make_invitation()
    with django_assert_num_queries(0):
        assert not beyond.is_beyond(invitation)


@pytest.mark.django_db
def test_late_words_are_only_late(spread: Invitation, worker: User) -> None:
    building.close_survey(spread.survey, by=worker)
    words = answering.field_name(spread.survey.questions.get(kind="text")).removeprefix("q-")

    sent = answering.Submission("t" * 32, {words: answering.Said(text="late")})
    answering.send(again(spread), sent, waited=True)

    assert Response.objects.get(late=True).beyond == ""


@pytest.mark.django_db
def test_a_worker_decides_on_the_page_of_ways_in(
    spread: Invitation, worker: User, client: Client
) -> None:
    client.force_login(worker)
    survey = f"/staff/surveys/{spread.survey_id}/"

    ways = client.get(f"{survey}invitations/").content.decode()
    closing = client.get(survey).content.decode()
    refused = client.post(
        f"{survey}beyond/", {"audience": "children", "do": "leave-out"}, follow=True
    )
    done = client.post(
        f"{survey}beyond/",
        {"audience": "children", "do": "leave-out", "because": "It was on a wall."},
        follow=True,
    )
    more = client.post(f"/staff/surveys/invitations/{spread.pk}/expect-more/", follow=True)

    assert "2 answers from children beyond what was expected" in ways
    assert "5 answered, more than the 3 that were expected" in ways
    assert "Closed now, the survey’s numbers are without them" in closing
    assert "Say why they are left out." in refused.content.decode()
    assert "It was on a wall." in done.content.decode()
    assert "Up to 6 answers are expected now." in more.content.decode()


@pytest.mark.django_db
def test_the_same_by_the_api(spread: Invitation, worker: User, client: Client) -> None:
    client.force_login(worker)
    survey = f"/api/v1/surveys/{spread.survey_id}/"
    said = {"audience": "children", "counted": True}

    found = client.get(f"{survey}beyond/")
    done = client.post(f"{survey}beyond/", said, content_type="application/json")
    twice = client.post(f"{survey}beyond/", said, content_type="application/json")
    more = client.post(f"{survey}invitations/{spread.pk}/expect-more/")

    assert found.json() == [{"audience": "children", "answers": 2}]
    assert (done.status_code, done.json()["answers"]) == (201, 2)
    assert twice.status_code == 409
    assert more.json()["expected"] == FEW * 2
    assert Ruling.objects.count() == 1
