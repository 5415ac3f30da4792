"""Text messages through GOV.UK Notify; what could not be sent is tried again for a day."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from backend.accounts.models import TextMessage

logger = logging.getLogger(__name__)
TIMEOUT = 5


def are_set_up() -> bool:
    return bool(settings.NOTIFY_API_KEY)


def text_to(numbers: Iterable[str], body: str) -> None:
    """Send the same text to each number, where texts are set up: kept now, sent after commit."""
    if not are_set_up():
        return
    kept = TextMessage.objects.bulk_create(TextMessage(to=to, body=body) for to in numbers)
    transaction.on_commit(lambda: [_send_once(text.pk) for text in kept])


def send_waiting() -> int:
    """Try again what Notify has not taken yet; return how many it now took."""
    if not are_set_up():
        return 0
    return sum(_send_once(pk) for pk in TextMessage.objects.waiting().values_list("pk", flat=True))


@transaction.atomic
def _send_once(pk: int) -> bool:
    """Send a text unless another machine has it in hand, whose lock is passed by."""
    waiting = TextMessage.objects.waiting().select_for_update(skip_locked=True)
    text = waiting.filter(pk=pk).first()
    return text is not None and _send(text)


def _send(text: TextMessage) -> bool:
    text.tries += 1
    client: Any = NotificationsAPIClient(  # type: ignore[no-untyped-call]  # it has no types
        settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_URL, timeout=TIMEOUT
    )
    try:
        client.send_sms_notification(
            phone_number=text.to,
            template_id=settings.NOTIFY_TEMPLATE_ID,
            personalisation={"message": text.body},
        )
    except APIError:  # No route, too slow, refused: all of the client's errors.
        logger.warning("A text message could not be sent; housekeeping tries again")
        text.save(update_fields=["tries"])
        return False
    text.sent_on = timezone.localdate()
    text.save(update_fields=["tries", "sent_on"])
    return True
