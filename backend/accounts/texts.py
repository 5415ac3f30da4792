"""Text messages through GOV.UK Notify; what could not be sent is tried again for a day."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient
from requests import ReadTimeout

from backend.accounts import sending
from backend.accounts.models import TextMessage
from backend.accounts.sending import Ended

logger = logging.getLogger(__name__)
TIMEOUT = 5


def are_set_up() -> bool:
    return bool(settings.NOTIFY_API_KEY)


def text_to(numbers: Iterable[str], body: str) -> None:
    """Send the same text to each number, where texts are set up: kept now, sent after commit."""
    if not are_set_up():
        return
    kept = TextMessage.objects.bulk_create(TextMessage(to=to, body=body) for to in numbers)
    sending.send_kept(TextMessage.objects.all(), [it.pk for it in kept], _send)


def send_waiting() -> int:
    """Try again what Notify has not taken yet; return how many it now took."""
    return sending.send_waiting(TextMessage.objects.all(), _send) if are_set_up() else 0


def _send(text: TextMessage) -> Ended:
    client: Any = NotificationsAPIClient(  # type: ignore[no-untyped-call]  # it has no types
        settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_URL, timeout=TIMEOUT
    )
    try:
        client.send_sms_notification(
            phone_number=text.to,
            template_id=settings.NOTIFY_TEMPLATE_ID,
            personalisation={"message": text.body},
        )
    except APIError as error:  # No route, too slow, refused: all of the client's errors.
        logger.warning("A text message could not be sent; housekeeping tries again")
        is_slow = isinstance(error.__context__, ReadTimeout)
        return Ended.IN_THE_DARK if is_slow else Ended.REFUSED
    return Ended.SENT
