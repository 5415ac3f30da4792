"""The only door to children's words as typed: for moderators only, and each look is audited.

What a person may not read is left out in the query, so that it is not even counted for them: the
words of surveys that are closed to them (`Survey.objects.closed_to`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from surveys import risk
from surveys.models import Answer, Audience, KeptFrom, Response, Survey
from surveys.models.answers import AnswerQuerySet
from surveys.risk import Sign

COUNTED = 1000
"""No list is counted further: who reads asks whether there is a lot, not how much exactly."""


@dataclass(frozen=True)
class Words:
    """One text answer, with the phrases that the same child tapped on the same question.

    It does not say which response it belongs to, nor what else was answered.
    """

    answer_id: UUID
    text: str
    question_id: int
    question: str
    survey_id: int
    survey: str
    group_id: int
    audience: Audience
    quote: bool
    sent_on: date
    risk: bool
    is_beyond: bool = False
    """Whether it came beyond what was expected, and no worker has said that it counts."""
    is_late: bool = False
    """Whether nobody has read it for longer than should be."""
    tapped: tuple[str, ...] = ()
    """Words often lean on them ("and that's why"). They are never part of a Voice."""
    signs: tuple[Sign, ...] = ()
    """What they may be about, for a reader who chooses what to open. They decide nothing."""


def closed_to(by: User) -> QuerySet[Survey]:
    """Surveys whose words are not there for this person: to leave out what was made of them."""
    return Survey.objects.closed_to(by)


def waiting_count(*, by: User, left_out: Collection[str] = ()) -> int:
    """How many texts wait for this person's first decision; of more than COUNTED, COUNTED.

    Counting is not reading: no audit.
    """
    return _waiting(by, left_out)[:COUNTED].count()


def left_count(*, by: User, left_out: Collection[str]) -> int:
    """How many of them this person leaves to colleagues; of more than COUNTED, COUNTED."""
    return _not_decided(by).filter(_left(left_out))[:COUNTED].count() if left_out else 0


def read_waiting(
    *,
    by: User,
    start: int = 0,
    most: int = 50,
    left_out: Collection[str] = (),
    skip: Collection[UUID] = (),
) -> list[Words]:
    """Texts that wait: risk signs first, then by day, and within a day in no order that tells.

    What came beyond what was expected comes last: a flood of it buries nobody's words.

    Those with signs that are `left_out` are for colleagues; `skip` has what others read now.
    """
    answers = _waiting(by, left_out).exclude(pk__in=skip)[start : start + most]
    # An open queue reads new words the second they arrive: the time of that would be the child's.
    return _read(answers, by=by, day_only=True)


def read_these(ids: Iterable[UUID], *, by: User, day_only: bool = False) -> list[Words]:
    """Texts by id, in that order; ids that are unknown, erased, still in a room, or
    not for this person, are left out.

    `day_only` is for pages that ask by themselves when words arrive, as in `read_waiting`.
    """
    ids = list(ids)
    found = _read(_readable(by).filter(pk__in=ids), by=by, day_only=day_only)
    by_id = {words.answer_id: words for words in found}
    return [by_id[id] for id in ids if id in by_id]


def signs_of(answer_id: UUID, *, by: User) -> tuple[Sign, ...] | None:
    """What a text may be about, without reading it; None where there is none for this person."""
    kept = _readable(by).filter(pk=answer_id).values_list("signs", flat=True).first()
    return None if kept is None else risk.read(kept)


def hold_still(answer_id: UUID) -> None:
    """Let nobody take the words back until the caller's transaction ends. It reads none."""
    responses = Response.objects.select_for_update().filter(answers=answer_id)
    responses.values_list("pk", flat=True).first()


def keep_from(answer_id: UUID, user: User) -> None:
    """From now on these words are not there for this person, nor counted for them."""
    KeptFrom.objects.get_or_create(answer_id=answer_id, user=user)


def keeps_out_somebody(answer_id: UUID) -> bool:
    """Whether there is anybody from whom these words are kept, because a concern names them."""
    return KeptFrom.objects.filter(answer=answer_id).exists()


