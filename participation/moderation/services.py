"""Decide about words. What voices say together is in `theming`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import MODERATION, announce
from participation.moderation import theming
from participation.moderation.models import Claim, Reading, ReadingQuerySet, Voice
from surveys import free_text, unread
from surveys.free_text import Words

Decision = Reading.Decision
GONE = "These words are not here any more."


class AlreadyDecided(Exception):
    """Somebody else decided since this person looked."""

    def __init__(self, reading: Reading | None) -> None:
        super().__init__()
        self.reading = reading

    def __str__(self) -> str:
        if self.reading is None:
            return "Somebody else undid the decision. Look again."
        return f"Already decided by {self.reading.by}: {self.reading.get_decision_display()}."


class NoSuchWords(Exception):
    """The words are not there: unknown, taken back, erased, or still waiting in a room."""


class NeedsColleague(Exception):
    """Words of a concern that names somebody are heard only if another worker says so too."""


class NeedsWords(Exception):
    """A redacted or paraphrased text must say something."""


class NeedsReason(Exception):
    """Rejecting needs a reason, and so does changing a decision after its first minute."""


def readable_readings(*, by: User) -> ReadingQuerySet:
    """Decisions about words that are there for this person."""
    closed = free_text.closed_to(by)
    readings: ReadingQuerySet = Reading.objects.exclude(answer__response__survey__in=closed)
    return readings.exclude(answer__in=free_text.kept_from(by))


def approve(
    answer_id: UUID, *, by: User, seen: int | None = None, now: datetime | None = None
) -> Voice:
    """Let adults read the words as they were typed."""
    return _hear(answer_id, Decision.APPROVED, None, by=by, seen=seen, now=now)


def redact(
    answer_id: UUID,
    text: str,
    *,
    by: User,
    taken_out: Iterable[str] = (),
    seen: int | None = None,
    now: datetime | None = None,
) -> Voice:
    """Let adults read a copy with something taken out. The original stays as it was.

    Of what was `taken_out` only the kinds are kept, never the words.
    """
    return _hear(answer_id, Decision.REDACTED, text, by=by, taken_out=taken_out, seen=seen, now=now)


def paraphrase(
    answer_id: UUID, text: str, *, by: User, seen: int | None = None, now: datetime | None = None
) -> Voice:
    """Let adults read the same thing in a worker's words."""
    return _hear(answer_id, Decision.PARAPHRASED, text, by=by, seen=seen, now=now)


