"""Answers beyond what was expected: a link may be somewhere that nobody meant it to be.

From then on answers are kept and read like all others, and counted in no number until a worker says
whether they should be. What is kept of one is that it came then, and not through which invitation:
so it is said of all that one audience sent to a survey. See ADR 25.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from backend.accounts.letters import write_to
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.log import record
from surveys.models import Answer, Audience, Invitation, Response, Ruling, Survey

BECAUSE_LIMIT = 300


class CannotSay(Exception):
    """Nothing waits for it, the survey is closed and counted, or there is no reason given."""


def is_beyond(invitation: Invitation) -> bool:
    """Whether the next answer through it is one more than was expected.

    By the count that was read with the invitation: two at the same instant may both pass as the
    last, which harms nobody and costs no lock.
    """
    return invitation.answered >= invitation.expected


def tell(invitation: Invitation) -> None:
    """Write to workers, once for each number that was expected."""
    untold = Invitation.objects.filter(pk=invitation.pk, told_of__lt=invitation.expected)
    if invitation.told_of >= invitation.expected or not untold.update(told_of=invitation.expected):
        return
    write_to(
        Role.WORKER,
        subject="Noticed: more answers than expected",
        body=(
            f"More than {invitation.expected} answers came through one way into “"
            f"{invitation.survey}”. Those that come now are kept and read, and not counted until "
            "you say so. Look whether its code is somewhere public, and close it if it is.\n\n"
            f"{settings.SITE_URL}/staff/surveys/{invitation.survey_id}/invitations/"
        ),
    )


def waiting(survey: Survey) -> Mapping[Audience, int]:
    """How many answers wait to be counted, by audience."""
    rows = (
        Response.objects.filter(survey=survey, beyond=Response.Beyond.WAITING)
        .values_list("audience")
        .annotate(many=Count("*"))
        .order_by("audience")
    )
    return {Audience(audience): many for audience, many in rows}


def rulings(survey: Survey) -> list[Ruling]:
    return list(Ruling.objects.filter(survey=survey).select_related("by"))


@transaction.atomic
def expect_more(invitation: Invitation, *, by: User) -> None:
    """Expect twice as many. By steps alone: a number of one's own could single out the last."""
    Invitation.objects.filter(pk=invitation.pk).update(expected=F("expected") * 2)
    invitation.refresh_from_db(fields=["expected"])
    record("more-answers-expected", invitation, by=by, expected=invitation.expected)


@transaction.atomic
def say(
    survey: Survey,
    audience: str,
    *,
    are_counted: bool,
    because: str = "",
    by: User,
    on: date | None = None,
) -> Ruling:
    """Count what waits of an audience, or leave it out for a reason; raises CannotSay."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.status == Survey.Status.CLOSED:
        raise CannotSay("This survey is closed, and its numbers stay as they are.")
    if not are_counted and not because.strip():
        raise CannotSay("Say why they are left out.")
    standing = Response.Beyond.COUNTED if are_counted else Response.Beyond.LEFT_OUT
    which = Response.objects.filter(
        survey=survey, audience=audience, beyond=Response.Beyond.WAITING
    )
    number = which.update(beyond=standing)
    if not number:
        raise CannotSay("No answers wait for this.")
    if are_counted:
        Answer.objects.filter(
            response__survey=survey,
            response__audience=audience,
            response__beyond=Response.Beyond.COUNTED,
            audience="",
        ).update(audience=audience, beyond=False)
    ruling = Ruling.objects.create(
        survey=survey,
        audience=audience,
        answers=number,
        counted=are_counted,
        because=because.strip()[:BECAUSE_LIMIT],
        by=by,
        on=on or timezone.localdate(),
    )
    record("answers-ruled-on", survey, by=by, ruling=ruling.pk, counted=are_counted)
    return ruling
