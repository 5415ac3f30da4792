"""The invented half, other doors: whom to turn to outside, and two messages. None of it is real."""

from __future__ import annotations

from backend.accounts.models import User
from participation.management.demo.clock import day, moment
from participation.safeguarding.doors import services as doors
from participation.safeguarding.inbox import services as inbox
from participation.safeguarding.models import Message
from surveys import contacts

# No phone number: an invented one may be somebody's.
CONTACTS = (
    {
        "kind": contacts.ADVOCACY,
        "name": "Advocates for children",
        "how": "Demo: we made this up. Here it says how you can reach them.",
    },
    {
        "kind": contacts.COMPLAINTS,
        "name": "The people you can complain to",
        "how": "Demo: we made this up. Here it says how you can complain there.",
    },
)
FOR_STAFF = (
    {
        "kind": contacts.FRONT_DOOR,
        "name": "Safeguarding front door, by day",
        "how": "Demo: the council’s own number goes here.",
    },
    {
        "kind": contacts.OUT_OF_HOURS,
        "name": "Front door, nights and weekends",
        "how": "Demo: the council’s own number goes here.",
    },
    {
        "kind": contacts.LADO,
        "name": "Local authority designated officer (LADO)",
        "how": "Demo: for allegations about people who work with children. Their number goes here.",
    },
    {
        "kind": contacts.POLICE,
        "name": "Police, when nobody is in danger now",
        "how": "Demo: the local number goes here.",
    },
)
WAITS = doors.Sent(
    "noticed-demo-message-001",
    kind=Message.Kind.COMPLAIN,
    about=Message.About.RULE_OR_PLACE,
    words=(
        "the waiting room is full of grown ups shouting. can we wait somewhere else "
        "(Demo: invented.)"
    ),
)
ANSWERED = doors.Sent(
    "noticed-demo-message-002",
    kind=Message.Kind.ADVOCATE,
    name="J",
    reach="at the club on thursdays, ask for J (Demo: invented.)",
    words="i have a meeting about school and i go quiet when they all look at me",
)
ANSWER = (
    "Hello J. An advocate comes to the club this Thursday at five. They ask for you. You say what "
    "you want at the meeting. They help you say it. We made this up. There is no "
    "such club."
)
SENT_AT, ANSWERED_AT = 17, 11


def name_contacts(group_id: int, *, by: User) -> None:
    contacts.add_contacts(group_id, CONTACTS + FOR_STAFF, by=by)


def send_messages() -> None:
    """One that waits, in time; one for `answer_one`."""
    doors.send(WAITS, now=moment(-3, SENT_AT))
    doors.send(ANSWERED, now=moment(-8, SENT_AT))


def answer_one(*, lead: User) -> None:
    """The day after it was sent."""
    answered = Message.objects.get(kind=Message.Kind.ADVOCATE, sent_on=day(-8))
    inbox.answer(answered, ANSWER, by=lead, now=moment(-7, ANSWERED_AT))
