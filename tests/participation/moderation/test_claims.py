"""Two people do not read the same hard thing: who reads what, until when, and how it ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.moderation import claims, queue, services
from participation.moderation.claims import Claimed
from participation.moderation.models import Claim, Reading
from participation.moderation.services import AlreadyDecided, NoSuchWords
from participation.safeguarding.services import escalate
from surveys.models import Answer, Invitation
from tests.factories import make_invitation, make_user, make_words, send

pytestmark = pytest.mark.django_db
QUEUE = "/staff/moderation/"


@pytest.fixture
def sam(db: None) -> User:
    return make_user(Role.WORKER, name="Sam Worker")


@pytest.fixture
def page(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def words_url(answer: Answer) -> str:
    return f"{QUEUE}{answer.pk}/"


def readers() -> dict[str, str]:
    """By text, who reads it now."""
    return {claim.answer.text: claim.by.name for claim in Claim.objects.running()}


def test_opening_words_claims_them_for_ten_minutes(page: Client, worker: User) -> None:
    answer = make_words()
    before = timezone.now()

    page.get(words_url(answer))

    claim = Claim.objects.get()
    assert (claim.answer, claim.by, claim.passed_by) == (answer, worker, None)
    assert before + claims.LASTS <= claim.until <= timezone.now() + claims.LASTS


def test_what_a_colleague_reads_is_named_and_not_shown_in_the_list(page: Client, sam: User) -> None:
    answer = make_words("lights please")
    claims.claim(answer.pk, by=sam)

    theirs = page.get(QUEUE).content.decode()
    page.force_login(sam)
    own = page.get(f"{QUEUE}list/", {"open": str(answer.pk)}).content.decode()

    assert "Sam Worker is reading this" in theirs
    assert "lights please" not in theirs
    assert "is reading this" not in own
    assert "lights please" in own


@pytest.mark.parametrize("text", ["lights please", "he hits me"])
def test_opened_all_the_same_it_first_says_who_reads_it(page: Client, sam: User, text: str) -> None:
    answer = make_words(text)
    claim = claims.claim(answer.pk, by=sam)

    body = page.get(f"{words_url(answer)}?uncover").content.decode()

    assert f"Sam Worker is reading this until {claim.ends}" in body
    assert "Read something else" in body
    assert "Take it over" in body
    assert text not in body
    assert not Event.objects.filter(action="read-words", detail__answers=[str(answer.pk)]).filter(
        actor=str(sam.pk)
    )
    assert readers() == {text: "Sam Worker"}


def test_words_are_taken_over_on_purpose_and_it_is_written_down(
    page: Client, worker: User, sam: User
) -> None:
    answer = make_words("lights please")
    claims.claim(answer.pk, by=sam)

    body = page.post(f"{words_url(answer)}take-over/", follow=True).content.decode()

    assert "lights please" in body
    assert readers() == {"lights please": "Wren Worker"}
    event = Event.objects.get(action="words-taken-over")
    assert (event.actor, event.object_id) == (str(worker.pk), str(sam.pk))


def test_whoever_lost_the_words_is_told_and_does_not_get_them_back_by_renewing(
    page: Client, sam: User
) -> None:
    answer = make_words("lights please")
    page.get(words_url(answer))

    claims.take_over(answer.pk, by=sam)
    renewed = page.post(f"{words_url(answer)}renew/")
    news = page.get(f"{QUEUE}list/", {"open": str(answer.pk), "seen": ""}).content.decode()

    assert renewed.status_code == 409
    assert "Sam Worker reads these words now. What you typed is still here" in news
    assert readers() == {"lights please": "Sam Worker"}


def test_an_open_page_renews_the_claim(page: Client) -> None:
    answer = make_words()
    page.get(words_url(answer))
    Claim.objects.update(until=timezone.now() + timedelta(minutes=1))

    response = page.post(f"{words_url(answer)}renew/")

    assert response.status_code == 204
    assert Claim.objects.get().until > timezone.now() + timedelta(minutes=9)


def test_whatever_one_does_with_the_words_renews_the_claim(page: Client) -> None:
    answer = make_words()
    page.get(words_url(answer))
    Claim.objects.update(until=timezone.now() + timedelta(minutes=1))

    response = page.post(f"{words_url(answer)}decide/", {"decision": "rejected", "text": "x"})

    assert response.status_code == 400
    assert Claim.objects.get().until > timezone.now() + timedelta(minutes=9)


def test_time_ends_a_claim(worker: User, sam: User) -> None:
    answer = make_words()
    claims.claim(answer.pk, by=sam)

    with pytest.raises(Claimed):
        claims.claim(answer.pk, by=worker, now=timezone.now() + timedelta(minutes=9))
    claim = claims.claim(answer.pk, by=worker, now=timezone.now() + timedelta(minutes=11))

    assert claim.by == worker


@pytest.mark.parametrize(
    "decide",
    [
        lambda pk, by: services.approve(pk, by=by),
        lambda pk, by: services.hold(pk, by=by),
        lambda pk, by: services.reject(pk, by=by, reason=Reading.Reason.TWICE),
        lambda pk, by: escalate(pk, by=by),
    ],
)
def test_every_decision_ends_a_claim(decide: Any, worker: User) -> None:
    answer = make_words()
    claims.claim(answer.pk, by=worker)

    decide(answer.pk, worker)

    assert not Claim.objects.exists()


def test_going_on_to_others_ends_a_claim(page: Client) -> None:
    first, second = make_words("one"), make_words("two")
    page.get(words_url(first))

    page.get(words_url(second))
    one_at_a_time = readers()
    page.get(QUEUE)

    assert one_at_a_time == {"two": "Wren Worker"}
    assert readers() == {}


def test_leaving_words_to_others_ends_a_claim(page: Client) -> None:
    answer = make_words("he hits me")
    page.get(words_url(answer))

    body = page.post(f"{words_url(answer)}release/", follow=True).content.decode()

    assert "You left these words to your colleagues" in body
    assert readers() == {}


def test_signing_out_ends_a_claim(page: Client) -> None:
    page.get(words_url(make_words()))

    page.post("/accounts/logout/")

    assert not Claim.objects.exists()


def test_the_next_words_are_those_that_nobody_reads(page: Client, worker: User, sam: User) -> None:
    mine = make_words("mine")
    theirs, free = make_words("he hits me"), make_words("free")
    claims.claim(theirs.pk, by=sam)

    response = page.post(f"{words_url(mine)}decide/", {"decision": "approved", "text": "mine"})

    assert queue.next_waiting(by=worker) == free.pk
    assert f"/{free.pk}/" in response["Location"]
    assert page.get(f"{QUEUE}next/")["Location"] == words_url(free)


def test_a_claim_keeps_nobody_from_deciding(worker: User, sam: User) -> None:
    answer = make_words()
    claims.claim(answer.pk, by=sam)

    services.approve(answer.pk, by=worker)

    assert Reading.objects.current().get().by == worker
    with pytest.raises(AlreadyDecided):
        claims.renew(answer.pk, by=sam)


def test_words_that_cannot_be_read_cannot_be_claimed(worker: User) -> None:
    send(make_invitation(kind=Invitation.Kind.TABLET), text="still in the room")

    with pytest.raises(NoSuchWords):
        claims.claim(Answer.objects.get().pk, by=worker)


def test_held_words_are_claimed_too(page: Client, worker: User, sam: User) -> None:
    answer = make_words("lights please")
    services.hold(answer.pk, by=worker)
    claims.claim(answer.pk, by=sam)

    body = page.get(f"{QUEUE}held/").content.decode()

    assert "Sam Worker is reading this" in body
    assert "lights please" not in body


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
@pytest.mark.parametrize("_again", range(5))
def test_two_who_open_the_same_words_at_once_are_one_reader(_again: int) -> None:
    two = [make_user(Role.WORKER, name=name) for name in ("Wren", "Sam")]
    answer = make_words()
    start = Barrier(2)

    def open_words(by: User) -> str:
        try:
            start.wait(timeout=5)
            claims.claim(answer.pk, by=by)
        except Claimed as claimed:
            return f"told of {claimed.claim.by}"
        finally:
            connection.close()
        return by.name

    with ThreadPoolExecutor(2) as threads:
        ends = set(threads.map(open_words, two))

    reader = Claim.objects.get().by.name
    assert ends == {reader, f"told of {reader}"}
