"""A verdict round: one question for a group whose receipts are lost, and no number to anybody."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import Event
from participation.replies import rounds, services
from participation.replies.board import board
from participation.replies.models import Reply, Told, Verdict, VerdictRound
from participation.replies.verdicts import Summary, summary_of
from tests.factories import make_group, make_reply, make_round, new_token

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def say(asked: VerdictRound, values: Iterable[str]) -> None:
    for value in values:
        rounds.give(asked, new_token(), value)


def summary() -> Summary:
    return summary_of(Reply.objects.for_staff().get())


def over(reply: Reply, values: list[str]) -> VerdictRound:
    asked = make_round(reply, present=9)
    say(asked, values)
    return rounds.close(asked, by=asked.opened_by)


# --- Opening --------------------------------------------------------------------------------------


def test_a_round_is_about_an_answer_that_this_group_was_told(worker: User) -> None:
    reply = make_reply()
    wanted: dict[str, Any] = {"group_id": reply.theme.group_id, "present": 6, "by": worker}

    with pytest.raises(rounds.CannotOpen, match="Tell this group the answer first"):
        rounds.open_round(reply, **wanted)
    services.tell(reply, group_id=reply.theme.group_id, how="Read.", on=TODAY(), by=worker)
    with pytest.raises(rounds.CannotOpen):
        rounds.open_round(reply, **{**wanted, "group_id": make_group().pk})

    assert rounds.open_round(reply, **wanted).code


@pytest.mark.parametrize("present", [0, -1, 61])
def test_it_says_how_many_are_there(worker: User, present: int) -> None:
    with pytest.raises(rounds.CannotOpen, match="Say how many children"):
        make_round(present=present)


def test_one_round_about_an_answer_runs_at_a_time() -> None:
    reply = make_reply()
    first = make_round(reply)

    with pytest.raises(rounds.CannotOpen, match="Close it first"):
        make_round(reply)
    rounds.close(first, by=first.opened_by)

    assert make_round(reply).closed_at is None


def test_a_round_that_is_over_makes_way_by_itself() -> None:
    reply = make_reply()
    full = make_round(reply, present=1)
    say(full, ["yes"])

    make_round(reply)

    full.refresh_from_db()
    assert full.closed_at is not None


def test_the_audit_does_not_say_how_many_are_there() -> None:
    asked = make_round(present=7)
    say(asked, ["yes"] * 3)
    rounds.close(asked, by=asked.opened_by)

    events = Event.objects.filter(kind="verdictround")
    assert [it.action for it in events.order_by("pk")] == [
        "verdict-round-opened",
        "verdict-round-closed",
    ]
    assert {name for event in events for name in event.detail} == {"reply", "group"}


def test_who_was_asked_was_told_and_that_stays(worker: User) -> None:
    make_round()

    with pytest.raises(services.WasTold, match="so it was told"):
        services.untell(Told.objects.get(), by=worker)


# --- Giving ---------------------------------------------------------------------------------------


def test_a_verdict_keeps_its_day_and_nothing_that_leads_to_a_child() -> None:
    asked = make_round()
    token = new_token()

    rounds.give(asked, token, "partly")

    (verdict,) = Verdict.objects.all()
    assert (verdict.value, verdict.on, verdict.response) == ("partly", TODAY(), None)
    assert verdict.token_hash
    assert token not in str(Verdict.objects.values())
    fields = Verdict._meta.concrete_fields
    assert not [it for it in fields if isinstance(it, models.DateTimeField)]


def test_sending_twice_counts_once_and_another_answer_is_refused() -> None:
    asked, token = make_round(), new_token()

    first = rounds.give(asked, token, "yes")
    again = rounds.give(asked, token, "yes")
    with pytest.raises(rounds.SentBefore):
        rounds.give(asked, token, "no")

    assert [first.is_repeat, again.is_repeat] == [False, True]
    assert [it.value for it in Verdict.objects.all()] == ["yes"]


@pytest.mark.parametrize(("token", "value"), [("short", "yes"), (None, "maybe")])
def test_what_is_no_verdict_is_refused(token: str | None, value: str) -> None:
    with pytest.raises(rounds.Refused):
        rounds.give(make_round(), token or new_token(), value)

    assert not Verdict.objects.exists()


def test_no_more_say_something_than_are_there_and_the_last_may_repeat_it() -> None:
    asked, last = make_round(present=2), new_token()
    say(asked, ["yes"])
    rounds.give(asked, last, "no")

    with pytest.raises(rounds.RoundOver):
        say(asked, ["no"])

    assert rounds.give(asked, last, "no").is_repeat
    assert Verdict.objects.count() == 2


def test_a_round_ends_when_closed_or_after_a_day() -> None:
    asked = make_round(now=timezone.now() - timedelta(hours=23))
    say(asked, ["yes"])
    with pytest.raises(rounds.RoundOver):
        rounds.give(asked, new_token(), "no", now=timezone.now() + timedelta(hours=1))

    rounds.close(asked, by=asked.opened_by)

    with pytest.raises(rounds.RoundOver):
        say(asked, ["yes"])


def test_its_pages_are_forgotten_when_it_ends() -> None:
    closed, old = make_round(), make_round(now=timezone.now() - timedelta(hours=25))
    say(closed, ["yes"])
    rounds.give(old, new_token(), "no", now=old.opened_at)
    rounds.close(closed, by=closed.opened_by)
    assert Verdict.objects.exclude(token_hash="").count() == 1

    call_command("housekeeping", stdout=io.StringIO())

    old.refresh_from_db()
    assert old.closed_at == old.ends_at
    assert not Verdict.objects.exclude(token_hash="").exists()


# --- Counting -------------------------------------------------------------------------------------


def test_a_round_counts_once_it_is_over_and_never_before() -> None:
    reply = make_reply()
    asked = make_round(reply, present=6)
    say(asked, ["yes"] * 5)

    assert summary() == Summary.TOO_FEW
    say(asked, ["no"])

    assert summary() == Summary.MOST_YES
    assert board().done[0].state == "children_say_done"


def test_rounds_of_fewer_than_five_wait_until_together_they_have_five() -> None:
    """A round of one must not show, by what changes, what that one child said."""
    reply = make_reply()
    over(reply, ["yes", "yes", "yes", "no", "no"])
    assert summary() == Summary.MOST_YES

    over(reply, ["no"])
    assert summary() == Summary.MOST_YES
    over(reply, ["no"] * 3)
    assert summary() == Summary.MOST_YES

    over(reply, ["no"])
    assert summary() == Summary.MOST_NO


def test_staff_learn_whether_there_is_enough_to_say_and_only_after_it() -> None:
    reply = make_reply()
    enough = make_round(reply, present=9)
    say(enough, ["yes"] * 5)
    assert rounds.says_enough(enough) is None
    enough = rounds.close(VerdictRound.objects.get(), by=enough.opened_by)
    few = over(reply, ["yes"] * 4)

    assert rounds.says_enough(enough) is True
    assert rounds.says_enough(few) is False


# --- The child's page -----------------------------------------------------------------------------


def test_the_page_asks_thanks_and_sets_no_cookie(client: Client) -> None:
    asked = make_round(make_reply(state="we_cant", text="We cannot.", because="No money."))
    address = f"/v/{asked.code}/"

    page = client.get(address)
    token = page.context["token"]
    thanks = client.post(address, {"token": token, "value": "no"})
    again = client.post(address, {"token": token, "value": "no"})
    other = client.post(address, {"token": token, "value": "yes"})

    shown = page.content.decode()
    for said in ("Did this answer you?", str(asked.reply.theme), "We cannot.", "No money."):
        assert said in shown
    assert "0800 1111" in shown
    assert [it.status_code for it in (page, thanks, again, other)] == [200, 201, 200, 409]
    assert "We kept the first answer." in other.content.decode()
    assert not client.cookies


def test_the_thanks_are_the_same_whatever_was_pressed(client: Client) -> None:
    asked = make_round()
    address = f"/v/{asked.code}/"

    pages = {
        client.post(address, {"token": new_token(), "value": value}).content.decode()
        for value in Verdict.Value.values
    }

    (page,) = pages
    assert f'href="{address}"' in page
    assert "Next person" in page


def test_on_phones_of_their_own_there_is_no_next_person(client: Client) -> None:
    asked = make_round(way="link")

    page = client.post(f"/v/{asked.code}/", {"token": new_token(), "value": "yes"})

    assert "Next person" not in page.content.decode()


@pytest.mark.parametrize("fields", [{"value": "yes"}, {"token": new_token()}, {}])
def test_what_is_missing_is_said_and_the_page_can_be_sent_again(
    client: Client, fields: dict[str, str]
) -> None:
    asked = make_round()

    page = client.post(f"/v/{asked.code}/", fields)

    assert page.status_code == 400
    assert "There is a problem" in page.content.decode()
    assert len(page.context["token"]) >= 22
    assert not Verdict.objects.exists()


def test_a_round_that_is_over_and_a_code_that_is_none_say_so(client: Client) -> None:
    asked = make_round()
    rounds.close(asked, by=asked.opened_by)
    sent = {"token": new_token(), "value": "yes"}

    closed = client.get(f"/v/{asked.code}/")
    unknown = client.get("/v/ZZZZZZ/")

    assert (closed.status_code, unknown.status_code) == (410, 404)
    assert client.post(f"/v/{asked.code}/", sent).status_code == 410
    assert client.post("/v/ZZZZZZ/", sent).status_code == 404
    assert "This has closed" in closed.content.decode()
    assert "We do not know this code" in unknown.content.decode()


# --- Staff pages ----------------------------------------------------------------------------------


def test_a_worker_opens_a_round_and_no_page_shows_a_number_of_it(
    client: Client, worker: User
) -> None:
    reply = make_reply()
    services.tell(reply, group_id=reply.theme.group_id, how="Read.", on=TODAY(), by=worker)
    client.force_login(worker)
    here = f"/staff/replies/{reply.pk}/"
    wanted = {"group": reply.theme.group_id, "way": "tablet", "present": 37}

    page = client.post(f"{here}rounds/open/", wanted, follow=True).content.decode()
    asked = VerdictRound.objects.get()
    say(asked, ["yes"] * 13)
    running = client.get(f"/staff/replies/rounds/{asked.pk}/").content.decode()
    closed = client.post(f"/staff/replies/rounds/{asked.pk}/close/", follow=True).content.decode()

    assert f"/v/{asked.code}" in page
    assert 'class="qr"' in page
    assert "Enough to say." not in running
    assert "Enough to say." in closed
    for shown in (page, running, closed, client.get(here).content.decode()):
        main = shown[shown.index("<h1") :].replace(asked.code, "")
        text = main[: main.index("<svg")] + main[main.rindex("</svg>") :]
        assert not re.search(r"\b(37|13)\b", text)


def test_nothing_is_asked_about_what_no_group_was_told(client: Client, worker: User) -> None:
    reply = make_reply()
    client.force_login(worker)

    page = client.get(f"/staff/replies/{reply.pk}/rounds/open/", follow=True).content.decode()

    assert "Tell a group the answer first" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"present": ""}, "How many children are there: count them."),
        ({"present": "0"}, "How many children are there: at least one."),
        ({"present": "61"}, "How many children are there: at most 60."),
        ({"group": ""}, "Which group: choose one."),
    ],
)
def test_the_form_says_what_is_missing(
    client: Client, worker: User, wrong: dict[str, Any], sentence: str
) -> None:
    reply = make_reply()
    services.tell(reply, group_id=reply.theme.group_id, how="Read.", on=TODAY(), by=worker)
    client.force_login(worker)
    wanted = {"group": reply.theme.group_id, "way": "tablet", "present": 6, **wrong}

    page = client.post(f"/staff/replies/{reply.pk}/rounds/open/", wanted).content.decode()

    assert sentence in page
    assert not VerdictRound.objects.exists()
