"""What the holder of a receipt may see and take back: everything we kept, and only theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, F, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from backend import ledger
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from surveys import translating
from surveys.models import Answer, Response, Survey, Withdrawal, Wording
from surveys.receipts import receipt_hashes

Beyond = Response.Beyond


@dataclass(frozen=True)
class KeptAnswer:
    question: str
    said: tuple[str, ...]
    erased_on: date | None = None


@dataclass(frozen=True)
class KeptResponse:
    survey: str
    group: str
    sent_on: date
    late: bool
    """It came after the close: only words were kept."""
    beyond: str
    """How it stands, of `Beyond`, if more came than were expected. What still waited when
    the survey closed is left out."""
    quote: bool
    heard_by: str
    heard_on: date | None
    texts: int
    """How many of the answers are words, which a worker reads."""
    picks: int
    answers: tuple[KeptAnswer, ...]


def find(words: str, *, lock: bool = False) -> UUID | None:
    """The response of a receipt, by keyed hashes: one query, whether it is there or not.

    `lock` keeps everybody else's hands off it until the caller's transaction ends.
    """
    responses = Response.objects.select_for_update() if lock else Response.objects.all()
    found = responses.filter(receipt_hash__in=receipt_hashes(words))
    return found.values_list("pk", flat=True).first()


def nobody() -> UUID:
    """An id that no response has: so a wrong receipt costs the same queries as a right one."""
    return uuid4()


def everything(response_id: UUID) -> KeptResponse | None:
    """All that is kept for a response, word for word.

    Three queries, always; one more on a page that is not in English.
    """
    response = Response.objects.filter(pk=response_id).select_related("survey__group").first()
    answers = list(
        Answer.objects.filter(response=response_id)
        .select_related("question", "choice")
        # Phrases that were tapped stand before the words beside them.
        .order_by(
            "question__about_you",
            "question__position",
            F("choice__position").asc(nulls_last=True),
        )
    )
    asked = dict(
        Wording.objects.filter(
            question__answers__response=response_id,
            audience=F("question__answers__response__audience"),
        ).values_list("question", "text")
    )
    # Asked for wrong words too: the same queries, whatever is found.
    speaker = translating.speaker(response.survey_id if response else 0, get_language() or "")
    if response is None:
        return None
    by_question: dict[str, list[Answer]] = {}
    for answer in answers:
        question = speaker.say(asked.get(answer.question_id, answer.question.text))
        by_question.setdefault(question, []).append(answer)
    return KeptResponse(
        survey=speaker.say(response.survey.title),
        group=response.survey.group.name,
        sent_on=response.sent_on,
        late=response.late,
        beyond=_beyond(response),
        quote=response.quote,
        heard_by=response.survey.heard_by,
        heard_on=response.survey.heard_on,
        texts=sum(answer.choice is None for answer in answers),
        picks=sum(answer.choice is not None for answer in answers),
        answers=tuple(
            KeptAnswer(
                question,
                tuple(
                    speaker.say(answer.choice.text) if answer.choice else answer.text
                    for answer in given
                    if answer.erased_on is None
                ),
                next((answer.erased_on for answer in given if answer.erased_on), None),
            )
            for question, given in by_question.items()
        ),
    )


def _beyond(response: Response) -> str:
    waits = response.beyond == Beyond.WAITING
    if waits and response.survey.status == Survey.Status.CLOSED:
        return Beyond.LEFT_OUT
    return response.beyond


def erase(response_id: UUID) -> None:
    """Delete a response and its answers, and remember the hash, so that a late repeat adds nothing.

    Inside the caller's transaction, after what was made from the words is gone. The ledger comes
    last: what it cannot hold is not deleted.
    """
    response = Response.objects.select_for_update().get(pk=response_id)
    remember_withdrawal(response.receipt_hash)
    response.delete()
    ledger.write(ledger.Kind.WITHDRAWN, [response.receipt_hash])


def erase_again(response_id: UUID) -> None:
    """For a backup that was put back: the ledger has it already."""
    Response.objects.filter(pk=response_id).delete()


def remember_withdrawal(receipt_hash: str, *, on: date | None = None) -> None:
    """From now on a phone that sends this again adds nothing."""
    Withdrawal.objects.get_or_create(
        receipt_hash=receipt_hash, defaults={"on": on or timezone.localdate()}
    )


def with_hash(receipt_hash: str) -> UUID | None:
    """The response that this hash was kept for: for the ledger, which knows no receipt."""
    return Response.objects.filter(receipt_hash=receipt_hash).values_list("pk", flat=True).first()


@dataclass(frozen=True)
class ToEmpty:
    """A closed survey whose words are emptied on a day, if somebody has decided about each."""

    survey: str
    group: str
    closed_on: date
    on: date
    undecided: int | None
    """Words that keep it from being emptied; None for who may not read, and so not count, them."""


def to_empty(*, held: QuerySet[Any, Any], by: User) -> list[ToEmpty]:
    """Closed surveys that still hold words, those emptied first at the top.

    `held` has the ids of words that were read, and wait for another decision.
    """
    undecided = caches["here"].get_or_set("undecided", lambda: _undecided(held), 60) or {}
    surveys = (
        Survey.objects.filter(pk__in=undecided, status=Survey.Status.CLOSED)
        .select_related("group")
        .order_by("closed_on", "pk")
    )
    return [
        ToEmpty(
            survey=survey.title,
            group=survey.group.name,
            closed_on=survey.closed_on,
            on=survey.closed_on + timedelta(days=settings.RAW_TEXT_DAYS),
            undecided=undecided[survey.pk] if _may_count(survey, by) else None,
        )
        for survey in surveys
        if survey.closed_on
    ]


def _undecided(held: QuerySet[Any, Any]) -> dict[int, int]:
    """By closed survey that still holds words: how many nobody has decided about for good.

    It looks at all words that are held, so it is kept for a minute.
    """
    closed = Answer.objects.filter(response__survey__status=Survey.Status.CLOSED)
    found = dict.fromkeys(closed.words().values_list("response__survey", flat=True).distinct(), 0)
    for texts in (closed.waiting(), closed.words().filter(pk__in=held)):
        counted = texts.order_by().values_list("response__survey").annotate(Count("pk"))
        for survey, number in counted:
            found[survey] += number
    return found


def _may_count(survey: Survey, by: User) -> bool:
    """Words about staff are counted by their readers alone, and never by those they are about."""
    if not by.may(Permission.MODERATE):
        return False
    if survey.asked_about.filter(pk=by.pk).exists():
        return False
    return not survey.about_staff or survey.readers.filter(pk=by.pk).exists()


def erase_old_words(*, held: QuerySet[Any, Any]) -> int:
    """Empty the text answers of surveys closed RAW_TEXT_DAYS ago; return how many.

    What adults may see of them are Voices, which are copies. Only words that somebody has decided
    about: retention must not swallow what no one has read.
    """
    today = timezone.localdate()
    old = Answer.objects.words().filter(
        response__survey__status=Survey.Status.CLOSED,
        response__survey__closed_on__lte=today - timedelta(days=settings.RAW_TEXT_DAYS),
        waiting=False,
    )
    ids = list(old.exclude(pk__in=held).values_list("pk", flat=True))
    for start in range(0, len(ids), AT_A_TIME):
        empty_words(ids[start : start + AT_A_TIME], on=today)
    ledger.write(ledger.Kind.ANSWER, ids)
    return len(ids)


AT_A_TIME = 500
"""Ids in one statement: a database takes so many values and no more."""


def empty_words(answer_ids: Iterable[UUID], *, on: date) -> None:
    """What was typed goes, for good; that something was, and when it went, stays."""
    words = Answer.objects.words().filter(pk__in=list(answer_ids))
    words.update(text="", erased_on=on, waiting=False, risk=False, signs="", from_room=False)
