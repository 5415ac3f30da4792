from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.moderation import services
from participation.moderation.models import Reading, Voice
from participation.replies.services import take_back
from surveys import free_text
from surveys.models import Answer, Invitation
from tests.factories import (
    make_invitation,
    make_tapped,
    make_user,
    make_words,
    send,
)

pytestmark = pytest.mark.django_db
QUEUE = "/staff/moderation/"


@pytest.fixture
def page(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def words_url(answer: Answer) -> str:
    return f"{QUEUE}{answer.pk}/"


def decide(page: Client, answer: Answer, decision: str, **data: Any) -> Any:
    sent = {"decision": decision, "text": answer.text, "reason": "", "seen": "", **data}
    return page.post(f"{words_url(answer)}decide/", sent)


def test_risk_comes_first_and_covered_and_the_rest_as_snippets(page: Client) -> None:
    make_words("lights please")
    make_words("he hits me")

    body = page.get(QUEUE).content.decode()

    assert "he hits me" not in body
    assert body.index("Read first") < body.index("lights please")


def test_risky_words_are_uncovered_by_a_second_choice(page: Client) -> None:
    answer = make_words("he hits me")

    covered = page.get(words_url(answer)).content.decode()
    uncovered = page.get(words_url(answer) + "?uncover").content.decode()

    assert "he hits me" not in covered
    assert "he hits me" in uncovered


@pytest.mark.parametrize(
    "text",
    [
        "I <3 school & football",
        "<script>alert(1)</script>",
        "{{ 7|add:7 }} {% now 'Y' %}",
        "‏أحتاج إلى مكان آمن",
        "two\r\n\r\n   lines 🙂",
    ],
)
def test_words_are_shown_exactly_as_typed_and_never_run(page: Client, text: str) -> None:
    answer = make_words(text)

    body = page.get(words_url(answer)).content.decode()

    assert f"data-queue-words>{escape(text)}</p>" in body


def test_phrases_stand_beside_the_words_and_are_not_what_adults_will_read(page: Client) -> None:
    answer = make_tapped("and that is why")

    listed = page.get(f"{QUEUE}?list").content.decode()
    shown = page.get(words_url(answer)).content.decode()
    decide(page, answer, "approved")

    assert "Also tapped: More light, A later bus" in listed
    assert "Also tapped: “More light”, “A later bus”" in shown
    assert Voice.objects.get().text == "and that is why"


def test_the_title_says_which_words_are_open(page: Client) -> None:
    answer = make_words("lights please")

    body = page.get(f"{QUEUE}{answer.pk}/").content.decode()

    assert f"<title>(1) {answer.question.text} · Waiting words · Noticed</title>" in body


def test_phrases_are_covered_with_the_words_they_stand_beside(page: Client) -> None:
    answer = make_tapped("he hits me")

    covered = page.get(words_url(answer)).content.decode()

    assert "Also tapped" not in covered


def test_a_decision_leads_to_the_next_words_with_an_undo(page: Client) -> None:
    first, second = make_words("one"), make_words("two")

    response = decide(page, first, "approved")

    reading = Reading.objects.get()
    assert response.url == f"{words_url(second)}?done={reading.pk}#words"
    after = page.get(response.url).content.decode()
    assert reverse("participation:moderation-undo", args=[reading.pk]) in after


def test_the_last_decision_leads_to_an_empty_queue_that_says_so(page: Client) -> None:
    response = decide(page, make_words(), "approved")

    after = page.get(response.url)

    assert "No words are waiting" in after.content.decode()
    assert "Undo" in after.content.decode()


def test_somebody_elses_decision_gives_no_undo_message(page: Client) -> None:
    reading = services.hold(make_words().pk, by=make_user(Role.WORKER))

    body = page.get(f"{QUEUE}?done={reading.pk}").content.decode()

    assert "message--done" not in body


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "²"])
def test_an_address_that_somebody_played_with_is_no_error(page: Client, number: str) -> None:
    fragment = page.get(f"{QUEUE}list/", {"open": number, "page": number, "seen": number})
    whole = page.get(QUEUE, {"done": number, "page": number})

    assert (fragment.status_code, whole.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("decision", "text", "heard"),
    [
        ("approved", "my mate Kyle", "my mate Kyle"),
        ("redacted", "my mate [name]", "my mate [name]"),
        ("paraphrased", "A friend.", "A friend."),
    ],
)
def test_the_page_makes_the_voice_that_its_button_says(
    page: Client, decision: str, text: str, heard: str
) -> None:
    answer = make_words("my mate Kyle")

    decide(page, answer, decision, text=text)

    voice = Voice.objects.get()
    assert (voice.text, voice.of_reading.decision) == (heard, decision)


