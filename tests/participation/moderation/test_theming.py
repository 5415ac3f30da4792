"""Themes merged and split: no thread breaks, nothing leaves the board, and history tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.moderation import histories, theming
from participation.moderation.models import Theme, ThemeEvent, Voice
from participation.replies import services as replies
from participation.replies.journeys import journey
from participation.replies.services import take_back
from surveys.models import Group, Survey
from tests.factories import (
    make_body,
    make_group,
    make_group_voice,
    make_invitation,
    make_item,
    make_reply,
    make_survey,
    make_theme,
    make_voice,
    send,
)

pytestmark = pytest.mark.django_db
THEMES = "/staff/themes/"


def voices_of(group: Group, number: int) -> list[Voice]:
    invitation = make_invitation(make_survey(group=group))
    return [make_voice(invitation=invitation) for _ in range(number)]


def two_themes(first: int = 2, second: int = 2) -> tuple[Theme, Theme]:
    group = make_group()
    return (
        make_theme(voices=voices_of(group, first), group=group, title="It is dark"),
        make_theme(voices=voices_of(group, second), group=group, title="No lights"),
    )


def reload(*themes: Theme) -> None:
    for theme in themes:
        theme.refresh_from_db()


def test_merged_voices_move_and_together_they_are_on_the_board(worker: User) -> None:
    one, other = two_themes()
    day = timezone.localdate() - timedelta(days=30)
    Theme.objects.filter(pk=one.pk).update(asked_on=day)

    theming.merge(one, other, by=worker)

    reload(one, other)
    assert (other.voices.count(), one.voices.count()) == (4, 0)
    assert (one.merged_into, one.retired_on) == (other, timezone.localdate())
    assert other.is_on_the_board
    assert other.asked_on == day


def test_what_was_on_the_board_stays_on_it_since_its_first_day(worker: User) -> None:
    one, other = two_themes(3, 0)
    day = timezone.localdate() - timedelta(days=30)
    Theme.objects.filter(pk=one.pk).update(on_board_since=day)

    theming.merge(one, other, by=worker)

    reload(other)
    assert other.on_board_since == day


def test_a_public_address_leads_to_the_theme_it_went_into(client: Client, worker: User) -> None:
    one, other = two_themes(3, 1)
    last = make_theme(group=one.group, title="Light and dark")
    theming.merge(one, other, by=worker)
    reload(other)
    theming.merge(other, last, by=worker)

    answer = client.get(f"/replies/{one.slug}/?lang=pl")

    assert (answer.status_code, answer["Location"]) == (302, f"/replies/{last.slug}/?lang=pl")
    assert not answer.cookies
    assert last.title in client.get(f"/api/v1/replies/{one.slug}/").content.decode()


def test_a_childs_journey_follows_the_merge_and_keeps_its_day(worker: User) -> None:
    group = make_group()
    receipt = send(make_invitation(make_survey(group=group)), text="It is dark here")
    mine = make_voice_of("It is dark here", worker)
    one = make_theme(group=group, title="It is dark", by=worker)
    day = timezone.localdate() - timedelta(days=9)
    theming.add_voices(one, [mine], by=worker, on=day)
    other = make_theme(voices=voices_of(group, 3), group=group, title="No lights")

    theming.merge(one, other, by=worker)

    found = journey(receipt)
    assert found is not None
    assert [thread.theme.title for thread in found.threads] == ["No lights"]
    assert found.threads[0].steps[0].on == day


def make_voice_of(text: str, by: User) -> Voice:
    from participation.moderation import services
    from surveys.models import Answer

    return services.approve(Answer.objects.get(text=text).pk, by=by)


TAKEN_UP: dict[str, Callable[[Theme, User], object]] = {
    "on an agenda": lambda theme, by: make_item(themes=[theme]),
    "asked": lambda theme, by: replies.ask(theme, make_body(), by=by),
    "answered": lambda theme, by: make_reply(theme=theme),
    "drafted": lambda theme, by: make_reply(theme=theme, published=False),
}


@pytest.mark.parametrize("how", TAKEN_UP)
def test_a_theme_that_adults_took_up_is_neither_merged_away_nor_split(
    worker: User, how: str
) -> None:
    one, other = two_themes(3, 3)
    TAKEN_UP[how](one, worker)

    with pytest.raises(theming.CannotMerge, match="Adults have taken this theme up"):
        theming.merge(one, other, by=worker)
    with pytest.raises(theming.CannotSplit):
        theming.split(one, one.voices.all()[:1], title="Else", by=worker)

    reload(one)
    assert one.voices.count() == 3
    assert one.is_on_the_board


def test_a_theme_that_waits_on_the_board_is_not_hidden_in_an_answered_one(worker: User) -> None:
    waits, answered = two_themes(3, 3)
    make_reply(theme=answered)

    with pytest.raises(theming.CannotMerge, match="would look answered too"):
        theming.merge(waits, answered, by=worker)


def test_voices_not_on_the_board_may_join_an_answered_theme(worker: User) -> None:
    small, answered = two_themes(2, 3)
    make_reply(theme=answered)

    theming.merge(small, answered, by=worker)

    assert answered.voices.count() == 5


@pytest.mark.parametrize("case", ["itself", "another group", "retired"])
def test_a_merge_that_makes_no_sense_is_refused(worker: User, case: str) -> None:
    one, other = two_themes()
    if case == "retired":
        theming.retire_theme(other, by=worker)
    into = {"itself": one, "another group": make_theme(), "retired": other}[case]

    with pytest.raises(theming.CannotMerge):
        theming.merge(one, into, by=worker)


def test_undoing_a_merge_brings_back_what_was_where(worker: User) -> None:
    one, other = two_themes(2, 2)
    shared = one.voices.first()
    assert shared is not None
    theming.add_voices(other, [shared], by=worker)
    reload(one, other)
    before = {theme: set(theme.voices.all()) for theme in (one, other)}
    asked_on = other.asked_on
    Theme.objects.filter(pk=one.pk).update(asked_on=timezone.localdate() - timedelta(days=30))

    theming.merge(one, other, by=worker)
    assert set(other.voices.all()) == before[one] | before[other]
    reload(one)
    theming.unmerge(one, by=worker)

    reload(one, other)
    assert {theme: set(theme.voices.all()) for theme in (one, other)} == before
    assert (one.merged_into, one.retired_on) == (None, None)
    assert other.asked_on == asked_on
    assert other.is_on_the_board


def test_a_voice_taken_back_since_does_not_come_back(worker: User) -> None:
    group = make_group()
    receipt = send(make_invitation(make_survey(group=group)), text="It is dark here")
    one = make_theme(
        voices=[make_voice_of("It is dark here", worker), *voices_of(group, 1)], group=group
    )
    other = make_theme(voices=voices_of(group, 1), group=group)
    theming.merge(one, other, by=worker)
    take_back(receipt)
    reload(one)

    theming.unmerge(one, by=worker)

    assert one.voices.count() == 1


def test_a_merge_is_not_undone_once_the_other_was_answered(worker: User) -> None:
    one, other = two_themes()
    theming.merge(one, other, by=worker)
    make_reply(theme=other)
    reload(one)

    with pytest.raises(theming.CannotUnmerge, match="was answered since"):
        theming.unmerge(one, by=worker)


def test_a_merge_into_what_went_on_is_undone_from_the_end(worker: User) -> None:
    one, other = two_themes()
    last = make_theme(group=one.group)
    theming.merge(one, other, by=worker)
    reload(other)
    theming.merge(other, last, by=worker)
    reload(one)

    with pytest.raises(theming.CannotUnmerge, match="Undo that first"):
        theming.unmerge(one, by=worker)


def test_a_merged_theme_takes_no_voices_and_is_not_simply_brought_back(
    client: Client, worker: User
) -> None:
    one, other = two_themes()
    theming.merge(one, other, by=worker)
    reload(one)
    client.force_login(worker)

    with pytest.raises(theming.ThemeMerged):
        theming.add_voices(one, voices_of(one.group, 1), by=worker)
    assert client.post(f"{THEMES}{one.pk}/restore/").status_code == 404
    page = client.get(f"{THEMES}{one.pk}/").content.decode()

    assert f"/staff/themes/{other.pk}/" in page
    assert "Add voices" not in page


def test_a_theme_of_three_split_in_two_stays_public_and_so_does_what_came_of_it(
    client: Client, worker: User
) -> None:
    theme, _other = two_themes(3, 0)
    chosen = theme.voices.all()[:1]

    made = theming.split(theme, list(chosen), title="Buses stop too early", by=worker)

    reload(theme)
    assert (theme.voices.count(), made.voices.count()) == (2, 1)
    assert theme.is_on_the_board
    assert made.is_on_the_board
    assert made.group == theme.group
    board = client.get("/replies/").content.decode()
    assert theme.title in board
    assert made.title in board


def test_a_small_theme_split_stays_off_the_board(worker: User) -> None:
    theme, _other = two_themes(2, 0)

    made = theming.split(theme, list(theme.voices.all()[:1]), title="Else", by=worker)

    assert not made.is_on_the_board


@pytest.mark.parametrize("number", [0, 3])
def test_a_split_leaves_voices_on_both_sides(worker: User, number: int) -> None:
    theme, _other = two_themes(3, 0)

    with pytest.raises(theming.CannotSplit):
        theming.split(theme, list(theme.voices.all()[:number]), title="Else", by=worker)


def test_history_tells_who_did_what_and_never_a_childs_word(client: Client, worker: User) -> None:
    group = make_group()
    voice = make_group_voice("kanarienvogel", group=group)
    theme = make_theme(voices=[voice, *voices_of(group, 2)], group=group, title="First")
    theming.edit_theme(theme, title="Second", about="", picture="", by=worker)
    theming.remove_voices(theme, [voice], by=worker)
    other = make_theme(group=group, title="Third")
    theming.merge(other, theme, by=worker)
    client.force_login(worker)

    page = client.get(f"{THEMES}{theme.pk}/history/").content.decode()

    kinds = [event.kind for event in histories.history(theme, by=worker)]
    assert kinds == ["merged", "removed", "renamed", "added", "made"]
    assert "from “First” to “Second”" in page
    assert "“Third” was merged into this" in page
    assert str(voice.pk)[:8] in page
    assert worker.name in page
    assert "kanarienvogel" not in page


def test_history_keeps_no_trace_of_what_a_child_took_back(worker: User) -> None:
    group = make_group()
    receipt = send(make_invitation(make_survey(group=group)), text="It is dark here")
    theme = make_theme(voices=[make_voice_of("It is dark here", worker)], group=group, by=worker)

    take_back(receipt)

    newest = ThemeEvent.objects.filter(theme=theme).first()
    assert newest is not None
    assert (newest.kind, newest.by, newest.voices) == ("retired", None, [])
    assert newest.on == timezone.localdate()


# --- Pages ----------------------------------------------------------------------------------------


def test_a_theme_is_merged_and_unmerged_by_page(client: Client, worker: User) -> None:
    one, other = two_themes()
    client.force_login(worker)

    page = client.get(f"{THEMES}{one.pk}/merge/").content.decode()
    assert other.title in page
    after = client.post(f"{THEMES}{one.pk}/merge/", {"into": other.pk}, follow=True)
    assert "Undo the merge" in after.content.decode()
    client.post(f"{THEMES}{one.pk}/unmerge/")

    reload(one)
    assert one.merged_into is None
    assert one.voices.count() == 2


def test_a_theme_that_cannot_be_merged_says_why(client: Client, worker: User) -> None:
    waits, answered = two_themes(3, 3)
    make_reply(theme=answered)
    client.force_login(worker)

    page = client.get(f"{THEMES}{waits.pk}/merge/").content.decode()
    sent = client.post(f"{THEMES}{waits.pk}/merge/", {"into": answered.pk}).content.decode()
    taken_up = client.get(f"{THEMES}{answered.pk}/merge/").content.decode()

    assert "would look answered too" in page
    assert "It cannot go into that theme any more" in sent
    assert "This one stays" in taken_up


def test_a_theme_is_split_by_page(client: Client, worker: User) -> None:
    theme, _other = two_themes(3, 0)
    voice = theme.voices.all()[0]
    client.force_login(worker)

    without = client.post(f"{THEMES}{theme.pk}/split/", {"voices": [voice.pk], "do": "split"})
    client.post(
        f"{THEMES}{theme.pk}/split/",
        {"voices": [voice.pk], "do": "split", "title": "Buses stop too early"},
    )

    assert "Say in one plain sentence" in without.content.decode()
    assert list(Theme.objects.get(title="Buses stop too early").voices.all()) == [voice]


def test_many_voices_are_taken_out_at_once(client: Client, worker: User) -> None:
    theme, _other = two_themes(3, 0)
    client.force_login(worker)
    chosen = [voice.pk for voice in theme.voices.all()[:2]]

    client.post(f"{THEMES}{theme.pk}/split/", {"voices": chosen, "do": "take-out"})

    assert theme.voices.count() == 1
    assert Voice.objects.without_theme().count() == 2


def ticked(page: str) -> int:
    return page.count(" checked>")


def test_all_free_voices_of_one_survey_are_chosen_at_once_and_earlier_ones_stay(
    client: Client, worker: User
) -> None:
    group = make_group()
    theme = make_theme(group=group, by=worker)
    surveys: list[Survey] = [make_survey(group=group, title=title) for title in ("One", "Two")]
    for survey in surveys:
        for _ in range(2):
            make_voice(invitation=make_invitation(survey))
    earlier = Voice.objects.filter(question__survey=surveys[0]).first()
    assert earlier is not None
    client.force_login(worker)

    page = client.post(
        f"{THEMES}{theme.pk}/voices/", {"choose": surveys[1].pk, "voices": [earlier.pk]}
    ).content.decode()

    assert ticked(page) == 3
    assert theme.voices.count() == 0


def test_voices_without_a_theme_come_first_and_others_say_where_they_are(
    client: Client, worker: User
) -> None:
    group = make_group()
    taken, free = voices_of(group, 2)
    make_theme(voices=[taken], group=group, title="Elsewhere", by=worker)
    theme = make_theme(group=group, by=worker)
    client.force_login(worker)

    page = client.get(f"{THEMES}{theme.pk}/voices/").content.decode()

    assert page.index(free.text) < page.index("In other themes already") < page.index(taken.text)
    assert "in “Elsewhere”" in page
