"""Concerns by API: for leads alone, never for whom they are about, by the same services."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.safeguarding.models import Concern, Look
from participation.safeguarding.services import escalate
from tests.api.conftest import Call
from tests.factories import make_user, make_words

pytestmark = pytest.mark.django_db
WORDS = "kanarienvogel shouts at us"
CONCERNS = "staff/concerns/"


@pytest.fixture
def concern(worker: User) -> Concern:
    return escalate(make_words(WORDS).pk, by=worker, kind="allegation")


def test_a_worker_raises_one_with_its_kind_and_whom_it_is_about(call: Call, worker: User) -> None:
    accused = make_user(Role.SAFEGUARDING_LEAD, Role.WORKER, name="Alex Accused")
    answer = make_words(WORDS)

    made = call(
        "POST",
        f"moderation/{answer.pk}/escalate/",
        {"kind": "allegation", "about": accused.pk},
        by=worker,
    )

    concern = Concern.objects.get()
    assert made.json() == {"id": str(concern.pk)}
    assert concern.kind == "allegation"
    assert call("GET", CONCERNS, by=accused).json()["results"] == []
    assert call("GET", f"{CONCERNS}{concern.pk}/", by=accused).status_code == 404
    held = call("GET", "moderation/?state=held", by=accused).json()
    assert held["results"] == []
    assert held["count"] == 0


def test_reading_one_is_kept_and_the_list_has_no_words(
    call: Call, lead: User, concern: Concern
) -> None:
    listed = call("GET", CONCERNS, by=lead)
    read = call("GET", f"{CONCERNS}{concern.pk}/", by=lead).json()

    assert "kanarienvogel" not in listed.content.decode()
    assert listed.json()["results"][0]["seen_at"] is None
    assert read["verbatim"] == WORDS
    assert [look["by"] for look in read["looks"]] == ["Lee Lead"]
    assert Look.objects.get().by == lead
    assert call("GET", CONCERNS, by=lead).json()["results"][0]["seen_at"] is not None


def test_it_is_taken_decided_handed_over_and_closed(
    call: Call, lead: User, concern: Concern
) -> None:
    url = f"{CONCERNS}{concern.pk}/"
    end = {"outcome": "referred", "text": "Done."}
    deeds: list[tuple[str, dict[str, Any], int]] = [
        ("acknowledge", {}, 200),
        ("close", end, 409),
        ("decide", {"decision": "referred"}, 400),
        ("decide", {"decision": "referred", "because": "Hurt."}, 200),
        ("decide", {"decision": "advice", "because": "No."}, 409),
        ("hand-over", {"to": "LADO", "handed_at": timezone.now().isoformat()}, 200),
        ("notes", {"text": "Called."}, 200),
        ("close", end, 200),
        ("notes", {"text": "Again."}, 409),
    ]

    answers = [call("POST", f"{url}{deed}/", sent, by=lead).status_code for deed, sent, _ in deeds]

    assert answers == [status for _deed, _sent, status in deeds]
    read = call("GET", url, by=lead).json()
    assert [note["text"] for note in read["notes"]] == ["Called.", "Done."]
    assert [it["to"] for it in read["hand_overs"]] == ["LADO"]
    assert call("GET", f"{CONCERNS}?state=closed", by=lead).json()["count"] == 1


@pytest.mark.parametrize("handed_at", ["2099-01-01T10:00Z", "1026-11-27T10:00Z"])
def test_what_has_not_happened_is_not_written_down_for_good(
    call: Call, lead: User, concern: Concern, handed_at: str
) -> None:
    sent = {"to": "LADO", "handed_at": handed_at}

    refused = call("POST", f"{CONCERNS}{concern.pk}/hand-over/", sent, by=lead)

    assert refused.status_code == 400
    assert list(refused.json()) == ["handed_at"]
    assert not concern.hand_overs.exists()


def test_a_lead_keeps_it_from_a_colleague(call: Call, lead: User, concern: Concern) -> None:
    other = make_user(Role.SAFEGUARDING_LEAD, name="Lou Lead")
    assert call("GET", f"{CONCERNS}{concern.pk}/", by=other).status_code == 200

    call("POST", f"{CONCERNS}{concern.pk}/shut-out/", {"person": other.pk}, by=lead)

    assert call("GET", f"{CONCERNS}{concern.pk}/", by=other).status_code == 404
