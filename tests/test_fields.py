"""Words that only some may read: a string is planted in each field, and looked for everywhere.

Raw words, messages' words and voices are in test_canary.py; more of exempt items is in
participation/meetings/test_exempt.py, and whom a concern names in test_allegations.py.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail

from backend.accounts.models import Letter, User
from backend.accounts.permissions import Permission as P
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.meetings.models import Action, AgendaItem, Decision
from participation.replies.models import Reply
from participation.safeguarding import services as concerns
from participation.safeguarding.inbox import services as inbox
from participation.safeguarding.models import Concern, Message
from surveys import building, data_protection, planning
from surveys.models import Group
from tests.access_table import WHO
from tests.factories import (
    make_action,
    make_decision,
    make_invitation,
    make_item,
    make_reply,
    make_survey,
    make_user,
    make_words,
    somebody,
)
from tests.test_access import PEOPLE, person, signed_in
from tests.test_canary import everything
from tests.urlmap import World, make_world

BIRD = "kanarienvogel im feld"
EXEMPT: dict[str, Any] = {
    "access": "exempt",
    "exempt_paragraph": 1,
    "exempt_reason": "It is about a family.",
}


@dataclass(frozen=True)
class Field:
    """How a string gets into it; those who may find it, by permission or else by role."""

    plant: Callable[[World, str], object]
    read_by: P | tuple[Role, ...]

    @property
    def who(self) -> set[str]:
        return set(WHO[self.read_by].split() if isinstance(self.read_by, P) else self.read_by)


def exempt_item(world: World, notes: str = "Private.") -> AgendaItem:
    meeting = AgendaItem.objects.get(pk=world.ids["item_id"]).meeting
    order = str(meeting.agenda_items.count() + 1)
    return make_item(meeting=meeting, order=order, title="A family", **EXEMPT, exempt_notes=notes)


def exempt_decision(world: World, text: str) -> None:
    decision = make_decision(item=exempt_item(world), confirmed=False)
    Decision.objects.filter(pk=decision.pk).update(text=text)
    world.ids["decisions/pk"] = decision.pk


def exempt_action(world: World, text: str) -> None:
    action = make_action(decision=make_decision(item=exempt_item(world)))
    Action.objects.filter(pk=action.pk).update(text=text)
    world.ids["actions/pk"] = world.ids["action_id"] = action.pk


def draft_answer(world: World, text: str) -> None:
    reply = make_reply(published=False)
    Reply.objects.filter(pk=reply.pk).update(text=text)
    world.ids["replies/pk"] = reply.pk


def words_about_staff(world: World, text: str) -> None:
    """Read by one worker who is named, and by no other."""
    worker, draft = somebody(Role.WORKER), make_survey(opened=False)
    reader = make_user(Role.WORKER, name="Rae Reads")
    planning.name_readers(draft, about_staff=True, readers=[reader], asked_about=[], by=worker)
    opened = building.open_survey(draft, by=worker)
    words = make_words(text, invitation=make_invitation(opened))
    world.ids["answer_id"] = world.ids["answer"] = words.pk


FIELDS: dict[str, Field] = {
    "exempt text": Field(exempt_item, P.READ_EXEMPT),
    "draft decision on an exempt item": Field(exempt_decision, P.READ_EXEMPT),
    "action of an exempt item": Field(exempt_action, P.READ_EXEMPT),
    "draft of an answer": Field(draft_answer, P.READ_REPLIES),
    "words about staff": Field(words_about_staff, ()),
    "note on a concern": Field(
        lambda world, text: concerns.add_note(
            Concern.objects.get(pk=world.ids["concern_id"]),
            text,
            by=somebody(Role.SAFEGUARDING_LEAD),
        ),
        P.HANDLE_CONCERNS,
    ),
    "note on a message to leads": Field(
        lambda world, text: inbox.add_note(
            Message.objects.get(pk=world.ids["message_id"]),
            text,
            by=somebody(Role.SAFEGUARDING_LEAD),
        ),
        (Role.SAFEGUARDING_LEAD,),
    ),
    "data-protection note": Field(
        lambda world, text: data_protection.write_note(
            (group := Group.objects.get(pk=world.ids["group_id"])),
            data_protection.beginning(group) | {"purpose": text},
            by=somebody(Role.WORKER),
        ),
        P.SEE_NOTES,
    ),
}


@pytest.mark.django_db
def test_a_field_is_found_by_those_who_may_read_it_and_by_nobody_else(
    worker: User, lead: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world = make_world(worker)
    for name, field in FIELDS.items():
        field.plant(world, f"{BIRD}: {name}.")

    found: dict[str, dict[str, list[str]]] = {name: {} for name in FIELDS}
    for who in PEOPLE:
        pages = everything(signed_in(person(who)), world)
        for name in FIELDS:
            routes = [route for route, body in pages.items() if f"{BIRD}: {name}." in body]
            found[name] |= {who: routes} if routes else {}

    for name, field in FIELDS.items():
        assert found[name].keys() == field.who, f"{name}: {found[name]}"
    assert BIRD not in caplog.text
    assert not any(BIRD in str(event.detail) for event in Event.objects.all())
    assert not any(BIRD in f"{it.subject} {it.body}" for it in Letter.objects.all())
    assert not any(BIRD in f"{letter.subject} {letter.body}" for letter in mail.outbox)
