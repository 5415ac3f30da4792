"""The staff home: what waits for this person, and where to go next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from participation.keeping import watching
from participation.meetings.models import Action, Decision, Meeting
from participation.moderation import queue, theming
from participation.moderation.models import GroupNote
from participation.replies import seat
from participation.replies.models import Reply
from participation.safeguarding.models import Concern, Message
from surveys import data_protection, planning
from surveys.building import count_surveys


@dataclass(frozen=True)
class Task:
    """Something that waits: how many, said in a sentence, and where to do something about it."""

    permission: Permission
    count: Callable[[User], int]
    one: str
    more: str
    label: str
    url: str
    is_urgent: bool = False


TASKS = (
    Task(
        Permission.MODERATE,
        lambda user: queue.late_count(by=user),
        "text waits longer than it should",
        "texts wait longer than they should",
        "Read them first",
        "/staff/moderation/",
        is_urgent=True,
    ),
    Task(
        Permission.MODERATE,
        lambda user: queue.waiting_count(by=user),
        "text waits to be read",
        "texts wait to be read",
        "Read them",
        "/staff/moderation/",
        is_urgent=True,
    ),
    Task(
        Permission.MODERATE,
        lambda user: queue.held_count(by=user),
        "text is held for a second decision",
        "texts are held for a second decision",
        "Decide again",
        "/staff/moderation/held/",
    ),
    Task(
        Permission.HANDLE_CONCERNS,
        lambda user: Concern.objects.readable_by(user).open().count(),
        "concern is open",
        "concerns are open",
        "Open the concerns",
        "/staff/concerns/",
        is_urgent=True,
    ),
    Task(
        Permission.HANDLE_CONCERNS,
        lambda user: queue.late_count(by=user),
        "text waits for a worker longer than it should",
        "texts wait for a worker longer than they should",
        "See who is on call",
        "/staff/rota/",
        is_urgent=True,
    ),
    Task(
        Permission.HANDLE_MESSAGES,
        lambda user: Message.objects.readable_by(user).unanswered().count(),
        "child waits for an answer to a message",
        "children wait for an answer to a message",
        "Open the messages",
        "/staff/messages/",
        is_urgent=True,
    ),
    Task(
        Permission.WRITE_THEMES,
        lambda user: theming.readable_voices(by=user).without_theme().count(),
        "voice is in no theme yet",
        "voices are in no theme yet",
        "Open the themes",
        "/staff/themes/",
    ),
    Task(
        Permission.MODERATE,
        lambda user: GroupNote.objects.readable_by(user).drafts().count(),
        "group note waits to be read back",
        "group notes wait to be read back",
        "Open the group notes",
        "/staff/notes/",
    ),
    Task(
        Permission.WRITE_REPLIES,
        lambda _user: Reply.objects.with_workers().count(),
        "answer is written and not published",
        "answers are written and not published",
        "Open the replies",
        "/staff/replies/",
    ),
    Task(
        Permission.APPROVE_REPLIES,
        lambda user: Reply.objects.waiting_for(user).count(),
        "answer waits for your approval",
        "answers wait for your approval",
        "Read them",
        "/staff/replies/waiting/",
        is_urgent=True,
    ),
    Task(
        Permission.WRITE_MEETINGS,
        lambda _user: Decision.objects.filter(status=Decision.Status.DRAFT).count(),
        "decision is not confirmed yet",
        "decisions are not confirmed yet",
        "Open the meetings",
        "/staff/meetings/",
    ),
    Task(
        Permission.READ_MEETINGS,
        lambda user: Action.objects.readable_by(user).overdue().count(),
        "action is past its day",
        "actions are past their day",
        "Open the actions",
        "/staff/actions/?due=late",
    ),
    Task(
        Permission.BUILD_SURVEYS,
        lambda _user: planning.count_without_reader(),
        "survey about staff waits for somebody who may read it",
        "surveys about staff wait for somebody who may read them",
        "Name a reader",
        "/staff/surveys/",
        is_urgent=True,
    ),
    Task(
        Permission.SEE_NOTES,
        lambda _user: sum(it.has_run_out for it in data_protection.standings()),
        "group waits for a signed data-protection note: none of its surveys can open",
        "groups wait for a signed data-protection note: none of their surveys can open",
        "Open the groups",
        "/staff/groups/",
        is_urgent=True,
    ),
    Task(
        Permission.SEE_NOTES,
        lambda _user: sum(it.is_soon for it in data_protection.standings()),
        "data-protection note runs out within 30 days",
        "data-protection notes run out within 30 days",
        "Open the groups",
        "/staff/groups/",
    ),
    Task(
        Permission.BUILD_SURVEYS,
        lambda _user: count_surveys("draft"),
        "survey is a draft",
        "surveys are drafts",
        "Open the surveys",
        "/staff/surveys/",
    ),
    Task(
        Permission.SEE_SURVEYS,
        lambda _user: count_surveys("open"),
        "survey is open to answers",
        "surveys are open to answers",
        "See the surveys",
        "/staff/surveys/",
    ),
)


@require_safe
@require(Permission.SEE_STAFF_HOME)
def home(request: StaffRequest) -> HttpResponse:
    """Everything this person may do something about; the same few queries, however much it is."""
    tasks = [
        (task, task.count(request.user)) for task in TASKS if request.user.may(task.permission)
    ]
    context: dict[str, object] = {
        "waiting": [(task, number) for task, number in tasks if number],
        "calm": [task for task, number in tasks if not number],
        "audit_fault": request.user.may(Permission.SEE_AUDIT) and watching.last_fault(),
        "may_administer": request.user.may(Permission.ADMINISTER),
        "sees_meetings": request.user.may(Permission.READ_MEETINGS),
        "roles": sorted(role.label for role in request.user.roles),
    }
    if seat.sits(request.user):
        context["seat"] = seat.seat(request.user)
    elif context["sees_meetings"]:
        meetings = Meeting.objects.to_come().for_list()
        context["next_meeting"] = meetings.order_by("start_date", "pk").first()
    return render(request, "participation/home/home.html", context)