def hold(
    answer_id: UUID,
    *,
    by: User,
    reason: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Reading:
    """Keep the words back until somebody decides again."""
    with transaction.atomic():
        return _decide(answer_id, Decision.HELD, by=by, reason=reason, seen=seen, now=now)[0]


def reject(
    answer_id: UUID, *, by: User, reason: str, seen: int | None = None, now: datetime | None = None
) -> Reading:
    """Not for the Board. Nobody but moderators sees the words."""
    if not reason:
        raise NeedsReason("Say why these words are not for the Board.")
    with transaction.atomic():
        return _decide(answer_id, Decision.REJECTED, by=by, reason=reason, seen=seen, now=now)[0]


@transaction.atomic
def mark_escalated(
    answer_id: UUID, *, by: User, seen: int | None = None, now: datetime | None = None
) -> tuple[Reading, Words]:
    """Hold the words because somebody is worried; `safeguarding` makes the Concern."""
    return _decide(answer_id, Decision.ESCALATED, by=by, seen=seen, now=now)


@transaction.atomic
def keep_from(answer_id: UUID, user: User, *, by: User) -> None:
    """From now on these words are not there for this person; heard already, they are held again.

    Their Voice goes: in a theme this person would read them all the same.
    """
    free_text.hold_still(answer_id)
    free_text.keep_from(answer_id, user)
    heard = Reading.objects.current().filter(answer=answer_id, decision__in=Reading.HEARD)
    voices = list(Voice.objects.filter(reading__in=heard).values_list("pk", flat=True))
    if not heard.update(current=False):
        return
    theming.forget_voices(voices, by=by)
    held = Reading.objects.create(answer_id=answer_id, decision=Decision.ESCALATED, by=by)
    record("words-escalated", held, by=by, answer=str(answer_id), reason="")
    announce(MODERATION, "words-decided")


@transaction.atomic
def undo(reading: Reading, *, by: User, because: str = "", now: datetime | None = None) -> None:
    """Take a decision back: the words wait again, and the Voice made from them goes.

    Whoever decided may do so within a minute without saying why; everybody else, and later, says
    why (`Reading.Again`). A Concern made from the words stays: worry is not undone by a click.
    """
    free_text.hold_still(reading.answer_id)
    if not readable_readings(by=by).filter(pk=reading.pk).exists():
        raise NoSuchWords(GONE)
    if because not in Reading.Again.values and not reading.may_be_undone_at_once(by, now):
        raise NeedsReason("Say why this decision is changed.")
    if not Reading.objects.filter(pk=reading.pk, current=True).update(current=False):
        raise AlreadyDecided(Reading.objects.current().filter(answer=reading.answer_id).first())
    unread.wait_again(reading.answer_id)
    for voice in Voice.objects.filter(reading=reading):
        theming.forget_voices([voice.pk], by=by)
    record("decision-undone", reading, by=by, answer=str(reading.answer_id), because=because)
    announce(MODERATION, "words-waiting-again")


def _decide(
    answer_id: UUID,
    decision: Decision,
    *,
    by: User,
    seen: int | None,
    now: datetime | None,
    reason: str = "",
    taken_out: Iterable[str] = (),
) -> tuple[Reading, Words]:
    """Add a Reading, if nobody decided since `seen` (the current Reading's id, None: waiting).

    The database keeps two people from deciding the same words: one current Reading an answer.
    """
    free_text.hold_still(answer_id)
    words = next(iter(free_text.read_these([answer_id], by=by)), None)
    if words is None:
        raise NoSuchWords(GONE)
    current = Reading.objects.select_related("by").current().filter(answer=answer_id).first()
    if (current.pk if current else None) != seen or (
        current and current.decision not in Reading.PENDING
    ):
        raise AlreadyDecided(current)
    if decision in Reading.HEARD and _raised_by(answer_id, by):
        raise NeedsColleague(
            "You raised a concern about these words, and it names somebody. Whom it names would "
            "read them in a theme, so a colleague has to decide."
        )
    try:
        with transaction.atomic():
            if current and not Reading.objects.filter(pk=current.pk, current=True).update(
                current=False
            ):
                raise IntegrityError
            reading = Reading.objects.create(
                answer_id=answer_id,
                decision=decision,
                reason=reason,
                taken_out=_kinds(taken_out),
                by=by,
                at=now or timezone.now(),
            )
    except IntegrityError:
        first = Reading.objects.select_related("by").current().filter(answer=answer_id).first()
        raise AlreadyDecided(first) from None
    Claim.objects.filter(answer=answer_id).delete()
    unread.stop_waiting(answer_id)
    record(f"words-{decision}", reading, by=by, answer=str(answer_id), reason=reason)
    announce(MODERATION, "words-decided")
    return reading, words


@transaction.atomic
def _hear(
    answer_id: UUID,
    decision: Decision,
    text: str | None,
    *,
    by: User,
    seen: int | None,
    now: datetime | None,
    taken_out: Iterable[str] = (),
) -> Voice:
    """Decide, and make the Voice: the one way to make one of an answer."""
    if text is not None and not text.strip():
        raise NeedsWords("Write what adults will read.")
    reading, words = _decide(answer_id, decision, by=by, seen=seen, now=now, taken_out=taken_out)
    return Voice.objects.create(
        answer_id=answer_id,
        reading=reading,
        question_id=words.question_id,
        group_id=words.group_id,
        audience=words.audience,
        text=words.text if text is None else text.replace("\r\n", "\n").strip(),
        quotable=words.quote,
        said_on=words.sent_on,
    )


def _raised_by(answer_id: UUID, by: User) -> bool:
    """Whether they raised a concern about these words that keeps somebody from them."""
    raised = Reading.objects.filter(answer=answer_id, decision=Decision.ESCALATED, by=by)
    return raised.exists() and free_text.keeps_out_somebody(answer_id)


def _kinds(taken_out: Iterable[str]) -> str:
    chosen = set(taken_out)
    return " ".join(kind for kind in Reading.TakenOut.values if kind in chosen)


def forget_response(response_id: UUID) -> int:
    """Delete every Voice made from a response's words; retire themes left without a voice.

    Inside the caller's transaction. Returns how many Voices there were.
    """
    voices = Voice.objects.filter(answer__response=response_id).values_list("pk", flat=True)
    return theming.forget_voices(list(voices), by=None)
