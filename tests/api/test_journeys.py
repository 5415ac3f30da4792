"""Whoever holds five words follows them, gives a verdict, and takes them back."""

from __future__ import annotations

from backend.accounts.models import User
from participation.moderation import services as moderation
from participation.moderation.models import Theme, Voice
from participation.replies.models import Reply, Verdict
from participation.safeguarding.models import Concern
from participation.safeguarding.services import escalate
from surveys.models import Answer, Response
from surveys.receipts import mend, one_mistake_from
from tests.api.conftest import Call
from tests.factories import make_group, make_invitation, make_reply, make_survey, make_theme, send

NOT_FOUND = "We can't find those words. Look at each one again."
WRONG = "able acid aged also area"


def answered(by: User, *, published: bool = True) -> tuple[str, Reply]:
    """The receipt of words that are part of an answered theme, and the answer."""
    group = make_group()
    receipt = send(make_invitation(make_survey(group=group)), text="More lights", choice=2)
    voice = moderation.approve(Answer.objects.get(text="More lights").pk, by=by)
    theme = make_theme(voices=[voice], group=group, title="It is dark")
    return receipt, make_reply(theme=theme, published=published)


def test_a_mistake_is_forgiven_as_on_the_page(call: Call, worker: User) -> None:
    receipt, reply = answered(worker)
    first, *others = receipt.split()
    typed = " ".join(
        [next(it for it in sorted(one_mistake_from(first)) if mend(it) == first), *others]
    )

    assert call("POST", "journeys/", {"receipt": typed}).status_code == 200
    sent = {"receipt": typed, "reply": reply.pk, "value": "yes"}
    assert call("POST", "journeys/verdicts/", sent).status_code == 200
    assert call("POST", "journeys/withdraw/", {"receipt": typed}).status_code == 200
    assert not Response.objects.exists()


def test_a_receipt_shows_everything_that_is_kept_and_what_happened(
    call: Call, worker: User
) -> None:
    receipt, reply = answered(worker)

    response = call("POST", "journeys/", {"receipt": receipt})

    journey = response.json()
    assert response.status_code == 200
    assert [answer["said"] for answer in journey["kept"]["answers"]] == [
        ["Mostly safe"],
        ["More lights"],
    ]
    assert journey["kept"]["quote"] is True
    assert journey["steps"][0]["title"] == "Your answers arrived"
    (thread,) = journey["threads"]
    assert thread["title"] == "It is dark"
    assert thread["replies"][0]["id"] == reply.pk
    assert thread["replies"][0]["verdict"] == ""


def test_a_receipt_may_be_typed_in_any_case_with_commas(call: Call) -> None:
    receipt = send(make_invitation(), text="More lights")
    typed = receipt.upper().replace(" ", ",  ")

    assert call("POST", "journeys/", {"receipt": typed}).status_code == 200


def test_drafts_are_not_part_of_a_journey(call: Call, worker: User) -> None:
    receipt, _reply = answered(worker, published=False)

    (thread,) = call("POST", "journeys/", {"receipt": receipt}).json()["threads"]

    assert thread["replies"] == []


def test_wrong_words_are_not_found(call: Call) -> None:
    for path, more in (
        ("journeys/", {}),
        ("journeys/withdraw/", {}),
        ("journeys/verdicts/", {"reply": 1, "value": "yes"}),
    ):
        response = call("POST", path, {"receipt": WRONG, **more})

        assert response.status_code == 404
        assert response.json() == {"detail": NOT_FOUND}


def test_a_receipt_is_asked_for(call: Call) -> None:
    for path in ("journeys/", "journeys/withdraw/", "journeys/verdicts/"):
        assert "receipt" in call("POST", path, {}).json()
        assert call("GET", path).status_code == 405


def test_taking_back_says_what_was_deleted(call: Call, worker: User) -> None:
    receipt, _reply = answered(worker)

    response = call("POST", "journeys/withdraw/", {"receipt": receipt})

    assert response.status_code == 200
    assert response.json() == {"answers": 2, "voices": 1}
    assert not Response.objects.exists()
    assert not Voice.objects.exists()
    assert Theme.objects.get().retired_on is not None
    assert call("POST", "journeys/", {"receipt": receipt}).status_code == 404
    assert call("POST", "journeys/withdraw/", {"receipt": receipt}).status_code == 404


def test_a_concern_stays_and_is_never_part_of_a_journey(call: Call, worker: User) -> None:
    receipt = send(make_invitation(), text="I am scared")
    escalate(Answer.objects.get().pk, by=worker)

    journey = call("POST", "journeys/", {"receipt": receipt})
    call("POST", "journeys/withdraw/", {"receipt": receipt})

    assert "concern" not in journey.content.decode().lower()
    assert Concern.objects.get().verbatim == "I am scared"


def test_the_last_verdict_counts(call: Call, worker: User) -> None:
    receipt, reply = answered(worker)
    said = {"receipt": receipt, "reply": reply.pk}

    call("POST", "journeys/verdicts/", said | {"value": "no"})
    response = call("POST", "journeys/verdicts/", said | {"value": "partly"})

    assert response.status_code == 200
    assert response.json()["reply"] == reply.pk
    assert response.json()["value"] == "partly"
    assert Verdict.objects.get().value == "partly"
    journey = call("POST", "journeys/", {"receipt": receipt}).json()
    assert journey["threads"][0]["replies"][0]["verdict"] == "partly"


def test_a_verdict_is_yes_partly_or_no(call: Call, worker: User) -> None:
    receipt, reply = answered(worker)

    response = call(
        "POST", "journeys/verdicts/", {"receipt": receipt, "reply": reply.pk, "value": "maybe"}
    )

    assert response.status_code == 400
    assert response.json().keys() == {"value"}


def test_a_verdict_is_on_an_answer_to_ones_own_words(call: Call, worker: User) -> None:
    receipt, _reply = answered(worker)
    others = make_reply()

    response = call(
        "POST", "journeys/verdicts/", {"receipt": receipt, "reply": others.pk, "value": "yes"}
    )

    assert response.status_code == 404
    assert response.json()["detail"] == "We can't find that answer to your words."
    assert not Verdict.objects.exists()
