"""How far a thread has come: its ten links, and of each that is missing since when and whose it is.

Question, words, theme, agenda, decision, action, change, answer, told, verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from backend.accounts.permissions import Permission
from backend.working_days import days_between
from participation.replies.models import Reply
from participation.replies.threads import Thread

CLERK = "the clerk"
WORKER = "a participation worker"


@dataclass(frozen=True)
class Gap:
    """A link that is missing."""

    says: str
    who: str
    """Who can do something about it."""
    since: date | None = None
    """The day from which it could have been there; None: it cannot be there yet."""
    permission: Permission | None = None
    """What somebody needs for the address."""
    url: str = ""
    label: str = ""

    @property
    def days(self) -> int:
        return days_between(self.since, timezone.localdate()) if self.since else 0


@dataclass(frozen=True)
class Step:
    key: str
    name: str
    gap: Gap | None = None
    is_hidden: bool = False
    """On an exempt item, which this person may not read: not even if it is there."""

    @property
    def is_done(self) -> bool:
        return self.gap is None and not self.is_hidden


def steps(thread: Thread) -> list[Step]:
    """All ten, in order."""
    no_voices = None if thread.has_voices else _no_voices(thread)
    hides = thread.hides_decisions
    return [
        Step("question", "Question", no_voices),
        Step("words", "Words", no_voices),
        Step("theme", "Theme"),
        Step("item", "Agenda", _no_item(thread)),
        _unless_hidden(Step("decision", "Decision", _no_decision(thread)), hides),
        _unless_hidden(Step("action", "Action", _no_action(thread)), hides),
        _unless_hidden(Step("evidence", "Change", _no_evidence(thread)), hides),
        Step("answer", "Answer", _no_answer(thread)),
        Step("told", "Told", _not_told(thread)),
        Step("verdict", "Verdict", _no_verdict(thread)),
    ]


def next_gap(found: list[Step]) -> Gap | None:
    """What the thread waits for first."""
    return next((step.gap for step in found if step.gap), None)


def _unless_hidden(step: Step, hides: bool) -> Step:
    return Step(step.key, step.name, is_hidden=True) if step.gap and hides else step


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _no_voices(thread: Thread) -> Gap:
    url = reverse("participation:theme-voices", args=[thread.theme.pk])
    since = thread.theme.created_on
    return Gap("Not yet.", WORKER, since, Permission.WRITE_THEMES, url, "Add voices")


def _no_item(thread: Thread) -> Gap | None:
    if thread.items:
        return None
    meeting = thread.next_meeting
    if meeting is None:
        url, label = reverse("participation:meeting-add"), "Add a meeting"
    else:
        url = f"{reverse('participation:item-add', args=[meeting.pk])}?theme={thread.theme.pk}"
        label = f"Put it on the agenda of {meeting.start_date.day} {meeting.start_date:%B}"
    since = thread.first_said
    return Gap("Not yet on an agenda.", CLERK, since, Permission.WRITE_MEETINGS, url, label)


def _no_decision(thread: Thread) -> Gap | None:
    if any(decision.is_confirmed for decision in thread.decisions):
        return None
    if not thread.items:
        return Gap("Not yet: no meeting has it on its agenda.", CLERK)
    if thread.decisions:
        draft = thread.decisions[0]
        url = reverse("participation:meeting-detail", args=[draft.agenda_item.meeting_id])
        return Gap(
            "Not confirmed yet: only a draft.",
            CLERK,
            draft.decided_on,
            Permission.WRITE_MEETINGS,
            f"{url}#item-{draft.agenda_item_id}",
            "Confirm the decision",
        )
    days = [item.meeting.start_date for item in thread.items]
    past = [day for day in days if day < timezone.localdate()]
    return Gap(
        "Not decided yet." if past else f"Not yet: the meeting is on {_day(min(days))}.",
        CLERK,
        min(past, default=None),
        Permission.WRITE_MEETINGS,
        reverse("participation:decision-add", args=[thread.items[0].pk]),
        "Record a decision",
    )


def _no_action(thread: Thread) -> Gap | None:
    if thread.actions:
        return None
    if not thread.decisions:
        return Gap("Not yet: nothing is decided.", CLERK)
    decision = thread.decisions[0]
    return Gap(
        "Not yet: nobody was given anything to do.",
        CLERK,
        decision.decided_on,
        Permission.WRITE_MEETINGS,
        reverse("participation:action-add", args=[decision.pk]),
        "Add an action",
    )


def _no_evidence(thread: Thread) -> Gap | None:
    if thread.evidence:
        return None
    if not thread.actions:
        return Gap("Not yet: nothing is being done.", CLERK)
    action = min(thread.actions, key=lambda it: it.due_on)
    is_late = action.due_on < timezone.localdate()
    day = _day(action.due_on)
    return Gap(
        "Nothing shows it, and its day is past." if is_late else f"Not yet: it is due {day}.",
        f"{action.agency.called} does it, {CLERK} writes it down",
        action.due_on if is_late else None,
        Permission.WRITE_MEETINGS,
        reverse("participation:evidence-add", args=[action.pk]),
        "Add evidence",
    )


WRITTEN = {
    Reply.Status.DRAFT: "Written, and not sent for approval.",
    Reply.Status.SENT: "Written, and waits to be approved.",
    Reply.Status.APPROVED: "Approved, and not published.",
}


def _no_answer(thread: Thread) -> Gap | None:
    if thread.published:
        return None
    if thread.answers:
        reply = thread.answers[0].reply
        says, label = WRITTEN[Reply.Status(reply.status)], "Read the draft"
        url = reverse("participation:reply-detail", args=[reply.pk])
    else:
        says, label = "Not answered yet.", "Draft an answer"
        url = reverse("participation:reply-add", args=[thread.theme.slug])
    asked = ", ".join(it.agency.called for it in thread.not_answered)
    who = f"{asked}, with {WORKER}" if asked else WORKER
    return Gap(says, who, thread.first_said, Permission.WRITE_REPLIES, url, label)


def _not_told(thread: Thread) -> Gap | None:
    if thread.told:
        return None
    if not thread.published:
        return Gap("Not yet: there is no answer to tell.", WORKER)
    reply = thread.published[0].reply
    return Gap(
        "Not yet told in person.",
        WORKER,
        reply.published_on,
        Permission.WRITE_REPLIES,
        reverse("participation:told-add", args=[reply.pk]),
        "Children were told",
    )


def _no_verdict(thread: Thread) -> Gap | None:
    if thread.has_verdict:
        return None
    if not thread.published:
        return Gap("Not yet: they have no answer to judge.", "children")
    who = f"children; {WORKER} can ask them"
    return Gap("Not enough children have told us yet.", who, thread.told_on)
