"""A live room: a group sits together, each with their own phone, and a worker runs it.

Two counts, both of deeds that the worker could see: pages opened and answers sent. They have no
times and are joined to nobody. What was answered is not here: `surveys.results` alone says that.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import announce, live_topic
from surveys import building, invitations
from surveys.models import Invitation


class NotARoom(Exception):
    """Only a live room that is open can be paused."""


def find(code: str) -> Invitation | None:
    """The live room with this code."""
    invitation = invitations.find(code)
    is_room = invitation is not None and invitation.kind == Invitation.Kind.LIVE
    return invitation if is_room else None


def count_opened(invitation: Invitation) -> None:
    """Count that somebody opened a live room's page; other ways in count nothing."""
    if invitation.kind != Invitation.Kind.LIVE:
        return
    Invitation.objects.filter(pk=invitation.pk).update(opened=F("opened") + 1)
    announce(live_topic(invitation.code), "opened")


def pause(invitation: Invitation, *, by: User) -> None:
    """Take nothing for a moment. Pages stay open, and what was typed stays on them."""
    _set_paused(invitation, True, "room-paused", by=by)


def go_on(invitation: Invitation, *, by: User) -> None:
    """Take answers again: pages that waited send by themselves."""
    _set_paused(invitation, False, "room-goes-on", by=by)


@transaction.atomic
def _set_paused(invitation: Invitation, paused: bool, action: str, *, by: User) -> None:
    live = Invitation.objects.filter(
        pk=invitation.pk, kind=Invitation.Kind.LIVE, closed_at=None, survey__closed_on=None
    )
    if not live.update(paused=paused):
        raise NotARoom("This room is closed. Open it again to take answers.")
    invitation.paused = paused
    record(action, invitation, by=by)
    announce(live_topic(invitation.code), action.removeprefix("room-"))


@transaction.atomic
def close(invitation: Invitation, *, survey_too: bool = False, by: User) -> None:
    """Close the room; its words can then be read. Results come when the survey is closed too."""
    invitations.close(invitation, by=by)
    if survey_too:
        building.close_survey(invitation.survey, by=by)
