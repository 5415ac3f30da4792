"""A string that a child typed is looked for everywhere: only moderators ever see it (promise 3)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.core import mail
from django.test import Client

from backend.accounts.models import Letter, User
from backend.accounts.permissions import Permission, Role
from backend.audit.models import Event
from participation.moderation import services as moderation
from participation.moderation import theming
from participation.moderation.models import Voice
from participation.papers.services import issue
from participation.safeguarding.services import escalate
from tests.access_table import API, PUBLIC, STAFF, WHO
from tests.factories import make_message, make_user, make_words, somebody
from tests.files import text_of
from tests.test_access import PEOPLE, person, signed_in
from tests.urlmap import World, make_world

CANARY = "kanarienvogel zwitschert im kohlebergwerk"

NOT_TO_BE_QUOTED = "not to be quoted"
CONCERNS = {"staff/concerns/<uuid:concern_id>/", "api/v1/staff/concerns/<uuid:concern>/"}
MESSAGES = {"staff/messages/<uuid:message_id>/", "api/v1/staff/messages/<uuid:message>/"}
MESSAGE = "message"
Decide = Callable[[Any, User], Any]
STATES: dict[str, Decide] = {
    "waiting": lambda pk, by: None,
    "held": lambda pk, by: moderation.hold(pk, by=by),
    "rejected": lambda pk, by: moderation.reject(pk, by=by, reason="names_somebody"),
    "redacted": lambda pk, by: moderation.redact(pk, "[a bird] sings", by=by),
    "paraphrased": lambda pk, by: moderation.paraphrase(pk, "A bird sings.", by=by),
    "escalated": lambda pk, by: escalate(pk, by=by),
    "undone": lambda pk, by: moderation.undo(moderation.approve(pk, by=by).of_reading, by=by),
}


def everything(client: Client, world: World) -> dict[str, str]:
    """Every page and call that can be read, as this client sees it, and pages of the admin."""
    found: dict[str, str] = {}
    readable = [it for it, row in {**PUBLIC, **STAFF, **API}.items() if "GET" in row.methods]
    for route in readable:
        response = client.get(world.path(route), follow=True)
        said = text_of(b"".join(response))
        found[route] = " ".join(said.split()) + str(response.headers)
    for path in ("/admin/", "/admin/surveys/group/", "/admin/surveys/invitation/"):
        found[path] = client.get(path).content.decode()
    return found


def canary(state: str) -> str:
    return f"{CANARY}, {state}"


def sing(worker: User) -> World:
    """A world in which one text of each state waits to be found; its concern is about the last."""
    world = make_world(worker, canary("waiting"))
    theme = world.voice.themes.get()
    for state, decide in STATES.items():
        if state != "waiting":
            answer = make_words(canary(state), invitation=world.invitation)
            decided = decide(answer.pk, worker)
            if state == "escalated":
                world.ids["concern_id"] = world.ids["concern"] = decided.pk
            if isinstance(decided, Voice):
                theming.add_voices(theme, [decided], by=worker)
    theming.add_voices(theme, _not_to_be_quoted(world, worker), by=worker)
    meeting = theme.agenda_items.get().meeting
    world.ids["paper_id"] = issue(meeting, by=somebody(Role.CLERK)).pk
    message = make_message(words=canary(MESSAGE), name=canary("")[:60], reach=canary(MESSAGE))
    world.ids["message"] = world.ids["message_id"] = message.pk
    return world


def _not_to_be_quoted(world: World, worker: User) -> list[Voice]:
    """Voices made in each way, of children who did not say yes: they count and are never words."""

    def typed(text: str) -> Any:
        return make_words(text, invitation=world.invitation, quote=False).pk

    return [
        moderation.approve(typed(canary(NOT_TO_BE_QUOTED)), by=worker),
        moderation.redact(typed("as typed 1"), canary(NOT_TO_BE_QUOTED), by=worker),
        moderation.paraphrase(typed("as typed 2"), canary(NOT_TO_BE_QUOTED), by=worker),
    ]


def seen_by(who: str, world: World) -> dict[str, set[str]]:
    """By route, the states whose words this person can find there."""
    found = {
        route: {state for state in (*STATES, NOT_TO_BE_QUOTED, MESSAGE) if canary(state) in body}
        for route, body in everything(signed_in(person(who)), world).items()
    }
    return {route: states for route, states in found.items() if states}


@pytest.mark.django_db
def test_raw_words_reach_moderators_only(worker: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world = sing(worker)

    for who in PEOPLE:
        seen = seen_by(who, world)
        if who in WHO[Permission.HANDLE_CONCERNS].split():
            concerns = {it: {"escalated"} for it in CONCERNS}
            assert seen == {**concerns, **{it: {MESSAGE} for it in MESSAGES}}, who
        elif who in WHO[Permission.MODERATE].split():
            assert {"staff/moderation/", "api/v1/moderation/"} <= seen.keys(), who
            raw = {route for route, states in seen.items() if states - {NOT_TO_BE_QUOTED}}
            assert all("moderation" in route for route in raw), raw
        else:
            assert seen == {}, who

    assert CANARY not in caplog.text
    assert not any(CANARY in str(event.detail) for event in Event.objects.all())
    assert not any(CANARY in f"{letter.subject} {letter.body}" for letter in mail.outbox)


@pytest.mark.django_db
def test_files_are_looked_into_as_well_as_pages(worker: User) -> None:
    world = sing(worker)
    title = world.voice.themes.get().title

    pages = everything(signed_in(make_user(*Role)), world)

    told = {route for route, body in pages.items() if title in body}
    papers = {route for route in pages if "papers" in route and route.endswith(("pdf", "docx"))}
    evidence = {"staff/evidence-pack/pack.pdf", "staff/evidence-pack/pack.docx"}
    assert len(papers) == 9
    assert papers | evidence <= told


@pytest.mark.django_db
def test_words_of_a_complaint_about_a_lead_reach_managers_only(
    worker: User, lead: User, manager: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world = make_world(worker)
    message = make_message(words=CANARY, about="reader")
    world.ids["message"] = world.ids["message_id"] = message.pk

    for who in PEOPLE:
        pages = everything(signed_in(person(who)), world)
        seen = {route for route, body in pages.items() if CANARY in body}
        assert seen == (MESSAGES if who == "manager" else set()), who

    assert CANARY not in caplog.text
    assert not any(CANARY in str(event.detail) for event in Event.objects.all())
    assert Letter.objects.filter(to=manager.email, body__contains=str(message.pk)).exists()
    assert not Letter.objects.filter(body__contains=CANARY).exists()


@pytest.mark.usefixtures("close_connections")
@pytest.mark.django_db(transaction=True)
async def test_no_word_travels_by_web_socket() -> None:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("moderation", channel)

    await sync_to_async(make_words)(CANARY)

    message = await layer.receive(channel)
    assert set(message) == {"type", "topic", "kind", "id"}
    assert CANARY not in str(message)
