"""An answer in a body's name goes out only as somebody who speaks for it approved it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.meetings.models import Membership
from participation.replies import approval, services
from participation.replies.board import board
from participation.replies.models import Reply
from tests.factories import (
    approve_reply,
    make_body,
    make_membership,
    make_reply,
    make_theme,
    make_user,
)

pytestmark = pytest.mark.django_db
WORDS = "We put up three lights."


@pytest.fixture
def speaker() -> User:
    """Who speaks for Housing."""
    housing = make_body("Housing", "agency")
    return make_membership(
        make_user(Role.BOARD_MEMBER, name="Hana Housing"), on_behalf_of=housing
    ).person


def housing() -> Any:
    return Membership.objects.get(person__name="Hana Housing").on_behalf_of


def draft(worker: User, **fields: Any) -> Reply:
    reply = Reply(
        **{"theme": make_theme(voices=3), "agency": housing(), "state": "we_did", "text": WORDS}
        | fields
    )
    return services.save_reply(reply, by=worker)


def sent(worker: User) -> Reply:
    return approval.send(draft(worker), by=worker)


# --- The way it goes ------------------------------------------------------------------------------


def test_an_answer_goes_from_draft_to_children_by_who_speaks_for_the_body(
    worker: User, speaker: User
) -> None:
    reply = sent(worker)
    waits = list(Reply.objects.waiting_for(speaker))
    reply = approval.approve(reply, version=reply.version, by=speaker)
    reply = services.publish(reply, by=worker)

    assert waits == [reply]
    assert (reply.approved_by, reply.published_by) == (speaker, worker)
    assert [it.reply for it in board().cards[0].answers] == [reply]
    assert not Reply.objects.waiting_for(speaker).exists()


@pytest.mark.parametrize("step", ["draft", "sent"])
def test_what_nobody_approved_is_not_published(worker: User, speaker: User, step: str) -> None:
    reply = draft(worker) if step == "draft" else sent(worker)

    with pytest.raises(services.NotApproved, match="Housing has not approved this"):
        services.publish(reply, by=worker)

    assert board().cards[0].answers == ()


@pytest.mark.parametrize("step", ["sent", "approved"])
def test_until_it_is_published_the_board_says_that_the_agency_has_not_answered(
    worker: User, speaker: User, step: str
) -> None:
    reply = draft(worker)
    services.ask(reply.theme, reply.agency, by=worker)
    approval.send(reply, by=worker) if step == "sent" else approve_reply(reply)

    (card,) = board(today=timezone.localdate() + timedelta(days=9)).cards

    assert (card.not_answered, card.days_waiting) == (("Housing",), 9)


def test_the_deputy_decides_as_the_member_does(worker: User, speaker: User) -> None:
    member = Membership.objects.get()
    deputy = make_user(Role.BOARD_MEMBER)
    make_membership(
        deputy,
        organization=member.organization,
        on_behalf_of=member.on_behalf_of,
        deputy_for=member,
    )
    reply = sent(worker)

    assert approval.approve(reply, version=reply.version, by=deputy).approved_by == deputy


# --- Who may not ----------------------------------------------------------------------------------


def test_another_agencys_member_decides_nothing(worker: User, speaker: User) -> None:
    other = make_membership(make_user(Role.BOARD_MEMBER), on_behalf_of=make_body("Police")).person
    reply = sent(worker)

    with pytest.raises(approval.DoesNotSpeak, match="You do not speak for Housing today"):
        approval.approve(reply, version=reply.version, by=other)
    with pytest.raises(approval.DoesNotSpeak):
        approval.send_back(reply, because="No.", by=other)


def test_a_member_whose_time_is_over_decides_nothing(worker: User, speaker: User) -> None:
    reply = sent(worker)
    Membership.objects.update(end_date=timezone.localdate() - timedelta(days=1))

    with pytest.raises(approval.DoesNotSpeak):
        approval.approve(reply, version=reply.version, by=speaker)


def test_nobody_approves_what_they_wrote_themselves(worker: User, speaker: User) -> None:
    """Somebody may be a worker and speak for an agency; somebody else looks at it all the same."""
    speaker.groups.add(*worker.groups.all())
    with pytest.raises(approval.NobodySpeaks):
        approval.send(draft(speaker), by=worker)
    make_membership(make_user(Role.BOARD_MEMBER), on_behalf_of=housing())
    reply = approval.send(draft(speaker), by=worker)

    with pytest.raises(approval.DoesNotSpeak, match="You wrote this answer"):
        approval.approve(reply, version=reply.version, by=speaker)
    assert not Reply.objects.waiting_for(speaker).exists()


def test_an_agency_that_nobody_speaks_for_cannot_be_asked_to_approve(worker: User) -> None:
    reply = make_reply(published=False)

    with pytest.raises(approval.NobodySpeaks, match="Ask the clerk to add a member first"):
        approval.send(reply, by=worker)

    reply.refresh_from_db()
    assert reply.status == "draft"


# --- What was read is what goes out ---------------------------------------------------------------


@pytest.mark.parametrize("step", ["sent", "approved"])
def test_a_change_takes_the_approval_back(worker: User, speaker: User, step: str) -> None:
    reply = sent(worker) if step == "sent" else approve_reply(draft(worker))
    reply.text = "We did nothing."

    reply = services.save_reply(reply, by=worker)

    assert (reply.status, reply.approved_by, reply.approved_at) == ("draft", None, None)
    reply.refresh_from_db()
    assert reply.text == "We did nothing."


def test_saving_without_a_change_keeps_the_approval(worker: User, speaker: User) -> None:
    reply = approve_reply(draft(worker))

    services.save_reply(Reply.objects.get(pk=reply.pk), by=worker)

    reply.refresh_from_db()
    assert reply.approved_by == speaker


def test_what_changed_since_it_was_read_is_not_approved(worker: User, speaker: User) -> None:
    read = sent(worker)
    changed = Reply.objects.get(pk=read.pk)
    changed.text = "We did nothing."
    approval.send(services.save_reply(changed, by=worker), by=worker)

    with pytest.raises(approval.AnswerChanged):
        approval.approve(read, version=read.version, by=speaker)


def test_the_database_refuses_to_change_what_was_approved(worker: User, speaker: User) -> None:
    reply = services.publish(approve_reply(draft(worker)), by=worker)

    for change in ({"text": "Nicer."}, {"because": "So."}, {"agency": make_body()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reply.objects.filter(pk=reply.pk).update(**change)
    # Not even where the same statement takes the approval away.
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(text="Nicer.", approved_at=None)


def test_what_was_taken_off_the_board_is_approved_again(worker: User, speaker: User) -> None:
    reply = services.unpublish(services.publish(approve_reply(draft(worker)), by=worker), by=worker)

    with pytest.raises(services.NotApproved):
        services.publish(reply, by=worker)


# --- Sending back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["sent", "approved"])
def test_it_is_sent_back_with_a_note_that_stays_until_it_is_sent_again(
    worker: User, speaker: User, step: str
) -> None:
    reply = sent(worker) if step == "sent" else approve_reply(draft(worker))

    reply = approval.send_back(reply, because="Say which path.", by=speaker)

    assert (reply.status, reply.sent_back_by) == ("draft", speaker)
    assert reply.sent_back_because == "Say which path."
    assert approval.send(reply, by=worker).sent_back_because == ""


def test_each_step_is_taken_once(worker: User, speaker: User) -> None:
    reply = sent(worker)

    with pytest.raises(approval.NotNow):
        approval.send(reply, by=worker)
    reply = approval.approve(reply, version=reply.version, by=speaker)
    with pytest.raises(approval.NotNow):
        approval.approve(reply, version=reply.version, by=speaker)
    services.publish(reply, by=worker)
    with pytest.raises(approval.NotNow):
        approval.send_back(reply, because="Too late.", by=speaker)


# --- Letters and the audit ------------------------------------------------------------------------


def test_those_who_speak_get_a_letter_without_a_word_of_it(worker: User, speaker: User) -> None:
    reply = sent(worker)

    (letter,) = Letter.objects.all()
    assert letter.to == speaker.email
    assert f"/staff/replies/{reply.pk}/" in letter.body
    assert WORDS not in letter.body
    assert reply.theme.title not in letter.subject + letter.body


def test_who_wrote_it_gets_a_letter_when_it_comes_back(worker: User, speaker: User) -> None:
    approval.send_back(sent(worker), because="Say which path.", by=speaker)

    letter = Letter.objects.latest("pk")
    assert letter.to == worker.email
    assert "Say which path" not in letter.body


def test_each_deed_is_recorded_without_words(worker: User, speaker: User) -> None:
    reply = sent(worker)
    approval.send_back(reply, because="Say which path.", by=speaker)
    approve_reply(Reply.objects.get())

    events = Event.objects.filter(action__startswith="reply-").order_by("pk")
    assert [(it.action, it.actor) for it in events] == [
        ("reply-drafted", str(worker.pk)),
        ("reply-sent-for-approval", str(worker.pk)),
        ("reply-sent-back", str(speaker.pk)),
        ("reply-sent-for-approval", str(worker.pk)),
        ("reply-approved", str(speaker.pk)),
    ]
    assert "path" not in str([it.detail for it in events])


# --- Pages ----------------------------------------------------------------------------------------


def test_a_worker_sends_it_and_the_speaker_approves_it_on_the_page(
    client: Client, worker: User, speaker: User
) -> None:
    reply = draft(worker)
    here = f"/staff/replies/{reply.pk}/"
    client.force_login(worker)
    client.post(f"{here}send/")

    client.force_login(speaker)
    assert f'href="{here}"' in client.get("/staff/replies/waiting/").content.decode()
    assert "answer waits for your approval" in client.get("/staff/").content.decode()
    page = client.get(here).content.decode()
    assert "It waits for you." in page
    assert f'name="version" value="{reply.version}"' in page
    page = client.post(f"{here}approve/", {"version": reply.version}, follow=True).content.decode()

    assert "Approved by Hana Housing on" in page
    assert "Nothing waits for you" in client.get("/staff/replies/waiting/").content.decode()


@pytest.mark.parametrize("version", ["", "x", "99", "²"])
def test_a_page_without_the_version_that_was_read_approves_nothing(
    client: Client, worker: User, speaker: User, version: str
) -> None:
    reply = sent(worker)
    client.force_login(speaker)

    page = client.post(
        f"/staff/replies/{reply.pk}/approve/", {"version": version}, follow=True
    ).content.decode()

    assert "Somebody changed this answer since you read it." in page
    reply.refresh_from_db()
    assert reply.status == "sent"


def test_a_note_is_needed_and_shown_to_the_worker(
    client: Client, worker: User, speaker: User
) -> None:
    reply = sent(worker)
    here = f"/staff/replies/{reply.pk}/"
    client.force_login(speaker)

    assert "What should change: say it" in client.post(f"{here}send-back/").content.decode()
    client.post(f"{here}send-back/", {"because": "Say which path."})

    client.force_login(worker)
    page = client.get(here).content.decode()
    assert "Hana Housing sent it back:" in page
    assert "Say which path." in page


def test_who_does_not_speak_for_it_sees_no_button_and_is_told_why(
    client: Client, worker: User, speaker: User, board_member: User
) -> None:
    reply = sent(worker)
    here = f"/staff/replies/{reply.pk}/"
    client.force_login(board_member)

    assert 'name="version"' not in client.get(here).content.decode()
    page = client.post(f"{here}approve/", {"version": reply.version}, follow=True).content.decode()
    assert "You do not speak for Housing today" in page


def test_a_vacancy_is_said_where_the_worker_sends(client: Client, worker: User) -> None:
    reply = make_reply(published=False)
    client.force_login(worker)

    page = client.post(f"/staff/replies/{reply.pk}/send/", follow=True).content.decode()

    assert "Ask the clerk to add a member first." in page


def test_publishing_on_the_page_needs_an_approval(client: Client, worker: User) -> None:
    reply = make_reply(published=False)
    client.force_login(worker)

    page = client.post(f"/staff/replies/{reply.pk}/publish/", follow=True).content.decode()

    assert "has not approved this. Send it for approval first." in page


def test_what_waits_is_listed_at_the_same_cost_however_much(
    client: Client, worker: User, speaker: User, django_assert_max_num_queries: Any
) -> None:
    client.force_login(speaker)
    for rows in (1, 5):
        for _ in range(rows):
            sent(worker)
        with django_assert_max_num_queries(12):
            assert client.get("/staff/replies/waiting/").status_code == 200
