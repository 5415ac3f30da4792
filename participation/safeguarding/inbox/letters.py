"""Who reads a message, and the letters they get about it: never a word that a child wrote."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from backend.accounts.letters import write_to, write_to_people
from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.safeguarding.models import Message


def readers(message: Message) -> QuerySet[User]:
    """Everybody who may read a message: the same rule as `readable_by`, from the other side."""
    people = User.objects.with_role(Role(message.to))
    people = people.exclude(pk__in=message.shut_out.values("user"))
    if message.about == Message.About.READER:
        people = people.exclude(pk__in=User.objects.with_role(Role.SAFEGUARDING_LEAD).values("pk"))
    return people


def in_english(day: date) -> str:
    """Staff read English, whatever language the page is in that a child has just sent."""
    return f"{day:%-d %B %Y}"


def write(message: Message, subject: str, body: str) -> None:
    """Write to a message's readers; or, if nobody may read it, to those who give the roles."""
    people = readers(message)
    if not people.exists():
        write_to(
            Role.ADMINISTRATOR,
            subject="Noticed: nobody may read a message",
            body=(
                "A child's message waits, and nobody may read it. Give somebody the role "
                f"“{Role(message.to).label}” who is not what it is about."
                f"\n\n{settings.SITE_URL}/staff/people/"
            ),
        )
        return
    write_to_people(
        people,
        subject=f"Noticed: {subject}",
        body=(
            f"{body} An answer is promised by {in_english(message.due_on)}.\n\n"
            f"{settings.SITE_URL}/staff/messages/{message.pk}/\n\n"
            "This message never holds what was written."
        ),
    )
