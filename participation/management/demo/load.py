"""Load the whole demo, once, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from backend.accounts.models import User
from backend.audit.log import record
from participation.management.demo import (
    asking,
    doors,
    governing,
    listening,
    notes,
    registering,
    rota,
    standards,
)
from participation.management.demo.accounts import ACCOUNTS, give_roles, make_accounts
from participation.management.demo.governing import Registers
from participation.meetings.models import Body


class OtherData(Exception):
    """The database holds something of its own, which invented words must not be mixed with."""


@dataclass(frozen=True)
class Receipt:
    number: int
    meaning: str

    @property
    def words(self) -> str:
        return listening.words_of(self.number)


RECEIPTS = (
    Receipt(1, "part of what children say is done"),
    Receipt(31, "waiting to be read"),
    Receipt(27, "read, and not for the Board"),
    Receipt(11, "on the list of the next meeting"),
    Receipt(12, "one part decided and being done, one part still a draft"),
    Receipt(25, "shown with something taken out"),
    Receipt(13, "counted, and never shown as words"),
)


@transaction.atomic
def load() -> bool:
    """Load it, unless it is there; return whether anything was loaded."""
    if User.objects.filter(email=ACCOUNTS[0].email).exists():
        return False
    if Body.objects.exists():
        raise OtherData("This database has bodies of its own: load the demo into an empty one.")
    people = make_accounts()
    bodies = registering.register_bodies(by=people.clerk)
    recommendations = registering.register_recommendations(by=people.clerk)
    group_id = asking.make_group(by=people.worker, manager=people.manager)
    doors.name_contacts(group_id, by=people.worker)
    asked = asking.ask(group_id, by=people.worker)
    listening.send_all(asked, by=people.worker)
    voices = listening.read_all(worker=people.worker, lead=people.lead)
    themes = listening.make_themes(group_id, voices, by=people.worker)
    notes.write_notes(group_id, themes, by=people.worker)
    made = Registers(people, bodies, recommendations, asked.surveys, themes)
    governing.hold_meetings(made)
    governing.guess(made)
    governing.decide(made)
    governing.act(made)
    give_roles(people.board)
    governing.sit(made)
    governing.measure(made)
    governing.answer(made)
    standards.tag(made)
    doors.send_messages()
    give_roles()
    governing.report(made)
    rota.put_on_call(people.lead.email)
    doors.answer_one(lead=people.lead)  # Only whose role it lies with may.
    record("demo-loaded", by=None)
    return True
