"""One theme's whole thread, from the question to what children made of the answer.

For staff. Words are shown only of children who said yes to being quoted, and what was decided on
an exempt item only to those who may read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.working_days import days_between
from participation.meetings.models import Action, AgendaItem, Decision, Evidence, Meeting
from participation.moderation.models import Theme, Voice, how_many_voices
from participation.replies.board import Answer, Card
from participation.replies.models import Asked, Reply, Told
from participation.replies.verdicts import Summary, state_of, summary_of


@dataclass(frozen=True)
class StaffAnswer:
    """One reply, draft or published, with what became of it."""

    reply: Reply
    told: tuple[Told, ...]
    summary: Summary

    @property
    def state(self) -> str:
        return state_of(self.reply, self.summary)


@dataclass(frozen=True)
class QuestionAsked:
    text: str
    survey: str


@dataclass(frozen=True)
class Thread:
    theme: Theme
    questions: tuple[QuestionAsked, ...]
    has_voices: bool
    heard: str
    items: tuple[AgendaItem, ...]
    asked: tuple[Asked, ...]
    answers: tuple[StaffAnswer, ...]
    next_meeting: Meeting | None
    """Where it could go, if it is on no agenda yet."""
    hides_decisions: bool
    """One of its items is exempt, and this person may not read what was decided on it."""

    @cached_property
    def decisions(self) -> list[Decision]:
        return [decision for item in self.items for decision in item.decisions.all()]

    @cached_property
    def actions(self) -> list[Action]:
        return [action for decision in self.decisions for action in decision.actions.all()]

    @cached_property
    def evidence(self) -> list[Evidence]:
        return [evidence for action in self.actions for evidence in action.evidence.all()]

    @cached_property
    def published(self) -> list[StaffAnswer]:
        return [answer for answer in self.answers if answer.reply.is_published]

    @cached_property
    def told(self) -> list[Told]:
        return [told for answer in self.answers for told in answer.told]

    @property
    def has_verdict(self) -> bool:
        return any(answer.summary != Summary.TOO_FEW for answer in self.published)

    @property
    def not_answered(self) -> list[Asked]:
        answered = {answer.reply.agency_id for answer in self.published}
        return [asked for asked in self.asked if asked.agency_id not in answered]

    @property
    def not_told(self) -> list[Asked]:
        """Asked, and answered on the board alone: it counts once children were told."""
        answered = {answer.reply.agency_id for answer in self.published}
        told = {answer.reply.agency_id for answer in self.published if answer.told}
        return [asked for asked in self.asked if asked.agency_id in answered - told]

    @property
    def first_said(self) -> date:
        return self.theme.asked_on or self.theme.created_on

    @property
    def told_on(self) -> date | None:
        return min((told.on for told in self.told), default=None)

    @property
    def days(self) -> int:
        """Until children were told, or until today."""
        return days_between(self.first_said, self.told_on or timezone.localdate())


def staff_answer(reply: Reply) -> StaffAnswer:
    """From a reply of `Reply.objects.for_staff()`, with no more queries."""
    return StaffAnswer(reply, tuple(reply.told.all()), summary_of(reply))


def preview(reply: Reply) -> Card:
    """The card that children see once this reply is published, alone."""
    answer = staff_answer(reply)
    shown = copy(reply)
    shown.published_on = reply.published_on or timezone.localdate()
    asked_on = reply.theme.asked_on or reply.theme.created_on
    told_on = min((told.on for told in answer.told), default=None)
    days = days_between(asked_on, told_on) if told_on else None
    return Card(
        theme=reply.theme,
        state=answer.state,
        answers=(Answer(shown, answer.state, answer.summary, told_on, days),),
        not_answered=(),
        days_waiting=days_between(asked_on, timezone.localdate()),
        heard_at=None,
    )


def thread(theme: Theme, *, by: User) -> Thread:
    """Everything that hangs on a theme, in a constant number of queries."""
    return threads([theme], by=by)[0]


def threads(themes: Sequence[Theme], *, by: User) -> list[Thread]:
    """The same of several themes, in as many queries as of one."""
    prefetch_related_objects(
        list(themes),
        Prefetch("agenda_items", _items(by)),
        Prefetch("asked", Asked.objects.select_related("agency")),
        Prefetch("replies", Reply.objects.for_staff()),
    )
    questions = _questions(themes)
    counted = Theme.objects.filter(pk__in=[theme.pk for theme in themes]).order_by()
    voices = dict(counted.annotate(number=Count("voices")).values_list("pk", "number"))
    next_meeting = Meeting.objects.to_come().order_by("start_date", "pk").first()
    may_read_exempt = by.may(Permission.READ_EXEMPT)
    return [
        Thread(
            theme=theme,
            questions=tuple(questions[theme.pk]),
            has_voices=voices[theme.pk] > 0,
            heard=how_many_voices(voices[theme.pk]),
            items=tuple(theme.agenda_items.all()),
            asked=tuple(theme.asked.all()),
            answers=tuple(staff_answer(reply) for reply in theme.replies.all()),
            next_meeting=next_meeting,
            hides_decisions=not may_read_exempt
            and any(item.is_exempt for item in theme.agenda_items.all()),
        )
        for theme in themes
    ]


def _questions(themes: Sequence[Theme]) -> dict[int, list[QuestionAsked]]:
    """By theme, what its voices answer; what a group said by itself answers nothing."""
    asked = (
        Voice.objects.filter(themes__in=themes)
        .exclude(question=None)
        .order_by("question__survey", "question__position")
        .values_list("themes", "question__text", "question__survey__title")
        .distinct()
    )
    found: dict[int, list[QuestionAsked]] = defaultdict(list)
    for theme_id, text, survey in asked:
        found[theme_id].append(QuestionAsked(text, survey))
    return found


def _items(by: User) -> QuerySet[AgendaItem]:
    actions = Action.objects.select_related("agency").prefetch_related("evidence", "updates")
    decisions = Decision.objects.readable_by(by).prefetch_related(Prefetch("actions", actions))
    return (
        AgendaItem.objects.exclude(meeting__status=Meeting.Status.CANCELLED)
        .defer("exempt_notes")
        .select_related("meeting__body")
        .prefetch_related(Prefetch("decisions", decisions))
        .order_by("meeting__start_date", "pk")
    )
