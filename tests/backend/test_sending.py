"""What we owe is sent until it is taken, and never a third time on a guess."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPDataError, SMTPServerDisconnected
from typing import ClassVar

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from pytest_django import Settings

from backend.accounts import sending
from backend.accounts.letters import send_waiting, write_to
from backend.accounts.models import Letter
from backend.accounts.permissions import Role
from backend.accounts.sending import Ended
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class Server(BaseEmailBackend):
    """A mail server that takes everything; and then answers, breaks the line, or we die."""

    taken: ClassVar[list[str]] = []
    then: ClassVar[BaseException | None] = None
    in_transaction: ClassVar[bool] = False

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        Server.in_transaction = connection.in_atomic_block
        Server.taken += [str(message.subject) for message in messages]
        if Server.then is not None:
            raise Server.then
        return len(messages)


@pytest.fixture(autouse=True)
def server(settings: Settings) -> type[Server]:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.taken, Server.then = [], None
    return Server


@pytest.fixture
def letter() -> Letter:
    return Letter.objects.create(to="clerk@example.org", subject="Due", body="Papers are due.")


def keep_house_although_it_dies(times: int) -> None:
    for _time in range(times):
        try:
            send_waiting()
        except SystemExit:
            continue


def test_a_letter_is_repeated_once_at_most_when_servers_die_while_they_send(
    server: type[Server], letter: Letter
) -> None:
    server.then = SystemExit()  # Killed after the mail server took it, before we wrote that down.

    keep_house_although_it_dies(20)

    assert server.taken == ["Due", "Due"]
    assert list(Letter.objects.unsure()) == [letter]


def test_after_one_death_the_letter_goes_out_and_is_done(
    server: type[Server], letter: Letter
) -> None:
    server.then = SystemExit()
    keep_house_although_it_dies(1)
    server.then = None

    took = [send_waiting() for _time in range(5)]

    assert took == [0, 1, 0, 0, 0]  # At first somebody may still have it in hand.
    assert not Letter.objects.waiting().exists()


def test_a_line_that_breaks_while_sending_is_tried_once_more(
    server: type[Server], letter: Letter
) -> None:
    server.then = SMTPServerDisconnected("Connection unexpectedly closed")

    for _time in range(10):
        send_waiting()

    assert server.taken == ["Due", "Due"]
    assert list(Letter.objects.unsure()) == [letter]


def test_what_a_server_says_no_to_is_tried_for_ever(server: type[Server], letter: Letter) -> None:
    server.then = SMTPDataError(451, b"Try again later")
    for _time in range(10):
        assert send_waiting() == 0
    server.then = None

    assert send_waiting() == 1
    assert not Letter.objects.waiting().exists()


def test_what_one_machine_has_in_hand_no_other_sends(letter: Letter) -> None:
    tried_meanwhile = []

    def send(_letter: Letter) -> Ended:
        tried_meanwhile.append(sending.send_one(Letter.objects.all(), letter.pk, send))
        return Ended.SENT

    assert sending.send_one(Letter.objects.all(), letter.pk, send)
    assert tried_meanwhile == [False]


def test_who_was_slow_and_is_refused_undoes_nothing_of_who_was_quick(letter: Letter) -> None:
    def slow(_letter: Letter) -> Ended:
        send_waiting()
        send_waiting()  # Takes it for left by a server that died, and sends it.
        return Ended.REFUSED

    sending.send_one(Letter.objects.all(), letter.pk, slow)

    letter.refresh_from_db()
    assert letter.sent_on is not None
    assert (letter.unsure, letter.hand) == (0, 0)


def test_an_administrator_may_have_it_sent_all_the_same(
    server: type[Server], letter: Letter
) -> None:
    Letter.objects.update(unsure=2)
    assert send_waiting() == 0

    sending.send_unsure_again(Letter.objects.all())

    assert send_waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_waits_for_a_mail_server_inside_a_transaction(server: type[Server]) -> None:
    make_user(Role.CLERK)

    with transaction.atomic():
        write_to(Role.CLERK, subject="Due", body="Papers are due.")

    assert server.taken == ["Due"]
    assert not server.in_transaction
