"""Clerks write down what adults decide, over the API as on the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from backend.openapi import schema
from participation.meetings.models import (
    Action,
    AgendaItem,
    Body,
    Decision,
    Evidence,
    Meeting,
    Recommendation,
    Source,
)
from tests.api.conftest import Call
from tests.factories import (
    make_action,
    make_body,
    make_decision,
    make_evidence,
    make_item,
    make_meeting,
    make_membership,
    make_survey,
    make_theme,
)

TODAY = timezone.localdate().isoformat()


def make_source() -> Source:
    return Source.objects.create(name=f"Source {Source.objects.count()}")


def make_recommendation() -> Recommendation:
    return Recommendation.objects.create(source=make_source(), reference="R1", text="Listen.")


def new_action(**fields: Any) -> dict[str, Any]:
    return {
        "text": "Lights",
        "owner_role": "Head of highways",
        "agency": make_body(classification="agency").pk,
        "due_on": TODAY,
        **fields,
    }


Fields = Callable[[], dict[str, Any]]
NOUNS: dict[str, tuple[type[Any], Callable[[], Any], Fields, dict[str, Any]]] = {
    "bodies": (
        Body,
        make_body,
        lambda: {"name": "The Board", "classification": "board"},
        {"plain_name": "The bosses"},
    ),
    "meetings": (
        Meeting,
        make_meeting,
        lambda: {"body": make_body().pk, "start_date": TODAY},
        {"location": "Town hall"},
    ),
    "agenda-items": (
        AgendaItem,
        make_item,
        lambda: {"meeting": make_meeting().pk, "order": "5a", "title": "Safety"},
        {"title": "Safety where we live"},
    ),
    "decisions": (
        Decision,
        lambda: make_decision(confirmed=False),
        lambda: {
            "agenda_item": make_item().pk,
            "text": "Lights.",
            "weight_given": "Most.",
            "reasons": "Cheap.",
            "decided_on": TODAY,
        },
        {"reasons": "Cheap and quick."},
    ),
    "actions": (
        Action,
        make_action,
        lambda: new_action(decision=make_decision().pk),
        {"text": "Lamps"},
    ),
    "evidence": (
        Evidence,
        make_evidence,
        lambda: {"action": make_action().pk, "text": "It is lit.", "checked_by": "Worker"},
        {"url": "https://example.org/lit"},
    ),
    "sources": (Source, make_source, lambda: {"name": "Peer review 2022"}, {"document": "p. 5"}),
    "recommendations": (
        Recommendation,
        make_recommendation,
        lambda: {"source": make_source().pk, "reference": "R7", "text": "Listen."},
        {"heading": "Voice"},
    ),
}


@pytest.mark.parametrize("noun", NOUNS)
def test_a_clerk_makes_reads_changes_and_takes_away(call: Call, clerk: User, noun: str) -> None:
    model, _make, fields, change = NOUNS[noun]

    made = call("POST", f"{noun}/", fields(), by=clerk)
    url = f"{noun}/{made.json()['id']}/"
    changed = call("PATCH", url, change, by=clerk)
    read = call("GET", url, by=clerk)
    listed = call("GET", f"{noun}/", by=clerk)
    gone = call("DELETE", url, by=clerk)

    assert [it.status_code for it in (made, changed, read, listed, gone)] == [
        201,
        200,
        200,
        200,
        204,
    ]
    assert change.items() <= changed.json().items()
    assert read.json() == changed.json() == listed.json()["results"][0]
    assert not model.objects.filter(pk=made.json()["id"]).exists()


@pytest.mark.parametrize("noun", NOUNS)
def test_a_put_writes_the_whole_again(call: Call, clerk: User, noun: str) -> None:
    _model, make, fields, _change = NOUNS[noun]
    thing, whole = make(), fields()
    if noun == "evidence":
        whole["action"] = thing.action_id

    whole_again = call("PUT", f"{noun}/{thing.pk}/", whole, by=clerk)
    in_part = call("PUT", f"{noun}/{thing.pk}/", {}, by=clerk)

    assert whole_again.status_code == 200
    assert whole.items() <= whole_again.json().items()
    assert in_part.status_code == 400


def test_a_meeting_in_the_year_1_breaks_no_list(call: Call, clerk: User) -> None:
    sent = {"body": make_body().pk, "start_date": "0001-01-01"}

    made = call("POST", "meetings/", sent, by=clerk)

    assert made.json()["papers_due"] == "0001-01-01"
    assert call("GET", "meetings/", by=clerk).status_code == 200


def test_a_meeting_begins_by_the_clock_on_the_wall(call: Call, clerk: User) -> None:
    """A zone would be dropped, and in summer an hour with it."""
    url = f"meetings/{make_meeting().pk}/"
    field = schema()["components"]["schemas"]["ReadMeeting"]["properties"]["start_time"]

    in_utc = call("PATCH", url, {"start_time": "16:30:00Z"}, by=clerk)
    kept = call("PATCH", url, {"start_time": "17:30"}, by=clerk)

    assert in_utc.status_code == 400
    assert kept.json()["start_time"] == "17:30:00"
    assert re.search(field["pattern"], kept.json()["start_time"])
    assert "format" not in field


@pytest.mark.parametrize("noun", NOUNS)
def test_nothing_is_made_of_nothing(call: Call, clerk: User, noun: str) -> None:
    model = NOUNS[noun][0]

    response = call("POST", f"{noun}/", {}, by=clerk)

    assert response.status_code == 400
    assert response.json()
    assert not model.objects.exists()


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_not_there_is_a_404_with_a_sentence(call: Call, clerk: User, noun: str) -> None:
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        response = call(method, f"{noun}/999/", {} if method != "GET" else None, by=clerk)

        assert response.status_code == 404
        assert response.json()["detail"].startswith("There is nothing here.")


@pytest.mark.parametrize("noun", NOUNS)
def test_a_list_costs_the_same_however_long_it_is(
    call: Call, clerk: User, django_assert_max_num_queries: DjangoAssertNumQueries, noun: str
) -> None:
    for _place in range(3):
        NOUNS[noun][1]()

    call("GET", "bodies/", by=clerk)

    with django_assert_max_num_queries(7):
        response = call("GET", f"{noun}/", by=clerk)

    assert response.json()["count"] >= 3


def test_an_agenda_item_has_its_themes_and_tells_its_surveys(call: Call, clerk: User) -> None:
    meeting, theme, survey = make_meeting(), make_theme(), make_survey()
    body = {
        "meeting": meeting.pk,
        "order": "5a",
        "title": "Safety",
        "themes": [theme.pk],
        "surveys": [survey.pk],
    }

    made = call("POST", "agenda-items/", body, by=clerk)
    renamed = call("PATCH", f"agenda-items/{made.json()['id']}/", {"title": "Lights"}, by=clerk)

    survey.refresh_from_db()
    assert made.json()["themes"] == [{"id": theme.pk, "title": theme.title, "slug": theme.slug}]
    assert renamed.json()["surveys"] == [survey.pk]
    assert survey.heard_on == meeting.start_date


def test_a_number_is_used_once_on_an_agenda(call: Call, clerk: User) -> None:
    item = make_item(order="5a")
    body = {"meeting": item.meeting_id, "order": "5a", "title": "Again"}

    assert call("POST", "agenda-items/", body, by=clerk).status_code == 400


def test_a_decision_is_confirmed_and_then_not_changed(call: Call, clerk: User) -> None:
    decision = make_decision(confirmed=False)
    url = f"decisions/{decision.pk}/"

    confirmed = call("POST", f"{url}confirm/", by=clerk)
    changed = call("PATCH", url, {"text": "Something else."}, by=clerk)
    removed = call("DELETE", url, by=clerk)
    draft = call("POST", f"{url}unconfirm/", by=clerk)

    assert (confirmed.status_code, confirmed.json()["status"]) == (200, "confirmed")
    assert [changed.status_code, removed.status_code] == [409, 409]
    assert changed.json()["detail"].startswith("This decision is confirmed.")
    assert (draft.status_code, draft.json()["status"]) == (200, "draft")
    decision.refresh_from_db()
    assert decision.text == "Put lights on the path."


def test_staff_see_drafts_as_such(call: Call, board_member: User) -> None:
    make_decision(confirmed=False)

    (read,) = call("GET", "decisions/", by=board_member).json()["results"]

    assert read["status"] == "draft"


def test_no_action_is_done_without_evidence(call: Call, clerk: User) -> None:
    action = make_action()
    url = f"actions/{action.pk}/"

    refused = call("PATCH", url, {"status": "done", "text": "Lamps"}, by=clerk)
    action.refresh_from_db()
    unchanged = action.text
    make_evidence(action=action)
    done = call("PATCH", url, {"status": "done"}, by=clerk)

    assert refused.status_code == 409
    assert refused.json()["detail"].startswith("Add evidence")
    assert unchanged == "Lights on the path"
    assert (done.status_code, done.json()["status"]) == (200, "done")
    assert done.json()["done_on"] == TODAY


def test_no_action_begins_as_done(call: Call, clerk: User) -> None:
    body = new_action(decision=make_decision().pk, status="done")

    assert call("POST", "actions/", body, by=clerk).status_code == 409
    assert not Action.objects.exists()


def test_the_last_evidence_of_what_is_done_stays(call: Call, clerk: User) -> None:
    evidence = make_evidence()
    call("PATCH", f"actions/{evidence.action_id}/", {"status": "done"}, by=clerk)

    response = call("DELETE", f"evidence/{evidence.pk}/", by=clerk)

    assert response.status_code == 409
    assert Evidence.objects.exists()


def test_evidence_is_checked_by_somebody_else_and_stays_with_its_action(
    call: Call, clerk: User
) -> None:
    evidence = make_evidence()
    url = f"evidence/{evidence.pk}/"

    own = call("PATCH", url, {"checked_by": "head of highways"}, by=clerk)
    moved = call("PATCH", url, {"action": make_action().pk}, by=clerk)

    assert own.json().keys() == {"checked_by"}
    assert moved.json() == {"action": ["Evidence stays with its action."]}


def test_an_action_comes_from_somewhere(call: Call, clerk: User) -> None:
    action = make_action()

    nowhere = call("POST", "actions/", new_action(), by=clerk)
    recommended = call(
        "POST", "actions/", new_action(recommendation=make_recommendation().pk), by=clerk
    )
    cut_off = call("PATCH", f"actions/{action.pk}/", {"decision": None}, by=clerk)

    assert nowhere.json().keys() == cut_off.json().keys() == {"decision"}
    assert recommended.status_code == 201


def test_what_others_stand_on_stays(call: Call, clerk: User) -> None:
    action = make_action()
    item = action.decision.agenda_item if action.decision else make_item()

    for path in (
        f"bodies/{action.agency_id}/",
        f"meetings/{item.meeting_id}/",
        f"agenda-items/{item.pk}/",
        f"sources/{make_recommendation().source_id}/",
    ):
        response = call("DELETE", path, by=clerk)

        assert response.status_code == 409, path
        assert response.json()["detail"]


def test_lists_are_narrowed(call: Call, clerk: User) -> None:
    action, _other = make_action(), make_action()

    listed = call("GET", f"actions/?decision={action.decision_id}", by=clerk).json()

    assert [it["id"] for it in listed["results"]] == [action.pk]


def test_updates_are_added_and_read_with_the_newest_first(call: Call, clerk: User) -> None:
    action = make_action()
    url = f"actions/{action.pk}/updates/"

    first = call("POST", url, {"text": "Ordered.", "status": "in_progress"}, by=clerk)
    second = call("POST", url, {"status": "stuck"}, by=clerk)
    done = call("POST", url, {"status": "done"}, by=clerk)
    nothing = call("POST", url, {}, by=clerk)
    read = call("GET", url, by=clerk).json()

    assert [it.status_code for it in (first, second, done, nothing)] == [201, 201, 409, 400]
    assert [(it["text"], it["status"]) for it in read["results"]] == [
        ("", "stuck"),
        ("Ordered.", "in_progress"),
    ]
    assert call("GET", f"actions/{action.pk}/", by=clerk).json()["status"] == "stuck"


def test_who_speaks_for_another_agency_adds_no_update(call: Call, board_member: User) -> None:
    action, other = make_action(), make_action()
    make_membership(board_member, on_behalf_of=action.agency)

    own = call("POST", f"actions/{action.pk}/updates/", {"text": "On it."}, by=board_member)
    theirs = call("POST", f"actions/{other.pk}/updates/", {"text": "On it."}, by=board_member)

    assert (own.status_code, theirs.status_code) == (201, 409)
    assert "who speaks for its agency" in theirs.json()["detail"]


def test_an_action_of_an_exempt_item_is_not_there_for_a_worker(call: Call, worker: User) -> None:
    evidence = make_evidence()
    assert evidence.action.decision
    item = evidence.action.decision.agenda_item
    item.access, item.exempt_paragraph, item.exempt_reason = "exempt", 1, "A family."
    item.save()

    for url in ("actions/", "evidence/"):
        assert call("GET", url, by=worker).json()["count"] == 0
    for url in (f"actions/{evidence.action_id}/updates/", f"evidence/{evidence.pk}/"):
        assert call("GET", url, by=worker).status_code == 404


def test_a_recommendation_has_its_themes_and_keeps_them(call: Call, clerk: User) -> None:
    recommendation, theme = make_recommendation(), make_theme()
    url = f"recommendations/{recommendation.pk}/"

    linked = call("PATCH", url, {"themes": [theme.pk], "measured_by": "We ask."}, by=clerk)
    renamed = call("PATCH", url, {"heading": "Voice"}, by=clerk)

    assert linked.json()["themes"] == renamed.json()["themes"] == [theme.pk]
    assert renamed.json()["measured_by"] == "We ask."


def test_evidence_that_says_what_was_done_has_a_hint(call: Call, clerk: User) -> None:
    body = {"action": make_action().pk, "text": "We held a workshop.", "checked_by": "Worker"}

    made = call("POST", "evidence/", body, by=clerk)

    assert made.status_code == 201
    assert "What is different for children" in made.json()["hint"]
