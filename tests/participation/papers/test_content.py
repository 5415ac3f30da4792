"""What a meeting's papers say, and what neither edition ever does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from backend.accounts.models import User
from participation.meetings import acting
from participation.meetings.models import AgendaItem, Decision, Meeting
from participation.meetings.results import services as guessing
from participation.moderation.models import Theme
from participation.papers import lengths
from participation.papers.blocks import Block, prose, text
from participation.papers.content import Edition, papers
from participation.papers.lengths import Room, shortened
from participation.replies import services as replies
from tests.factories import (
    make_action,
    make_body,
    make_decision,
    make_evidence,
    make_group,
    make_group_voice,
    make_invitation,
    make_item,
    make_meeting,
    make_reply,
    make_survey,
    make_theme,
    make_voice,
)
from tests.rounds import facts_of, make_counted, told

pytestmark = pytest.mark.django_db
SECRET = "the family in question"


def said(meeting: Meeting, edition: Edition = Edition.PUBLIC) -> str:
    """Everything that an edition says."""
    return json.dumps(papers(meeting, edition), ensure_ascii=False)


def make_exempt(access: str = "exempt", **fields: Any) -> AgendaItem:
    item = make_item(title="One child’s case", **fields)
    item.access, item.exempt_paragraph, item.exempt_reason = access, 2, "It would name a child."
    item.exempt_notes = f"About **{SECRET}**."
    item.save()
    return item


def make_said(*texts: str, title: str = "The path is dark.", quote: bool = True) -> Theme:
    """A theme of these words, all of one group."""
    group = make_group()
    way = make_invitation(make_survey(group=group))
    voices = [make_voice(text, invitation=way, quote=quote) for text in texts]
    return make_theme(voices=voices, group=group, title=title)


# --- What it says ---------------------------------------------------------------------------------


def test_a_childrens_item_says_what_children_say_and_how_many_in_words() -> None:
    theme = make_said("It is dark by the park", "", "", title="The path is dark.")
    meeting = make_item(themes=[theme]).meeting

    words = said(meeting)

    assert "The path is dark." in words
    assert "Fewer than 5 voices" in words
    assert "It is dark by the park" in words
    assert "Decide what to do about “The path is dark”." in words


def test_what_was_decided_before_stands_with_its_actions_and_what_changed() -> None:
    theme = make_theme(voices=3)
    earlier = make_item(meeting=make_meeting(days=-30), themes=[theme])
    action = make_action(decision=make_decision(item=earlier))
    make_evidence(action=action)
    make_reply(theme=theme, agency=make_body("Police", "agency"))

    words = said(make_item(themes=[theme]).meeting)

    assert "decided: Put lights on the path." in words
    assert "Lights on the path" in words
    assert "Not started" in words
    assert "What changed for children: The path is lit after dark." in words
    assert "Police told children “we did”" in words


def test_whoever_was_asked_and_has_not_answered_is_asked_by_name(worker: User) -> None:
    theme = make_theme(voices=3, title="The path is dark.")
    replies.ask(theme, make_body("Police", "agency"), by=worker)

    words = said(make_item(themes=[theme]).meeting)

    assert "Police: answer children about “The path is dark”." in words


def test_late_and_stuck_actions_are_asked_about(clerk: User) -> None:
    theme = make_theme(voices=3)
    earlier = make_item(meeting=make_meeting(days=-30), themes=[theme])
    late = make_action(decision=make_decision(item=earlier))
    late.due_on = earlier.meeting.start_date
    late.save()
    acting.set_status(make_action(decision=make_decision(item=earlier)), "stuck", by=clerk)

    words = said(make_item(themes=[theme]).meeting)

    assert "say when “Lights on the path” will be done" in words
    assert "say what is in the way of “Lights on the path”" in words


def test_adults_markdown_becomes_plain_blocks() -> None:
    blocks = prose(
        "Read **this**\n\n- [here](https://example.org/a)\n- <script>x</script>\n\n### So"
    )

    assert [it["kind"] for it in blocks] == ["text", "list", "heading"]
    assert blocks[0]["text"] == "Read this"
    assert blocks[1]["items"] == ["here (https://example.org/a)", "<script>x</script>"]


# --- What it never says ---------------------------------------------------------------------------


@pytest.mark.parametrize("access", ["exempt", "part_exempt"])
def test_exempt_text_stands_in_the_boards_edition_alone(access: str) -> None:
    meeting = make_exempt(access).meeting

    public, board = said(meeting), said(meeting, Edition.BOARD)

    assert SECRET not in public
    assert SECRET in board
    assert "One child’s case" in public
    assert "It would name a child." in public
    assert "paragraph 2 of Schedule 12A" in public
    assert papers(meeting, Edition.PUBLIC)["mark"] == ""
    assert papers(meeting, Edition.BOARD)["mark"].startswith(
        "Exempt: not for publication. Paragraph 2 of Schedule 12A"
    )


def test_what_was_decided_on_an_exempt_item_is_exempt_as_well() -> None:
    theme = make_theme(voices=3)
    earlier = make_exempt(meeting=make_meeting(days=-30), themes=[theme])
    make_action(decision=make_decision(item=earlier))
    meeting = make_item(themes=[theme]).meeting

    public, board = said(meeting), said(meeting, Edition.BOARD)

    assert "Put lights on the path." not in public
    assert "Lights on the path" not in public
    assert "Put lights on the path." in board
    assert papers(meeting, Edition.BOARD)["mark"].startswith("Exempt")


def test_themes_of_an_exempt_item_are_in_the_boards_edition_alone() -> None:
    meeting = make_exempt(themes=[make_theme(voices=3, title="The path is dark.")]).meeting

    assert "The path is dark." not in said(meeting)
    assert "The path is dark." in said(meeting, Edition.BOARD)


def test_a_draft_decision_is_in_no_paper() -> None:
    theme = make_theme(voices=3)
    make_decision(item=make_item(meeting=make_meeting(days=-30), themes=[theme]), confirmed=False)

    assert "Put lights on the path." not in said(make_item(themes=[theme]).meeting, Edition.BOARD)


@pytest.mark.parametrize("edition", Edition)
def test_words_of_children_who_did_not_say_yes_are_in_no_paper(edition: Edition) -> None:
    theme = make_said("Never to be quoted", "", "", quote=False)
    make_group_voice("Nor this of the group", quotable=False, group=theme.group)
    meeting = make_item(themes=[theme]).meeting

    words = said(meeting, edition)

    assert "Never to be quoted" not in words
    assert "Nor this of the group" not in words
    assert "None of these children said yes to being quoted." in words


@pytest.mark.parametrize("edition", Edition)
def test_a_theme_that_is_not_on_the_board_is_in_no_paper(edition: Edition) -> None:
    few = make_theme(voices=2, title="Only two say this.")
    meeting = make_item(themes=[few]).meeting

    assert "Only two say this." not in said(meeting, edition)


# --- Numbers --------------------------------------------------------------------------------------


def test_no_paper_shows_what_the_board_has_yet_to_guess(board_member: User) -> None:
    survey = make_counted((6, 14), practitioners=(18, 12))
    meeting = make_item(surveys=[survey]).meeting

    before = {edition: said(meeting, edition) for edition in Edition}
    guessing.look_without(told(survey), by=board_member)
    after = {edition: said(meeting, edition) for edition in Edition}

    for words in before.values():
        assert "How many children feel safe? The Board guesses first." in words
        assert "Guess together" in words
        assert "6 of 20" not in words
        assert '"percent": 30' not in words
    assert "6 of 20" in after[Edition.BOARD]
    assert "6 of 20" not in after[Edition.PUBLIC]


def test_the_public_is_told_rounded_numbers_and_none_of_fewer_than_ten(board_member: User) -> None:
    large, small = make_counted((13, 18)), make_counted((6, 11))
    for survey in (large, small):
        guessing.look_without(told(survey), by=board_member)

    shown = said(make_item(surveys=[large]).meeting)
    hidden = said(make_item(surveys=[small]).meeting)

    assert "about 15 of 30" in shown
    assert "13 of 31" not in shown
    assert "rounded to 5" in shown
    assert "of 17" not in hidden
    assert "6 of" not in hidden


def test_two_rounds_that_were_counted_together_are_told_once(board_member: User) -> None:
    first = make_counted((6, 11))
    item = make_item(surveys=[first, make_survey()])
    guessing.look_without(told(first), by=board_member)

    charts = [it for it in papers(item.meeting, Edition.BOARD)["blocks"] if it["kind"] == "chart"]

    assert facts_of(first).is_closed
    assert [it["caption"] for it in charts].count("Share who say that children feel safe") == 1
    assert "This survey is still open." in said(item.meeting)


# --- Two pages ------------------------------------------------------------------------------------


def test_a_long_text_ends_between_words_and_says_where_there_is_more() -> None:
    theme = make_said(*(f"{number} no light at all" + " no light at all" * 60 for number in "abc"))

    words = said(make_item(themes=[theme]).meeting)

    assert re.search(r"\b(no|light|at|all) …", words)
    assert f"More in the thread: {settings.SITE_URL}/replies/{theme.slug}/" in words
    assert shortened("a bcd efg", 6) == "a bcd …"
    assert shortened("abcdefgh", 4) == "abcd …"


def test_an_item_gets_the_roomiest_form_that_fits() -> None:
    def make(room: Room) -> list[Block]:
        return [text("word " * 160)] * room.themes

    assert lengths.fitted(make) == make(lengths.ROOMS[0])
    long = lengths.fitted(lambda room: make(room) * 2)
    assert lengths.lines(long) <= lengths.LINES < lengths.lines(make(lengths.ROOMS[0]) * 2)


def test_more_items_take_no_more_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    meeting = make_meeting()
    make_whole(meeting, "1")
    with CaptureQueriesContext(connection) as once:
        papers(meeting, Edition.PUBLIC)
    for order in ("2", "3", "4"):
        make_whole(meeting, order)

    with django_assert_num_queries(len(once)):
        papers(meeting, Edition.PUBLIC)


def make_whole(meeting: Meeting, order: str) -> None:
    """An item with a theme that has been decided on and answered before."""
    theme = make_theme(voices=3)
    earlier = make_item(meeting=make_meeting(days=-30), themes=[theme])
    make_evidence(action=make_action(decision=make_decision(item=earlier)))
    make_reply(theme=theme)
    make_item(meeting=meeting, order=order, themes=[theme])


def test_decisions_that_are_public_are_confirmed_and_not_exempt() -> None:
    open_ = make_decision()
    make_decision(confirmed=False)
    make_decision(item=make_exempt())

    assert list(Decision.objects.public()) == [open_]
