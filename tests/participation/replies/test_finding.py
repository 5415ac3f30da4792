"""Finding something on the board: by state, by words, and by group where that names nobody."""

from __future__ import annotations

import re
from html import unescape
from itertools import product

import pytest
from django.test import Client

from backend.accounts.models import User
from participation.moderation import theming
from participation.moderation.models import Theme
from participation.replies import rounds
from participation.replies.board import board
from participation.replies.finding import STATES, Wanted, found, groups
from participation.replies.models import Verdict
from surveys import building
from surveys.models import Survey
from surveys.models.snapshots import Snapshot
from tests.factories import make_group, make_reply, make_round, make_theme, new_token
from tests.participation.replies.test_board import give
from tests.rounds import SAFE, UNSAFE, answer, make_first_round, open_round

pytestmark = pytest.mark.django_db


def titles(**asked: str) -> list[str]:
    return [theme.title for theme in found(Wanted.of(**asked))]


# --- By state ------------------------------------------------------------------------------------


def make_each_state() -> None:
    group = make_group()
    make_theme(voices=3, group=group, title="waiting")
    for state in ("finding_out", "we_will", "we_did", "we_cant", "not_ours"):
        make_reply(theme=make_theme(voices=3, group=group, title=state), state=state)
    give(
        make_reply(theme=make_theme(voices=3, group=group, title="children_say_done")), ["yes"] * 5
    )


def test_each_state_brings_what_is_in_it_and_nothing_else(client: Client) -> None:
    make_each_state()

    for state in STATES:
        page = client.get(f"/replies/?state={state}").content.decode()
        assert re.findall(r'class="card card--pinned card--(\w+)"', page) == [state]
        assert titles(state=state) == [state]


def test_the_answer_published_last_says_the_state() -> None:
    theme = make_theme(voices=3, title="It changed")
    make_reply(theme=theme, state="we_will")
    make_reply(theme=theme, state="we_cant")
    make_reply(theme=theme, state="not_ours", published=False)

    assert titles(state="we_cant") == ["It changed"]
    assert titles(state="we_will") == titles(state="not_ours") == []


def test_database_and_page_agree_on_what_children_say_is_done() -> None:
    reply = make_reply()
    give(reply, ["yes"] * 7)
    verdicts = list(Verdict.objects.all())

    for values in product(("yes", "partly", "no"), repeat=3):
        for number in (4, 5, 6, 7):
            Verdict.objects.all().delete()
            said = [*values, *["yes"] * 2, *values][:number]
            Verdict.objects.bulk_create(
                Verdict(reply=reply, response_id=it.response_id, value=value)
                for it, value in zip(verdicts, said, strict=False)
            )
            shown = board()
            (card,) = (*shown.done, *shown.cards)
            assert titles(state=card.state) == [card.theme.title], said
            assert bool(shown.done) == (card.state == "children_say_done"), said


def test_rounds_are_found_done_once_they_count() -> None:
    reply = make_reply()
    asked = make_round(reply, present=6)

    for number in range(6):
        assert titles(state="children_say_done") == []
        rounds.give(asked, new_token(), "yes")
        assert len(titles(state="we_did")) == (number < 5)

    assert titles(state="children_say_done") == [reply.theme.title]


# --- By words ------------------------------------------------------------------------------------


def test_words_are_found_in_titles_texts_and_published_answers() -> None:
    theme = make_theme(voices=3, title="The path is dark")
    Theme.objects.filter(pk=theme.pk).update(about="Nobody mends the lamps.")
    make_reply(theme=theme, state="we_cant", text="We asked the council.", because="No money.")
    make_theme(voices=3, title="No buses")

    for word in ("path", "PATH", "lamps", "council", "money", "dark council", "  path  "):
        assert titles(find=word) == ["The path is dark"], word
    assert titles(find="path buses") == []
    assert len(titles(find="")) == 2


def test_drafts_and_voices_are_not_looked_through() -> None:
    """Nor a quoted voice: its card does not show it, and others must not be guessed at."""
    theme = make_theme(voices=3, title="The path is dark")
    make_reply(theme=theme, text="Not ready yet", published=False)

    assert titles(find="ready") == []
    assert titles(find=theme.voices.all()[0].text.split()[0]) == []


def test_letters_are_found_however_they_were_typed() -> None:
    make_theme(voices=3, title="The café closed. They can’t open it")

    for word in ("café", "CAFÉ", "can't", "can’t", "CAN'T"):
        assert len(titles(find=word)) == 1, word


@pytest.mark.parametrize("find", ["\x00", "a\x00b", "%", "_", "\\", "'", '"><b>', "x" * 5000])
def test_nothing_that_is_typed_can_fail_or_find_everything(client: Client, find: str) -> None:
    make_theme(voices=3, title="The path is dark")

    answer = client.get("/replies/", {"find": find})

    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode()
    if find.strip("\x00"):
        assert titles(find=find) == []


