"""Take what somebody sent, check it, and keep it once."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.events import announce, live_topic
from backend.limits import unlimited
from backend.metrics import count_answer
from surveys import arriving, beyond, risk
from surveys.asking import AskedQuestion, asked_of
from surveys.models import (
    TEXT_LIMIT,
    Answer,
    Invitation,
    Question,
    Response,
    Withdrawal,
)
from surveys.receipts import is_token, receipt, receipt_hashes

_turn = threading.Lock()


class Refused(Exception):
    """Nothing was kept. `errors` has a sentence a field: "token", "answers" or a question's."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


class InvitationClosed(Exception):
    """Not open yet, closed, or used up. Nothing was kept."""


class RoomPaused(Exception):
    """A live room takes nothing for a moment. Nothing was kept: send the same again soon."""

    seconds = 5
    """After which a page may try again."""


class SentBefore(Exception):
    """The same token came with other answers; the first are kept."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.receipt = words


class TakenBack(Exception):
    """The same token came again after its answers were taken back; they stay gone."""


@dataclass(frozen=True)
class Said:
    """What was sent for one question, before anything is believed: words, and phrases beside."""

    choices: tuple[str, ...] = ()
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.choices and not self.text.strip()


@dataclass(frozen=True)
class Submission:
    token: str
    said: dict[str, Said] = field(default_factory=dict)
    """By question id, as it was sent."""
    quote: bool = False

    def digest(self) -> str:
        """A fingerprint of what was sent, under the token: equal for a repeat, useless without."""
        said = {
            key: [sorted(it.choices), it.text] for key, it in self.said.items() if not it.is_empty
        }
        canonical = json.dumps([said, self.quote], sort_keys=True).encode()
        return hmac.new(self.token.encode(), canonical, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Kept:
    receipt: str
    is_repeat: bool
    is_late: bool = False
    """Only words were kept, and nothing was counted."""


def field_name(question: AskedQuestion | Question) -> str:
    return f"q-{question.pk}"


def phrases_name(question: AskedQuestion | Question) -> str:
    """The field of the phrases that a question for words offers to tap."""
    return f"{field_name(question)}-say"


def questions_for(invitation: Invitation) -> tuple[AskedQuestion, ...]:
    """What this audience is asked, in order, each with its choices and in its own wording."""
    return asked_of(invitation).questions


def send(
    invitation: Invitation,
    submission: Submission,
    *,
    waited: bool = False,
    limit: Callable[[], None] = unlimited,
    now: datetime | None = None,
) -> Kept:
    """Keep a response, once for each token.

    A repeat is recognised before anything else is asked, so that a child who did not see "Thank
    you" always gets the same receipt, however late. What `waited` on a phone past the close is
    kept as words only: numbers are counted at the close. Raises Refused, InvitationClosed,
    RoomPaused, SentBefore or TakenBack, or TooMany from the `limit`; then nothing was kept.
    """
    now = now or timezone.now()
    if not is_token(submission.token):
        raise Refused({"token": _("This page was open too long. Press Send once more.")})
    words = receipt(submission.token)
    hashes = receipt_hashes(words)
    if repeat := _repeat(submission, words, hashes):
        return repeat
    limit()
    is_late = waited and invitation.takes_what_waited(now)
    if not is_late:
        _refuse_shut(invitation, now)
    questions = questions_for(invitation)
    said = check(questions, submission)
    if is_late:
        # Phrases that were tapped beside the words are counted, as every choice is.
        said = {
            question: Said(text=what.text) for question, what in said.items() if what.text.strip()
        }
        if not said:
            raise InvitationClosed
    try:
        with _in_turn(), transaction.atomic():
            _keep(invitation, submission, said, hashes[0], now, late=is_late)
    except IntegrityError:
        # The same form came twice at the same instant; the other one was first.
        if repeat := _repeat(submission, words, hashes):
            return repeat
        raise
    count_answer()
    return Kept(words, is_repeat=False, is_late=is_late)


def _in_turn() -> AbstractContextManager[Any]:
    """SQLite lets one write at a time. Who waits there sleeps and looks again; here they queue."""
    return _turn if connection.vendor == "sqlite" else nullcontext()


def _refuse_shut(invitation: Invitation, now: datetime) -> None:
    if not invitation.is_open(now):
        raise InvitationClosed
    if invitation.paused:
        raise RoomPaused


def _repeat(submission: Submission, words: str, hashes: list[str]) -> Kept | None:
    """The same sent before: kept, or taken back since. Both are asked in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_sent_before(len(hashes)), [*hashes, *hashes])
        first = cursor.fetchone()
    if first is None:
        return None
    digest, is_late = first
    if not digest:
        raise TakenBack
    if not hmac.compare_digest(digest, submission.digest()):
        raise SentBefore(words)
    return Kept(words, is_repeat=True, is_late=bool(is_late))


@cache
def _sent_before(keys: int) -> str:
    """Put together once, as in asking.find: Django takes longer for it than the database."""
    kept, withdrawn = Response._meta.db_table, Withdrawal._meta.db_table
    one_of = f"receipt_hash IN ({', '.join(['%s'] * keys)})"
    return (
        f"SELECT digest, late FROM {kept} WHERE {one_of} "  # noqa: S608  (ours)
        f"UNION ALL SELECT '', FALSE FROM {withdrawn} WHERE {one_of}"
    )


