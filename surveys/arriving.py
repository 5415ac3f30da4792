"""Words arrived: who is told of them, and when those of a live room can be read."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q

from backend.accounts.letters import write_to_people
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.events import MODERATION, announce
from surveys.models import Answer, Invitation, Survey

ROOM_BATCH = 5
"""A room's words are shown when five people's wait: in a room of seven, order names who spoke."""


def tell(invitation: Invitation, answers: list[Answer]) -> None:
    """Let moderators know what they may now read, and workers and leads what they should first."""
    words = [answer for answer in answers if answer.text]
    arrived = [answer for answer in words if not answer.from_room]
    if len(arrived) < len(words):
        arrived += _mix_room(invitation)
    if any(answer.risk for answer in words):
        write_to_people(
            _who_is_told(invitation.survey),
            subject="Noticed: words to read first",
            body=(
                "Somebody sent words that should be read first. They are at the top of the "
                f"waiting words.\n\n{settings.SITE_URL}/staff/moderation/\n\n"
                "This message never holds what was written."
            ),
        )
    if arrived:
        announce(MODERATION, "words-arrived")


def _who_is_told(survey: Survey) -> list[User]:
    """Workers and leads, but nobody whom the words are not there for.

    Leads do not read words about staff, and are told all the same: they see that a reader does.
    """
    people = User.objects.with_role(Role.WORKER, Role.SAFEGUARDING_LEAD)
    people = people.exclude(pk__in=survey.asked_about.values("pk"))
    if not survey.about_staff:
        return list(people)
    readers = survey.readers.values("pk")
    leads = User.objects.with_role(Role.SAFEGUARDING_LEAD).values("pk")
    return list(people.filter(Q(pk__in=readers) | Q(pk__in=leads)))


def _mix_room(invitation: Invitation) -> list[Answer]:
    """Let a room's words go once five people's wait together."""
    mixed = list(
        Answer.objects.words().filter(
            from_room=True,
            response__survey=invitation.survey_id,
            response__audience=invitation.audience,
        )
    )
    if len({answer.response_id for answer in mixed}) < ROOM_BATCH:
        return []
    Answer.objects.filter(pk__in=[answer.pk for answer in mixed]).update(from_room=False)
    return mixed
