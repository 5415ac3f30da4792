"""Tell whoever is on call, again and one step further each time, until somebody has it.

Letters and texts say of what kind a thing is and where it stands. Never a word of a child, nor
whose it is; of unread words not even a time: they climb with the rounds that they have waited.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from backend.accounts import texts
from backend.accounts.letters import write_to_people
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.log import record
from backend.working_days import add_working_time
from participation.safeguarding.alerts.models import Alert, ContactCard, Duty
from participation.safeguarding.models import Concern
from surveys import free_text, unread

AGAIN_AT_ONCE = timedelta(minutes=15)
"""At any hour, where a child may be in danger now."""
AGAIN = timedelta(hours=1)
"""Working time, for all others."""
AGAIN_UNDECIDED = timedelta(hours=8)
"""One working day: how often all are told of a referral that nobody has decided in time."""
TOP = len(Duty.Step.values) + 1
"""From here on, everybody on call and all leads."""
NO_WORDS = "This message never holds what was written."


def readers(concern: Concern) -> QuerySet[User]:
    """Everybody who may read it: the same rule as `readable_by`, from the other side."""
    leads = User.objects.with_role(Role.SAFEGUARDING_LEAD)
    return leads.exclude(pk__in=concern.shut_out.values("user"))


def begin(concern: Concern, *, by: User, now: datetime) -> None:
    """Tell the first step at once that there is a concern."""
    alert = Alert.objects.create(concern=concern, due_at=now)
    _ring_concern(alert, now)


def acknowledge(alert: Alert, *, by: User, now: datetime | None = None) -> None:
    """Stop it: this person has it. Only a referral not decided in time makes it ring again."""
    now = now or timezone.now()
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by = now, by
    alert.due_at = None
    if alert.concern and alert.concern.decided_at is None:
        alert.due_at = max(alert.concern.decide_by, add_working_time(now, AGAIN))
    alert.save(update_fields=["acknowledged_at", "acknowledged_by", "due_at"])


def stop(concern: Concern) -> None:
    Alert.objects.filter(concern=concern).update(due_at=None)


@transaction.atomic
def acknowledge_words(alert: Alert, *, by: User) -> None:
    acknowledge(alert, by=by)
    record("alert-acknowledged", alert, by=by)


def is_there(alert: Alert, user: User) -> bool:
    """Whether the words are not about this person. Who may not read them may still have it."""
    if alert.answer_id is None:
        return False
    return not free_text.whom_about(alert.answer_id).filter(pk=user.pk).exists()


def are_read(alert: Alert) -> bool:
    """Whether a worker has decided about the words, or they were taken back."""
    return alert.answer_id not in unread.read_first()


def ring(now: datetime | None = None) -> int:
    """Send every alert that is due, once, on however many machines; return how many were."""
    now = now or timezone.now()
    due = list(Alert.objects.due(now).values_list("pk", flat=True))
    return sum(_ring_once(pk, now) for pk in due) + _ring_words(now)


@transaction.atomic
def _ring_once(pk: UUID, now: datetime) -> bool:
    """Ring unless another machine has it in hand, whose lock is passed by."""
    due = Alert.objects.due(now).select_for_update(skip_locked=True)
    alert = due.filter(pk=pk).first()
    if alert is None:
        return False
    _ring_concern(alert, now)
    return True


def _ring_concern(alert: Alert, now: datetime) -> None:
    concern: Any = alert.concern
    alert.level += 1
    is_undecided = alert.acknowledged_at is not None
    level = TOP if is_undecided else alert.level
    said = "is open, and a referral is not decided in time" if is_undecided else "is open"
    _tell(
        people_to_tell(level, now, among=readers(concern)),
        f"A concern of the kind “{concern.get_kind_display()}” {said}.",
        f"{settings.SITE_URL}/staff/concerns/{concern.pk}/",
        urgent=concern.kind == Concern.Kind.NOW,
    )
    alert.due_at = _next(concern, now, is_undecided=is_undecided)
    alert.save(update_fields=["level", "due_at"])


def _next(concern: Concern, now: datetime, *, is_undecided: bool) -> datetime:
    if is_undecided:
        return add_working_time(now, AGAIN_UNDECIDED)
    if concern.kind == Concern.Kind.NOW:
        return now + AGAIN_AT_ONCE
    return add_working_time(now, AGAIN)


def _ring_words(now: datetime) -> int:
    """Unread words with a risk sign: a text at once, then a step further with each round."""
    waiting = unread.read_first()
    known = set(Alert.objects.filter(answer__in=waiting).values_list("answer_id", flat=True))
    Alert.objects.bulk_create(
        [Alert(answer_id=pk) for pk in waiting if pk not in known], ignore_conflicts=True
    )
    due = Alert.objects.filter(answer__in=waiting, acknowledged_at=None)
    return sum(
        _ring_words_once(pk, waiting[answer], now)
        for pk, answer, level in due.values_list("pk", "answer_id", "level")
        if waiting[answer] >= level
    )


@transaction.atomic
def _ring_words_once(pk: UUID, rounds: int, now: datetime) -> bool:
    due = Alert.objects.filter(acknowledged_at=None, level__lte=rounds)
    alert = due.select_for_update(skip_locked=True).filter(pk=pk).first()
    if alert is None:
        return False
    alert.level = rounds + 1
    alert.save(update_fields=["level"])
    leads = User.objects.with_role(Role.SAFEGUARDING_LEAD)
    leads = leads.exclude(pk__in=free_text.whom_about(cast("UUID", alert.answer_id)).values("pk"))
    _tell(
        people_to_tell(alert.level, now, among=leads),
        "Words marked “read first” wait, and no worker has read them yet.",
        f"{settings.SITE_URL}/staff/alerts/{alert.pk}/",
    )
    return True


def people_to_tell(level: int, now: datetime, *, among: QuerySet[User]) -> list[User]:
    """Whoever is on call up to that step. Where that is nobody, and at the top, all leads."""
    if level >= TOP:
        return list(among)
    on_call = Duty.objects.at(now).filter(user__in=among)
    steps = sorted(set(on_call.values_list("step", flat=True)))
    if not steps:
        return list(among)
    up_to = max(level, steps[0])
    return list(among.filter(pk__in=on_call.filter(step__lte=up_to).values("user")))


def _tell(people: list[User], what: str, url: str, *, urgent: bool = False) -> None:
    subject = "Noticed: a concern to look at now" if urgent else "Noticed: something to look at"
    has_it = "Press “I have it” there, so that nobody else is called."
    write_to_people(people, subject=subject, body=f"{what}\n\n{url}\n\n{has_it}\n\n{NO_WORDS}")
    cards = ContactCard.objects.filter(user__in=people).exclude(phone="")
    texts.text_to(cards.values_list("phone", flat=True), f"Noticed. {what} {url}")