def check(questions: Iterable[AskedQuestion], submission: Submission) -> dict[AskedQuestion, Said]:
    """Believe what can be believed; raise Refused with a sentence for each field that cannot.

    Answers to questions that show-if hides are checked like all others, and then left out.
    """
    by_id = {str(question.pk): question for question in questions}
    given = {
        question: submission.said[key]
        for key, question in by_id.items()
        if key in submission.said and not submission.said[key].is_empty
    }
    errors = {
        field_name(question): error
        for question, what in given.items()
        if (error := _error(question, what))
    }
    if not by_id.keys() >= submission.said.keys():
        errors["answers"] = _("One answer is to a question that is not asked here.")
    shown = {} if errors else _shown(given)
    if given and not shown and not errors:
        first = field_name(next(iter(given)))
        errors[first] = _("We only ask this after another answer. Give that answer first.")
    elif not shown and not errors:
        errors["answers"] = _("You have not answered anything yet. Answer one question, or leave.")
    if errors:
        raise Refused(errors)
    return shown


def _shown(given: dict[AskedQuestion, Said]) -> dict[AskedQuestion, Said]:
    """What was said to questions that the answers before them opened."""
    shown: dict[AskedQuestion, Said] = {}
    picked: set[int] = set()
    for question, what in given.items():
        if not question.show_if or not picked.isdisjoint(question.show_if):
            shown[question] = what
            picked |= {int(choice) for choice in what.choices}
    return shown


def _error(question: AskedQuestion, said: Said) -> str:
    if said.text and not question.takes_text:
        return _("Pick from the list.")
    return _pick_error(question, said) or text_error(said.text)


def _pick_error(question: AskedQuestion, said: Said) -> str:
    known = {str(choice.pk) for choice in question.choices}
    if said.choices and not known:
        return _("Use your own words here.")
    if not known.issuperset(said.choices):
        return _("Pick one from the list.")
    if len(set(said.choices)) != len(said.choices):
        return _("Pick each one only once.")
    if len(said.choices) > 1 and not question.takes_several:
        return _("Pick only one.")
    return ""


def text_error(text: str, limit: int = TEXT_LIMIT) -> str:
    """What is wrong with words that somebody typed, in a sentence; nothing if they can be kept."""
    if "\0" in text:
        return _("There is a hidden sign in your words that we cannot keep. Type them again.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _("There is a broken letter in your words that we cannot keep. Type it again.")
    if len(text) > limit:
        over = len(text) - limit
        return ngettext(
            "Your words are %(over)s letter too long. Make them a bit shorter.",
            "Your words are %(over)s letters too long. Make them a bit shorter.",
            over,
        ) % {"over": number_format(over, force_grouping=True)}
    return ""


def _keep(
    invitation: Invitation,
    submission: Submission,
    said: dict[AskedQuestion, Said],
    hashed: str,
    now: datetime,
    *,
    late: bool,
) -> None:
    is_beyond = not late and beyond.is_beyond(invitation)
    response = Response.objects.create(
        survey_id=invitation.survey_id,
        audience=invitation.audience,
        sent_on=timezone.localdate(now),
        late=late,
        beyond=Response.Beyond.WAITING if is_beyond else Response.Beyond.COUNTED,
        quote=submission.quote,
        receipt_hash=hashed,
        digest=submission.digest(),
    )
    counted_for = "" if is_beyond else response.audience
    answers: list[Answer] = []
    for question, what in said.items():
        answers += [
            Answer(
                response=response,
                audience=counted_for,
                sent_on=response.sent_on,
                beyond=is_beyond,
                question_id=question.pk,
                choice_id=int(choice),
            )
            for choice in what.choices
        ]
        if what.text.strip():
            signs = risk.signs(what.text)
            answers.append(
                Answer(
                    response=response,
                    audience=counted_for,
                    sent_on=response.sent_on,
                    beyond=is_beyond,
                    question_id=question.pk,
                    text=what.text,
                    waiting=True,
                    risk=bool(signs),
                    signs=risk.kept(signs),
                    from_room=invitation.is_room and not signs,
                )
            )
    Answer.objects.bulk_create(answers)
    arriving.tell(invitation, answers)
    if is_beyond:
        beyond.tell(invitation)
    _count(invitation, late=late)


def _count(invitation: Invitation, *, late: bool) -> None:
    """Count that somebody sent, in the same transaction, so that none is missed or doubled.

    Last of all, since the row is locked from here to the commit. Safe to keep: it is a number
    without a time, joined to no response, and whoever was in the room could have counted. What
    came late is not counted; a card that works once is used up by it all the same.
    """
    changes: dict[str, Any] = {} if late else {"answered": F("answered") + 1}
    row = Invitation.objects.filter(pk=invitation.pk)
    if invitation.kind == Invitation.Kind.SINGLE:
        row, changes["used"] = row.filter(used=False), True
    if changes and not row.update(**changes):
        raise InvitationClosed
    if invitation.kind == Invitation.Kind.LIVE and not late:
        announce(live_topic(invitation.code), "sent")
