"""An answer in a body's name: sent to those who speak for it, approved by one of them or sent back.

What they approve is what children read: a change takes the approval away, and the database refuses
both a published answer without one and a change to an approved one.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from backend.accounts.letters import write_to_people
from backend.accounts.models import User
from backend.audit.log import record
from participation.meetings.models import Body, Membership
from participation.replies.models import Reply

Status = Reply.Status


class NobodySpeaks(Exception):
    """The body has sent nobody who could approve its answer."""


class DoesNotSpeak(Exception):
    """Only who speaks for the body today decides, and never about an answer of their own."""


class AnswerChanged(Exception):
    """Somebody changed the answer after it was read."""


class NotNow(Exception):
    """The answer is not at the step that this deed belongs to."""


def speakers(body: Body) -> QuerySet[User]:
    """Who may approve an answer in its name today."""
    standing = Membership.objects.on().speaking_for(body).who_may_approve()
    return User.objects.filter(pk__in=standing.values("person"))


def may_decide(reply: Reply, user: User) -> bool:
    return speakers(reply.agency).filter(pk=user.pk).exclude(pk=reply.written_by_id).exists()


@transaction.atomic
def send(reply: Reply, *, by: User, on: date | None = None) -> Reply:
    """Send a draft to those who speak for the body, and write to each of them.

    Raises NotNow for what is no draft, and NobodySpeaks where nobody could approve it.
    """
    reply = _locked(reply)
    if reply.status != Status.DRAFT:
        raise NotNow("This answer was sent for approval already.")
    people = list(speakers(reply.agency).exclude(pk=reply.written_by_id))
    if not people:
        raise NobodySpeaks(
            f"Nobody speaks for {reply.agency} who could approve this. "
            "Ask the clerk to add a member first."
        )
    reply.status, reply.sent_on = Status.SENT, on or timezone.localdate()
    reply.sent_back_by, reply.sent_back_because = None, ""
    reply.save(update_fields=["status", "sent_on", "sent_back_by", "sent_back_because"])
    record("reply-sent-for-approval", reply, by=by, agency=reply.agency_id)
    write_to_people(
        people,
        subject="Noticed: an answer waits for you",
        body=(
            f"An answer to children in the name of {reply.agency} waits for your approval. "
            "Until you approve it, their board says that it has not answered.\n\n"
            f"{_address(reply)}\n\nThis message never holds what children said."
        ),
    )
    return reply


@transaction.atomic
def approve(reply: Reply, *, version: int, by: User, now: datetime | None = None) -> Reply:
    """Let an answer go out as it was read in this version.

    Raises NotNow, DoesNotSpeak or AnswerChanged.
    """
    reply = _locked(reply)
    _refuse_others(reply, by)
    if reply.status != Status.SENT:
        raise NotNow("This answer does not wait for approval now.")
    if reply.version != version:
        raise AnswerChanged("Somebody changed this answer since you read it. Read it again.")
    reply.status, reply.approved_by = Status.APPROVED, by
    reply.approved_at = now or timezone.now()
    reply.save(update_fields=["status", "approved_by", "approved_at"])
    record("reply-approved", reply, by=by, agency=reply.agency_id, version=version)
    return reply


@transaction.atomic
def send_back(reply: Reply, *, because: str, by: User) -> Reply:
    """Make it a draft again, with a note to who wrote it; also what was approved and not published.

    Raises NotNow or DoesNotSpeak.
    """
    reply = _locked(reply)
    _refuse_others(reply, by)
    if reply.status not in {Status.SENT, Status.APPROVED}:
        raise NotNow("This answer does not wait for approval now.")
    to_draft(reply)
    reply.sent_back_by, reply.sent_back_because = by, because
    reply.save(update_fields=["sent_back_by", "sent_back_because"])
    record("reply-sent-back", reply, by=by, agency=reply.agency_id)
    write_to_people(
        User.objects.filter(pk=reply.written_by_id, is_active=True),
        subject="Noticed: an answer came back to you",
        body=(
            f"An answer in the name of {reply.agency} was sent back with a note.\n\n"
            f"{_address(reply)}\n\nThis message never holds what children said."
        ),
    )
    return reply


def to_draft(reply: Reply) -> None:
    """Take an approval, and a day of publishing, away. Call it inside a transaction."""
    reply.status = Status.DRAFT
    reply.sent_on = reply.approved_by = reply.approved_at = None
    reply.published_on = reply.published_by = None
    reply.save(
        update_fields=[
            *("status", "sent_on", "approved_by", "approved_at", "published_on", "published_by")
        ]
    )


def _locked(reply: Reply) -> Reply:
    return Reply.objects.select_for_update(of=("self",)).select_related("agency").get(pk=reply.pk)


def _refuse_others(reply: Reply, by: User) -> None:
    if reply.written_by_id == by.pk:
        raise DoesNotSpeak("You wrote this answer. Somebody else who speaks for it approves it.")
    if not may_decide(reply, by):
        raise DoesNotSpeak(f"You do not speak for {reply.agency} today, so you cannot decide this.")


def _address(reply: Reply) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/staff/replies/{reply.pk}/"
