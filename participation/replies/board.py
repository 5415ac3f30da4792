"""The children's board: every theme of three voices or more, answered or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from backend.working_days import days_between
from participation.meetings.models import AgendaItem, Meeting
from participation.moderation.models import Theme, Voice
from participation.replies import finding
from participation.replies.finding import WAITING, Wanted
from participation.replies.models import Reply, Told
from participation.replies.verdicts import CHILDREN_SAY_DONE, Summary, state_of, summary_of

QUOTES_SHOWN = 3
PAGE = 24
"""Cards on a page; with those that children say are done, at most thirty: 40 KB to carry."""
DONE_SHOWN = 6
EVERYTHING = Wanted()


@dataclass(frozen=True)
class Answer:
    """One published reply as children read it."""

    reply: Reply
    state: str
    summary: Summary
    told_on: date | None
    days: int | None
    """From the first voice to the day children were told; None until they were."""

    @property
    def changed(self) -> list[str]:
        """What is different now, as evidence of its action says; nothing of what is a draft."""
        action, decision = self.reply.action, self.reply.decision
        if action is None or not self.reply.is_published:
            return []
        agreed = all(it.is_confirmed for it in (decision, action.decision) if it)
        return [it.text for it in action.evidence.all()] if agreed else []


@dataclass(frozen=True)
class Card:
    theme: Theme
    state: str
    answers: tuple[Answer, ...]
    not_answered: tuple[str, ...]
    """Agencies that were asked and have not answered."""
    days_waiting: int
    heard_at: Meeting | None
    """The next meeting that has it on its agenda."""

    @property
    def url(self) -> str:
        return f"/replies/{self.theme.slug}/"

    @property
    def is_answered(self) -> bool:
        """An answer counts as given when children were told (promise 6)."""
        return any(answer.told_on for answer in self.answers)


@dataclass(frozen=True)
class Counts:
    """Of the whole board, whatever is looked for: a part of it could say of whom it is."""

    all: int
    waiting: int
    """Without an answer."""
    answered: int
    """An answer that children were told."""
    done: int
    """Children say so."""
    heard_not_shown: int
    """Themes of fewer than three voices: counted, and never shown."""

    @property
    def written(self) -> int:
        """Answers that are on the board, and still have to be told in person."""
        return self.all - self.waiting - self.answered


@dataclass(frozen=True)
class Board:
    """One page of it."""

    wanted: Wanted
    counts: Counts | None
    """None of a part of the board."""
    done: tuple[Card, ...]
    """What children say is done, before everything else."""
    cards: tuple[Card, ...]
    page: Page[int]

    @property
    def more_done(self) -> bool:
        """Whether more is done than the board shows before the rest."""
        return self.counts is not None and self.counts.done > len(self.done)


def board(wanted: Wanted = EVERYTHING, *, page: str | int = 1, today: date | None = None) -> Board:
    """A page of what is wanted, in a constant number of queries."""
    if wanted.is_everything:
        return _everything(page, today)
    rows = finding.found(wanted, done_first=not wanted.state).values_list("pk", flat=True)
    shown = Paginator(rows, PAGE).get_page(page)
    made = cards(list(shown), today)
    done = tuple(card for card in made if card.state == CHILDREN_SAY_DONE)
    return Board(wanted, None, done, made[len(done) :], shown)


def _everything(page: str | int, today: date | None) -> Board:
    """The newest that children say is done stand before the first page, and no more of them.

    Else years of them would push what waits off it (ADR 13).
    """
    counted = counts()
    rows = finding.found(EVERYTHING).values_list("pk", flat=True)
    paginator = Paginator(rows.filter(finding.IS_WAITING | ~finding.is_done()), PAGE)
    paginator.count = counted.all - counted.done
    shown = paginator.get_page(page)
    done: list[int] = []
    if counted.done and shown.number == 1:
        newest = rows.filter(finding.is_done()).order_by("-answered_on", "-newest")
        done = list(newest[:DONE_SHOWN])
    made = cards([*done, *shown], today)
    return Board(EVERYTHING, counted, made[: len(done)], made[len(done) :], shown)


def counts() -> Counts:
    told = Told.objects.filter(reply__theme=OuterRef("pk"), reply__status=Reply.Status.PUBLISHED)
    counted = (
        finding.themes()
        .annotate(is_told=Exists(told))
        .aggregate(
            all=Count("pk"),
            waiting=Count("pk", filter=finding.IS_WAITING),
            answered=Count("pk", filter=Q(is_told=True)),
            done=Count("pk", filter=finding.is_done()),
        )
    )
    return Counts(**counted, heard_not_shown=Theme.objects.heard_not_shown().count())


def cards(ids: Sequence[int], today: date | None = None) -> tuple[Card, ...]:
    """The cards of these themes, in this order."""
    today = today or timezone.localdate()
    made = {theme.pk: _card(theme, today) for theme in _themes().filter(pk__in=ids)}
    return tuple(made[pk] for pk in ids if pk in made)


def card(slug: str, today: date | None = None) -> Card | None:
    """One theme of the board, or the one that it went into; None when neither is on it."""
    slug = _went_into(slug)
    theme = _themes().filter(slug=slug).first()
    return _card(theme, today or timezone.localdate()) if theme else None


def _went_into(slug: str) -> str:
    """Follow merges, so that an address somebody kept leads to where the words are now."""
    merged = Theme.objects.filter(merged_into__isnull=False)
    into = dict(merged.values_list("slug", "merged_into__slug"))
    while slug in into:
        slug = into.pop(slug)
    return slug


def quotes(theme: Theme) -> list[str]:
    """A few voices whose children let us quote them, in no order that tells."""
    voices = Voice.objects.quotable().filter(themes=theme).order_by("pk")[:QUOTES_SHOWN]
    return [voice.text for voice in voices]


def _themes() -> QuerySet[Theme]:
    return (
        Theme.objects.on_the_board()
        .select_related("group")
        .prefetch_related(
            Prefetch(
                "replies",
                Reply.objects.published()
                .select_related("agency", "decision__agenda_item", "action__decision__agenda_item")
                .prefetch_related("told", "verdicts__round", "action__evidence"),
            ),
            "asked__agency",
            Prefetch("agenda_items", AgendaItem.objects.select_related("meeting__body")),
        )
    )


def _card(theme: Theme, today: date) -> Card:
    asked_on = theme.asked_on or theme.created_on
    answers = tuple(_answer(reply, asked_on) for reply in theme.replies.all())
    answered = {answer.reply.agency_id for answer in answers}
    meetings = [item.meeting for item in theme.agenda_items.all()]
    to_come = [
        meeting
        for meeting in meetings
        if meeting.start_date >= today and meeting.status != Meeting.Status.CANCELLED
    ]
    return Card(
        theme=theme,
        state=answers[0].state if answers else WAITING,
        answers=answers,
        not_answered=tuple(
            asked.agency.called for asked in theme.asked.all() if asked.agency_id not in answered
        ),
        days_waiting=days_between(asked_on, today),
        heard_at=min(to_come, key=lambda meeting: meeting.start_date, default=None),
    )


def _answer(reply: Reply, asked_on: date) -> Answer:
    summary = summary_of(reply)
    told_on = min((told.on for told in reply.told.all()), default=None)
    return Answer(
        reply=reply,
        state=state_of(reply, summary),
        summary=summary,
        told_on=told_on,
        days=days_between(asked_on, told_on) if told_on else None,
    )
