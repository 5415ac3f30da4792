"""The child's page over HTTP: one form, one send, no cookie, nothing typed ever lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from surveys import building
from surveys.models import Answer, Invitation, Question, Response
from surveys.receipts import receipt
from surveys.sealing import public_key
from tests.factories import (
    make_invitation,
    make_item,
    make_meeting,
    make_survey,
    new_token,
    send,
)

pytestmark = pytest.mark.django_db


def fields(
    invitation: Invitation, *, text: str = "", choice: int = 0, **more: Any
) -> dict[str, Any]:
    faces, words = invitation.survey.questions.all()[:2]
    picked = str(faces.choices.order_by("position")[choice - 1].pk) if choice else ""
    sent = {f"q-{faces.pk}": picked, f"q-{words.pk}": text, "token": new_token()}
    return {key: value for key, value in sent.items() if value} | more


def test_the_page_asks_every_question_in_one_form(client: Client) -> None:
    invitation = make_invitation()

    page = client.get(f"/s/{invitation.code}/").content.decode()

    assert page.count("<form") == 1
    for question in invitation.survey.questions.all():
        assert f'name="q-{question.pk}"' in page
    assert "I am not sure" in page


@pytest.mark.parametrize("typed", ["{}", "{} ", "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}"])
def test_a_code_is_found_however_it_is_typed(client: Client, typed: str) -> None:
    code = make_invitation().code

    answer = client.get("/", {"code": typed.format(code.lower())})

    assert answer.status_code == 302
    assert answer["Location"] == f"/s/{code}/"


def test_the_first_screen_says_who_sees_this_and_when_a_worker_must_tell(client: Client) -> None:
    survey = make_survey()
    make_item(meeting=make_meeting(days=10), surveys=[survey])

    page = client.get(f"/s/{make_invitation(survey).code}/").content.decode()

    before_form = page[: page.index("<form")]
    for sentence in (
        "Workers in the participation team read your words first.",
        "Police, parents and court see checked words or nothing.",
        "a worker has to tell someone",
        "a worker who knows you may guess",
        "We cannot find out who you are.",
        "What can change",
        "What cannot change",
        f"{timezone.localdate() + timedelta(days=10):%-d %B %Y}",
    ):
        assert sentence in before_form


def test_what_stays_after_taking_back_is_said_before_the_first_text_box(client: Client) -> None:
    page = client.get(f"/s/{make_invitation().code}/").content.decode()

    before_box = page[: page.index("<textarea")]
    assert "Numbers already counted stay." in before_box
    assert "safety stays too" in before_box.replace("&#x27;", "'")


def test_sending_answers_with_the_receipt_and_what_comes_next(client: Client) -> None:
    invitation = make_invitation()

    answer = client.post(f"/s/{invitation.code}/", fields(invitation, text="lights", choice=2))

    page = answer.content.decode()
    assert answer.status_code == 201
    assert len(re.findall(r'class="receipt__word"[^>]*>[a-z]+<', page)) == 5
    assert "What happens next" in page


def proof_on(page: Any) -> str:
    found = re.search(r'<main[^>]* data-proof="([0-9a-f]{64})"', page.content.decode())
    return found[1] if found else ""


def test_every_answer_to_send_carries_the_proof_that_the_form_was_given(client: Client) -> None:
    invitation = make_invitation()
    asked = client.get(f"/s/{invitation.code}/")
    token = re.findall(r'name="token" value="([^"]+)"', asked.content.decode())[0]
    sent = fields(invitation, text="lights", token=token)

    def post(**more: str) -> Any:
        return client.post(f"/s/{invitation.code}/", sent | more)

    too_long = post(**{key: "x" * 2001 for key in sent if key != "token"})
    thanks, again = post(), post()
    other = post(quote="yes")
    client.post("/journey/", {"receipt": receipt(token), "do": "take-back"})
    taken_back = post()
    building.close_survey(invitation.survey, by=None)
    late = client.post(f"/s/{invitation.code}/", fields(invitation, text="x"))

    answers = [too_long, thanks, again, other, taken_back, late]
    assert [it.status_code for it in answers] == [400, 201, 200, 409, 409, 410]
    assert {proof_on(it) for it in answers[:-1]} == {proof_on(asked)}
    assert proof_on(late) not in {"", proof_on(asked)}


def test_the_way_back_into_a_survey_keeps_the_language(client: Client) -> None:
    invitation = make_invitation()
    there = f"{invitation.get_absolute_url()}?lang=ur"
    sent = fields(invitation, text="first")
    client.post(there, sent)

    other = client.post(there, sent | {"quote": "yes"})
    client.post("/journey/", {"receipt": receipt(sent["token"]), "do": "take-back"})
    taken_back = client.post(there, sent)

    for page in (other, taken_back):
        assert page.status_code == 409
        main = page.content.decode().split("<main")[1]
        assert f'href="{there}"' in main


def test_a_page_that_answers_no_form_proves_nothing(client: Client) -> None:
    invitation = make_invitation()
    building.close_survey(invitation.survey, by=None)

    pages = [client.get(path) for path in ("/", "/s/ZZZZZZ/", f"/s/{invitation.code}/")]

    assert [proof_on(it) for it in pages] == ["", "", ""]


def test_the_form_brings_its_five_words_for_when_it_cannot_be_sent(client: Client) -> None:
    invitation = make_invitation()

    page = client.get(f"/s/{invitation.code}/").content.decode()
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]

    waiting = page[page.index("<template data-waiting>") :]
    assert set(words_on(waiting)) == set(receipt(token).split())
    assert words_on(page.replace(waiting, "")) == []
    assert f'data-key="{public_key()}"' in page


def test_sending_again_shows_the_same_receipt(client: Client) -> None:
    invitation = make_invitation()
    sent = fields(invitation, text="two\r\nlines")
    first = client.post(f"/s/{invitation.code}/", sent)

    again = client.post(f"/s/{invitation.code}/", sent)

    assert again.status_code == 200
    assert words_on(again.content.decode()) == words_on(first.content.decode())
    assert Answer.objects.get().text == "two\nlines"


def words_on(page: str) -> list[str]:
    return re.findall(r'class="receipt__word"[^>]*>([a-z]+)<', page)


def test_other_answers_with_the_same_token_are_refused_and_the_way_out_is_shown(
    client: Client,
) -> None:
    invitation = make_invitation()
    sent = fields(invitation, text="first")
    client.post(f"/s/{invitation.code}/", sent)

    answer = client.post(
        f"/s/{invitation.code}/",
        {**sent, **fields(invitation, text="second")} | {"token": sent["token"]},
    )

    assert answer.status_code == 409
    assert "We kept the first ones." in answer.content.decode()
    assert Answer.objects.get().text == "first"


def test_an_error_keeps_everything_that_was_typed(client: Client) -> None:
    invitation = make_invitation()
    faces, words = invitation.survey.questions.all()[:2]
    two = [str(choice.pk) for choice in faces.choices.all()[:2]]
    sent: dict[str, Any] = {
        f"q-{faces.pk}": two,
        f"q-{words.pk}": "I <3 school & football",
        "token": new_token(),
    }

    answer = client.post(f"/s/{invitation.code}/", {**sent, "quote": "yes"})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "<title>Error: " in page
    assert "There is a problem" in page
    assert f'href="#q-{faces.pk}-{two[0]}"' in page
    assert "I &lt;3 school &amp; football</textarea>" in page
    assert page.count(" checked>") == 3
    assert sent["token"] in page
    assert not Response.objects.exists()


def test_a_broken_token_gets_a_new_one_and_keeps_the_words(client: Client) -> None:
    invitation = make_invitation()

    answer = client.post(f"/s/{invitation.code}/", fields(invitation, text="lights", token="x"))

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "lights</textarea>" in page
    token = re.search(r'name="token" value="([\w-]{32})"', page)
    assert token
    assert "This page was open too long. Press Send once more." in page
    again = fields(invitation, text="lights", token=token[1])
    assert client.post(f"/s/{invitation.code}/", again).status_code == 201


def test_how_much_fits_is_said_with_a_comma(client: Client) -> None:
    page = client.get(f"/s/{make_invitation().code}/").content.decode()

    assert "Up to 2,000 letters." in page


@pytest.mark.parametrize(
    "text", ["I <3 school & football", "<script>alert(1)</script>", "\u202eabc", "👍🏽", "\nfirst"]
)
def test_words_are_shown_to_their_child_as_typed_and_never_run(client: Client, text: str) -> None:
    words = send(make_invitation(), text=text)

    page = client.post("/journey/", {"receipt": words}).content.decode()

    from django.utils.html import escape

    assert escape(text).replace("\n", "<br>") in page
    assert "<script>alert" not in page


def test_an_unknown_code_is_a_kind_404(client: Client) -> None:
    answer = client.get("/s/ZZZZZZ/")

    assert answer.status_code == 404
    assert "Look at each letter." in answer.content.decode()
    assert "0800 1111" in answer.content.decode()


def test_a_closed_survey_says_since_when(client: Client) -> None:
    invitation = make_invitation()
    building.close_survey(invitation.survey, by=None)

    answer = client.get(f"/s/{invitation.code}/")

    assert answer.status_code == 410
    assert f"It closed on {timezone.localdate():%-d %B %Y}" in answer.content.decode()


def test_a_survey_that_is_not_open_yet_says_when_it_will_be(client: Client) -> None:
    opens_at = timezone.localtime() + timedelta(days=2)
    invitation = make_invitation(opens_at=opens_at)

    answer = client.get(f"/s/{invitation.code}/")

    assert answer.status_code == 410
    assert f"It opens on {opens_at:%A} {opens_at.day}" in answer.content.decode()


def test_a_used_code_asks_nothing_more(client: Client) -> None:
    invitation = make_invitation(kind=Invitation.Kind.SINGLE)
    client.post(f"/s/{invitation.code}/", fields(invitation, text="lights"))

    page = client.get(f"/s/{invitation.code}/")

    assert page.status_code == 410
    assert "<textarea" not in page.content.decode()


@pytest.mark.parametrize(("quote", "kept"), [("yes", True), ("no", False)])
def test_only_a_yes_is_a_yes_to_quoting(client: Client, quote: str, kept: bool) -> None:
    invitation = make_invitation()

    client.post(f"/s/{invitation.code}/", fields(invitation, text="lights") | {"quote": quote})

    assert Response.objects.get().quote is kept


def test_words_sent_too_late_stay_on_the_page(client: Client) -> None:
    invitation = make_invitation()
    building.close_survey(invitation.survey, by=None)

    answer = client.post(f"/s/{invitation.code}/", fields(invitation, text="my long words"))

    assert answer.status_code == 410
    assert "my long words" in answer.content.decode()
    assert not Response.objects.exists()


def test_a_body_over_the_limit_is_413(client: Client, settings: Settings) -> None:
    invitation = make_invitation()

    answer = client.post(f"/s/{invitation.code}/", {"q-1": "x" * settings.BODY_LIMIT})

    assert answer.status_code == 413
    assert not Response.objects.exists()


def test_two_thousand_urdu_letters_fit_through_the_door(client: Client) -> None:
    survey = make_survey(opened=False)
    for number in range(9):
        building.add_question(survey, kind=Question.Kind.TEXT, text=f"Question {number}?")
    invitation = make_invitation(building.open_survey(survey, by=None))
    words = {f"q-{it.pk}": "ض" * 2000 for it in survey.questions.filter(kind="text")}

    answer = client.post(
        f"/s/{invitation.code}/",
        "&".join(f"{k}={'%D8%B6' * 2000}" for k in words) + f"&token={new_token()}",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 201
    assert set(Answer.objects.values_list("text", flat=True)) == {"ض" * 2000}


def test_the_card_says_where_to_type_the_words_and_no_address_has_them(client: Client) -> None:
    invitation = make_invitation()

    sent = fields(invitation, choice=1, token="abcdefghijklmnopqrstuv")

    page = client.post(f"/s/{invitation.code}/", sent).content.decode()

    words = re.findall(r'<li class="receipt__word" translate="no" lang="en">(\w+)</li>', page)
    assert len(words) == 5
    assert "testserver/journey/" in page
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', page)
    assert not [it for it in addresses if any(word in it for word in words)]


def test_answering_sets_no_cookie_and_reads_no_session(client: Client) -> None:
    invitation = make_invitation()

    page = client.get(f"/s/{invitation.code}/")
    thanks = client.post(f"/s/{invitation.code}/", fields(invitation, text="lights"))

    assert not page.cookies
    assert not thanks.cookies
    assert "Cookie" not in thanks.get("Vary", "")
