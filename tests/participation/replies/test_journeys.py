"""A child follows their own words, judges the answer, and takes everything back."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.meetings import acting
from participation.moderation import services as moderation
from participation.moderation import theming
from participation.moderation.models import Reading, Theme, Voice
from participation.replies import services
from participation.replies.journeys import Journey, Step, journey
from participation.replies.models import Verdict
from participation.safeguarding.models import Concern
from participation.safeguarding.services import escalate
from surveys import answering, building
from surveys.answering import Said, Submission
from surveys.models import Answer, Response
from surveys.receipts import STEADY, mend, one_mistake_from
from tests.factories import (
    make_action,
    make_decision,
    make_evidence,
    make_invitation,
    make_item,
    make_meeting,
    make_reply,
    make_survey,
    make_theme,
    new_token,
    send,
)

pytestmark = pytest.mark.django_db


def walk(words: str) -> Journey:
    found = journey(words)
    assert found is not None
    return found


def titles(words: str) -> list[str]:
    found = walk(words)
    return [step.title for step in found.steps] + [
        step.title for thread in found.threads for step in thread.steps
    ]


def sent(text: str = "more lights", **fields: Any) -> tuple[str, Answer]:
    words = send(make_invitation(), text=text, **fields)
    return words, Answer.objects.get(text=text)


def test_words_that_wait_are_said_to_wait() -> None:
    words, _answer = sent()

    assert titles(words) == ["Your answers arrived", "A worker reads every word first"]


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ({"choice": 2, "quote": False}, False),
        ({"choice": 2, "quote": True}, True),
        ({"text": "more lights", "quote": False}, True),
    ],
)
def test_quoting_is_told_of_where_there_are_words_or_a_yes(
    client: Client, said: dict[str, Any], is_told: bool
) -> None:
    words = send(make_invitation(), **said)

    page = client.post("/journey/", {"receipt": words}).content.decode()

    assert ("Can we show your words to others?" in page) is is_told


def test_nothing_waits_to_be_read_of_answers_that_were_only_picked() -> None:
    invitation = make_invitation()
    make_item(surveys=[invitation.survey])
    words = send(invitation, choice=1)

    steps = walk(words).steps

    assert [step.title for step in steps[:-1]] == ["Your answers arrived"]
    assert is_heard(steps)


def test_other_words_still_wait_when_some_were_read(worker: User) -> None:
    survey = make_survey()
    building.add_question(survey, kind="text", text="What else?")
    make_item(surveys=[survey])
    asked = survey.questions.filter(kind="text")
    said = {str(it.pk): Said(text=f"words {it.pk}") for it in asked}
    words = answering.send(make_invitation(survey), Submission(new_token(), said)).receipt
    first, second = Answer.objects.all()

    moderation.reject(first.pk, by=worker, reason=Reading.Reason.TWICE)
    half = walk(words).steps
    moderation.approve(second.pk, by=worker)

    assert [step.title for step in half[1:3]] == [
        "A worker read your words. They do not go to the Board.",
        "A worker still has to read your other words",
    ]
    assert not half[2].done
    assert is_heard(half)
    assert "A worker still has to read your other words" not in titles(words)


@pytest.mark.parametrize("choice", [0, 1])
def test_the_board_hears_what_was_picked_though_the_words_are_not_for_it(
    worker: User, choice: int
) -> None:
    invitation = make_invitation()
    make_item(surveys=[invitation.survey])
    words = send(invitation, text="lol", choice=choice)
    answer = Answer.objects.get(text="lol")

    moderation.reject(answer.pk, by=worker, reason=Reading.Reason.NOT_AN_ANSWER)

    assert is_heard(walk(words).steps) == bool(choice)


def is_heard(steps: tuple[Step, ...]) -> bool:
    return any(step.title.endswith(" hears what children say") for step in steps)


def test_each_step_of_the_thread_is_told_with_its_day(worker: User) -> None:
    words, answer = sent()
    voice = moderation.approve(answer.pk, by=worker)
    theme = make_theme(voices=[voice], group=voice.group, by=worker)
    item = make_item(meeting=make_meeting(days=-1), themes=[theme])
    decision = make_decision(item=item)
    action = make_action(decision=decision)
    acting.set_status(action, "in_progress", by=worker)
    reply = make_reply(theme=theme)
    services.tell(
        reply, group_id=theme.group_id, how="In person", on=timezone.localdate(), by=worker
    )

    found = walk(words)

    assert titles(words) == [
        "Your answers arrived",
        "A worker read your words",
        "Your words became part of this",
        f"It was on the list of {item.meeting.body}",
        "They decided",
        "This is being done",
    ]
    assert all(step.on for thread in found.threads for step in thread.steps)
    assert found.threads[0].replies[0].told_on == timezone.localdate()


def test_a_draft_decision_is_not_told(worker: User) -> None:
    words, answer = sent()
    voice = moderation.approve(answer.pk, by=worker)
    theme = make_theme(voices=[voice], group=voice.group)
    decision = make_decision(item=make_item(themes=[theme]), confirmed=False)
    make_action(decision=decision)

    assert "They decided" not in titles(words)
    assert "This will be done" not in titles(words)


def test_a_finished_action_is_what_adults_say(worker: User) -> None:
    words, answer = sent()
    voice = moderation.approve(answer.pk, by=worker)
    theme = make_theme(voices=[voice], group=voice.group)
    action = make_action(decision=make_decision(item=make_item(themes=[theme])))
    make_evidence(action=action)
    acting.set_status(action, "done", by=worker)

    assert "Adults say this is done" in titles(words)


@pytest.mark.parametrize(
    ("decide", "sentence"),
    [
        (lambda pk, by: moderation.hold(pk, by=by), "is thinking about them"),
        (lambda pk, by: escalate(pk, by=by), "is thinking about them"),
        (
            lambda pk, by: moderation.reject(pk, by=by, reason="names_somebody"),
            "They do not go to the Board.",
        ),
    ],
)
def test_what_was_decided_is_told_kindly(worker: User, decide: Any, sentence: str) -> None:
    words, answer = sent()

    decide(answer.pk, worker)

    assert sentence in " ".join(titles(words))


def test_a_concern_is_never_shown_on_a_journey(worker: User, client: Client) -> None:
    invitation = make_invitation()
    words, hold_words = (send(invitation, text=text) for text in ("more lights", "other words"))
    answer, held = (Answer.objects.get(text=text) for text in ("more lights", "other words"))
    escalate(answer.pk, by=worker)
    moderation.hold(held.pk, by=worker)

    pages = [
        client.post("/journey/", {"receipt": it}).content.decode().replace(text, "")
        for it, text in ((words, "more lights"), (hold_words, "other words"))
    ]

    # Escalated and held look alike, but for the receipt and the words themselves.
    assert pages[0].replace(words, "") == pages[1].replace(hold_words, "")


def test_everything_kept_is_shown_word_for_word(client: Client) -> None:
    words = send(make_invitation(), text="I <3 school", choice=4, quote=False)

    page = client.post("/journey/", {"receipt": words}).content.decode()

    assert "I &lt;3 school" in page
    assert "Not very safe" in page
    assert "You did not say yes." in page


def test_the_copy_that_adults_read_is_shown_to_its_child(worker: User, client: Client) -> None:
    words, answer = sent("kyle lives by the asda")

    moderation.redact(answer.pk, "[name] lives by the [shop]", by=worker)

    page = client.post("/journey/", {"receipt": words}).content.decode()
    assert "What adults can read of it" in page
    assert "[name] lives by the [shop]" in page


def test_wrong_words_are_not_found(client: Client) -> None:
    answer = client.post("/journey/", {"receipt": "one two three four five"})

    assert answer.status_code == 404
    assert "We can&#x27;t find those words." in answer.content.decode()


def with_mistakes(words: str) -> str:
    """The same five words, each with a mistake that leads nowhere else."""
    return " ".join(
        next(it for it in sorted(one_mistake_from(word)) if mend(it) == word)
        for word in words.split()
    )


def test_a_mistake_in_each_word_is_forgiven(client: Client) -> None:
    words, _answer = sent()

    page = client.post("/journey/", {"receipt": with_mistakes(words).upper()})

    assert page.status_code == 200
    # What the page sends on is what was meant.
    assert f'name="receipt" value="{words}"' in page.content.decode()


def test_words_with_mistakes_judge_and_take_back(worker: User, client: Client) -> None:
    words, answer = sent()
    voice = moderation.approve(answer.pk, by=worker)
    reply = make_reply(theme=make_theme(voices=[voice], group=voice.group))

    assert verdict(client, with_mistakes(words), reply.pk, "yes").status_code == 200
    services.take_back(with_mistakes(words))

    assert not Response.objects.exists()


def test_words_that_are_not_ours_are_named_and_counted(client: Client) -> None:
    short = client.post("/journey/", {"receipt": "river qqqqq <b>"}).content.decode()
    full = client.post("/journey/", {"receipt": "river lamp seven cloud qqqqq"}).content.decode()

    assert "You typed 3 words. There are five." in short
    assert "qqqqq, b</bdi>" in short
    assert "There are five." not in full
    assert ">qqqqq</bdi>" in full


def test_wrong_words_cost_the_same_queries_as_right_ones(
    worker: User, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    words, answer = sent()
    voice = moderation.approve(answer.pk, by=worker)
    theme = make_theme(voices=[voice], group=voice.group)
    make_reply(theme=theme, decision=make_decision(item=make_item(themes=[theme])))
    with CaptureQueriesContext(connection) as right:
        journey(words)

    with CaptureQueriesContext(connection) as mistaken:
        assert journey(with_mistakes(words))
    with CaptureQueriesContext(connection) as wrong:
        assert journey("one two three four five") is None

    shapes = [
        [re.sub(r"'[^']*'", "?", query["sql"]) for query in queries]
        for queries in (right, mistaken, wrong)
    ]
    assert shapes[0] == shapes[1] == shapes[2]


def test_wrong_words_take_as_long_as_right_ones(client: Client) -> None:
    words, _answer = sent()

    wrong_words = ["one two three four five", "rivrr lmap sevan clod boaat"]
    receipts = (words, with_mistakes(words), *wrong_words)

    # A machine that is busy with something else can be unfair once; what tells is unfair each time.
    assert any(_same_time(client, *receipts) for _attempt in range(3))


def _same_time(client: Client, right: str, mended: str, wrong: str, near: str) -> bool:
    """By the quickest tenth: whatever else the machine does only ever makes an answer slower."""
    times: dict[str, list[float]] = {it: [] for it in (right, mended, wrong, near)}
    for _round in range(60):
        for receipt, taken in times.items():
            start = time.perf_counter()
            client.post("/journey/", {"receipt": receipt})
            taken.append(time.perf_counter() - start)
    quick = {receipt: statistics.quantiles(taken, n=10)[0] for receipt, taken in times.items()}
    apart = (quick[right] - quick[wrong], quick[mended] - quick[near])
    return all(abs(it) < 0.005 for it in apart)


def test_no_answer_comes_sooner_than_a_long_journey_would(client: Client) -> None:
    start = time.perf_counter()

    client.post("/journey/", {"receipt": "one two three four five"})

    assert time.perf_counter() - start >= STEADY


def verdict(client: Client, words: str, reply_id: Any, value: str) -> Any:
    return client.post(
        "/journey/", {"receipt": words, "do": "verdict", "reply": reply_id, "value": value}
    )


def test_a_child_judges_an_answer_and_may_change_their_mind(worker: User, client: Client) -> None:
    words, answer = sent()
    voice = moderation.approve(answer.pk, by=worker)
    reply = make_reply(theme=make_theme(voices=[voice], group=voice.group))

    for value in ("no", "yes"):
        assert verdict(client, words, reply.pk, value).status_code == 200

    assert Verdict.objects.get().value == "yes"


def test_a_child_cannot_judge_an_answer_to_others(client: Client) -> None:
    words, _answer = sent()

    assert verdict(client, words, make_reply().pk, "yes").status_code == 404
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    ("reply", "value"), [("1", "maybe"), ("x", "yes"), ("", "yes"), ("9" * 40, "no")]
)
def test_a_verdict_that_is_not_one_is_not_kept(client: Client, reply: str, value: str) -> None:
    words, _answer = sent()

    assert verdict(client, words, reply, value).status_code == 404


def test_taking_back_asks_first(client: Client) -> None:
    words, _answer = sent()

    page = client.post("/journey/", {"receipt": words, "do": "ask-take-back"}).content.decode()

    assert "Once it is gone, it is gone for good." in page
    assert Response.objects.exists()


def test_taking_back_deletes_everything_made_from_the_words(worker: User, client: Client) -> None:
    words, answer = sent()
    voice = moderation.approve(answer.pk, by=worker)
    theme = make_theme(voices=[voice], group=voice.group)
    reply = make_reply(theme=theme)
    verdict(client, words, reply.pk, "yes")

    answer_page = client.post("/journey/", {"receipt": words, "do": "take-back"})

    assert answer_page.status_code == 200
    for model in (Response, Answer, Reading, Voice, Verdict):
        assert not model.objects.exists()
    assert Theme.objects.get().retired_on == timezone.localdate()
    assert client.post("/journey/", {"receipt": words}).status_code == 404


def test_taking_back_leaves_a_concern_as_it_was(worker: User) -> None:
    words, answer = sent("somebody hits me")
    escalate(answer.pk, by=worker)

    services.take_back(words)

    assert Concern.objects.get().verbatim == "somebody hits me"
    assert not Answer.objects.exists()


def test_taking_back_leaves_other_voices_of_the_theme(worker: User) -> None:
    words, answer = sent()
    voice = moderation.approve(answer.pk, by=worker)
    theme = make_theme(voices=3, group=voice.group)
    theming.add_voices(theme, [voice], by=worker)

    services.take_back(words)

    theme.refresh_from_db()
    assert theme.voices.count() == 3
    assert theme.retired_on is None


def test_a_failure_half_way_takes_nothing_back(
    worker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, answer = sent()
    moderation.approve(answer.pk, by=worker)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("surveys.kept.erase", fail)

    with pytest.raises(RuntimeError):
        services.take_back(words)

    assert Voice.objects.exists()
    assert Answer.objects.exists()


def test_receipts_are_in_no_address_of_the_journey(client: Client) -> None:
    words, _answer = sent()

    page = client.post("/journey/", {"receipt": words}).content.decode()

    for link in re.findall(r'(?:href|action)="([^"]*)"', page):
        # A few of the list's words stand in addresses of ours: about, journey, static.
        assert sum(word in link for word in words.split()) < 3