def test_where_nothing_is_found_the_page_says_so_and_leads_back(client: Client) -> None:
    make_theme(voices=3)

    page = client.get("/replies/?find=zebra&look=dark").content.decode()

    assert "No answer like that" in page
    assert '<a class="button" href="/replies/?look=dark">Show all</a>' in page
    assert 'value="zebra"' in page


# --- By group: ADR 4 -----------------------------------------------------------------------------


def make_large(*rounds: int) -> Survey:
    """A group with a theme on the board, and so many children's answers in its rounds."""
    survey = make_first_round()
    for place, number in enumerate(rounds or (20,)):
        survey = open_round(building.next_round(survey, by=None) if place else survey)
        answer(survey, number // 2, {"safe": SAFE})
        answer(survey, number - number // 2, {"safe": UNSAFE})
        building.close_survey(survey, by=None)
    make_theme(voices=3, group=survey.group, title=f"Of {survey.group.name}")
    return survey


def test_groups_of_which_everybody_is_told_how_many_answered_can_be_picked(client: Client) -> None:
    first, second = make_large().group, make_large(25).group

    page = client.get(f"/replies/?group={first.slug}").content.decode()

    assert {slug for slug, _name in groups()} == {first.slug, second.slug}
    assert f"Of {first.name}" in page
    assert f"Of {second.name}" not in page


def test_a_small_group_cannot_be_picked_and_its_address_shows_everything(client: Client) -> None:
    """Not nothing: that would say that this group has no theme."""
    small = make_group("Five of us")
    make_theme(voices=3, group=small, title="We said it")
    make_large(19)

    page = client.get("/replies/?group=five-of-us").content.decode()

    assert groups() == []
    assert "We said it" in page
    assert "Five of us" not in page
    assert 'name="group"' not in page


def test_rounds_counted_together_do_not_make_a_small_group_large() -> None:
    """The same five children may have answered each."""
    told = make_large().group
    make_large(9, 11)
    make_theme(voices=3, group=make_group())

    assert groups() == [(told.slug, told.name)]
    assert Snapshot.objects.filter(public__base=20).count() == 2


def test_no_group_is_left_out_alone() -> None:
    """Else what is on the board and of no group that can be picked would be its."""
    largest, smaller = make_large(40).group, make_large(20).group
    make_theme(voices=3, group=make_group("Five of us"))

    assert groups() == [(largest.slug, largest.name)]
    make_theme(voices=3, group=make_group("Six of us"))
    assert {slug for slug, _name in groups()} == {largest.slug, smaller.slug}


def test_the_only_group_is_not_offered() -> None:
    make_large()

    assert groups() == []


def test_of_a_part_of_the_board_nothing_is_counted_that_is_not_shown(client: Client) -> None:
    """Themes of one or two voices with a word or of a group are a small number of children."""
    make_theme(voices=2)
    group = make_large().group
    make_large()

    for query in (f"group={group.slug}", "state=waiting", "find=of"):
        page = client.get(f"/replies/?{query}").content.decode()
        assert "We heard" not in page, query
        assert "still waiting" not in page, query
    assert "We heard 1 more thing." in client.get("/replies/").content.decode()


# --- Its address ---------------------------------------------------------------------------------


def test_what_is_wanted_stands_in_the_address_with_language_and_look(client: Client) -> None:
    make_theme(voices=3, title="The path is dark")

    answer = client.get("/replies/?find=path&state=waiting&lang=pl&text=large")

    page = answer.content.decode()
    form = page[page.index("<form") : page.index("</form>")]
    assert 'method="get"' in form
    assert '<input type="hidden" name="lang" value="pl">' in form
    assert '<input type="hidden" name="text" value="large">' in form
    panel = [unescape(it) for it in re.findall(r'href="([^"]*)"[^>]*data-wish="lang"', page)]
    assert "/replies/?find=path&state=waiting&lang=ur&text=large" in panel
    assert not answer.cookies


def test_what_there_is_not_is_left_aside(client: Client) -> None:
    make_theme(voices=3, title="The path is dark")

    page = client.get("/replies/?state=nonsense&group=nobody&page=x").content.decode()

    assert "The path is dark" in page
    assert "Show all" not in page


def test_a_search_is_found_in_another_language_too(client: Client) -> None:
    """Themes are in English, marked so; what is around them is not."""
    make_theme(voices=3, title="The path is dark")

    page = client.get("/replies/?find=path&lang=ur").content.decode()

    assert '<span lang="en-gb" dir="ltr">The path is dark</span>' in page
    assert 'dir="rtl"' in page


def test_a_theme_that_left_is_not_found(worker: User) -> None:
    theming.retire_theme(make_theme(voices=3, title="The path is dark"), by=worker)

    assert titles(find="path") == []
