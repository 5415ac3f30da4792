"""Write e-mails to people by role; what could not be sent is kept and tried again."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage, get_connection

from backend.accounts import sending
from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role
from backend.accounts.sending import Ended

logger = logging.getLogger(__name__)


def write_to(*roles: Role, subject: str, body: str) -> None:
    """Write the same letter to everybody with one of the roles."""
    write_to_people(User.objects.with_role(*roles), subject=subject, body=body)


def write_to_people(people: Iterable[User], *, subject: str, body: str) -> None:
    """Write the same letter to each of these people."""
    write_to_addresses((person.email for person in people), subject=subject, body=body)


def write_to_addresses(addresses: Iterable[str], *, subject: str, body: str) -> None:
    """Write the same letter to each address: also to one that somebody has just given up.

    The letters are kept in the same transaction as the news, and sent after it: neither news
    without a letter nor a letter about something that never happened.
    """
    letters = Letter.objects.bulk_create(
        Letter(to=address, subject=subject, body=body) for address in addresses
    )
    sending.send_kept(Letter.objects.all(), [it.pk for it in letters], _send)


def send_waiting() -> int:
    """Try again what the mail server has not taken yet; return how many it now took."""
    return sending.send_waiting(Letter.objects.all(), _send)


def _send(letter: Letter) -> Ended:
    connection = get_connection()
    try:
        connection.open()
    except OSError:  # smtplib's errors are OSErrors: no server, no route, a wrong password.
        logger.warning("A letter could not be sent; housekeeping tries again")
        return Ended.REFUSED
    try:
        message = EmailMessage(letter.subject, letter.body, None, [letter.to])
        connection.send_messages([message])
    except OSError as error:
        logger.warning("A letter could not be sent; housekeeping tries again")
        # With an answer of the server we know; a line that breaks leaves us in the dark.
        is_answered = isinstance(error, SMTPResponseException | SMTPRecipientsRefused)
        return Ended.REFUSED if is_answered else Ended.IN_THE_DARK
    finally:
        connection.close()
    return Ended.SENT
