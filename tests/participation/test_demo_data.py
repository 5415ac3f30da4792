"""The demo: alive, whole, honest about what is real, and the same however often it is loaded."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role
from participation.management.demo.governance import DECISIONS
from participation.management.demo.registers import BODIES, SOURCES
from participation.meetings.models import Action, Body, Decision, Meeting, Recommendation
from participation.moderation.models import Reading, Theme, Voice
from participation.replies import journeys
from participation.replies.board import board
from participation.replies.finding import WAITING
from participation.replies.models import Reply
from participation.replies.verdicts import CHILDREN_SAY_DONE
from participation.safeguarding.models import Concern, Message
from surveys import free_text, invitations
from surveys.models import Answer, Audience, Invitation, Survey
from tests.factories import make_body

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "peer-review-2022.txt"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("demo_data", *arguments, stdout=out)
    return out.getvalue()


def as_json() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("--json"))
    return found


def dump() -> str:
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    return out.getvalue()


def test_the_demo_is_refused_where_nothing_says_that_this_is_one(
    db: None, settings: Settings
) -> None:
    settings.DEMO = settings.DEBUG = False

    with pytest.raises(CommandError, match="set DEMO=1"):
        run()

    assert not User.objects.exists()


def test_the_demo_is_not_mixed_with_what_is_there_already(db: None, settings: Settings) -> None:
    settings.DEMO = True
    make_body()

    with pytest.raises(CommandError, match="an empty one"):
        run()

    assert not User.objects.exists()


def test_loading_the_demo_twice_changes_nothing(demo: None) -> None:
    before = dump()

    said = run()

    assert dump() == before
    assert "nothing was changed" in said


def test_loading_the_demo_writes_to_nobody(demo: None) -> None:
    assert not Letter.objects.exists()


def test_there_is_an_account_for_each_role_and_one_with_none(demo: None) -> None:
    accounts = as_json()["accounts"]

    users = {account["role"]: User.objects.get(email=account["email"]) for account in accounts}
    assert {role for role in users if users[role].roles == {role}} == set(Role.values)
    assert users["outsider"].roles == frozenset()
    assert all(users[it["role"]].check_password(it["password"]) for it in accounts)
    assert len(accounts[0]["password"]) >= 15


def test_every_audience_has_a_way_into_the_same_survey(demo: None) -> None:
    found = as_json()["invitations"]

    assert [it["audience"] for it in found] == Audience.values
    assert len({it["survey"] for it in found}) == 1
    for it in found:
        invitation = invitations.find(it["code"])
        assert invitation is not None
        assert invitation.is_open(timezone.now())
        assert it["url"].endswith(invitation.get_absolute_url())


def test_the_readable_summary_names_the_childrens_link_and_the_sign_ins(demo: None) -> None:
    said = run()

    assert "/s/CHNC23/" in said
    assert "worker@example.org" in said
    assert as_json()["receipts"][0] in said


def test_each_receipt_leads_to_its_journey(demo: None) -> None:
    found = [journeys.journey(words) for words in as_json()["receipts"]]

    done, waiting, rejected, *others = found
    assert done
    assert waiting
    assert rejected
    assert all(others)
    assert {it.reply.state for thread in done.threads for it in thread.replies} >= {"we_did"}
    assert not waiting.steps[1].done
    assert "do not go to the Board" in rejected.steps[1].title


def test_words_are_at_every_stage_of_being_read(demo: None) -> None:
    worker = User.objects.get(email="worker@example.org")

    waiting = free_text.read_waiting(by=worker)

    assert [words.risk for words in waiting] == [True, *[False] * 6]
    assert Answer.objects.filter(risk=True).count() == 1
    assert set(Reading.objects.current().values_list("decision", flat=True)) == set(
        Reading.Decision.values
    )
    assert Concern.objects.open().count() == 1
    assert Voice.objects.filter(quotable=False).exists()
    assert Voice.objects.without_theme().exists()


def test_the_board_has_an_answer_in_every_state_and_some_that_wait(demo: None) -> None:
    found = board()

    cards = (*found.done, *found.cards)
    states = {card.theme.title: card.state for card in cards}
    assert {*states.values()} == {
        WAITING,
        CHILDREN_SAY_DONE,
        *set(Reply.State.values) - {Reply.State.WE_DID},
    }
    counts = found.counts
    assert counts is not None
    assert (counts.answered, counts.written, counts.waiting) == (4, 2, 3)
    assert counts.heard_not_shown == Theme.objects.heard_not_shown().count() == 2
    assert all(card.not_answered for card in cards if card.state == WAITING)


def test_the_next_meeting_hears_the_open_survey(demo: None) -> None:
    meeting = Meeting.objects.to_come().get()

    survey = Survey.objects.get(status=Survey.Status.OPEN)

    assert survey.heard_on == meeting.start_date
    assert survey.heard_by == "the Board"
    assert meeting.agenda_items.filter(themes__isnull=False, surveys=survey).exists()


def test_in_a_live_room_as_many_opened_the_page_as_sent_it(demo: None) -> None:
    live = Invitation.objects.filter(kind=Invitation.Kind.LIVE, answered__gt=0)

    assert live.exists()
    assert not live.exclude(opened=F("answered")).exists()


def test_no_meeting_is_at_a_weekend(demo: None) -> None:
    assert all(meeting.start_date.weekday() < 5 for meeting in Meeting.objects.all())


def test_there_are_drafts_and_actions_in_every_state(demo: None) -> None:
    assert set(Decision.objects.values_list("status", flat=True)) == {"draft", "confirmed"}
    assert set(Action.objects.values_list("status", flat=True)) == set(Action.Status.values)
    assert Action.objects.overdue().count() > 1
    assert Action.objects.filter(decision=None).exists()


def test_the_whole_review_is_there_and_every_row_says_where_it_is_written(demo: None) -> None:
    kinds = Recommendation.objects.values_list("kind", "verbatim")

    assert len([it for it in kinds if it == ("recommendation", True)]) == 13
    assert len([it for it in kinds if it == ("recommendation", False)]) == 5
    assert len([it for it in kinds if it == ("area", True)]) == 19
    assert len([it for it in kinds if it == ("next_step", True)]) == 4
    assert len([it for it in kinds if it == ("agreed_action", True)]) == 6
    assert not Body.objects.filter(source="").exists()
    assert not Recommendation.objects.filter(source__document="").exists()


def test_two_messages_came_through_other_doors_and_say_that_they_are_invented(
    demo: None, client: Client
) -> None:
    messages = Message.objects.all()

    assert {(it.kind, it.answered_on is None) for it in messages} == {
        ("complain", True),
        ("advocate", False),
    }
    assert all("invented" in it.words + it.reach for it in messages)
    assert not any(it.is_overdue(timezone.localdate()) for it in messages)
    page = client.get("/complain/").content.decode()
    assert page.count("Demo: we made this up.") == 2
    assert set(re.findall(r"tel:(\d+)", page)) == {"08001111"}


def test_the_surveys_say_that_their_answers_are_invented(demo: None) -> None:
    assert all("Demo: we made up" in survey.about for survey in Survey.objects.all())


@pytest.mark.skipif(not REFERENCE.exists(), reason="the review itself is not part of the project")
def test_what_is_given_as_verbatim_stands_in_the_review_word_for_word() -> None:
    review = REFERENCE.read_text(encoding="utf-8").replace("**", "")

    rows = [row for source in SOURCES for row in source.rows if row.verbatim]
    quotes = [
        quote.removesuffix(" …")
        for where in (
            *(source.document for source in SOURCES),
            *(text for body in BODIES for text in (body.source, body.before_source)),
            *(decision.reasons for decision in DECISIONS),
        )
        for quote in re.findall("“([^”]+)”", where)
    ]

    assert [row.reference for row in rows if row.text not in review] == []
    assert [row.reference for row in rows if row.heading not in review] == []
    assert [quote for quote in quotes if quote not in review] == []
