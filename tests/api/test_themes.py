"""Workers put voices into themes; boards and clerks read what may be quoted."""

from __future__ import annotations

from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from participation.moderation.models import Theme
from tests.api.conftest import Call
from tests.factories import make_group, make_invitation, make_survey, make_theme, make_voice


def test_a_worker_makes_and_changes_a_theme(call: Call, worker: User) -> None:
    group = make_group()

    made = call("POST", "themes/", {"title": "It is dark", "group": group.pk}, by=worker)
    changed = call("PATCH", f"themes/{made.json()['id']}/", {"about": "On the path"}, by=worker)

    theme = Theme.objects.get()
    assert (made.status_code, made.json()["slug"]) == (201, "it-is-dark")
    assert changed.status_code == 200
    assert (theme.title, theme.about) == ("It is dark", "On the path")


def test_a_theme_needs_a_title_and_a_group(call: Call, worker: User) -> None:
    response = call("POST", "themes/", {}, by=worker)

    assert response.status_code == 400
    assert response.json().keys() == {"title", "group"}


def test_voices_go_into_a_theme_and_out_again(call: Call, worker: User) -> None:
    group = make_group()
    theme, invitation = make_theme(group=group), make_invitation(make_survey(group=group))
    voices = [make_voice(invitation=invitation) for _ in range(3)]
    ids = [str(voice.pk) for voice in voices]

    added = call("POST", f"themes/{theme.pk}/voices/", {"voices": ids}, by=worker)
    removed = call("DELETE", f"themes/{theme.pk}/voices/{ids[0]}/", by=worker)
    again = call("DELETE", f"themes/{theme.pk}/voices/{ids[0]}/", by=worker)

    assert (added.status_code, added.json()["heard"]) == (200, "fewer than 5 voices")
    assert added.json()["on_board_since"] is not None
    assert [removed.status_code, again.status_code] == [204, 404]
    assert theme.voices.count() == 2


def test_voices_of_another_group_are_refused(call: Call, worker: User) -> None:
    theme, stranger = make_theme(), make_voice()

    response = call("POST", f"themes/{theme.pk}/voices/", {"voices": [str(stranger.pk)]}, by=worker)

    assert response.status_code == 400
    assert response.json() == {"voices": ["One of these is not a voice of a child of this group."]}


def test_voices_without_the_yes_are_counted_and_never_shown(
    call: Call, worker: User, board_member: User, clerk: User
) -> None:
    group = make_group()
    invitation = make_invitation(make_survey(group=group))
    said_yes = make_voice("Quote me", invitation=invitation)
    said_no = make_voice("Do not quote me", invitation=invitation, quote=False)
    theme = make_theme(voices=[said_yes, said_no], group=group)

    for reader in (worker, board_member, clerk):
        for path in (f"themes/{theme.pk}/", "themes/"):
            response = call("GET", path, by=reader)

            assert "Do not quote me" not in response.content.decode()
            assert "Quote me" in response.content.decode()
    shown = call("GET", f"themes/{theme.pk}/", by=board_member).json()
    assert shown["heard"] == "fewer than 5 voices"
    assert [voice["text"] for voice in shown["voices"]] == ["Quote me"]


def test_voices_are_listed_for_those_who_make_themes(call: Call, worker: User) -> None:
    free = make_voice("Nobody knows", quote=False)
    make_theme(voices=[taken := make_voice("In a theme")], group=taken.group)

    every = call("GET", "voices/", by=worker).json()["results"]
    without = call("GET", "voices/?without_theme=true", by=worker).json()["results"]

    assert len(every) == 2
    assert [voice["id"] for voice in without] == [str(free.pk)]
    assert without[0]["text"] is None
    assert without[0]["quotable"] is False


def test_a_theme_is_retired_and_brought_back(call: Call, worker: User) -> None:
    theme = make_theme()

    retired = call("POST", f"themes/{theme.pk}/retire/", by=worker)
    restored = call("POST", f"themes/{theme.pk}/restore/", by=worker)

    assert retired.json()["retired_on"] is not None
    assert restored.json()["retired_on"] is None


def test_themes_are_not_taken_away(call: Call, worker: User) -> None:
    assert call("DELETE", f"themes/{make_theme().pk}/", by=worker).status_code == 405


def test_themes_are_listed_by_group(call: Call, clerk: User) -> None:
    theme, _other = make_theme(), make_theme()

    listed = call("GET", f"themes/?group={theme.group_id}", by=clerk).json()

    assert [it["id"] for it in listed["results"]] == [theme.pk]


def test_a_list_of_themes_costs_the_same_however_long_it_is(
    call: Call, clerk: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _place in range(3):
        make_theme(voices=2)

    call("GET", "bodies/", by=clerk)

    with django_assert_max_num_queries(6):
        call("GET", "themes/", by=clerk)


def test_a_theme_is_merged_and_the_merge_undone(call: Call, worker: User) -> None:
    group = make_group()
    one, other = make_theme(group=group, voices=2), make_theme(group=group, voices=1)

    merged = call("POST", f"themes/{one.pk}/merge/", {"into": other.pk}, by=worker)
    again = call("POST", f"themes/{one.pk}/merge/", {"into": other.pk}, by=worker)
    restored = call("POST", f"themes/{one.pk}/restore/", by=worker)
    undone = call("POST", f"themes/{one.pk}/unmerge/", by=worker)

    assert (merged.status_code, merged.json()["merged_into"]) == (200, other.pk)
    assert [again.status_code, restored.status_code] == [409, 409]
    assert (undone.status_code, undone.json()["merged_into"]) == (200, None)
    assert one.voices.count() == 2


def test_a_theme_is_split(call: Call, worker: User) -> None:
    theme = make_theme(voices=3)
    voice, stranger = theme.voices.first(), make_voice()
    assert voice is not None

    made = call(
        "POST",
        f"themes/{theme.pk}/split/",
        {"title": "Buses", "voices": [str(voice.pk)]},
        by=worker,
    )
    refused = call(
        "POST", f"themes/{theme.pk}/split/", {"title": "X", "voices": [str(stranger.pk)]}, by=worker
    )

    assert (made.status_code, made.json()["title"]) == (201, "Buses")
    assert refused.json() == {"voices": ["One of these is not in this theme."]}
    assert theme.voices.count() == 2


def test_history_is_read_by_those_who_may_count(
    call: Call, worker: User, board_member: User
) -> None:
    theme = make_theme(voices=2)

    read = call("GET", f"themes/{theme.pk}/history/", by=worker)
    refused = call("GET", f"themes/{theme.pk}/history/", by=board_member)

    assert [event["kind"] for event in read.json()["results"]] == ["added", "made"]
    assert refused.status_code == 403
