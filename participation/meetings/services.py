"""Meetings and decisions: the changes that touch more than one row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Model, ProtectedError, Q
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import announce, meeting_topic
from participation.meetings.item_rules import NO_SURVEY
from participation.meetings.models import (
    AgendaItem,
    Body,
    Decision,
    Meeting,
    OtherName,
    Recommendation,
    Source,
)
from surveys.building import hear_on


class DecisionConfirmed(Exception):
    """A confirmed decision is changed only by taking the confirmation back first."""


class NotSaidWhy(Exception):
    """A decision is confirmed once it says what weight children were given, and why."""


class HearsNoSurvey(Exception):
    """An exempt item hears no survey: children could never be told what came of it."""


class HasDecisions(Exception):
    """What a decision stands on cannot be taken away."""


class PartOfItself(Exception):
    """A body cannot be part of what is part of it."""


class InUse(Exception):
    """Something else stands on this, so that it cannot be taken away."""


Registered = Body | OtherName | Source | Recommendation


@transaction.atomic
def save_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Save a meeting and tell the surveys that it hears when it is."""
    is_new = meeting.pk is None
    if not is_new:
        meeting.revision = Meeting.objects.select_for_update().get(pk=meeting.pk).revision + 1
    meeting.changed_at = timezone.now()
    meeting.status = _status_on_its_day(meeting)
    meeting.save()
    _tell_surveys(meeting.agenda_items.values_list("surveys", flat=True))
    record("meeting-made" if is_new else "meeting-changed", meeting, by=by)
    announce(meeting_topic(meeting.pk), "meeting-changed", meeting.pk)
    return meeting


def _status_on_its_day(meeting: Meeting) -> Meeting.Status:
    """A confirmed meeting has passed once its day is over; one that is moved is to come again."""
    status = Meeting.Status(meeting.status)
    is_over = meeting.start_date < timezone.localdate()
    if status == Meeting.Status.CONFIRMED and is_over:
        return Meeting.Status.PASSED
    if status == Meeting.Status.PASSED and not is_over:
        return Meeting.Status.CONFIRMED
    return status


def let_pass() -> int:
    """Call passed what has gone by, day by day; how many. Nobody is told: the date says it."""
    return Meeting.objects.gone_by().update(status=Meeting.Status.PASSED)


@transaction.atomic
def set_cancelled(meeting: Meeting, cancelled: bool, *, by: User) -> Meeting:
    """Call a meeting off, or back on; children are told the date only while it stands."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.is_cancelled == cancelled:
        return meeting
    meeting.status = Meeting.Status.CANCELLED if cancelled else Meeting.Status.CONFIRMED
    return save_meeting(meeting, by=by)


@transaction.atomic
def remove_meeting(meeting: Meeting, *, by: User) -> None:
    """Take away a meeting made by mistake. One with an agenda is cancelled instead."""
    if meeting.agenda_items.exists():
        raise InUse("This meeting has an agenda. Cancel it, or take its items away first.")
    record("meeting-removed", meeting, by=by)
    _delete(meeting, or_say="Papers went out for this meeting, or guesses were made. Cancel it.")


@transaction.atomic
def save_item(
    item: AgendaItem, *, themes: Iterable[int] = (), surveys: Iterable[int] = (), by: User
) -> AgendaItem:
    """Save an agenda item with its themes, and tell its surveys when they are heard."""
    surveys = list(surveys)
    if item.is_exempt and surveys:
        raise HearsNoSurvey(NO_SURVEY)
    is_new = item.pk is None
    if item.is_exempt and not is_new and _children_were_told(item):
        raise InUse("An answer to children names what was decided here. Change the answer first.")
    heard_before = [] if is_new else list(item.surveys.values_list("pk", flat=True))
    item.save()
    item.themes.set(themes)
    item.surveys.set(surveys)
    _tell_surveys([*heard_before, *item.surveys.values_list("pk", flat=True)])
    _agenda_changed(item)
    record("item-made" if is_new else "item-changed", item, by=by)
    announce(meeting_topic(item.meeting_id), "agenda-changed", item.pk)
    return item


def _children_were_told(item: AgendaItem) -> bool:
    """An answer, written by the room above, names a decision on this item or an action of one."""
    named = item.decisions.filter(Q(replies__isnull=False) | Q(actions__replies__isnull=False))
    return named.exists()


def _agenda_changed(item: AgendaItem) -> None:
    """Calendars list what is on the agenda, and ask when it last changed."""
    Meeting.objects.filter(pk=item.meeting_id).update(changed_at=timezone.now())


def _tell_surveys(survey_ids: Iterable[int | None]) -> None:
    """Tell surveys who hears them and when: the next meeting that has them, or else the last.

    Asked afresh each time, since a survey may be on the agenda of more than one meeting. While
    the only one is cancelled, children are told who will hear them, and no day.
    """
    today = timezone.localdate()
    for survey_id in {it for it in survey_ids if it is not None}:
        meetings = list(
            Meeting.objects.filter(agenda_items__surveys=survey_id)
            .select_related("body")
            .order_by("start_date", "pk")
        )
        standing = [meeting for meeting in meetings if not meeting.is_cancelled]
        to_come = [meeting for meeting in standing if meeting.start_date >= today]
        hears = next(iter(to_come or standing[-1:] or meetings[-1:]), None)
        hear_on(
            survey_id,
            by_whom=hears.body.called if hears else "",
            on=hears.start_date if hears and standing else None,
        )


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User) -> None:
    """Take an item off the agenda, unless something was decided on it."""
    if item.decisions.exists():
        raise HasDecisions("There is a decision on this item. Take the decision away first.")
    heard = list(item.surveys.values_list("pk", flat=True))
    _agenda_changed(item)
    record("item-removed", item, by=by)
    announce(meeting_topic(item.meeting_id), "agenda-changed", item.pk)
    item.delete()
    _tell_surveys(heard)


@transaction.atomic
def save_decision(decision: Decision, *, by: User) -> Decision:
    """Save a draft. What children may have read is not rewritten behind their backs."""
    is_new = decision.pk is None
    if not is_new:
        kept = Decision.objects.select_for_update().get(pk=decision.pk)
        if kept.is_confirmed:
            raise DecisionConfirmed("This decision is confirmed. Take that back before you edit.")
    decision.save()
    record("decision-drafted" if is_new else "decision-changed", decision, by=by)
    announce(meeting_topic(decision.agenda_item.meeting_id), "decision-drafted", decision.pk)
    return decision


@transaction.atomic
def confirm(decision: Decision, *, by: User, now: datetime | None = None) -> Decision:
    """The clerk confirms what was decided; from now on children see it."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if not decision.is_confirmed:
        if not decision.is_complete:
            raise NotSaidWhy(
                "Say what weight children’s views were given, and why it was decided so. "
                "Then it can be confirmed."
            )
        decision.status = Decision.Status.CONFIRMED
        decision.confirmed_by = by
        decision.confirmed_at = now or timezone.now()
        decision.save(update_fields=["status", "confirmed_by", "confirmed_at"])
        record("decision-confirmed", decision, by=by)
        announce(meeting_topic(decision.agenda_item.meeting_id), "decision-recorded", decision.pk)
    return decision


