"""A string that a child typed is looked for everywhere: only moderators ever see it (promise 3)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.core import mail
from django.test import Client

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.models import Event
from participation.moderation import services as moderation
from participation.moderation.models import Voice
from participation.safeguarding.services import escalate
from tests.access_table import API, PUBLIC, STAFF, WHO
from tests.factories import make_words
from tests.test_access import PEOPLE, person, signed_in
from tests.urlmap import World, make_world

CANARY = "kanarienvogel zwitschert im kohlebergwerk"

CONCERN = "staff/concerns/<uuid:concern_id>/"
Decide = Callable[[Any, User], Any]
STATES: dict[str, Decide] = {
    "waiting": lambda pk, by: None,
    "held": lambda pk, by: moderation.hold(pk, by=by),
    "rejected": lambda pk, by: moderation.reject(pk, by=by, reason="names_somebody"),
    "redacted": lambda pk, by: moderation.redact(pk, "[a bird] sings", by=by),
    "paraphrased": lambda pk, by: moderation.paraphrase(pk, "A bird sings.", by=by),
    "escalated": lambda pk, by: escalate(pk, by=by),
    "undone": lambda pk, by: moderation.undo(moderation.approve(pk, by=by).reading, by=by),
}


def everything(client: Client, world: World) -> dict[str, str]:
    """Every page and call that can be read, as this client sees it, and pages of the admin."""
    found: dict[str, str] = {}
    for route in {**PUBLIC, **STAFF, **API}:
        response = client.get(world.path(route), follow=True)
        found[route] = b"".join(response).decode(errors="replace") + str(response.headers)
    for path in ("/admin/", "/admin/surveys/survey/", "/admin/surveys/question/"):
        found[path] = client.get(path).content.decode()
    return found


def canary(state: str) -> str:
    return f"{CANARY}, {state}"


def sing(worker: User) -> World:
    """A world in which one text of each state waits to be found; its concern is about the last."""
    world = make_world(worker, canary("waiting"))
    for state, decide in STATES.items():
        if state != "waiting":
            answer = make_words(canary(state), invitation=world.invitation)
            decided = decide(answer.pk, worker)
            if state == "escalated":
                world.ids["concern_id"] = decided.pk
            if isinstance(decided, Voice):
                moderation.add_voices(world.voice.themes.get(), [decided], by=worker)
    return world


@pytest.mark.django_db
def test_raw_words_reach_moderators_only(worker: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world = sing(worker)

    for who in PEOPLE:
        for route, body in everything(signed_in(person(who)), world).items():
            seen = [state for state in STATES if canary(state) in body]
            if who in WHO[Permission.HANDLE_CONCERNS].split():
                assert seen == (["escalated"] if route == CONCERN else []), f"{who} {route}"
            elif who in WHO[Permission.MODERATE].split():
                assert not seen or "moderation" in route, f"{who} {route}"
            else:
                assert not seen, f"{who} {route}"

    assert CANARY not in caplog.text
    assert not any(CANARY in str(event.detail) for event in Event.objects.all())
    assert not any(CANARY in f"{letter.subject} {letter.body}" for letter in mail.outbox)


@pytest.mark.django_db
def test_moderators_do_see_them(worker: User) -> None:
    """The test above could pass by showing nothing to anybody."""
    world = make_world(worker, CANARY)

    seen = [route for route, body in everything(signed_in(worker), world).items() if CANARY in body]

    assert "staff/moderation/" in seen
    assert "staff/moderation/<uuid:answer_id>/" in seen
    assert "api/v1/moderation/" in seen


@pytest.mark.django_db
def test_words_without_a_yes_to_quoting_are_shown_to_moderators_only(worker: User) -> None:
    world = make_world(worker)

    def unquotable(text: str) -> Any:
        return make_words(text, invitation=world.invitation, quote=False).pk

    voices = [
        moderation.approve(unquotable(CANARY), by=worker),
        moderation.redact(unquotable("as typed 1"), CANARY, by=worker),
        moderation.paraphrase(unquotable("as typed 2"), CANARY, by=worker),
    ]
    moderation.add_voices(world.voice.themes.get(), voices, by=worker)

    for who in PEOPLE:
        if who not in WHO[Permission.MODERATE].split():
            for route, body in everything(signed_in(person(who)), world).items():
                assert CANARY not in body, f"{who} sees words nobody may quote at {route}"


@pytest.mark.django_db(transaction=True)
async def test_no_word_travels_by_web_socket() -> None:
    from asgiref.sync import sync_to_async

    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("moderation", channel)

    await sync_to_async(make_words)(CANARY)

    message = await layer.receive(channel)
    assert set(message) == {"type", "topic", "kind", "id"}
    assert CANARY not in str(message)