@pytest.mark.parametrize(
    ("decision", "data", "error"),
    [
        ("approved", {"text": "my mate [name]"}, "Approve with changes"),
        ("redacted", {"text": "my mate Kyle"}, "Nothing is changed yet"),
        ("redacted", {"text": " "}, "Write what adults will read"),
        ("paraphrased", {"text": "my mate Kyle\r\n"}, "Nothing is changed yet"),
        ("rejected", {}, "Say why"),
        ("escalated", {}, "Select a valid choice"),
        ("", {}, "Choose what to do"),
    ],
)
def test_what_was_surely_not_meant_is_asked_about(
    page: Client, decision: str, data: dict[str, str], error: str
) -> None:
    answer = make_words("my mate Kyle")

    response = decide(page, answer, decision, **data)

    assert response.status_code == 400
    assert error in response.content.decode()
    assert data.get("text", "my mate Kyle").strip() in response.content.decode()
    assert not Reading.objects.exists()


def test_the_second_to_decide_is_told_who_was_first_and_loses_nothing(page: Client) -> None:
    answer = make_words("my mate Kyle")
    services.approve(answer.pk, by=make_user(Role.WORKER, name="Sam Worker"))

    response = decide(page, answer, "redacted", text="my mate, carefully reworded")

    body = response.content.decode()
    assert response.status_code == 409
    assert "Already decided by Sam Worker: Approved." in body
    assert "my mate, carefully reworded" in body
    assert Voice.objects.get().text == "my mate Kyle"


def test_when_a_colleague_held_the_words_meanwhile_one_can_decide_again(page: Client) -> None:
    answer = make_words("my mate Kyle")
    held = services.hold(answer.pk, by=make_user(Role.WORKER, name="Sam Worker"))

    response = decide(page, answer, "redacted", text="my mate [name]")

    body = response.content.decode()
    assert response.status_code == 409
    assert f'name="seen" value="{held.pk}"' in body
    assert "my mate [name]" in body
    decide(page, answer, "redacted", text="my mate [name]", seen=held.pk)
    assert Voice.objects.get().text == "my mate [name]"


def test_words_taken_back_are_gone_from_the_page_and_what_was_typed_about_them_too(
    page: Client,
) -> None:
    receipt = send(make_invitation(), text="take me back")
    answer = Answer.objects.get()
    take_back(receipt)

    opened = page.get(words_url(answer))
    decided = page.post(
        f"{words_url(answer)}decide/", {"decision": "redacted", "text": "tell nobody"}, follow=True
    )

    assert opened.status_code == 404
    assert "not here any more" in decided.content.decode()
    assert "tell nobody" not in decided.content.decode()


def test_undo_is_for_every_decision_and_the_words_wait_again(page: Client, worker: User) -> None:
    reading = services.reject(make_words("asdf").pk, by=worker, reason=Reading.Reason.NOT_AN_ANSWER)

    url = reverse("participation:moderation-undo", args=[reading.pk])
    first = page.post(url, follow=True).content.decode()
    second = page.post(url, follow=True).content.decode()

    assert "They wait again" in first
    assert "undid the decision" in second
    assert not Reading.objects.current().exists()


def test_held_and_decided_words_stand_on_their_own_tabs(page: Client, worker: User) -> None:
    services.hold(make_words("held words").pk, by=worker)
    services.approve(make_words("heard words").pk, by=worker)

    waiting, held, decided = (
        page.get(f"{QUEUE}{tab}").content.decode() for tab in ("", "held/", "decided/")
    )

    assert "held words" not in waiting
    assert "heard words" not in waiting
    assert "held words" in held
    assert "heard words" not in held
    assert "heard words" in decided
    assert "held words" not in decided


