"""The children's board: everything on it, answered or not, and never a small count."""

from __future__ import annotations

import gzip
import itertools
import re
import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings import services as meetings
from participation.meetings.models import Evidence
from participation.moderation import theming
from participation.moderation.models import Theme
from participation.replies import services
from participation.replies.board import DONE_SHOWN, PAGE, board, counts, quotes
from participation.replies.models import Reply, Verdict
from participation.replies.verdicts import Summary, summarise
from surveys.models import Answer, Response
from surveys.pictures import Picture
from tests.factories import (
    make_action,
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
    somebody,
)

pytestmark = pytest.mark.django_db
BOARD_QUERIES = 20
TEMPLATES = Path(settings.BASE_DIR) / "templates"
HEADERS = 700
"""Bytes of headers with each answer, at most."""
LOREM = [
    f"{a} {b}"
    for a in ("lights", "buses", "rooms", "workers", "rules")
    for b in (
        "by the park",
        "on Saturdays",
        "that are warm",
        "after school",
        "we know",
        "near the shops",
        "for us",
        "that stay",
    )
]
DONE = "pill--children_say_done"


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
    # Late in the evening, so many days of 24 hours ago was another day, if clocks were set since.
    now = timezone.localtime().replace(hour=12)
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
    assert (counts().answered, counts().written) == (0, 1)

    services.tell(
        reply, group_id=reply.theme.group_id, how="Pizza night", on=timezone.localdate(), by=worker
    )

    assert (counts().answered, counts().written) == (1, 0)


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


def judge(reply: Reply, by: Iterable[Response]) -> None:
    """A yes from each of these, who may have judged other answers too."""
    Verdict.objects.bulk_create(Verdict(reply=reply, response=it, value="yes") for it in by)


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
    assert DONE not in client.get("/replies/").content.decode()

    give(reply, ["yes"])

    assert DONE in client.get("/replies/").content.decode()


def test_children_cannot_be_said_to_say_done_of_a_promise(client: Client) -> None:
    give(make_reply(state="we_will"), ["yes"] * 9)

    assert DONE not in client.get("/replies/").content.decode()


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


# --- What changed --------------------------------------------------------------------------------


def make_done(
    *, confirmed: bool = True, evidence: str = "It is light now.", **fields: Any
) -> Reply:
    decision = make_decision(confirmed=True)
    action = make_action(decision=decision)
    Evidence.objects.create(action=action, text=evidence, checked_by="Participation worker")
    reply = make_reply(decision=decision, action=action, **fields)
    give(reply, ["yes"] * 5)
    if not confirmed:
        meetings.unconfirm(decision, by=somebody(Role.CLERK))
    return reply


def test_what_children_say_is_done_comes_first_with_what_changed(client: Client) -> None:
    make_theme(voices=3, title="Waiting for years")
    reply = make_done(theme=make_theme(voices=3, title="The path is dark"))

    pages = [
        client.get(path).content.decode() for path in ("/replies/", f"/replies/{reply.theme.slug}/")
    ]

    board = pages[0]
    order = ["You say it is done", "The path is dark", "What else you told us", "Waiting for years"]
    assert [board.index(it) for it in order] == sorted(board.index(it) for it in order)
    assert all("What changed" in page and "It is light now." in page for page in pages)


def test_what_hangs_on_a_draft_has_not_changed_anything(client: Client) -> None:
    reply = make_done(confirmed=False)

    for path in ("/replies/", f"/replies/{reply.theme.slug}/"):
        assert "It is light now." not in client.get(path).content.decode()


def test_adults_word_alone_is_no_change(client: Client) -> None:
    reply = make_done()
    Verdict.objects.all().delete()

    for path in ("/replies/", f"/replies/{reply.theme.slug}/"):
        assert "It is light now." not in client.get(path).content.decode()


def test_years_of_what_is_done_do_not_push_off_what_waits(client: Client) -> None:
    group = make_group()
    make_theme(voices=5, group=group, title="Still waiting")
    for number in range(DONE_SHOWN + 2):
        reply = make_reply(theme=make_theme(voices=3, group=group, title=f"Done {number}"))
        judge(reply, Response.objects.order_by("pk")[:5])

    first = client.get("/replies/").content.decode()
    done = client.get("/replies/?state=children_say_done").content.decode()

    assert first.count(DONE) == DONE_SHOWN
    assert "Still waiting" in first
    assert "Done 0" not in first
    assert 'href="/replies/?state=children_say_done">See all that you say is done' in first
    assert done.count(DONE) == DONE_SHOWN + 2


# --- Pictures ------------------------------------------------------------------------------------


def test_a_picture_stands_before_the_words_and_says_nothing(client: Client) -> None:
    theme = make_theme(voices=3, title="The last bus goes too early")
    without = client.get("/replies/").content.decode()
    Theme.objects.filter(pk=theme.pk).update(picture="bus")
    bus = (TEMPLATES / "components/icons/bus.html").read_text().strip()

    for path in ("/replies/", f"/replies/{theme.slug}/"):
        page = client.get(path).content.decode()
        drawing = page.index(bus)
        words = "quote__words" if path == "/replies/" else '<h1 class="title">'
        assert drawing < page.index(words)
        assert 'aria-hidden="true"' in page[page.rindex("<svg", 0, drawing) : drawing]
    assert bus not in without


# --- However long it is --------------------------------------------------------------------------


def test_the_board_comes_page_by_page(client: Client) -> None:
    group = make_group()
    for number in range(PAGE + 1):
        make_theme(voices=3, group=group, title=f"Theme {number:02}")

    first = client.get("/replies/").content.decode()
    second = client.get("/replies/?page=2&look=dark").content.decode()

    assert f"{PAGE + 1} things you told us." in first
    assert first.count("<article") == PAGE
    assert second.count("<article") == 1
    assert re.search(r'rel="next" href="\?page=2"', first)
    assert re.search(r'rel="prev" href="\?page=1&amp;look=dark"', second)


def test_a_first_visit_to_thirty_themes_is_at_most_40_kb(client: Client, worker: User) -> None:
    """As it is carried: compressed, with styles and script; standards V2, issue 6."""
    group, agency = make_group(), make_body("Rotherham Council", "agency")
    make_theme(voices=2, group=group)
    pictures = itertools.cycle(Picture.values)
    for number in range(DONE_SHOWN + PAGE):
        # Texts that have nothing in common, or they would be compressed to nothing.
        words = f"{LOREM[number]} {LOREM[number + 7]} and {secrets.token_hex(4)}"
        theme = make_theme(voices=3, group=group, title=f"We want {words}.")
        Theme.objects.filter(pk=theme.pk).update(picture=next(pictures))
        reply = make_reply(
            theme=theme, agency=agency, text=f"We talked: {words}. {secrets.token_hex(40)}"
        )
        if number < DONE_SHOWN:
            judge(reply, Response.objects.order_by("pk")[:5])

    answer = client.get("/replies/", headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content).decode()
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    static = {it: len(brotli.compress(Path(str(finders.find(it))).read_bytes())) for it in files}
    assert page.count("<article") == 30
    assert len(static) == 3
    assert len(answer.content) + sum(static.values()) + HEADERS * 4 < 40_000, (
        len(answer.content),
        static,
    )


def test_the_board_costs_the_same_queries_for_any_number_of_themes(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    make_done()
    for _number in range(8):
        make_reply()

    with django_assert_max_num_queries(BOARD_QUERIES):
        client.get("/replies/")
