"""Workers read waiting words over the API, and decide about each once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.moderation import services
from participation.moderation.models import Claim, Reading, Voice
from participation.safeguarding.models import Concern
from surveys import building
from tests.api.conftest import Call
from tests.factories import (
    add_phrases,
    make_invitation,
    make_survey,
    make_user,
    make_words,
    new_token,
    send,
)

UNKNOWN = "6f2c1a4e-0000-4000-8000-000000000000"


def test_waiting_words_come_risk_first_and_each_look_is_audited(call: Call, worker: User) -> None:
    make_words("More lights")
    urgent = make_words("I want to die")

    response = call("GET", "moderation/", by=worker)

    queue = response.json()
    assert response.status_code == 200
    assert queue["count"] == 2
    assert [it["text"] for it in queue["results"]] == ["I want to die", "More lights"]
    first = queue["results"][0]
    assert first["answer"] == str(urgent.pk)
    assert first["question"] == "What would help?"
    assert first["risk"] is True
    assert first["seen"] is None
    assert Event.objects.get(action="read-words").actor == str(worker.pk)


def test_words_come_with_what_could_be_taken_out_counted_in_code_points(
    call: Call, worker: User
) -> None:
    make_words("\U0001f600 ask Mrs Khan on 3rd may")

    (row,) = call("GET", "moderation/", by=worker).json()["results"]

    assert row["suggestions"] == [
        {"start": 6, "end": 14, "kind": "name"},
        {"start": 18, "end": 25, "kind": "date"},
    ]
    assert row["text"][6:14] == "Mrs Khan"


def test_words_come_with_the_phrases_tapped_beside_them(call: Call, worker: User) -> None:
    survey = make_survey(opened=False)
    question = add_phrases(survey)
    code = make_invitation(building.open_survey(survey, by=None)).code
    picked = [choice.pk for choice in question.choices.all()[:2]]
    answers = [{"question": question.pk, "choices": picked, "text": "and that is why"}]
    call("POST", f"invitations/{code}/responses/", {"token": new_token(), "answers": answers})

    (row,) = call("GET", "moderation/", by=worker).json()["results"]
    voice = call("POST", f"moderation/{row['answer']}/approve/", by=worker).json()

    assert row["tapped"] == ["More light", "A later bus"]
    assert voice["text"] == "and that is why"


def test_the_queue_comes_page_by_page_and_only_what_is_shown_counts_as_read(
    call: Call, worker: User
) -> None:
    invitation = make_invitation()
    for place in range(3):
        send(invitation, text=f"Words {place}")

    page = call("GET", "moderation/?limit=2&page=2", by=worker).json()

    assert page["count"] == 3
    assert len(page["results"]) == 1
    assert page["previous"].endswith("?limit=2")
    assert len(Event.objects.get(action="read-words").detail["answers"]) == 1


def test_the_queue_costs_the_same_however_long_it_is(
    call: Call, worker: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    invitation = make_invitation()
    for place in range(6):
        send(invitation, text=f"Words {place}")

    call("GET", "voices/", by=worker)

    with django_assert_max_num_queries(9):
        call("GET", "moderation/", by=worker)


def test_held_words_are_read_apart_and_decided_with_what_was_seen(call: Call, worker: User) -> None:
    answer = make_words("More lights")
    reading = services.hold(answer.pk, by=worker)

    waiting = call("GET", "moderation/", by=worker).json()
    held = call("GET", "moderation/?state=held", by=worker).json()
    blind = call("POST", f"moderation/{answer.pk}/approve/", by=worker)
    seen = call("POST", f"moderation/{answer.pk}/approve/", {"seen": reading.pk}, by=worker)

    assert waiting["results"] == []
    assert held["results"][0]["text"] == "More lights"
    assert held["results"][0]["seen"] == reading.pk
    assert [blind.status_code, seen.status_code] == [409, 200]


def test_a_queue_that_there_is_not_is_refused(call: Call, worker: User) -> None:
    assert call("GET", "moderation/?state=all", by=worker).status_code == 400


@pytest.mark.parametrize(
    ("action", "body", "text"),
    [
        ("approve", None, "More lights by Kim's house"),
        ("redact", {"text": "More lights by a house"}, "More lights by a house"),
        ("paraphrase", {"text": "It should be lighter."}, "It should be lighter."),
    ],
)
def test_a_decision_to_be_heard_makes_a_voice(
    call: Call, worker: User, action: str, body: Any, text: str
) -> None:
    answer = make_words("More lights by Kim's house")

    response = call("POST", f"moderation/{answer.pk}/{action}/", body, by=worker)

    voice, reading = Voice.objects.get(), Reading.objects.get()
    assert response.status_code == 200
    assert response.json() == {
        "id": str(voice.pk),
        "reading": reading.pk,
        "decision": reading.decision,
        "text": text,
        "quotable": True,
        "said_on": voice.said_on.isoformat(),
    }
    assert voice.text == text
    answer.refresh_from_db()
    assert answer.text == "More lights by Kim's house"


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "  "}, {"text": None}])
def test_a_changed_copy_says_something(call: Call, worker: User, body: Any) -> None:
    answer = make_words()

    for action in ("redact", "paraphrase"):
        response = call("POST", f"moderation/{answer.pk}/{action}/", body, by=worker)

        assert response.status_code == 400
        assert response.json().keys() == {"text"}
    assert not Reading.objects.exists()


def test_holding_needs_no_reason_and_rejecting_does(call: Call, worker: User) -> None:
    first, second = make_words("First"), make_words("Second")

    held = call("POST", f"moderation/{first.pk}/hold/", by=worker)
    bare = call("POST", f"moderation/{second.pk}/reject/", by=worker)
    odd = call("POST", f"moderation/{second.pk}/reject/", {"reason": "dull"}, by=worker)
    rejected = call("POST", f"moderation/{second.pk}/reject/", {"reason": "twice"}, by=worker)

    assert (held.status_code, held.json()["decision"]) == (200, "held")
    assert bare.json().keys() == odd.json().keys() == {"reason"}
    assert (rejected.status_code, rejected.json()["decision"]) == (200, "rejected")
    assert not Voice.objects.exists()


def test_escalating_answers_with_the_concern_and_none_of_its_words(
    call: Call, worker: User, lead: User, django_capture_on_commit_callbacks: Any
) -> None:
    answer = make_words("He comes at night")

    with django_capture_on_commit_callbacks(execute=True):
        response = call("POST", f"moderation/{answer.pk}/escalate/", by=worker)

    concern = Concern.objects.get()
    assert response.status_code == 200
    assert response.json() == {"id": str(concern.pk)}
    assert concern.verbatim == "He comes at night"
    assert all("at night" not in letter.body for letter in mail.outbox)


def test_the_first_decision_counts(call: Call, worker: User) -> None:
    answer = make_words()
    services.approve(answer.pk, by=worker)

    for action, body in (
        ("approve", None),
        ("redact", {"text": "a"}),
        ("paraphrase", {"text": "a"}),
        ("hold", None),
        ("reject", {"reason": "twice"}),
        ("escalate", None),
    ):
        response = call("POST", f"moderation/{answer.pk}/{action}/", body, by=worker)

        assert response.status_code == 409
        assert response.json()["detail"] == "Already decided by Wren Worker: Approved."
    assert Reading.objects.count() == 1


def test_words_that_are_not_there_are_a_404(call: Call, worker: User) -> None:
    for action in ("approve", "hold", "escalate", "undo"):
        response = call("POST", f"moderation/{UNKNOWN}/{action}/", by=worker)

        assert response.status_code == 404
        assert response.json()["detail"]


def test_a_decision_can_be_undone(call: Call, worker: User) -> None:
    answer = make_words()
    reading = services.approve(answer.pk, by=worker).of_reading

    stale = call("POST", f"moderation/{answer.pk}/undo/", {"seen": reading.pk + 1}, by=worker)
    undone = call("POST", f"moderation/{answer.pk}/undo/", {"seen": reading.pk}, by=worker)

    assert [stale.status_code, undone.status_code] == [409, 200]
    assert not Voice.objects.exists()
    assert call("GET", "moderation/", by=worker).json()["count"] == 1


def test_a_decision_is_undone_later_or_by_a_colleague_with_a_reason(
    call: Call, worker: User
) -> None:
    answer = make_words()
    services.approve(answer.pk, by=make_user(Role.WORKER, name="Sam Worker"))

    bare = call("POST", f"moderation/{answer.pk}/undo/", by=worker)
    odd = call("POST", f"moderation/{answer.pk}/undo/", {"reason": "bored"}, by=worker)
    undone = call("POST", f"moderation/{answer.pk}/undo/", {"reason": "mistake"}, by=worker)

    assert [bare.status_code, odd.status_code, undone.status_code] == [400, 400, 200]
    assert bare.json() == {"reason": ["Say why this decision is changed."]}


def test_a_redaction_says_which_kinds_were_taken_out(call: Call, worker: User) -> None:
    answer = make_words("Kyle at Oakwood")
    body = {"text": "[name] at [school]", "taken_out": ["school", "name"]}

    response = call("POST", f"moderation/{answer.pk}/redact/", body, by=worker)

    assert response.status_code == 200
    assert Reading.objects.get().taken_out == "name school"


def test_words_are_claimed_once_and_taken_over_on_purpose(call: Call, worker: User) -> None:
    answer = make_words("i keep cutting my arms")
    sam = make_user(Role.WORKER, name="Sam Worker")
    url = f"moderation/{answer.pk}/claim/"

    claimed = call("POST", url, by=sam)
    refused = call("POST", url, by=worker)
    (row,) = call("GET", "moderation/", by=worker).json()["results"]
    taken = call("POST", url, {"take_over": True}, by=worker)

    assert claimed.status_code == taken.status_code == 200
    assert claimed.json()["by"] == "Sam Worker"
    assert claimed.json()["passed_by"] is None
    assert refused.status_code == 409
    assert "Sam Worker is reading this until" in refused.json()["detail"]
    assert (row["read_by"], row["signs"]) == ("Sam Worker", ["oneself"])
    assert taken.json()["by"] == "Wren Worker"


def test_claimed_words_are_released(call: Call, worker: User) -> None:
    answer = make_words()
    call("POST", f"moderation/{answer.pk}/claim/", by=worker)

    response = call("POST", f"moderation/{answer.pk}/release/", by=worker)

    assert response.status_code == 204
    assert not Claim.objects.exists()


def test_words_are_passed_to_a_colleague_who_may_read_them(
    call: Call, worker: User, manager: User
) -> None:
    answer = make_words("i keep cutting my arms")
    sam = make_user(Role.WORKER, name="Sam Worker")
    url = f"moderation/{answer.pk}/pass/"

    for to in (manager.email, worker.email, "nobody@example.org"):
        response = call("POST", url, {"to": to}, by=worker)
        assert (response.status_code, response.json().keys()) == (400, {"to"})
    passed = call("POST", url, {"to": sam.email}, by=worker)

    assert passed.status_code == 200
    assert (passed.json()["by"], passed.json()["passed_by"]) == ("Sam Worker", "Wren Worker")
    assert "cutting" not in str(passed.json())


def test_claims_of_words_that_are_decided_or_not_there_are_refused(
    call: Call, worker: User
) -> None:
    answer = make_words()
    services.approve(answer.pk, by=worker)
    body = {"to": worker.email}

    for deed in ("claim", "pass"):
        assert call("POST", f"moderation/{answer.pk}/{deed}/", body, by=worker).status_code == 409
        assert call("POST", f"moderation/{UNKNOWN}/{deed}/", body, by=worker).status_code == 404