def test_a_decision_outlives_words_that_were_erased(page: Client, worker: User) -> None:
    answer = make_words("erased in time")
    services.approve(answer.pk, by=worker)
    Answer.objects.filter(pk=answer.pk).update(text="", erased_on=timezone.localdate())

    body = page.get(f"{QUEUE}decided/").content.decode()

    assert "The words were erased after their time" in body


@pytest.mark.parametrize("path", ["", "list/", "held/", "list/?tab=held", "decided/"])
def test_every_page_that_shows_words_is_audited(page: Client, worker: User, path: str) -> None:
    ids = [make_words(text).pk for text in ("waits", "held", "heard")]
    services.hold(ids[1], by=worker)
    services.approve(ids[2], by=worker)
    before = Event.objects.latest("pk").pk

    page.get(QUEUE + path)

    shown = ids[2] if "decided" in path else ids[1] if "held" in path else ids[0]
    event = Event.objects.get(action="read-words", pk__gt=before)
    assert (event.actor, event.detail) == (str(worker.pk), {"answers": [str(shown)]})


def test_words_in_an_open_room_are_on_no_page(page: Client) -> None:
    room = make_invitation(kind=Invitation.Kind.TABLET)
    send(room, text="only one in the room")

    bodies = [page.get(QUEUE + path).content.decode() for path in ("", "list/", "held/")]

    assert not any("only one in the room" in body for body in bodies)
    assert page.get(words_url(Answer.objects.get())).status_code == 404


def test_the_list_alone_holds_no_pane_and_no_page_around_it(page: Client) -> None:
    answer = make_words("lights please")

    body = page.get(f"{QUEUE}list/", {"open": str(answer.pk), "seen": ""}).content.decode()

    assert 'data-waiting="1"' in body
    assert 'aria-current="true"' in body
    assert "<textarea" not in body
    assert "<html" not in body
    assert "data-queue-news" not in body


def test_the_list_says_when_a_colleague_decided_the_open_words(page: Client) -> None:
    answer = make_words("lights please")
    held = services.hold(answer.pk, by=make_user(Role.WORKER, name="Sam Worker"))
    url = f"{QUEUE}list/"

    news = page.get(url, {"open": str(answer.pk), "seen": ""}).content.decode()
    known = page.get(url, {"open": str(answer.pk), "seen": str(held.pk)}).content.decode()

    assert "Sam Worker has just decided these words: Held" in news
    assert "has just decided" not in known


def test_a_full_queue_costs_no_more_queries_than_a_short_one(page: Client, worker: User) -> None:
    invitation = make_invitation()

    def fill(start: int, end: int) -> None:
        for number in range(start, end):
            make_words(f"waits {number}", invitation=invitation)
            services.hold(make_words(f"held {number}", invitation=invitation).pk, by=worker)
            services.approve(make_words(f"heard {number}", invitation=invitation).pk, by=worker)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            page.get(QUEUE + path)
        return len(captured)

    paths = ("", "held/", "decided/", "list/")
    fill(0, 3)
    few = [queries(path) for path in paths]
    fill(3, 30)

    assert [queries(path) for path in paths] == few
    assert max(few) <= 19, few


def test_no_list_is_counted_to_its_end(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(free_text, "COUNTED", 2)
    for number in range(3):
        make_words(f"words {number}")

    body = page.get(QUEUE).content.decode()

    assert 'data-count-of="waiting">2+<' in body
    assert "<span data-number>2+</span>" in body


def test_words_wait_until_they_are_decided_and_again_when_that_is_undone(worker: User) -> None:
    answer = make_words("more lights")
    voice = services.approve(answer.pk, by=worker)
    answer.refresh_from_db()
    decided = answer.waiting

    services.undo(voice.of_reading, by=worker)

    answer.refresh_from_db()
    assert (decided, answer.waiting) == (False, True)


def test_what_waits_is_what_has_no_current_decision(worker: User) -> None:
    for number in range(4):
        make_words(f"words {number}")
    ids = [it.pk for it in Answer.objects.order_by("text")]
    services.approve(ids[0], by=worker)
    services.hold(ids[1], by=worker)
    services.mark_escalated(ids[2], by=worker)

    undecided = Answer.objects.words().exclude(pk__in=Reading.objects.current().values("answer"))

    assert list(Answer.objects.waiting()) == list(undecided) == [Answer.objects.get(pk=ids[3])]
