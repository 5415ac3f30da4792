"""Exempt means hidden, not gone: all readers see the title, few the text (ADR 22)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings import services
from participation.meetings.models import (
    Action,
    AgendaItem,
    Decision,
    Evidence,
    Recommendation,
    Source,
)
from participation.moderation import services as moderation
from participation.replies import services as replies
from participation.replies.journeys import journey
from surveys.models import Answer
from tests.access_table import API, PUBLIC, STAFF
from tests.factories import (
    make_action,
    make_body,
    make_decision,
    make_evidence,
    make_invitation,
    make_item,
    make_meeting,
    make_reply,
    make_survey,
    make_theme,
    send,
    somebody,
)
from tests.urlmap import World, make_world

pytestmark = pytest.mark.django_db
CANARY = "kanarienvogel"
EXEMPT: dict[str, Any] = {
    "access": "exempt",
    "exempt_paragraph": 1,
    "exempt_reason": "It is about one family.",
}
PART = {**EXEMPT, "access": "part_exempt"}


def make_exempt(**fields: Any) -> AgendaItem:
    return make_item(title="A family’s case", **{**EXEMPT, "exempt_notes": CANARY, **fields})


@pytest.fixture
def world(worker: User) -> World:
    """Its item is exempt, and whatever hangs on it has the canary in it."""
    world = make_world(worker)
    item = AgendaItem.objects.get(pk=world.ids["item_id"])
    item.surveys.clear()
    AgendaItem.objects.filter(pk=item.pk).update(**EXEMPT, exempt_notes=CANARY)
    words = dict.fromkeys(("text", "weight_given", "reasons", "not_agreed", "minuted_as"), CANARY)
    Decision.objects.update(**words)
    Action.objects.update(text=CANARY, recommendation=world.ids["recommendation_id"])
    Evidence.objects.update(text=CANARY)
    item.meeting.minutes = CANARY
    item.meeting.save()
    return world


def told_to(client: Client, world: World, table: dict[str, Any]) -> list[str]:
    """The addresses at which this person reads the canary."""
    paths = [world.path(route) for route, row in table.items() if "GET" in row.methods.split()]
    return [path for path in paths if CANARY in client.get(path).content.decode(errors="replace")]


@pytest.mark.parametrize("who", ["worker", "outsider", "manager", "nobody"])
def test_exempt_words_are_on_no_page_and_in_no_call_of_who_may_not_read_them(
    client: Client, world: World, request: pytest.FixtureRequest, who: str
) -> None:
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))

    assert told_to(client, world, {**PUBLIC, **STAFF, **API}) == []


@pytest.mark.parametrize("who", ["clerk", "board_member"])
def test_the_board_and_its_clerk_read_them(
    client: Client, world: World, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    told = told_to(client, world, {**STAFF, **API})

    meeting = world.ids["meeting_id"]
    assert f"/staff/meetings/{meeting}/" in told
    assert f"/staff/meetings/{meeting}/agenda/" in told
    assert f"/api/v1/agenda-items/{world.ids['item_id']}/" in told
    assert f"/api/v1/decisions/{world.ids['decision_id']}/" in told


def test_its_title_paragraph_and_reason_are_read_by_all_who_read_meetings(
    client: Client, worker: User
) -> None:
    item = make_exempt()
    client.force_login(worker)

    page = client.get(f"/staff/meetings/{item.meeting_id}/").content.decode()

    assert "A family’s case" in page
    assert "1. It is about an individual" in page
    assert "It is about one family." in page
    assert "What is decided here is exempt as well." in page


def test_what_was_decided_on_a_part_exempt_item_is_public(client: Client, worker: User) -> None:
    decision = make_decision(item=make_exempt(**PART, notes="What everybody may know"))
    client.force_login(worker)

    page = client.get(f"/staff/meetings/{decision.agenda_item.meeting_id}/").content.decode()

    assert decision.text in page
    assert "What everybody may know" in page
    assert CANARY not in page
    assert list(Decision.objects.public()) == [decision]


def test_an_item_that_was_read_in_another_way_shows_no_exempt_text() -> None:
    item = AgendaItem.objects.get(pk=make_exempt().pk)

    with pytest.raises(AttributeError):
        _ = item.exempt_text_as_html


def test_who_reads_what_of_decisions_and_what_hangs_on_them(worker: User, clerk: User) -> None:
    hidden = make_evidence(action=make_action(decision=make_decision(item=make_exempt())))
    shown = make_evidence()
    recommended = make_action()
    source = Source.objects.create(name="A review")
    recommendation = Recommendation.objects.create(source=source, reference="R1", text="Listen.")
    Action.objects.filter(pk=recommended.pk).update(decision=None, recommendation=recommendation)

    for things, secret in (
        (Decision.objects, hidden.action.decision),
        (Action.objects, hidden.action),
        (Evidence.objects, hidden),
    ):
        assert secret in things.readable_by(clerk)
        assert secret not in things.readable_by(worker)
    assert shown in Evidence.objects.readable_by(worker)
    assert recommended in Action.objects.readable_by(worker)
    assert set(Action.objects.agreed()) == {shown.action, recommended}


def test_public_decisions_are_confirmed_and_of_no_exempt_item() -> None:
    make_decision(item=make_exempt())
    make_decision(confirmed=False)
    public = make_decision()

    assert list(Decision.objects.public()) == [public]
    assert [it.is_public for it in Decision.objects.order_by("pk")] == [False, False, True]


def test_a_childs_journey_tells_of_no_exempt_decision() -> None:
    survey = make_survey()
    words = send(make_invitation(survey), text="Lights on the path")
    mine = moderation.approve(Answer.objects.get().pk, by=somebody(Role.WORKER))
    theme = make_theme(voices=[mine], group=survey.group)
    decision = make_decision(item=make_item(themes=[theme]))
    make_action(decision=decision)

    def told() -> str:
        return str(journey(words))

    assert decision.text in told()
    AgendaItem.objects.update(**EXEMPT)
    assert decision.text not in told()
    assert "This will be done" not in told()


def test_an_exempt_item_hears_no_survey(client: Client, clerk: User) -> None:
    meeting, survey = make_meeting(), make_survey()
    sent = {"order": "1", "title": "A case", "surveys": [survey.pk], **EXEMPT}
    client.force_login(clerk)

    page = client.post(f"/staff/meetings/{meeting.pk}/items/add/", sent).content.decode()

    assert "An exempt item hears no survey" in page
    assert not AgendaItem.objects.exists()
    with pytest.raises(services.HearsNoSurvey):
        services.save_item(AgendaItem(meeting=meeting, **EXEMPT), surveys=[survey.pk], by=clerk)


def test_what_children_were_told_of_is_not_made_exempt_behind_their_backs(clerk: User) -> None:
    decision = make_decision()
    make_reply(decision=decision)
    item = AgendaItem.objects.get(pk=decision.agenda_item_id)
    item.access, item.exempt_paragraph, item.exempt_reason = "exempt", 1, "A family."

    with pytest.raises(services.InUse):
        services.save_item(item, by=clerk)

    assert AgendaItem.objects.get().is_public


def test_the_public_board_hides_what_became_exempt_all_the_same(
    client: Client, worker: User
) -> None:
    theme = make_theme(voices=3)
    decision = make_decision(item=make_item(themes=[theme]))
    action = make_action(decision=decision)
    reply = make_reply(theme=theme, decision=decision, state="we_will", action=action)
    replies.ask(theme, make_body(), by=worker)
    page = f"/replies/{theme.slug}/"
    assert decision.text in client.get(page).content.decode()

    AgendaItem.objects.update(**EXEMPT)

    after = client.get(page).content.decode()
    assert reply.text in after
    assert decision.text not in after
    assert "What is being done" not in after


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"exempt_paragraph": ""}, "Choose the paragraph that it is exempt by."),
        ({"exempt_reason": ""}, "Say why it is exempt."),
        ({"notes": "For all"}, "An exempt item has no public text."),
        ({"exempt_paragraph": "8"}, "Select a valid choice"),
    ],
)
def test_the_form_says_what_an_exempt_item_needs(
    client: Client, clerk: User, change: dict[str, str], sentence: str
) -> None:
    client.force_login(clerk)
    sent = {"order": "1", "title": "A case", **EXEMPT, **change}

    page = client.post(f"/staff/meetings/{make_meeting().pk}/items/add/", sent).content.decode()

    assert sentence in page
    assert not AgendaItem.objects.exists()


def test_a_clerk_makes_an_item_exempt_and_public_again(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    meeting = make_meeting()
    sent: dict[str, Any] = {"order": "1", "title": "A case", **EXEMPT, "exempt_notes": CANARY}
    client.post(f"/staff/meetings/{meeting.pk}/items/add/", sent)
    item = AgendaItem.objects.get()
    assert (item.exempt_paragraph, item.exempt_notes) == (1, CANARY)
    here = f"/staff/meetings/items/{item.pk}/edit/"

    kept = client.post(here, {**sent, "access": "public"}).content.decode()
    client.post(here, {**sent, "access": "public", "exempt_notes": ""})

    assert "The exempt text: The item is public: leave this empty" in kept
    item.refresh_from_db()
    assert (item.access, item.exempt_paragraph, item.exempt_reason) == ("public", None, "")
