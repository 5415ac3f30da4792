"""What hangs loose, from both ends: of each kind how many, since when, and where it is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import caches
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.working_days import days_between
from participation.meetings.models import Action, AgendaItem, Decision, Evidence, Meeting
from participation.moderation.models import Theme
from participation.replies.models import Reply, Told
from participation.replies.steps import CLERK, WORKER
from participation.replies.verdicts import Summary, summaries

VERDICT_DAYS = 28
"""From being told to when somebody should have asked the children what they make of it."""


@dataclass(frozen=True)
class Row:
    """One thing that hangs loose, as a list shows it."""

    title: str
    about: str
    url: str
    since: date
    mend_url: str
    mend: str

    @property
    def days(self) -> int:
        return days_between(self.since, timezone.localdate())


@dataclass(frozen=True)
class Kind:
    key: str
    label: str
    about: str
    who: str
    permission: Permission
    """What somebody needs to mend it."""
    found: Callable[[User], QuerySet[Any]]
    """The longest waiting first."""
    row: Callable[[Any, Meeting | None], Row]
    """Of a thing that was found, and the next meeting."""


def _standing() -> QuerySet[AgendaItem]:
    """Items of meetings that were not called off."""
    return AgendaItem.objects.exclude(meeting__status=Meeting.Status.CANCELLED)


# --- What children said, and adults have not taken up ---------------------------------------------


def _themes(_user: User) -> QuerySet[Theme]:
    items = _standing().filter(themes=OuterRef("pk"))
    return Theme.objects.on_the_board().filter(~Exists(items)).order_by("asked_on", "pk")


def _theme_row(theme: Theme, meeting: Meeting | None) -> Row:
    if meeting is None:
        url, label = reverse("participation:meeting-add"), "Add a meeting"
    else:
        url = f"{reverse('participation:item-add', args=[meeting.pk])}?theme={theme.pk}"
        label = "Put it on the next agenda"
    since = theme.asked_on or theme.created_on
    here = reverse("participation:thread", args=[theme.slug])
    return Row(theme.title, "First said", here, since, url, label)


def _items(user: User) -> QuerySet[AgendaItem]:
    decided = Decision.objects.confirmed().filter(agenda_item=OuterRef("pk"))
    items = _standing().filter(meeting__start_date__lt=timezone.localdate())
    if not user.may(Permission.READ_EXEMPT):  # Whether anything was decided is exempt as well.
        items = items.exclude(access=AgendaItem.Access.EXEMPT)
    about_themes = Theme.objects.filter(agenda_items=OuterRef("pk"))
    loose = items.filter(Exists(about_themes), ~Exists(decided))
    return loose.select_related("meeting__body").order_by("meeting__start_date", "pk")


def _item_row(item: AgendaItem, _meeting: Meeting | None) -> Row:
    here = f"{reverse('participation:meeting-detail', args=[item.meeting_id])}#item-{item.pk}"
    mend = reverse("participation:decision-add", args=[item.pk])
    since = item.meeting.start_date
    return Row(str(item), str(item.meeting), here, since, mend, "Record a decision")


def _unanswered(_user: User) -> QuerySet[Decision]:
    answered = Reply.objects.published().filter(
        Q(decision=OuterRef("pk")) | Q(published_on__gte=OuterRef("decided_on")),
        theme__agenda_items=OuterRef("agenda_item"),
    )
    about_themes = Theme.objects.filter(agenda_items=OuterRef("agenda_item"))
    decided = Decision.objects.public().filter(Exists(about_themes), ~Exists(answered))
    return decided.select_related("agenda_item__meeting__body").order_by("decided_on", "pk")


def _unanswered_row(decision: Decision, _meeting: Meeting | None) -> Row:
    item = decision.agenda_item
    here = f"{reverse('participation:meeting-detail', args=[item.meeting_id])}#item-{item.pk}"
    mend = reverse("participation:reply-list")
    return Row(
        decision.text, f"Item {item}", here, decision.decided_on, mend, "Answer the children"
    )


def _actions(user: User) -> QuerySet[Action]:
    shown = Evidence.objects.filter(action=OuterRef("pk"))
    readable = Q(decision=None) | Q(decision__in=Decision.objects.readable_by(user))
    late = Action.objects.overdue().filter(readable, ~Exists(shown))
    return late.select_related("agency").order_by("due_on", "pk")


def _action_row(action: Action, _meeting: Meeting | None) -> Row:
    here = reverse("participation:action-detail", args=[action.pk])
    mend = reverse("participation:evidence-add", args=[action.pk])
    return Row(action.text, action.agency.called, here, action.due_on, mend, "Add evidence")


# --- What adults said, and children have not heard, or not judged ---------------------------------


def _untold(_user: User) -> QuerySet[Reply]:
    told = Told.objects.filter(reply=OuterRef("pk"))
    replies = Reply.objects.published().filter(~Exists(told)).select_related("theme", "agency")
    return replies.order_by("published_on", "pk")


def _untold_row(reply: Reply, _meeting: Meeting | None) -> Row:
    here = reverse("participation:reply-detail", args=[reply.pk])
    mend = reverse("participation:told-add", args=[reply.pk])
    since = reply.published_on or timezone.localdate()
    return Row(reply.theme.title, _answer_of(reply), here, since, mend, "Children were told")


def _answer_of(reply: Reply) -> str:
    return f"{reply.agency.called}: {reply.get_state_display()}"


def _unjudged(_user: User) -> QuerySet[Reply]:
    """Too few verdicts, never how few: none and four are told apart by nobody."""
    judged = [pk for pk, word in summaries().items() if word != Summary.TOO_FEW]
    before = timezone.localdate() - timedelta(days=VERDICT_DAYS)
    told = Reply.objects.published().annotate(told_on=Min("told__on")).filter(told_on__lt=before)
    loose = told.exclude(pk__in=judged)
    return loose.select_related("theme", "agency").order_by("told_on", "pk")


def _unjudged_row(reply: Reply, _meeting: Meeting | None) -> Row:
    here = reverse("participation:reply-detail", args=[reply.pk])
    since: date = reply.told_on  # type: ignore[attr-defined]  # annotated
    return Row(reply.theme.title, _answer_of(reply), here, since, here, "Ask the children")


def _unfounded(user: User) -> QuerySet[Decision]:
    about_themes = Theme.objects.filter(agenda_items=OuterRef("agenda_item"))
    decided = Decision.objects.readable_by(user).confirmed().filter(~Exists(about_themes))
    return decided.select_related("agenda_item__meeting__body").order_by("decided_on", "pk")


def _unfounded_row(decision: Decision, _meeting: Meeting | None) -> Row:
    item = decision.agenda_item
    here = f"{reverse('participation:meeting-detail', args=[item.meeting_id])}#item-{item.pk}"
    mend = reverse("participation:item-edit", args=[item.pk])
    return Row(decision.text, f"Item {item}", here, decision.decided_on, mend, "Add its themes")


KINDS = (
    Kind(
        "themes",
        "Themes on no agenda",
        "Themes on the children’s board that no meeting has talked about, or is going to.",
        CLERK,
        Permission.WRITE_MEETINGS,
        _themes,
        _theme_row,
    ),
    Kind(
        "items",
        "Items not decided",
        "Agenda items with a theme, whose meeting is over, and no confirmed decision.",
        CLERK,
        Permission.WRITE_MEETINGS,
        _items,
        _item_row,
    ),
    Kind(
        "decisions",
        "Decisions not answered",
        "Confirmed decisions about a theme, since which no answer to it was published.",
        WORKER,
        Permission.WRITE_REPLIES,
        _unanswered,
        _unanswered_row,
    ),
    Kind(
        "actions",
        "Actions late, with no evidence",
        "Actions that were due, and nothing shows yet what changed for children.",
        f"the agency that does it; {CLERK} writes it down",
        Permission.WRITE_MEETINGS,
        _actions,
        _action_row,
    ),
    Kind(
        "told",
        "Answers not told",
        "Answers that are on the board, and were not told to any group in person.",
        WORKER,
        Permission.WRITE_REPLIES,
        _untold,
        _untold_row,
    ),
    Kind(
        "verdicts",
        "Answers not judged",
        f"Answers that children were told more than {VERDICT_DAYS} days ago, and too few have "
        "said what they make of it.",
        WORKER,
        Permission.WRITE_REPLIES,
        _unjudged,
        _unjudged_row,
    ),
    Kind(
        "unfounded",
        "Decisions without children",
        "Confirmed decisions that no theme stands behind. Some need none.",
        CLERK,
        Permission.WRITE_MEETINGS,
        _unfounded,
        _unfounded_row,
    ),
)
COUNTED_FOR = 60
"""Seconds: each kind asks for all that there is, and its list is one of seven."""


def counts(user: User, chosen: Kind, number: int) -> dict[str, int]:
    """How many of each kind this person may see, a minute old at most; the chosen one as it is."""
    here, may = caches["here"], user.may(Permission.READ_EXEMPT)
    keys = {it.key: f"loose-{it.key}-{may}" for it in KINDS}
    here.set(keys[chosen.key], number, COUNTED_FOR)
    found = {
        it.key: here.get_or_set(keys[it.key], it.found(user).count, COUNTED_FOR) for it in KINDS
    }
    return {key: count or 0 for key, count in found.items()} | {chosen.key: number}
