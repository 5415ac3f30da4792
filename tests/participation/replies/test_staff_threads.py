"""One theme's whole thread: every link, what is missing, and whose words it shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.meetings import services as meetings
from participation.moderation.models import Theme
from participation.replies import services
from surveys.models import Answer
from tests.factories import (
    make_action,
    make_decision,
    make_evidence,
    make_invitation,
    make_item,
    make_meeting,
    make_reply,
    make_survey,
    make_theme,
    make_voice,
)

pytestmark = pytest.mark.django_db


def make_whole_thread(title: str = "It is dark here.", *, width: int = 1) -> Theme:
    survey = make_survey()
    invitation = make_invitation(survey)
    voices = [make_voice(f"{title} {n}", invitation=invitation) for n in range(2 + width)]
    theme = make_theme(voices=voices, title=title, group=survey.group)
    for _ in range(width):
        action = make_action(decision=make_decision(item=make_item(themes=[theme])))
        make_evidence(action=action)
        reply = make_reply(theme=theme, text="Lights are up.")
        assert reply.published_by is not None
        services.tell(
            reply,
            group_id=theme.group_id,
            how="Read out by the chair.",
            on=timezone.localdate(),
            by=reply.published_by,
        )
    return theme


@pytest.mark.parametrize("who", ["worker", "clerk", "board_member"])
def test_the_whole_thread_is_on_one_page(
    client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    theme = make_whole_thread()
    client.force_login(request.getfixturevalue(who))

    page = client.get(f"/staff/threads/{theme.slug}/").content.decode()

    links = [
        "What would help?",
        "Fewer than 5 voices",
        "It is dark here.",
        "The children&#x27;s item",
        "Put lights on the path.",
        "Lights on the path",
        "The path is lit after dark.",
        "Lights are up.",
        "Read out by the chair.",
        "Not enough children have told us yet.",
    ]
    thread = page[page.index('class="thread"') :]
    assert [link for link in links if link not in thread] == []
    assert thread.count("thread__item--missing") == 1


@pytest.mark.parametrize("who", ["outsider", "manager", "lead", "administrator"])
def test_others_are_refused(client: Client, request: pytest.FixtureRequest, who: str) -> None:
    theme = make_theme()
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/staff/threads/{theme.slug}/").status_code == 403


def test_a_theme_is_found_by_slug_or_number_and_the_slug_comes_first(
    client: Client, worker: User
) -> None:
    theme = make_theme(title="Lights")
    client.force_login(worker)
    assert "Lights" in client.get(f"/staff/threads/{theme.pk}/").content.decode()

    number = make_theme(title=f"{theme.pk}")

    answer = client.get(f"/staff/threads/{theme.pk}/")
    assert answer.context["thread"].theme == number
    assert client.get("/staff/threads/nothing/").status_code == 404
    assert client.get(f"/staff/threads/{'9' * 30}/").status_code == 404


def test_words_that_only_count_are_not_shown(client: Client, worker: User) -> None:
    survey = make_survey()
    invitation = make_invitation(survey)
    yes = make_voice("Quote me please", invitation=invitation, quote=True)
    no = make_voice("Canary that only counts", invitation=invitation, quote=False)
    theme = make_theme(voices=[yes, no], group=survey.group)
    client.force_login(worker)

    page = client.get(f"/staff/threads/{theme.slug}/").content.decode()

    assert "Quote me please" in page
    assert "Canary" not in page


def test_what_is_missing_says_so_to_all_and_leads_on_those_who_may(
    client: Client, clerk: User, worker: User, board_member: User
) -> None:
    theme = make_theme(voices=3)
    meeting = make_meeting()
    to_agenda = f"/staff/meetings/{meeting.pk}/items/add/?theme={theme.pk}"
    to_reply = f"/staff/replies/to/{theme.slug}/add/"
    pages = {}

    for user in (clerk, worker, board_member):
        client.force_login(user)
        page = client.get(f"/staff/threads/{theme.slug}/").content.decode()
        pages[user] = page
        assert page.count("thread__item--missing") == 7
        assert "Not yet on an agenda." in page

    assert to_agenda in pages[clerk]
    assert to_reply not in pages[clerk]
    assert to_reply in pages[worker]
    assert to_agenda not in pages[worker]
    assert "/add/" not in pages[board_member]


def test_the_next_thing_to_do_moves_along_the_thread(client: Client, clerk: User) -> None:
    theme = make_theme(voices=3)
    client.force_login(clerk)

    def page() -> str:
        return client.get(f"/staff/threads/{theme.slug}/").content.decode()

    assert "/staff/meetings/add/" in page()
    item = make_item(themes=[theme])
    assert f"/staff/meetings/items/{item.pk}/decisions/add/" in page()
    decision = make_decision(item=item, confirmed=False)
    assert f"/staff/meetings/decisions/{decision.pk}/actions/add/" in page()
    assert "Children do not see it yet." in page()
    action = make_action(decision=decision)
    assert f"/staff/actions/{action.pk}/evidence/add/" in page()


def test_a_cancelled_meeting_is_no_link_of_the_thread(client: Client, clerk: User) -> None:
    theme = make_theme(voices=3)
    item = make_item(themes=[theme])
    meetings.set_cancelled(item.meeting, True, by=clerk)
    client.force_login(clerk)

    page = client.get(f"/staff/threads/{theme.slug}/").content.decode()

    assert "Not yet on an agenda." in page


def test_children_say_it_is_done_where_most_said_yes(client: Client, worker: User) -> None:
    theme = make_whole_thread(width=1)
    (reply,) = theme.replies.all()
    more = [make_voice() for _ in range(2)]
    for voice in [*theme.voices.all(), *more]:
        reply.verdicts.create(response=Answer.objects.get(voice=voice).response, value="yes")
    client.force_login(worker)

    page = client.get(f"/staff/threads/{theme.slug}/").content.decode()

    assert "Children say it is done" in page
    assert "thread__item--missing" not in page


def test_a_thread_costs_the_same_however_wide_it_is(
    client: Client, worker: User, django_assert_max_num_queries: Any
) -> None:
    narrow, wide = make_whole_thread("Narrow", width=1), make_whole_thread("Wide", width=5)
    client.force_login(worker)

    for theme in (narrow, wide):
        with django_assert_max_num_queries(22):
            assert client.get(f"/staff/threads/{theme.slug}/").status_code == 200
