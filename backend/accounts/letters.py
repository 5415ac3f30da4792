"""Write e-mails to people by role; what could not be sent is kept and tried again."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role

logger = logging.getLogger(__name__)


def write_to(*roles: Role, subject: str, body: str) -> None:
    """Write the same letter to everybody with one of the roles."""
    write_to_people(User.objects.with_role(*roles), subject=subject, body=body)


def write_to_people(people: Iterable[User], *, subject: str, body: str) -> None:
    """Write the same letter to each of these people.

    The letters are kept in the same transaction as the news, and sent after it: neither news
    without a letter nor a letter about something that never happened.
    """
    letters = Letter.objects.bulk_create(
        Letter(to=user.email, subject=subject, body=body) for user in people
    )
    # By its row's lock: housekeeping, somewhere else, may be trying the same letter now.
    transaction.on_commit(lambda: [_send_once(letter.pk) for letter in letters])


def send_waiting() -> int:
    """Try again what the mail server has not taken yet; return how many it now took."""
    return sum(_send_once(pk) for pk in Letter.objects.waiting().values_list("pk", flat=True))


@transaction.atomic
def _send_once(pk: int) -> bool:
    """Send a letter unless another machine has it in hand, whose lock is passed by."""
    letter = Letter.objects.waiting().select_for_update(skip_locked=True).filter(pk=pk).first()
    return letter is not None and _send(letter)


def _send(letter: Letter) -> bool:
    letter.tries += 1
    try:
        send_mail(letter.subject, letter.body, None, [letter.to])
    except OSError:  # smtplib's errors are OSErrors: no server, no route, refused.
        logger.warning("A letter could not be sent; housekeeping tries again")
        letter.save(update_fields=["tries"])
        return False
    letter.sent_on = timezone.localdate()
    letter.save(update_fields=["tries", "sent_on"])
    return True
