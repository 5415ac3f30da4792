from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import User
from backend.audit.models import Event
from participation.moderation import theming
from participation.moderation.models import Theme, Voice, how_many_voices
from surveys.models import Audience
from surveys.pictures import Picture
from tests.factories import (
    make_group,
    make_invitation,
    make_item,
    make_survey,
    make_theme,
    make_voice,
)

pytestmark = pytest.mark.django_db
THEMES = "/staff/themes/"


def body_of(client: Client, path: str, user: User) -> str:
    client.force_login(user)
    return client.get(path).content.decode()


def test_a_theme_is_made_and_its_third_voice_puts_it_on_the_board(
    client: Client, worker: User
) -> None:
    client.force_login(worker)
    invitation = make_invitation()
    voices = [make_voice(invitation=invitation, by=worker) for _number in range(3)]
    group = voices[0].group

    client.post(f"{THEMES}new/", {"group": group.pk, "title": "It is dark here.", "about": ""})
    theme = Theme.objects.get()
    url = f"{THEMES}{theme.pk}/voices/"
    client.post(url, {"voices": [voice.pk for voice in voices[:2]]})
    assert not Theme.objects.on_the_board().exists()
    after = client.post(url, {"voices": [voices[2].pk]}, follow=True).content.decode()

    assert Theme.objects.on_the_board().get() == theme
    assert "on the children&#x27;s board now" in after


def test_the_board_and_the_clerk_see_quotable_words_and_that_there_are_others(
    client: Client, worker: User, board_member: User, clerk: User
) -> None:
    invitation = make_invitation()
    voices = [
        make_voice("you may quote this", invitation=invitation),
        make_voice("kanarienvogel", invitation=invitation, quote=False),
    ]
    theme = make_theme(voices=voices, group=voices[0].group, by=worker)
    url = f"{THEMES}{theme.pk}/"

    for person in (board_member, clerk):
        body = body_of(client, url, person)
        assert "you may quote this" in body
        assert "kanarienvogel" not in body
        assert "Some count and are never shown as words" in body
    seen = body_of(client, url, worker)

    assert "kanarienvogel" in seen
    assert "Counts, never shown as words" in seen


def test_a_look_at_words_nobody_may_quote_is_audited(client: Client, worker: User) -> None:
    voice = make_voice("kanarienvogel", quote=False)
    theme = make_theme(voices=[voice], group=voice.group, by=worker)

    body_of(client, f"{THEMES}{theme.pk}/", worker)

    event = Event.objects.get(action="read-counted-voices")
    assert (event.actor, event.detail) == (str(worker.pk), {"voices": [str(voice.pk)]})


def test_only_free_voices_of_the_same_group_are_offered_and_taken(
    client: Client, worker: User
) -> None:
    theme = make_theme(voices=1, by=worker)
    same = make_invitation(make_survey(group=theme.group))
    free, elsewhere = make_voice("free one", invitation=same), make_voice("of another group")
    taken = theme.voices.get()

    body = body_of(client, f"{THEMES}{theme.pk}/voices/", worker)
    response = client.post(f"{THEMES}{theme.pk}/voices/", {"voices": [elsewhere.pk]})

    assert "free one" in body
    assert elsewhere.text not in body
    assert taken.text not in body
    assert "not free any more" in response.content.decode()
    assert theme.voices.count() == 1
    assert Voice.objects.without_theme().filter(pk=free.pk).exists()


def test_what_adults_answered_goes_into_no_theme(client: Client, worker: User) -> None:
    theme = make_theme(voices=2, by=worker)
    survey = make_survey(group=theme.group)
    adults = make_voice(
        "a board member", invitation=make_invitation(survey, audience=Audience.BOARD)
    )

    body = body_of(client, f"{THEMES}{theme.pk}/voices/", worker)
    client.post(f"{THEMES}{theme.pk}/voices/", {"voices": [adults.pk]})
    theming.add_voices(theme, [adults], by=worker)

    theme.refresh_from_db()
    assert adults.text not in body
    assert theme.voices.count() == 2
    assert not theme.is_on_the_board


def test_choosing_nothing_is_said(client: Client, worker: User) -> None:
    theme = make_theme(by=worker)
    make_voice(invitation=make_invitation(make_survey(group=theme.group)))
    client.force_login(worker)

    body = client.post(f"{THEMES}{theme.pk}/voices/", {}).content.decode()

    assert "Choose at least one voice." in body


def test_a_voice_taken_out_is_free_again(client: Client, worker: User) -> None:
    theme = make_theme(voices=1, by=worker)
    voice = theme.voices.get()
    client.force_login(worker)

    client.post(f"{THEMES}{theme.pk}/voices/{voice.pk}/remove/")

    assert Voice.objects.without_theme().get() == voice


