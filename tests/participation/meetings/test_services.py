"""What the rules of meetings allow and refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from backend.events import meeting_topic
from participation.meetings import services
from participation.meetings.models import (
    AgendaItem,
    Body,
    Decision,
    Meeting,
    Recommendation,
    Source,
)
from tests.factories import (
    make_action,
    make_body,
    make_decision,
    make_item,
    make_meeting,
    make_reply,
    make_survey,
    somebody,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


# --- Decisions ------------------------------------------------------------------------------------


def test_a_decision_is_a_draft_until_it_is_confirmed(clerk: User) -> None:
    decision = make_decision(confirmed=False)
    assert not Decision.objects.confirmed().exists()

    services.confirm(decision, by=clerk)

    (confirmed,) = Decision.objects.confirmed()
    assert confirmed.confirmed_by == clerk
    assert confirmed.confirmed_at is not None


def test_confirming_twice_keeps_the_first_confirmation(clerk: User, administrator: User) -> None:
    decision = services.confirm(make_decision(confirmed=False), by=clerk)

    services.confirm(decision, by=administrator)

    decision.refresh_from_db()
    assert decision.confirmed_by == clerk


def test_a_confirmed_decision_is_not_edited_before_it_is_taken_back(clerk: User) -> None:
    decision = make_decision()
    decision.text = "Something else"
    with pytest.raises(services.DecisionConfirmed, match="Take that back"):
        services.save_decision(decision, by=clerk)

    draft = services.unconfirm(decision, by=clerk)
    draft.text = "Something else"
    services.save_decision(draft, by=clerk)

    decision.refresh_from_db()
    assert decision.text == "Something else"
    assert decision.status == Decision.Status.DRAFT


def test_taking_back_what_is_a_draft_changes_and_records_nothing(clerk: User) -> None:
    draft = make_decision(confirmed=False)

    services.unconfirm(draft, by=clerk)

    assert not Event.objects.filter(action="decision-unconfirmed").exists()


def test_a_confirmed_decision_is_not_removed(clerk: User) -> None:
    decision = make_decision()

    with pytest.raises(services.DecisionConfirmed):
        services.remove_decision(decision, by=clerk)

    assert Decision.objects.filter(pk=decision.pk).exists()


def test_a_draft_with_actions_is_not_removed(clerk: User) -> None:
    decision = make_decision(confirmed=False)
    make_action(decision=decision)

    with pytest.raises(services.HasDecisions):
        services.remove_decision(decision, by=clerk)

    assert Decision.objects.filter(pk=decision.pk).exists()


def test_a_draft_that_an_answer_names_is_not_removed_and_nothing_is_recorded(clerk: User) -> None:
    decision = make_decision()
    make_reply(decision=decision)
    services.unconfirm(decision, by=clerk)

    with pytest.raises(services.InUse, match="answer to children"):
        services.remove_decision(decision, by=clerk)

    assert not Event.objects.filter(action="decision-removed").exists()


def test_a_draft_that_nothing_hangs_on_is_removed(clerk: User) -> None:
    decision = make_decision(confirmed=False)

    services.remove_decision(decision, by=clerk)

    assert not Decision.objects.exists()


def test_a_confirmation_needs_somebody() -> None:
    decision = make_decision(confirmed=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(status=Decision.Status.CONFIRMED)


# --- The date that children are told --------------------------------------------------------------


def test_a_survey_on_the_agenda_is_told_who_hears_it_and_when() -> None:
    survey = make_survey()
    meeting = make_meeting(body=make_body("Long name", plain_name="the Board"))

    make_item(meeting=meeting, surveys=[survey])

    survey.refresh_from_db()
    assert (survey.heard_by, survey.heard_on) == ("the Board", meeting.start_date)


def test_a_meeting_that_moves_takes_its_surveys_along(clerk: User) -> None:
    survey = make_survey()
    meeting = make_item(surveys=[survey]).meeting
    meeting.start_date += timedelta(days=7)

    services.save_meeting(meeting, by=clerk)

    survey.refresh_from_db()
    assert survey.heard_on == meeting.start_date


def test_while_a_meeting_is_cancelled_children_are_told_no_date(clerk: User) -> None:
    survey = make_survey()
    meeting = make_item(surveys=[survey]).meeting

    services.set_cancelled(meeting, True, by=clerk)
    survey.refresh_from_db()
    assert survey.heard_on is None
    assert survey.heard_by == meeting.body.called

    services.set_cancelled(meeting, False, by=clerk)
    survey.refresh_from_db()
    assert survey.heard_on == meeting.start_date


def test_cancelling_twice_is_recorded_once(clerk: User) -> None:
    meeting = services.set_cancelled(make_meeting(), True, by=clerk)

    services.set_cancelled(meeting, True, by=clerk)

    assert Event.objects.filter(action="meeting-changed", object_id=str(meeting.pk)).count() == 1


def test_a_survey_taken_off_the_item_is_no_longer_heard(clerk: User) -> None:
    survey = make_survey()
    item = make_item(surveys=[survey])

    services.save_item(item, themes=[], surveys=[], by=clerk)

    survey.refresh_from_db()
    assert (survey.heard_by, survey.heard_on) == ("", None)


def test_a_removed_item_takes_its_date_back(clerk: User) -> None:
    survey = make_survey()

    services.remove_item(make_item(surveys=[survey]), by=clerk)

    survey.refresh_from_db()
    assert (survey.heard_by, survey.heard_on) == ("", None)


def test_of_several_meetings_the_next_one_is_told(clerk: User) -> None:
    survey = make_survey()
    make_item(meeting=make_meeting(days=-10), surveys=[survey])
    soon = make_item(meeting=make_meeting(days=5), surveys=[survey])
    later = make_item(meeting=make_meeting(days=50), surveys=[survey])

    survey.refresh_from_db()
    assert survey.heard_on == soon.meeting.start_date

    services.remove_item(soon, by=clerk)
    survey.refresh_from_db()
    assert survey.heard_on == later.meeting.start_date

    services.set_cancelled(later.meeting, True, by=clerk)
    survey.refresh_from_db()
    assert survey.heard_on == TODAY() - timedelta(days=10)


def test_a_body_with_a_new_name_is_told_by_it(clerk: User) -> None:
    survey = make_survey()
    body = make_item(surveys=[survey]).meeting.body
    body.plain_name = "the new Board"

    services.save_registered(body, by=clerk)

    survey.refresh_from_db()
    assert survey.heard_by == "the new Board"


# --- What can be taken away -----------------------------------------------------------------------


def test_an_item_with_a_decision_stays(clerk: User) -> None:
    decision = make_decision()

    with pytest.raises(services.HasDecisions):
        services.remove_item(decision.agenda_item, by=clerk)

    assert AgendaItem.objects.exists()


def test_a_meeting_with_an_agenda_stays(clerk: User) -> None:
    meeting = make_item().meeting

    with pytest.raises(services.InUse):
        services.remove_meeting(meeting, by=clerk)

    assert Meeting.objects.exists()


def test_a_meeting_made_by_mistake_is_removed(clerk: User) -> None:
    services.remove_meeting(make_meeting(), by=clerk)

    assert not Meeting.objects.exists()


def test_what_others_stand_on_stays(clerk: User) -> None:
    body = make_meeting().body
    source = Source.objects.create(name="Peer review 2022")
    Recommendation.objects.create(source=source, reference="R1", text="Listen.")

    for thing in (body, source):
        with pytest.raises(services.InUse):
            services.remove_registered(thing, by=clerk)

    assert Body.objects.filter(pk=body.pk).exists()
    assert not Event.objects.filter(action__endswith="-removed").exists()


def test_what_nothing_stands_on_is_removed(clerk: User) -> None:
    services.remove_registered(make_body(), by=clerk)

    assert not Body.objects.exists()


# --- Audit and announcements ----------------------------------------------------------------------


def test_deeds_are_recorded_with_who_did_them(clerk: User) -> None:
    decision = make_decision(confirmed=False)
    services.confirm(decision, by=clerk)
    services.unconfirm(decision, by=clerk)

    about = Event.objects.filter(kind="decision", actor=str(clerk.pk)).order_by("pk")

    assert [event.action for event in about][-2:] == ["decision-confirmed", "decision-unconfirmed"]


@pytest.mark.usefixtures("close_connections")
@pytest.mark.django_db(transaction=True)
async def test_confirming_is_announced_with_an_id_and_nothing_else() -> None:
    decision = await sync_to_async(make_decision)(confirmed=False)
    topic = meeting_topic(decision.agenda_item.meeting_id)
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(topic, channel)

    await sync_to_async(services.confirm)(decision, by=await sync_to_async(somebody)(Role.CLERK))

    assert await layer.receive(channel) == {
        "type": "relay",
        "topic": topic,
        "kind": "decision-recorded",
        "id": str(decision.pk),
    }
