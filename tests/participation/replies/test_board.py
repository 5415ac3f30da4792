"""The children's board: everything on it, answered or not, and never a small count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.moderation import theming
from participation.replies import services
from participation.replies.board import board, quotes
from participation.replies.models import Reply, Verdict
from participation.replies.verdicts import Summary, summarise
from surveys.models import Answer
from tests.factories import (
    make_body,
    make_decision,
    make_group,
    make_invitation,
    make_item,
    make_meeting,
    make_reply,
    make_survey,
    make_theme,
    make_voice,
)

pytestmark = pytest.mark.django_db


def test_three_voices_put_a_theme_on_the_board_answered_or_not() -> None:
    make_theme(voices=3, title="Lights please")

    (card,) = board().cards

    assert card.theme.title == "Lights please"
    assert card.state == "waiting"


def test_two_voices_are_heard_and_not_shown(client: Client) -> None:
    make_theme(voices=2, title="Only two of us")

    page = client.get("/replies/").content.decode()

    assert "Only two of us" not in page
    assert "We heard 1 more thing." in page


def test_a_theme_stays_on_the_board_when_a_voice_goes(worker: User) -> None:
    theme = make_theme(voices=3)

    theming.remove_voices(theme, [theme.voices.all()[0]], by=worker)

    assert [card.theme for card in board().cards] == [theme]


def test_days_are_counted_from_the_first_voice() -> None:
    invitation = make_invitation(make_survey(group=(group := make_group())))
    now = timezone.now()
    voices = [
        make_voice(invitation=invitation, now=now - timedelta(days=day)) for day in (47, 3, 1)
    ]
    make_theme(voices=voices, group=group)

    assert board().cards[0].days_waiting == 47


def test_agencies_that_were_asked_and_have_not_answered_are_named(
    worker: User, client: Client
) -> None:
    theme = make_theme(voices=3)
    for name in ("Police", "Council"):
        services.ask(theme, make_body(name, "agency"), by=worker)

    page = client.get("/replies/").content.decode()

    assert "Not answered by: Police, Council." in page


def test_the_next_meeting_is_named(client: Client) -> None:
    theme = make_theme(voices=3)
    meeting = make_meeting(body=make_body("The Board"), days=9)
    make_item(meeting=meeting, themes=[theme])

    page = client.get("/replies/").content.decode()

    assert f"It goes to The Board on {meeting.start_date:%-d %B}." in page


def test_names_of_bodies_are_marked_as_english_in_another_language(
    worker: User, client: Client
) -> None:
    """Or they are read aloud with the wrong voice, and stand in the wrong order."""
    theme = make_theme(voices=3)
    services.ask(theme, make_body("Police", "agency"), by=worker)
    make_item(meeting=make_meeting(body=make_body("The Board"), days=9), themes=[theme])
    reply = make_reply(state="not_ours")

    page = client.get("/replies/?lang=ur").content.decode()

    for name in ("Police", "The Board", reply.passed_to, reply.agency.called.capitalize()):
        assert f'<span lang="en-gb" dir="ltr">{name}</span>' in page


def test_an_answer_counts_as_given_only_when_children_were_told(worker: User) -> None:
    reply = make_reply()
    assert (board().answered, board().written) == (0, 1)

    services.tell(
        reply, group_id=reply.theme.group_id, how="Pizza night", on=timezone.localdate(), by=worker
    )

    assert (board().answered, board().written) == (1, 0)


@pytest.mark.parametrize("state", Reply.State.values)
def test_each_state_shows_what_it_demands(client: Client, state: str) -> None:
    reply = make_reply(state=state, text="This is what we say.")

    pages = [
        client.get(path).content.decode() for path in ("/replies/", f"/replies/{reply.theme.slug}/")
    ]

    for page in pages:
        assert "This is what we say." in page
        assert f"pill--{state}" in page
        if reply.by_when:
            assert f"by {reply.by_when:%-d %B}" in page
        if reply.because:
            assert reply.because in page
        if reply.passed_to:
            assert reply.passed_to in page


@pytest.mark.parametrize(
    ("state", "missing"),
    [
        ("we_will", "by_when"),
        ("finding_out", "by_when"),
        ("we_cant", "because"),
        ("not_ours", "passed_to"),
    ],
)
def test_the_database_refuses_a_state_without_what_it_demands(state: str, missing: str) -> None:
    from django.db import IntegrityError

    empty: dict[str, Any] = {missing: None if missing == "by_when" else ""}

    with pytest.raises(IntegrityError, match="reply_has_what_its_state_demands"):
        make_reply(state=state, **empty)


def test_drafts_are_not_on_the_board(client: Client) -> None:
    make_reply(text="Not ready", published=False)

    assert "Not ready" not in client.get("/replies/").content.decode()


def test_a_decision_is_shown_only_when_it_is_confirmed(client: Client) -> None:
    reply = make_reply(decision=make_decision(confirmed=False))
    path = f"/replies/{reply.theme.slug}/"

    assert "Put lights on the path." not in client.get(path).content.decode()


def test_what_is_quoted_is_never_run(client: Client) -> None:
    group = make_group()
    voice = make_voice(
        "<script>alert(1)</script>", invitation=make_invitation(make_survey(group=group))
    )
    theme = make_theme(voices=[voice, voice], group=group, title="I <3 <b>school</b>")
    for _number in range(2):
        theming.add_voices(
            theme,
            [make_voice(invitation=make_invitation(make_survey(group=group)))],
            by=voice.of_reading.by,
        )

    pages = [client.get(path).content.decode() for path in ("/replies/", f"/replies/{theme.slug}/")]

    assert all("I &lt;3 &lt;b&gt;school&lt;/b&gt;" in page for page in pages)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages[1]
    assert not any("<script>alert" in page for page in pages)


def test_only_voices_with_a_yes_are_quoted(client: Client) -> None:
    group = make_group()
    invitation = make_invitation(make_survey(group=group))
    texts = {"quote me": True, "me too": True, "never show me": False}
    voices = [make_voice(text, invitation=invitation, quote=yes) for text, yes in texts.items()]
    theme = make_theme(voices=voices, group=group)

    page = client.get(f"/replies/{theme.slug}/").content.decode()

    assert "quote me" in page
    assert "never show me" not in page


def test_a_few_voices_are_quoted_in_no_order_that_tells(client: Client) -> None:
    group, now = make_group(), timezone.now()
    invitation = make_invitation(make_survey(group=group))
    voices = [
        make_voice(invitation=invitation, now=now - timedelta(days=days)) for days in range(8)
    ]

    shown = quotes(make_theme(voices=voices, group=group))

    by_random_id = sorted(voices, key=lambda voice: str(voice.pk))
    assert shown == [voice.text for voice in by_random_id[:3]]


def give(reply: Reply, values: list[str]) -> None:
    """Verdicts, each by the holder of a response of its own."""
    invitation = make_invitation(make_survey(group=reply.theme.group))
    for value in values:
        voice = make_voice(invitation=invitation)
        Verdict.objects.create(
            reply=reply, response=Answer.objects.get(voice=voice).response, value=value
        )


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        ([], Summary.TOO_FEW),
        (["yes"] * 4, Summary.TOO_FEW),
        (["yes"] * 5, Summary.MOST_YES),
        (["yes"] * 3 + ["no"] * 2, Summary.MOST_YES),
        (["yes"] * 3 + ["partly"] * 3, Summary.MIXED),
        (["yes", "yes", "partly", "no", "no"], Summary.MIXED),
        (["no"] * 4 + ["yes"], Summary.MOST_NO),
    ],
)
def test_verdicts_become_a_word_from_five_up(values: list[str], summary: Summary) -> None:
    assert summarise(values) == summary


def test_children_say_it_is_done_only_by_their_verdicts(client: Client) -> None:
    reply = make_reply(state="we_did")
    give(reply, ["yes"] * 4)
    assert "Children say it is done" not in client.get("/replies/").content.decode()

    give(reply, ["yes"])

    assert "Children say it is done" in client.get("/replies/").content.decode()


def test_children_cannot_be_said_to_say_done_of_a_promise(client: Client) -> None:
    give(make_reply(state="we_will"), ["yes"] * 9)

    assert "Children say it is done" not in client.get("/replies/").content.decode()


def test_verdicts_are_never_shown_as_a_count(client: Client) -> None:
    reply = make_reply()
    path = f"/replies/{reply.theme.slug}/"
    give(reply, ["yes"] * 6)
    six = client.get(path).content.decode()

    give(reply, ["yes"])

    assert client.get(path).content.decode() == six


def test_a_retired_theme_leaves_the_board(worker: User, client: Client) -> None:
    theme = make_theme(voices=3)

    theming.retire_theme(theme, by=worker)

    assert not board().cards
    assert client.get(f"/replies/{theme.slug}/").status_code == 404


def test_the_board_costs_the_same_queries_for_any_number_of_themes(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for _number in range(8):
        make_reply()

    with django_assert_max_num_queries(9):
        client.get("/replies/")
