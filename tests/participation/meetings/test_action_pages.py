"""Staff pages of actions, evidence, sources and recommendations: what they do, for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import User
from participation.meetings import acting
from participation.meetings.models import Action, Evidence, Recommendation, Source
from tests.factories import (
    make_action,
    make_body,
    make_decision,
    make_evidence,
    make_membership,
    make_recommendation,
    make_reply,
    make_theme,
    make_update,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_clerk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def day(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


# --- Actions and evidence -------------------------------------------------------------------------


def test_an_action_goes_from_decision_to_done(as_clerk: Client) -> None:
    decision = make_decision()
    agency = make_body("Highways", "agency")
    as_clerk.post(
        f"/staff/meetings/decisions/{decision.pk}/actions/add/",
        {"text": "Lights", "agency": agency.pk, "owner_role": "Engineer", "due_on": day(30)},
    )
    action = Action.objects.get()
    here = f"/staff/actions/{action.pk}/"

    page = as_clerk.post(f"{here}status/", {"status": "done"}, follow=True).content.decode()
    assert "Add evidence of what changed for children. Then it can be done." in page

    as_clerk.post(
        f"{here}evidence/add/",
        {"text": "It is lit.", "on": day(), "checked_by": "Worker", "checked_on": day()},
    )
    page = as_clerk.post(f"{here}status/", {"status": "done"}, follow=True).content.decode()
    assert "Adults say it is done" in page
    action.refresh_from_db()
    assert action.status == "done"

    evidence = Evidence.objects.get()
    page = as_clerk.post(
        f"/staff/actions/evidence/{evidence.pk}/remove/", follow=True
    ).content.decode()
    assert "The action is done on this evidence. Change its status first." in page


def test_whoever_did_it_does_not_check_it(as_clerk: Client) -> None:
    action = make_action()

    page = as_clerk.post(
        f"/staff/actions/{action.pk}/evidence/add/",
        {"text": "Lit.", "on": day(), "checked_by": action.owner_role.upper(), "checked_on": day()},
    ).content.decode()

    assert "somebody other than the one who did it must have looked" in page
    assert not Evidence.objects.exists()


def test_evidence_is_edited(as_clerk: Client) -> None:
    evidence = make_evidence()

    as_clerk.post(
        f"/staff/actions/evidence/{evidence.pk}/edit/",
        {
            "text": "Lit all night.",
            "on": day(),
            "checked_by": "Worker",
            "checked_on": day(),
            "url": "example.org/lit",
        },
    )

    evidence.refresh_from_db()
    assert (evidence.text, evidence.url) == ("Lit all night.", "https://example.org/lit")


def test_an_unknown_status_is_refused(as_clerk: Client) -> None:
    action = make_action()

    page = as_clerk.post(
        f"/staff/actions/{action.pk}/status/", {"status": "nearly"}, follow=True
    ).content.decode()

    assert "Choose how far it is with one of the buttons." in page


def test_overdue_is_said_in_words(as_clerk: Client) -> None:
    make_action(due_on=timezone.localdate() - timedelta(days=2))

    page = as_clerk.get("/staff/actions/").content.decode()

    assert "Overdue: was due" in page


def test_actions_are_filtered_by_agency_and_status(as_clerk: Client, clerk: User) -> None:
    late = make_action(due_on=timezone.localdate() - timedelta(days=2))
    stuck = acting.set_status(make_action(), Action.Status.STUCK, by=clerk)
    make_action()

    def listed(query: str) -> list[Action]:
        answer = as_clerk.get(f"/staff/actions/?{query}")
        return list(answer.context["page_obj"])

    assert listed(f"agency={late.agency_id}") == [late]
    assert listed("status=stuck") == [stuck]
    assert listed("due=late") == [late]
    assert listed(f"agency={late.agency_id}&status=stuck") == []
    assert len(listed("status=nonsense")) == 3


def test_an_action_needs_an_agency_first(as_clerk: Client) -> None:
    recommendation = make_recommendation()

    answer = as_clerk.get(f"/staff/recommendations/{recommendation.pk}/actions/add/")

    assert answer.headers["Location"] == "/staff/bodies/add/"


def test_an_action_is_edited_and_removed(as_clerk: Client) -> None:
    action = make_action()
    sent = {"text": "Brighter lights", "agency": action.agency_id, "owner_role": "Engineer"}

    as_clerk.post(f"/staff/actions/{action.pk}/edit/", {**sent, "due_on": day(9)})
    action.refresh_from_db()
    assert action.text == "Brighter lights"

    as_clerk.post(f"/staff/actions/{action.pk}/remove/")
    assert not Action.objects.exists()


# --- Recommendations ------------------------------------------------------------------------------


def test_a_recommendation_is_added_to_its_source_and_leads_to_an_action(as_clerk: Client) -> None:
    as_clerk.post(
        "/staff/recommendations/sources/add/", {"name": "Peer review 2022", "kind": "peer_review"}
    )
    source = Source.objects.get()
    sent = {"source": source.pk, "kind": "area", "reference": "A3", "text": "Measure the plan."}
    as_clerk.post(
        f"/staff/recommendations/sources/{source.pk}/recommendations/add/",
        {**sent, "verbatim": "on"},
    )
    recommendation = Recommendation.objects.get()

    as_clerk.post(
        f"/staff/recommendations/{recommendation.pk}/actions/add/",
        {"text": "Show it", "agency": make_body().pk, "owner_role": "Manager", "due_on": day(9)},
    )

    page = as_clerk.get(f"/staff/recommendations/{recommendation.pk}/").content.decode()
    assert "Word for word" in page
    assert "Show it" in page
    assert Action.objects.get().recommendation == recommendation

    as_clerk.post(f"/staff/recommendations/{recommendation.pk}/edit/", sent)
    assert "In our words" in as_clerk.get("/staff/recommendations/").content.decode()


def test_a_reference_is_used_once_a_source(as_clerk: Client) -> None:
    first = make_recommendation("R1")

    page = as_clerk.post(
        f"/staff/recommendations/sources/{first.source_id}/recommendations/add/",
        {"source": first.source_id, "kind": "area", "reference": "R1", "text": "Again."},
    ).content.decode()

    assert "This source has that reference already." in page
    assert Recommendation.objects.count() == 1


def test_a_source_is_edited_and_goes_once_it_is_empty(as_clerk: Client) -> None:
    recommendation = make_recommendation()
    here = f"/staff/recommendations/sources/{recommendation.source_id}/"

    as_clerk.post(
        f"{here}edit/", {"name": "Inspection 2020", "kind": "inspection", "on": "2020-11-01"}
    )
    assert Source.objects.get().name == "Inspection 2020"

    as_clerk.post(f"{here}remove/")
    assert Source.objects.exists()

    as_clerk.post(f"/staff/recommendations/{recommendation.pk}/remove/")
    as_clerk.post(f"{here}remove/")
    assert not Source.objects.exists()


def test_what_it_is_measured_by_and_which_themes_bear_on_it_are_written_down(
    as_clerk: Client,
) -> None:
    recommendation, theme = make_recommendation(), make_theme(title="It is dark")
    sent = {"source": recommendation.source_id, "kind": "area", "reference": "R1", "text": "Lights"}

    page = as_clerk.post(
        f"/staff/recommendations/{recommendation.pk}/edit/",
        {**sent, "measured_by": "We count the lamps.", "themes": [theme.pk]},
        follow=True,
    ).content.decode()

    assert "We count the lamps." in page
    assert "It is dark" in page


# --- Where actions came from, and when they are due -----------------------------------------------


def test_actions_are_filtered_by_source_and_by_when_they_are_due(as_clerk: Client) -> None:
    of_review = make_action(recommendation=make_recommendation())
    late = make_action(due_on=timezone.localdate() - timedelta(days=1))
    far = make_action(due_on=timezone.localdate() + timedelta(days=31))

    def listed(query: str) -> set[Action]:
        return set(as_clerk.get(f"/staff/actions/?{query}").context["page_obj"])

    assert listed(f"source={of_review.source_id}") == {of_review}
    assert listed("due=late") == {late}
    assert listed("due=soon") == {of_review}
    assert listed("") == {of_review, late, far}


def test_each_number_of_an_agency_leads_to_that_many_actions(as_clerk: Client, clerk: User) -> None:
    first = make_action(due_on=timezone.localdate() - timedelta(days=1))
    for days in (-3, 0, 30, 31):
        action = make_action(due_on=timezone.localdate() + timedelta(days=days))
        Action.objects.filter(pk=action.pk).update(agency=first.agency)
    make_evidence(action=first)
    acting.set_status(first, "done", by=clerk)
    acting.set_status(Action.objects.latest("due_on"), "in_progress", by=clerk)
    other = make_action()

    page = as_clerk.get("/staff/actions/late/").content.decode()

    here = f"/staff/actions/?agency={first.agency_id}"
    for query, number in (("due=late", 1), ("due=soon", 2), ("status=in_progress", 1)):
        assert f"{here}&amp;{query}" in page, query
        assert as_clerk.get(f"{here}&{query}").context["page_obj"].paginator.count == number
    assert f"{here}&amp;status=done" in page
    assert page.index(first.agency.name) < page.index(other.agency.name)


def test_the_source_of_an_action_is_chosen_and_shown(as_clerk: Client) -> None:
    action, source = make_action(), Source.objects.create(name="Inspection 2020")
    sent = {"text": "Lights", "agency": action.agency_id, "owner_role": "Engineer"}

    as_clerk.post(
        f"/staff/actions/{action.pk}/edit/",
        {**sent, "due_on": day(9), "source": source.pk, "with_children": "They choose the lamps"},
    )

    page = as_clerk.get(f"/staff/actions/{action.pk}/").content.decode()
    assert "Inspection 2020" in page
    assert "They choose the lamps" in page


# --- Updates --------------------------------------------------------------------------------------


def test_an_update_is_added_and_the_history_has_the_newest_on_top(as_clerk: Client) -> None:
    action = make_update().action
    here = f"/staff/actions/{action.pk}/"

    page = as_clerk.post(
        f"{here}updates/add/", {"text": "Two lamps are up.", "status": "in_progress"}, follow=True
    ).content.decode()

    assert page.index("Two lamps are up.") < page.index("The lamps are ordered.")
    action.refresh_from_db()
    assert action.status == "in_progress"


def test_an_update_needs_words_and_done_needs_evidence(as_clerk: Client) -> None:
    here = f"/staff/actions/{make_action().pk}/updates/add/"

    empty = as_clerk.post(here, {"status": "stuck"}).content.decode()
    done = as_clerk.post(here, {"text": "Done.", "status": "done"}, follow=True).content.decode()

    assert "How it goes: fill this in." in empty
    assert "Add evidence of what changed for children." in done


def test_a_member_updates_the_actions_of_their_agency_and_no_others(
    client: Client, board_member: User
) -> None:
    own, other = make_action(), make_action()
    make_membership(board_member, on_behalf_of=own.agency)
    client.force_login(board_member)

    added = client.post(f"/staff/actions/{own.pk}/updates/add/", {"text": "On it."}, follow=True)
    refused = client.post(f"/staff/actions/{other.pk}/updates/add/", {"text": "Hm."}, follow=True)

    assert "On it." in added.content.decode()
    assert "or a member who speaks for its agency." in refused.content.decode()
    assert not other.updates.exists()
    assert "updates/add/" not in client.get(f"/staff/actions/{other.pk}/").content.decode()


def test_a_long_history_is_in_pages(as_clerk: Client) -> None:
    action = make_action()
    for _number in range(51):
        make_update(action=action)

    page = as_clerk.get(f"/staff/actions/{action.pk}/?page=2").content.decode()

    assert "51 updates" in page
    assert page.count("The lamps are ordered.") == 1


# --- Evidence -------------------------------------------------------------------------------------


def test_evidence_that_says_what_was_done_is_kept_with_a_question(as_clerk: Client) -> None:
    action = make_action()
    sent = {"text": "We held a workshop.", "on": day(), "checked_by": "W", "checked_on": day()}

    page = as_clerk.post(
        f"/staff/actions/{action.pk}/evidence/add/", sent, follow=True
    ).content.decode()

    asked = "What is different for children now"
    assert page.count(asked) == 2
    evidence = Evidence.objects.get()
    form = as_clerk.get(f"/staff/actions/evidence/{evidence.pk}/edit/").content.decode()
    assert asked in form


def test_evidence_nobody_has_checked_for_a_year_says_so(as_clerk: Client) -> None:
    evidence = make_evidence()
    Evidence.objects.update(checked_on=timezone.localdate() - timedelta(days=366))

    page = as_clerk.get(f"/staff/actions/{evidence.action_id}/").content.decode()

    assert "Nobody has checked it for a year." in page


# --- Exempt ---------------------------------------------------------------------------------------


def test_an_action_of_an_exempt_item_is_nowhere_for_a_worker(
    client: Client, worker: User, clerk: User
) -> None:
    action = make_action()
    recommendation = make_recommendation()
    Action.objects.update(text="Hidden deed", recommendation=recommendation)
    assert action.decision
    item = action.decision.agenda_item
    item.access, item.exempt_paragraph, item.exempt_reason = "exempt", 1, "A family."
    item.save()
    pages = ["actions/", "actions/late/", "recommendations/", "recommendations/export/"]
    pages += [f"recommendations/{recommendation.pk}/"]

    def says(user: User, words: str) -> set[bool]:
        client.force_login(user)
        return {words in client.get(f"/staff/{it}").content.decode() for it in pages}

    assert says(worker, "Hidden deed") == {False}
    assert says(worker, action.agency.name) == {False}
    assert True in says(clerk, "Hidden deed")
    client.force_login(worker)
    assert client.get(f"/staff/actions/{action.pk}/").status_code == 404


# --- Costs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["actions/", "actions/late/", "recommendations/", "recommendations/sources/"],
)
def test_a_list_costs_the_same_however_long_it_is(
    as_clerk: Client, django_assert_num_queries: Any, address: str
) -> None:
    def add(number: int) -> None:
        action = make_action(recommendation=make_recommendation(f"R{number}"))
        make_evidence(action=action)
        make_reply(action=action, theme=make_theme())

    add(0)
    with CaptureQueriesContext(connection) as first:
        as_clerk.get(f"/staff/{address}")
    for number in range(1, 6):
        add(number)

    with django_assert_num_queries(len(first)):
        page = as_clerk.get(f"/staff/{address}")

    assert page.status_code == 200
    assert len(first) <= 13
