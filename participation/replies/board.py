"""The children's board: every theme of three voices or more, answered or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from participation.meetings.models import AgendaItem, Meeting
from participation.moderation.models import Theme, Voice
from participation.replies.models import Reply
from participation.replies.verdicts import Summary, state_of, summarise

WAITING = "waiting"
QUOTES_SHOWN = 3


@dataclass(frozen=True)
class Answer:
    """One published reply as children read it."""

    reply: Reply
    state: str
    summary: Summary
    told_on: date | None
    days: int | None
    """From the first voice to the day children were told; None until they were."""


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
class Board:
    cards: tuple[Card, ...]
    heard_not_shown: int
    """Themes of fewer than three voices: counted, and never shown."""

    @property
    def answered(self) -> int:
        return sum(card.is_answered for card in self.cards)

    @property
    def written(self) -> int:
        """Answers that are on the board, and still have to be told in person."""
        return sum(bool(card.answers) and not card.is_answered for card in self.cards)

    @property
    def waiting(self) -> int:
        return sum(not card.answers for card in self.cards)


def board(today: date | None = None) -> Board:
    """The whole board, in a constant number of queries; what waits longest comes first."""
    today = today or timezone.localdate()
    cards = [_card(theme, today) for theme in _themes()]
    cards.sort(key=lambda card: (bool(card.answers), -card.days_waiting))
    return Board(tuple(cards), Theme.objects.heard_not_shown().count())


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
                .select_related("agency", "decision", "action")
                .prefetch_related("told", "verdicts"),
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
        days_waiting=(today - asked_on).days,
        heard_at=min(to_come, key=lambda meeting: meeting.start_date, default=None),
    )


def _answer(reply: Reply, asked_on: date) -> Answer:
    summary = summarise(verdict.value for verdict in reply.verdicts.all())
    told_on = min((told.on for told in reply.told.all()), default=None)
    return Answer(
        reply=reply,
        state=state_of(reply, summary),
        summary=summary,
        told_on=told_on,
        days=(told_on - asked_on).days if told_on else None,
    )
