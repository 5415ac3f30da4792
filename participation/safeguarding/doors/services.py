"""What children send through the other doors, kept once, and what they read with its receipt."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.limits import unlimited
from backend.working_days import add_working_days
from participation.safeguarding.inbox import letters
from participation.safeguarding.models import Message, MessageNote
from surveys.answering import text_error
from surveys.receipts import is_token, receipt, receipt_hashes

SPACE = "message"
"""The receipts' own: the words that lead to a message lead to no answers, nor the other way."""

ANSWER_WITHIN = {
    # The working day in which a social worker answers a referral (Working Together 2023, 67).
    Message.Kind.TELL: 1,
    # A rule of ours, as no source we know gives a number: nobody stands alone for a week.
    Message.Kind.ADVOCATE: 2,
    # The law's time for the first stage of a complaint (SI 2006/1738, regulation 14).
    Message.Kind.COMPLAIN: 10,
}
"""Working days until the child has an answer."""
LIMITS = {"words": 2000, "name": 80, "reach": 300}
"""Characters of each box, as people count them."""
NEEDED = {
    Message.Kind.TELL: "name",
    Message.Kind.COMPLAIN: "words",
    Message.Kind.ADVOCATE: "reach",
}
"""The one box without which a door makes no sense."""


class Refused(Exception):
    """Nothing was kept. `errors` has a sentence a field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


class SentBefore(Exception):
    """The same token came with other words; the first are kept."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.receipt = words


class NoSuchMessage(Exception):
    """No message has this receipt."""


@dataclass(frozen=True)
class Sent:
    """What came through a door, before anything is believed."""

    token: str
    kind: str
    words: str = ""
    name: str = ""
    reach: str = ""
    about: str = ""

    def digest(self) -> str:
        """A fingerprint of it, under the token: equal for a repeat, useless without."""
        canonical = json.dumps([self.kind, self.words, self.name, self.reach, self.about]).encode()
        return hmac.new(self.token.encode(), canonical, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Kept:
    receipt: str
    due_on: date
    is_repeat: bool


@dataclass(frozen=True)
class Answered:
    """A message as its child sees it: what they sent, and what came back."""

    message: Message
    answers: tuple[MessageNote, ...]


def due_on(kind: str, sent_on: date) -> date:
    """The day by which the child is answered."""
    return add_working_days(sent_on, ANSWER_WITHIN[Message.Kind(kind)])


def send(sent: Sent, *, limit: Callable[[], None] = unlimited, now: datetime | None = None) -> Kept:
    """Keep a message, once for each token; raises Refused, SentBefore or, from the `limit`,
    TooMany, and kept nothing then.

    It is not audited: an event has a time, and of a child only the day is kept (promise 2).
    """
    if not is_token(sent.token):
        raise Refused({"token": _("This page is out of date. Load it again.")})
    words = receipt(sent.token, space=SPACE)
    hashes = receipt_hashes(words, space=SPACE)
    if repeat := _repeat(sent, words, hashes):
        return repeat
    limit()
    if errors := _errors(sent):
        raise Refused(errors)
    try:
        message = _keep(sent, hashes[0], timezone.localdate(now))
    except IntegrityError:
        # The same form came twice at the same instant; the other one was first.
        if repeat := _repeat(sent, words, hashes):
            return repeat
        raise
    return Kept(words, message.due_on, is_repeat=False)


def _repeat(sent: Sent, words: str, hashes: list[str]) -> Kept | None:
    first = Message.objects.filter(receipt_hash__in=hashes).first()
    if first is None:
        return None
    if not hmac.compare_digest(first.digest, sent.digest()):
        raise SentBefore(words)
    return Kept(words, first.due_on, is_repeat=True)


def _errors(sent: Sent) -> dict[str, str]:
    """A sentence for each field that cannot be kept."""
    if sent.kind not in Message.Kind.values:
        return {"kind": _("Pick one from the list.")}
    texts = {"name": sent.name, "words": sent.words, "reach": sent.reach}
    errors = {
        field: error for field, text in texts.items() if (error := text_error(text, LIMITS[field]))
    }
    needed = NEEDED[Message.Kind(sent.kind)]
    if not texts[needed].strip():
        errors[needed] = {
            "name": _("Write your name here, or what people call you."),
            "words": _("Write here what is not right."),
            "reach": _("Write here how an advocate can reach you."),
        }[needed]
    about = Message.About.values if sent.kind == Message.Kind.COMPLAIN else [""]
    if sent.about not in about:
        errors["about"] = _("Pick who or what it is about.")
    return errors


@transaction.atomic
def _keep(sent: Sent, hashed: str, today: date) -> Message:
    is_past_leads = sent.about == Message.About.READER
    message = Message.objects.create(
        kind=sent.kind,
        about=sent.about,
        words=sent.words if sent.words.strip() else "",
        name=sent.name if sent.name.strip() else "",
        reach=sent.reach if sent.reach.strip() else "",
        sent_on=today,
        to=Message.To.MANAGERS if is_past_leads else Message.To.LEADS,
        due_on=due_on(sent.kind, today),
        receipt_hash=hashed,
        digest=sent.digest(),
    )
    letters.write(message, "a message to answer", "A message came through another door.")
    return message


def read(words: str) -> Answered | None:
    """A message and its answers, by its receipt. Two queries, whether it is there or not."""
    hashes = receipt_hashes(words, space=SPACE)
    message = Message.objects.filter(receipt_hash__in=hashes).first()
    answers = MessageNote.objects.filter(
        message=message.pk if message else uuid4(), kind=MessageNote.Kind.ANSWER
    )
    found = tuple(answers)
    return Answered(message, found) if message else None


@transaction.atomic
def stop(words: str, *, on: date | None = None) -> None:
    """The child has changed their mind. Nothing is deleted, and those who read it are told."""
    hashes = receipt_hashes(words, space=SPACE)
    message = Message.objects.select_for_update().filter(receipt_hash__in=hashes).first()
    if message is None:
        raise NoSuchMessage
    if message.stopped_on is None and message.closed_on is None:
        message.stopped_on = on or timezone.localdate()
        message.save(update_fields=["stopped_on"])
        letters.write(
            message, "a child changed their mind", "A child does not want to go on with this."
        )
