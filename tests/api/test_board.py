"""Anyone reads what children said and what adults answered."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from participation.replies import services
from participation.replies.models import Verdict
from surveys.models import Response
from tests.api.conftest import Call
from tests.factories import make_body, make_group, make_item, make_reply, make_theme


def test_the_board_shows_answered_and_unanswered_themes(call: Call) -> None:
    waiting = make_theme(voices=3, title="It is dark")
    make_reply(theme=make_theme(voices=3, title="No buses"), state="we_cant")
    make_theme(voices=2, title="Too few said it")

    response = call("GET", "replies/")

    board = response.json()
    assert response.status_code == 200
    assert [it["title"] for it in board["results"]] == ["It is dark", "No buses"]
    assert [it["state"] for it in board["results"]] == ["waiting", "we_cant"]
    assert board["results"][0]["slug"] == waiting.slug
    assert board["results"][1]["replies"][0]["because"] == "There are too few workers."
    assert (board["count"], board["waiting"], board["written"]) == (2, 1, 1)
    assert board["heard_not_shown"] == 1
    assert "Too few said it" not in response.content.decode()


def test_drafts_are_not_on_the_board(call: Call) -> None:
    make_reply(published=False, text="Not yet for anybody")

    response = call("GET", "replies/")

    assert response.json()["results"][0]["replies"] == []
    assert "Not yet for anybody" not in response.content.decode()


def test_an_agency_that_has_not_answered_is_named(call: Call, worker: User) -> None:
    theme = make_theme(voices=3)
    services.ask(theme, make_body("Bus company", "agency"), by=worker)
    item = make_item(themes=[theme])

    (shown,) = call("GET", "replies/").json()["results"]

    assert shown["not_answered"] == ["Bus company"]
    assert shown["heard_at"] == {
        "body": item.meeting.body.name,
        "on": item.meeting.start_date.isoformat(),
    }


def test_days_are_counted_to_the_day_children_were_told(call: Call, worker: User) -> None:
    reply = make_reply()
    today = timezone.localdate()
    group_id = reply.theme.group_id
    services.tell(reply, group_id=group_id, how="At the group", on=today, by=worker)

    (shown,) = call("GET", "replies/").json()["results"]

    assert shown["is_answered"] is True
    assert shown["replies"][0]["told_on"] == today.isoformat()
    assert shown["replies"][0]["days"] == 0


def test_verdicts_are_a_word_and_never_a_count(call: Call) -> None:
    reply = make_reply()
    responses = list(Response.objects.all())

    few = call("GET", "replies/")
    for response in responses:
        Verdict.objects.create(reply=reply, response=response, value="yes")
    still_few = call("GET", "replies/")

    assert few.json() == still_few.json()
    assert few.json()["results"][0]["replies"][0]["verdict"] == "too_few"


def test_done_is_what_children_say(call: Call) -> None:
    theme = make_theme(voices=5)
    reply = make_reply(theme=theme)
    for response in Response.objects.all():
        Verdict.objects.create(reply=reply, response=response, value="yes")

    (shown,) = call("GET", "replies/").json()["results"]

    assert shown["state"] == "children_say_done"
    assert shown["replies"][0]["verdict"] == "most_yes"


def test_one_theme_comes_with_the_voices_that_may_be_quoted(call: Call) -> None:
    theme = make_theme(voices=3)

    response = call("GET", f"replies/{theme.slug}/")

    assert response.status_code == 200
    assert response.json()["theme"]["title"] == theme.title
    assert sorted(response.json()["quotes"]) == sorted(theme.voices.values_list("text", flat=True))


def test_a_theme_that_is_not_on_the_board_is_not_there(call: Call) -> None:
    small = make_theme(voices=2)

    assert call("GET", f"replies/{small.slug}/").status_code == 404
    assert call("GET", "replies/nothing/").status_code == 404


def test_the_board_comes_page_by_page(call: Call) -> None:
    group = make_group()
    for place in range(3):
        make_theme(voices=3, group=group, title=f"Theme {place}")

    first = call("GET", "replies/?limit=2").json()
    second = call("GET", "replies/?limit=2&page=2").json()

    assert (len(first["results"]), len(second["results"])) == (2, 1)
    assert first["next"].endswith("/api/v1/replies/?limit=2&page=2")
    assert call("GET", "replies/?page=9").status_code == 404


def test_the_board_costs_the_same_however_long_it_is(
    call: Call, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _place in range(3):
        make_reply()

    with django_assert_max_num_queries(12):
        call("GET", "replies/")


def test_what_waits_longest_comes_first(call: Call) -> None:
    newer, older = make_theme(voices=3, title="Newer"), make_theme(voices=3, title="Older")
    older.asked_on = timezone.localdate() - timedelta(days=30)
    older.save()

    titles = [it["title"] for it in call("GET", "replies/").json()["results"]]

    assert titles == ["Older", newer.title]