def is_there(answer_id: UUID, *, by: User) -> bool:
    """Whether nothing keeps these words from this person. It reads none."""
    return _open_to(by).filter(pk=answer_id).exists()


def whom_about(answer_id: UUID) -> QuerySet[User]:
    """People whom these words may be about: what is made of them is not there for them either."""
    kept = KeptFrom.objects.filter(answer=answer_id).values("user")
    asked = Survey.objects.asking(answer_id)
    return User.objects.filter(Q(pk__in=kept) | Q(pk__in=asked)).order_by("pk")


def kept_from(user: User) -> QuerySet[Any, Any]:
    """Ids of texts that are not there for this person, for lists of what was decided."""
    return KeptFrom.objects.filter(user=user).values("answer_id")


def _waiting(by: User, left_out: Collection[str]) -> AnswerQuerySet:
    answers = _not_decided(by)
    return answers.exclude(_left(left_out)) if left_out else answers


def _left(left_out: Collection[str]) -> Q:
    # Of a survey that not everybody may read, nothing is left to colleagues: they might not.
    few = Survey.objects.filter(Q(readers__isnull=False) | Q(asked_about__isnull=False))
    return Q(signs__in=left_out) & ~Q(response__survey__in=few)


def _readable(by: User) -> AnswerQuerySet:
    """What a person may read by now; nothing that is kept from them, in the query itself."""
    readable = _open_to(by).readable(timezone.now())
    return readable.select_related("question", "response__survey")


def _open_to(by: User) -> AnswerQuerySet:
    # As one list, looked up: asking again for each of many answers takes twice as long.
    return _not_kept_from(by).exclude(response__survey__in=Survey.objects.closed_to(by))


def _not_decided(by: User) -> AnswerQuerySet:
    """Of these, what waits, in the order of reading: to be counted in too, so that it stops early.

    Here each is asked about: PostgreSQL takes half of all rows to be in a list that it has yet to
    look up, and would read a hundred thousand texts to count a thousand.
    """
    closed = Survey.objects.closed_to(by).filter(pk=OuterRef("response__survey"))
    waiting = _not_kept_from(by).filter(~Exists(closed)).waiting()
    in_order = waiting.let_go(timezone.now()).order_by("-risk", "beyond", "sent_on", "pk")
    return in_order.select_related("question", "response__survey")


def _not_kept_from(by: User) -> AnswerQuerySet:
    answers: AnswerQuerySet = Answer.objects.exclude(pk__in=kept_from(by))
    return answers


def _read(answers: Iterable[Answer], *, by: User, day_only: bool = False) -> list[Words]:
    answers = list(answers)
    tapped = _tapped(answers)
    words = [
        Words(
            answer_id=answer.pk,
            text=answer.text,
            question_id=answer.question_id,
            question=answer.question.text,
            survey_id=answer.response.survey_id,
            survey=answer.response.survey.title,
            group_id=answer.response.survey.group_id,
            audience=Audience(answer.response.audience),
            quote=answer.response.quote,
            sent_on=answer.response.sent_on,
            risk=answer.risk,
            is_beyond=bool(answer.response.beyond),
            is_late=answer.is_late,
            signs=risk.read(answer.signs),
            tapped=tuple(tapped[answer.response_id, answer.question_id]),
        )
        for answer in answers
    ]
    if words:
        ids = [str(it.answer_id) for it in words]
        record("read-words", by=by, day_only=day_only, answers=ids)
    return words


def _tapped(answers: Iterable[Answer]) -> dict[tuple[UUID, int], list[str]]:
    """The phrases tapped beside each text, by response and question."""
    phrases = Answer.objects.filter(
        response__in={answer.response_id for answer in answers},
        question__in={answer.question_id for answer in answers},
        choice__isnull=False,
    )
    tapped: dict[tuple[UUID, int], list[str]] = defaultdict(list)
    for response, question, text in phrases.order_by("choice__position").values_list(
        "response", "question", "choice__text"
    ):
        tapped[response, question].append(text)
    return tapped
