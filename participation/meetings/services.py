"""Meetings, decisions and actions: the changes that touch more than one row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import announce, meeting_topic
from participation.meetings.models import Action, AgendaItem, Decision, Evidence, Meeting
from surveys.building import hear_on


class DecisionConfirmed(Exception):
    """A confirmed decision is changed only by taking the confirmation back first."""


class NeedsEvidence(Exception):
    """No action is done before something shows what changed for children."""


class HasDecisions(Exception):
    """What a decision stands on cannot be taken away."""


@transaction.atomic
def save_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Save a meeting and tell the surveys that it hears when it is."""
    is_new = meeting.pk is None
    meeting.save()
    for item in meeting.agenda_items.prefetch_related("surveys"):
        _push_date(item)
    record("meeting-made" if is_new else "meeting-changed", meeting, by=by)
    announce(meeting_topic(meeting.pk), "meeting-changed", meeting.pk)
    return meeting


@transaction.atomic
def save_item(
    item: AgendaItem, *, themes: Iterable[int] = (), surveys: Iterable[int] = (), by: User
) -> AgendaItem:
    """Save an agenda item with its themes, and tell its surveys when they are heard."""
    is_new = item.pk is None
    dropped = set() if is_new else set(item.surveys.values_list("pk", flat=True))
    item.save()
    item.themes.set(themes)
    item.surveys.set(surveys)
    for survey_id in dropped - set(item.surveys.values_list("pk", flat=True)):
        hear_on(survey_id, by_whom="", on=None)
    _push_date(item)
    record("item-made" if is_new else "item-changed", item, by=by)
    announce(meeting_topic(item.meeting_id), "agenda-changed", item.pk)
    return item


def _push_date(item: AgendaItem) -> None:
    meeting = item.meeting
    cancelled = meeting.status == Meeting.Status.CANCELLED
    for survey_id in item.surveys.values_list("pk", flat=True):
        hear_on(
            survey_id,
            by_whom=meeting.body.called,
            on=None if cancelled else meeting.start_date,
        )


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User) -> None:
    """Take an item off the agenda, unless something was decided on it."""
    if item.decisions.exists():
        raise HasDecisions("There is a decision on this item. Take the decision away first.")
    for survey_id in item.surveys.values_list("pk", flat=True):
        hear_on(survey_id, by_whom="", on=None)
    record("item-removed", item, by=by)
    announce(meeting_topic(item.meeting_id), "agenda-changed", item.pk)
    item.delete()


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
    decision.delete()


@transaction.atomic
def save_action(action: Action, *, by: User) -> Action:
    is_new = action.pk is None
    action.save()
    record("action-made" if is_new else "action-changed", action, by=by)
    return action


@transaction.atomic
def set_status(action: Action, status: str, *, by: User, on: date | None = None) -> Action:
    """Say how far an action is. Done needs evidence of what changed for children."""
    action = Action.objects.select_for_update().get(pk=action.pk)
    on = on or timezone.localdate()
    is_done = status == Action.Status.DONE
    if is_done and not action.evidence.exists():
        raise NeedsEvidence("Add evidence of what changed for children. Then it can be done.")
    action.status = Action.Status(status)
    if status != Action.Status.NOT_STARTED and action.started_on is None:
        action.started_on = on
    action.done_on = (action.done_on or on) if is_done else None
    action.save(update_fields=["status", "started_on", "done_on"])
    record("action-status", action, by=by, status=status)
    return action


@transaction.atomic
def remove_action(action: Action, *, by: User) -> None:
    """Take away an action made by mistake, before there is evidence for it."""
    action = Action.objects.select_for_update().get(pk=action.pk)
    if action.evidence.exists():
        raise NeedsEvidence("There is evidence for this action: it can no longer be removed.")
    record("action-removed", action, by=by)
    action.delete()


@transaction.atomic
def add_evidence(evidence: Evidence, *, by: User) -> Evidence:
    evidence.save()
    record("evidence-added", evidence, by=by, of=evidence.action_id)
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Take evidence back, unless it is the last that a finished action stands on."""
    action = Action.objects.select_for_update().get(pk=evidence.action_id)
    if action.status == Action.Status.DONE and action.evidence.count() == 1:
        raise NeedsEvidence("The action is done on this evidence. Change its status first.")
    record("evidence-removed", evidence, by=by, of=action.pk)
    evidence.delete()