def test_a_theme_is_retired_and_brought_back(client: Client, worker: User) -> None:
    theme = make_theme(voices=3, by=worker)
    client.force_login(worker)

    client.post(f"{THEMES}{theme.pk}/retire/")
    assert Theme.objects.retired().get() == theme
    assert client.post(f"{THEMES}{theme.pk}/retire/").status_code == 404
    client.post(f"{THEMES}{theme.pk}/restore/")

    assert Theme.objects.on_the_board().get() == theme


def test_a_changed_title_keeps_its_address_and_a_long_one_is_warned_about(
    client: Client, worker: User
) -> None:
    theme = make_theme(by=worker)
    client.force_login(worker)

    body = client.post(
        f"{THEMES}{theme.pk}/edit/", {"title": "so " * 16, "about": "x"}, follow=True
    ).content.decode()

    assert "The title has 16 words" in body
    changed = Theme.objects.get()
    assert (changed.slug, changed.about) == (theme.slug, "x")
    assert Event.objects.filter(action="theme-changed", object_id=theme.pk).exists()


def test_a_new_theme_asks_to_choose_its_group(client: Client, worker: User) -> None:
    page = body_of(client, f"{THEMES}new/", worker)

    assert '<option value="" selected>Choose one</option>' in page


def test_a_theme_needs_a_group_and_a_title(client: Client, worker: User) -> None:
    client.force_login(worker)

    body = client.post(f"{THEMES}new/", {}).content.decode()

    assert "Choose whose theme this is." in body
    assert "Say in one plain sentence" in body
    assert not Theme.objects.exists()


def test_each_list_shows_its_own_themes(client: Client, worker: User, board_member: User) -> None:
    group = make_group()
    make_theme(voices=3, group=group, title="On it", by=worker)
    make_theme(voices=1, group=group, title="Not on it", by=worker)
    theming.retire_theme(make_theme(group=group, title="Over", by=worker), by=worker)
    lists = {
        "": {"On it", "Not on it"},
        "?show=active": {"On it", "Not on it"},
        "?show=board": {"On it"},
        "?show=heard": {"Not on it"},
        "?show=retired": {"Over"},
        "?show=nonsense": {"On it", "Not on it"},
    }

    for query, titles in lists.items():
        body = body_of(client, THEMES + query, board_member)
        shown = {title for title in ("On it", "Not on it", "Over") if f">{title}</a>" in body}
        assert shown == titles, query


def test_many_themes_and_voices_cost_no_more_queries(client: Client, worker: User) -> None:
    group = make_group()
    theme = make_theme(group=group, by=worker)
    invitation = make_invitation(make_survey(group=group))
    client.force_login(worker)

    def fill(number: int) -> None:
        for _number in range(number):
            make_voice(invitation=invitation, by=worker)
            voice = make_voice(invitation=invitation, by=worker)
            make_theme(voices=[voice], group=group, by=worker)
            theming.add_voices(theme, [voice], by=worker)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{THEMES}{path}")
        return len(captured)

    paths = ("", f"{theme.pk}/", f"{theme.pk}/voices/")
    fill(3)
    few = [queries(path) for path in paths]
    fill(27)

    assert [queries(path) for path in paths] == few
    assert max(few) <= 12


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "no voice yet"),
        (1, "fewer than 5 voices"),
        (4, "fewer than 5 voices"),
        (5, "5 voices or more"),
        (9, "5 voices or more"),
        (10, "10 voices or more"),
    ],
)
def test_voices_are_never_a_small_number_to_those_who_did_not_read_them(
    number: int, words: str
) -> None:
    assert how_many_voices(number) == words


def test_the_board_is_not_told_how_many_of_a_few_spoke(
    client: Client, board_member: User, worker: User
) -> None:
    theme = make_theme(voices=2)
    item = make_item(themes=[theme])
    pages = [
        "/staff/themes/",
        f"/staff/themes/{theme.pk}/",
        f"/staff/threads/{theme.slug}/",
        f"/staff/meetings/{item.meeting_id}/",
    ]

    client.force_login(board_member)
    for_the_board = [client.get(path).content.decode() for path in pages]

    for page in for_the_board:
        assert "ewer than 5 voices" in page
        assert not re.search(r"\b[12] (more )?voices?\b|<td[^>]*>2</td>", page)


def test_a_worker_chooses_a_picture_for_a_theme_or_none(client: Client, worker: User) -> None:
    client.force_login(worker)
    sent = {"group": make_theme().group_id, "title": "The last bus goes too early.", "about": ""}

    page = client.get(f"{THEMES}new/").content.decode()
    client.post(f"{THEMES}new/", {**sent, "picture": "bus"})
    theme = Theme.objects.get(title="The last bus goes too early.")
    edit = f"{THEMES}{theme.pk}/edit/"
    refused = client.post(edit, {**sent, "picture": "secret"})
    chosen = client.get(edit).content.decode()

    assert page.count('name="picture"') == len(Picture) + 1
    assert theme.picture == "bus"
    assert refused.status_code == 200
    assert re.search(r'value="bus"[^>]* checked', chosen)
    client.post(edit, {**sent, "picture": ""})
    theme.refresh_from_db()
    assert theme.picture == ""
