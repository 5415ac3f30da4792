"""What the rules of replies allow and refuse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import Event
from participation.moderation import services as moderation
from participation.replies import services
from participation.replies.board import board
from participation.replies.models import Asked, Reply, Told
from surveys.models import Answer
from tests.factories import (
    approve_reply,
    make_body,
    make_invitation,
    make_reply,
    make_survey,
    make_theme,
    send,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_a_draft_is_not_on_the_board() -> None:
    make_reply(published=False)

    (card,) = board().cards

    assert card.answers == ()


def test_a_published_reply_is_on_the_board_with_who_published_it(worker: User) -> None:
    reply = services.publish(make_reply(published=False, approved=True), by=worker)

    (card,) = board().cards
    assert [answer.reply for answer in card.answers] == [reply]
    assert (reply.published_by, reply.published_on) == (worker, TODAY())


def test_publishing_twice_keeps_the_first_day(worker: User) -> None:
    earlier = TODAY() - timedelta(days=3)
    reply = services.publish(make_reply(published=False, approved=True), by=worker, on=earlier)

    services.publish(reply, by=worker)

    reply.refresh_from_db()
    assert reply.published_on == earlier


def test_what_children_may_have_read_is_not_rewritten(worker: User) -> None:
    reply = make_reply(text="We put lights on the path.")
    reply.text = "We did nothing."

    with pytest.raises(services.ReplyPublished, match="Take it off"):
        services.save_reply(reply, by=worker)

    reply.refresh_from_db()
    assert reply.text == "We put lights on the path."


def test_a_stale_page_does_not_rewrite_a_reply_published_meanwhile(worker: User) -> None:
    stale = make_reply(published=False)
    services.publish(approve_reply(stale), by=worker)

    with pytest.raises(services.ReplyPublished):
        services.save_reply(stale, by=worker)


def test_a_reply_taken_off_the_board_is_a_draft_that_can_be_edited(worker: User) -> None:
    reply = services.unpublish(make_reply(), by=worker)
    reply = services.unpublish(reply, by=worker)
    reply.text = "We put up three lights."

    services.save_reply(reply, by=worker)

    (card,) = board().cards
    assert card.answers == ()
    reply.refresh_from_db()
    assert reply.text == "We put up three lights."


def test_an_answer_that_children_were_told_stays(worker: User) -> None:
    reply = make_reply()
    group = reply.theme.group_id
    told = services.tell(reply, group_id=group, how="Read out.", on=TODAY(), by=worker)

    with pytest.raises(services.WasTold):
        services.unpublish(reply, by=worker)
    reply.refresh_from_db()
    assert reply.is_published

    services.untell(told, by=worker)
    assert not services.unpublish(reply, by=worker).is_published


def test_an_answer_that_children_judged_stays(worker: User) -> None:
    survey = make_survey()
    receipt = send(make_invitation(survey), text="Lights please")
    voice = moderation.approve(Answer.objects.get(text="Lights please").pk, by=worker)
    reply = make_reply(theme=make_theme(voices=[voice], group=survey.group))
    services.give_verdict(receipt, reply.pk, "yes")

    with pytest.raises(services.WasTold, match="what they make of it"):
        services.unpublish(reply, by=worker)

    reply.refresh_from_db()
    assert reply.is_published


def test_a_draft_cannot_be_told(worker: User) -> None:
    reply = make_reply(published=False)

    with pytest.raises(services.ReplyPublished, match="Publish the answer first"):
        services.tell(reply, group_id=reply.theme.group_id, how="Read out.", on=TODAY(), by=worker)

    assert not Told.objects.exists()


def test_only_a_draft_is_removed(worker: User) -> None:
    reply = make_reply()

    with pytest.raises(services.ReplyPublished):
        services.remove_reply(reply, by=worker)
    assert Reply.objects.exists()

    services.remove_reply(services.unpublish(reply, by=worker), by=worker)
    assert not Reply.objects.exists()


def test_an_agency_is_asked_once_and_the_board_names_it_until_it_answers(worker: User) -> None:
    theme, agency = make_theme(voices=3), make_body("Highways", "agency")
    services.ask(theme, agency, by=worker)
    services.ask(theme, agency, by=worker)
    assert Asked.objects.count() == 1
    assert board().cards[0].not_answered == ("Highways",)

    make_reply(theme=theme, agency=agency)

    assert board().cards[0].not_answered == ()


def test_asking_can_be_taken_back(worker: User) -> None:
    asked = services.ask(make_theme(voices=3), make_body(), by=worker)

    services.unask(asked, by=worker)

    assert board().cards[0].not_answered == ()


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("we_did", set()),
        ("we_will", {"by_when"}),
        ("finding_out", {"by_when"}),
        ("we_cant", {"because"}),
        ("not_ours", {"passed_to"}),
    ],
)
def test_a_draft_keeps_only_what_its_state_asks_for(state: str, kept: set[str]) -> None:
    everything: dict[str, Any] = {"by_when": TODAY(), "because": "No money.", "passed_to": "Us"}

    reply = make_reply(state=state, published=False, **everything)

    reply.refresh_from_db()
    assert {name for name in everything if getattr(reply, name)} == kept


@pytest.mark.parametrize(
    ("state", "gone"),
    [
        ("we_will", {"by_when": None}),
        ("finding_out", {"by_when": None}),
        ("we_cant", {"because": ""}),
        ("not_ours", {"passed_to": ""}),
    ],
)
def test_the_database_refuses_a_reply_without_what_its_state_demands(
    state: str, gone: dict[str, str | None]
) -> None:
    reply = make_reply(state=state)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(**gone)


def test_each_deed_is_recorded(worker: User) -> None:
    theme = make_theme(voices=3, by=worker)
    before = Event.objects.latest("pk").pk

    services.unask(services.ask(theme, make_body(), by=worker), by=worker)
    reply = Reply(theme=theme, agency=make_body(), state="we_did", text="Lights.")
    services.save_reply(reply, by=worker)
    reply.text = "Lamps."
    reply = services.save_reply(reply, by=worker)
    reply = services.publish(approve_reply(reply), by=worker)
    told = services.tell(reply, group_id=theme.group_id, how="Read.", on=TODAY(), by=worker)
    services.untell(told, by=worker)
    services.remove_reply(services.unpublish(reply, by=worker), by=worker)

    since = Event.objects.filter(pk__gt=before).order_by("pk")
    assert list(since.values_list("action", flat=True)) == [
        "agency-asked",
        "agency-unasked",
        "reply-drafted",
        "reply-changed",
        "reply-sent-for-approval",
        "reply-approved",
        "reply-published",
        "reply-told",
        "reply-told-undone",
        "reply-unpublished",
        "reply-removed",
    ]
    others = since.exclude(action="reply-approved")
    assert set(others.values_list("actor", flat=True)) == {str(worker.pk)}
