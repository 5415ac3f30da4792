"""Actions, how they go, and the evidence of what they changed; and what asked for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import announce, meeting_topic
from participation.meetings.models import (
    Action,
    ActionUpdate,
    Evidence,
    Recommendation,
    Source,
)
from participation.meetings.services import InUse, save_registered


class NeedsEvidence(Exception):
    """No action is done before something shows what changed for children."""


class NotTheirs(Exception):
    """Somebody else speaks for the agency of this action."""


@transaction.atomic
def save_action(action: Action, *, by: User) -> Action:
    """Save an action; where nobody says where it came from, what it hangs on says it."""
    is_new = action.pk is None
    if not action.source_id:
        action.source = _source_of(action)
    action.save()
    record("action-made" if is_new else "action-changed", action, by=by)
    announce_action(action)
    return action


def _source_of(action: Action) -> Source:
    """The recommendation's own; or the children, whose themes were decided on; or the Board."""
    if action.recommendation is not None:
        return action.recommendation.source
    decision = action.decision
    if decision is not None and decision.agenda_item.themes.exists():
        return Source.objects.the_children()
    return Source.objects.the_board()


@transaction.atomic
def add_update(
    action: Action, *, text: str = "", status: str = "", by: User, on: date | None = None
) -> ActionUpdate:
    """Say how an action goes: words, a new status, or both. It is never taken back or rewritten.

    The clerk may, and who speaks for the action's agency today. Done needs evidence of what
    changed for children.
    """
    if not action.may_be_updated_by(by):
        raise NotTheirs(
            "The clerk adds updates to this action, or a member who speaks for its agency."
        )
    return _add(action, text, status, by, on)


@transaction.atomic
def set_status(action: Action, status: str, *, by: User, on: date | None = None) -> Action:
    """Say how far an action is: an update with a new status and no words."""
    return _add(action, "", status, by, on).action


def _add(action: Action, text: str, status: str, by: User, on: date | None) -> ActionUpdate:
    action = Action.objects.select_for_update().get(pk=action.pk)
    on = on or timezone.localdate()
    if status:
        _set(action, Action.Status(status), on)
    update = ActionUpdate.objects.create(action=action, text=text, status=status, on=on, by=by)
    record("action-updated", action, by=by, update=update.pk, status=status)
    announce_action(action)
    return update


def _set(action: Action, status: Action.Status, on: date) -> None:
    if status == Action.Status.DONE and not action.evidence.exists():
        raise NeedsEvidence("Add evidence of what changed for children. Then it can be done.")
    action.take_status(status, on=on)
    action.save(update_fields=["status", "started_on", "done_on"])


@transaction.atomic
def remove_action(action: Action, *, by: User) -> None:
    """Take away an action made by mistake, before there is evidence for it."""
    action = Action.objects.select_for_update().get(pk=action.pk)
    if action.evidence.exists():
        raise NeedsEvidence("There is evidence for this action: it can no longer be removed.")
    record("action-removed", action, by=by)
    announce_action(action)
    try:
        action.delete()
    except ProtectedError:
        raise InUse("An answer to children names this action. Change the answer first.") from None


def announce_action(action: Action) -> None:
    """Actions stand on the agenda page, under their decision."""
    if action.decision is not None:
        item = action.decision.agenda_item
        announce(meeting_topic(item.meeting_id), "action-changed", action.pk)


@transaction.atomic
def save_evidence(evidence: Evidence, *, by: User) -> Evidence:
    is_new = evidence.pk is None
    evidence.save()
    action = "evidence-added" if is_new else "evidence-changed"
    record(action, evidence, by=by, of=evidence.action_id)
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Take evidence back, unless it is the last that a finished action stands on."""
    action = Action.objects.select_for_update().get(pk=evidence.action_id)
    if action.status == Action.Status.DONE and action.evidence.count() == 1:
        raise NeedsEvidence("The action is done on this evidence. Change its status first.")
    record("evidence-removed", evidence, by=by, of=action.pk)
    evidence.delete()


@transaction.atomic
def save_recommendation(
    recommendation: Recommendation, *, themes: Iterable[int] | None = None, by: User
) -> Recommendation:
    """Save a recommendation, with the themes that bear on it (None: those it has)."""
    save_registered(recommendation, by=by)
    if themes is not None:
        recommendation.themes.set(themes)
    return recommendation
