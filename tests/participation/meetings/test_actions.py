"""Actions: how they go, what they changed, and who may say so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.meetings import acting
from participation.meetings.hints import about_evidence
from participation.meetings.models import Action, Evidence, Source
from participation.meetings.services import InUse
from tests.factories import (
    make_action,
    make_decision,
    make_evidence,
    make_item,
    make_membership,
    make_reply,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_an_action_is_not_done_without_evidence(clerk: User) -> None:
    action = make_action()

    with pytest.raises(acting.NeedsEvidence, match="what changed for children"):
        acting.set_status(action, Action.Status.DONE, by=clerk)

    action.refresh_from_db()
    assert action.status == Action.Status.NOT_STARTED


def test_an_action_is_done_on_evidence_and_can_be_taken_back(clerk: User) -> None:
    action = make_action()
    make_evidence(action=action)

    done = acting.set_status(action, Action.Status.DONE, by=clerk)
    assert done.done_on == TODAY()

    again = acting.set_status(action, Action.Status.STUCK, by=clerk)
    assert again.done_on is None
    assert again.started_on == TODAY()


def test_not_started_takes_the_start_back(clerk: User) -> None:
    action = acting.set_status(make_action(), Action.Status.IN_PROGRESS, by=clerk)

    action = acting.set_status(action, Action.Status.NOT_STARTED, by=clerk)

    assert action.started_on is None


def test_the_last_evidence_of_a_done_action_stays(clerk: User) -> None:
    evidence = make_evidence()
    acting.set_status(evidence.action, Action.Status.DONE, by=clerk)

    with pytest.raises(acting.NeedsEvidence, match="Change its status first"):
        acting.remove_evidence(evidence, by=clerk)

    assert Evidence.objects.filter(pk=evidence.pk).exists()


def test_other_evidence_can_be_taken_back(clerk: User) -> None:
    evidence = make_evidence()
    make_evidence(action=evidence.action)
    acting.set_status(evidence.action, Action.Status.DONE, by=clerk)

    acting.remove_evidence(evidence, by=clerk)

    assert evidence.action.evidence.count() == 1


def test_an_action_with_evidence_is_not_removed(clerk: User) -> None:
    evidence = make_evidence()

    with pytest.raises(acting.NeedsEvidence):
        acting.remove_action(evidence.action, by=clerk)

    assert Action.objects.exists()


def test_an_action_that_an_answer_names_is_not_removed(clerk: User) -> None:
    action = make_action()
    make_reply(state="we_will", action=action)

    with pytest.raises(InUse, match="answer to children"):
        acting.remove_action(action, by=clerk)


def test_an_action_made_by_mistake_is_removed(clerk: User) -> None:
    acting.remove_action(make_action(), by=clerk)

    assert not Action.objects.exists()


def test_an_action_comes_from_somewhere() -> None:
    action = make_action()

    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(decision=None)


def test_actions_from_a_draft_are_not_agreed(clerk: User) -> None:
    agreed = make_action()
    make_action(decision=make_decision(confirmed=False))

    assert list(Action.objects.agreed()) == [agreed]


def test_overdue_is_late_and_not_done(clerk: User) -> None:
    yesterday = TODAY() - timedelta(days=1)
    late = make_action(due_on=yesterday)
    done = make_action(due_on=yesterday)
    make_evidence(action=done)
    acting.set_status(done, Action.Status.DONE, by=clerk)
    make_action(due_on=TODAY())

    assert list(Action.objects.overdue()) == [late]


# --- Where it came from ---------------------------------------------------------------------------


def test_an_action_on_a_childrens_item_came_from_the_children() -> None:
    theirs = make_action(decision=make_decision(item=make_item(themes=[make_theme()])))

    assert (theirs.source.kind, make_action().source.kind) == ("children", "board")


def test_a_source_that_somebody_chose_is_kept(clerk: User) -> None:
    action = make_action()
    action.source = Source.objects.create(name="Inspection 2020", kind="inspection")

    assert acting.save_action(action, by=clerk).source.name == "Inspection 2020"


# --- How it goes ----------------------------------------------------------------------------------


def test_each_change_of_status_stays_in_the_history(clerk: User) -> None:
    action = make_action()

    acting.add_update(action, text="Begun.", status="in_progress", by=clerk)
    acting.set_status(action, "stuck", by=clerk)

    action.refresh_from_db()
    assert action.status == "stuck"
    assert [(it.text, it.status) for it in action.updates.all()] == [
        ("", "stuck"),
        ("Begun.", "in_progress"),
    ]


def test_an_update_that_is_refused_changes_nothing(clerk: User) -> None:
    action = make_action()

    with pytest.raises(acting.NeedsEvidence):
        acting.add_update(action, text="Done!", status="done", by=clerk)

    assert not action.updates.exists()


def test_who_speaks_for_its_agency_today_adds_updates_and_nobody_else(
    board_member: User, worker: User
) -> None:
    action = make_action()
    make_membership(board_member, on_behalf_of=action.agency)
    past = make_user(Role.BOARD_MEMBER)
    yesterday = TODAY() - timedelta(days=1)
    make_membership(past, on_behalf_of=action.agency, end_date=yesterday)
    other = make_user(Role.BOARD_MEMBER)
    make_membership(other)
    make_membership(worker, on_behalf_of=action.agency)

    acting.add_update(action, text="It goes well.", by=board_member)

    for by in (past, other, worker):
        with pytest.raises(acting.NotTheirs):
            acting.add_update(action, text="I say so too.", by=by)
    assert action.updates.count() == 1


def test_the_audit_of_an_update_has_none_of_its_words(clerk: User) -> None:
    update = acting.add_update(make_action(), text="The lamps came.", status="stuck", by=clerk)

    event = Event.objects.get(action="action-updated")
    assert event.detail == {"update": update.pk, "status": "stuck"}


# --- Who may read it ------------------------------------------------------------------------------


def test_what_hangs_on_an_exempt_item_is_read_by_those_who_may(worker: User, clerk: User) -> None:
    open_, hidden = make_action(), make_action()
    assert hidden.decision
    item = hidden.decision.agenda_item
    item.access, item.exempt_paragraph, item.exempt_reason = "exempt", 1, "A family."
    item.save()

    assert list(Action.objects.readable_by(worker)) == [open_]
    assert set(Action.objects.readable_by(clerk)) == {open_, hidden}


# --- Hints ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "We held a workshop",
        "Training delivered to all staff",
        "Meeting with partners on 3 May",
        "Policy written",
        "The new policy has been written.",
        "Held two sessions",
        "Staff have been trained",
    ],
)
def test_what_adults_did_is_asked_about(text: str) -> None:
    assert "What is different for children" in about_evidence(text)


@pytest.mark.parametrize(
    "text",
    [
        "The path is lit after dark.",
        "Children who wait now have a date.",
        "Children meet the same worker each time.",
        "Meetings start with what children say.",
        "Plans are read by the children they are about.",
    ],
)
def test_what_changed_is_not_asked_about(text: str) -> None:
    assert about_evidence(text) == ""
