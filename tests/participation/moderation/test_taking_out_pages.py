from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.moderation.models import Reading, Voice
from participation.moderation.services import approve
from surveys.models import Answer
from tests.factories import make_user, make_words

pytestmark = pytest.mark.django_db
WORDS = "me n jayden told Mrs Khan, jayden cried"


@pytest.fixture
def page(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def url(answer: Answer) -> str:
    return f"/staff/moderation/{answer.pk}/"


def take_out(page: Client, answer: Answer, *numbers: int, **data: Any) -> Any:
    sent = {"text": answer.text, "reason": "", "seen": "", "taken": numbers, **data}
    return page.post(f"{url(answer)}take-out/", sent)


def copy_in(body: str) -> str:
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", body, re.DOTALL)
    assert found is not None
    return found[1]


def test_places_are_marked_and_the_words_stay_as_typed(page: Client) -> None:
    answer = make_words(f"<b>{WORDS}</b>")

    body = page.get(url(answer)).content.decode()

    shown = re.search(r"data-queue-words>(.*?)</p>", body, re.DOTALL)
    assert shown is not None
    assert re.sub(r"</?mark[^>]*>", "", shown[1]) == escape(answer.text)
    assert '<mark class="spot spot--name" data-spot="1">jayden</mark>' in shown[1]
    assert "may be a name, 2 times" in body
    assert "It misses things" in body
    assert copy_in(body) == escape(answer.text)


def test_words_without_a_mark_still_ask_for_a_look(page: Client) -> None:
    body = page.get(url(make_words("more lights please"))).content.decode()

    assert "The computer marked nothing. It misses things" in body
    assert "data-spots-take" not in body


def test_what_is_ticked_goes_from_the_copy_and_nothing_is_decided(page: Client) -> None:
    answer = make_words(WORDS)

    response = take_out(page, answer, 1, reason="names_somebody")

    body = response.content.decode()
    assert response.status_code == 200
    assert copy_in(body) == "me n [name] told Mrs Khan, [name] cried"
    assert "Nothing is decided yet" in body
    assert body.count("data-spots-out hidden") == 1
    assert not Reading.objects.exists()
    assert not Voice.objects.exists()
    answer.refresh_from_db()
    assert answer.text == WORDS


def test_what_was_typed_before_stays(page: Client) -> None:
    answer = make_words(WORDS)

    body = take_out(page, answer, 2, text=f"so: {WORDS}").content.decode()

    assert copy_in(body) == "so: me n jayden told [name], jayden cried"


@pytest.mark.parametrize("taken", [[], ["99"], ["x"]])
def test_nothing_ticked_changes_nothing_and_says_so(page: Client, taken: list[str]) -> None:
    answer = make_words(WORDS)

    body = take_out(page, answer, taken=taken, text="half typed").content.decode()

    assert "Tick what to take out." in body
    assert copy_in(body) == "half typed"


def test_words_that_a_colleague_decided_meanwhile_are_not_taken_from(page: Client) -> None:
    answer = make_words(WORDS)
    approve(answer.pk, by=make_user(Role.WORKER))

    response = take_out(page, answer, 1)

    assert response.status_code == 409
    assert "A colleague was first" in response.content.decode()


def test_words_that_are_gone_send_back_to_the_queue(page: Client) -> None:
    answer = make_words(WORDS)
    Answer.objects.filter(pk=answer.pk).delete()

    response = take_out(page, answer, 1)

    assert response.status_code == 302
    assert response["Location"] == "/staff/moderation/"


def test_approving_what_was_taken_out_as_if_unchanged_is_refused(page: Client) -> None:
    answer = make_words(WORDS)
    changed = copy_in(take_out(page, answer, 1).content.decode())

    sent = {"decision": "approved", "text": changed, "reason": "", "seen": ""}
    response = page.post(f"{url(answer)}decide/", sent)

    assert response.status_code == 400
    assert not Voice.objects.exists()


def test_covered_words_show_no_suggestions(page: Client) -> None:
    answer = make_words("jayden hits me")

    body = page.get(url(answer)).content.decode()

    assert "jayden" not in body
    assert "data-spots" not in body