@transaction.atomic
def unconfirm(decision: Decision, *, by: User) -> Decision:
    """Take a confirmation back: a draft again, and no longer shown to children."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.is_confirmed:
        decision.status = Decision.Status.DRAFT
        decision.confirmed_by = decision.confirmed_at = None
        decision.save(update_fields=["status", "confirmed_by", "confirmed_at"])
        record("decision-unconfirmed", decision, by=by)
        announce(meeting_topic(decision.agenda_item.meeting_id), "decision-drafted", decision.pk)
    return decision


@transaction.atomic
def remove_decision(decision: Decision, *, by: User) -> None:
    """Take a draft away that nothing hangs on."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.is_confirmed:
        raise DecisionConfirmed("This decision is confirmed. Take that back first.")
    if decision.actions.exists():
        raise HasDecisions("There are actions from this decision. Remove them first.")
    record("decision-removed", decision, by=by)
    announce(meeting_topic(decision.agenda_item.meeting_id), "decision-drafted", decision.pk)
    _delete(decision, or_say="An answer to children names this decision. Change the answer first.")


@transaction.atomic
def save_registered(thing: Registered, *, by: User) -> None:
    """Save a body, another name of one, a source or a recommendation."""
    is_new = thing.pk is None
    if isinstance(thing, Body):
        _refuse_circle(thing)
    thing.save()
    if isinstance(thing, Body):  # Surveys tell children what it is called.
        items = AgendaItem.objects.filter(meeting__body=thing)
        _tell_surveys(items.values_list("surveys", flat=True))
    record(f"{thing._meta.model_name}-{'made' if is_new else 'changed'}", thing, by=by)


def _refuse_circle(body: Body) -> None:
    above = body.parent
    while above is not None:
        if above.pk == body.pk:
            raise PartOfItself(f"{body.parent} is part of {body} already. Choose another.")
        above = above.parent


@transaction.atomic
def remove_registered(thing: Registered, *, by: User) -> None:
    """Take one of them away again, unless something stands on it."""
    record(f"{thing._meta.model_name}-removed", thing, by=by)
    _delete(thing, or_say="Other things here stand on this, so it stays. Edit it instead.")


def _delete(thing: Model, *, or_say: str) -> None:
    try:
        thing.delete()
    except ProtectedError:
        raise InUse(or_say) from None
