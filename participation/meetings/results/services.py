"""The Board guesses first: what it thinks children answered, and only then what they did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.log import record
from participation.meetings.models import Meeting
from participation.meetings.results.models import Guess
from surveys import gaps, results
from surveys.gaps import Gap
from surveys.results import Audience, Document, QuestionResult, Result, SurveyFacts

GUESS_FIRST = "guess"
"""In a document: why there are no numbers, for somebody who has yet to guess."""


class NothingToGuess(Exception):
    """There is no such question with numbers, so nothing that a guess could be held against."""


class AlreadyRevealed(Exception):
    """The answer was shown, so it is too late for a guess, or for another."""


class NotGuessed(Exception):
    """There is no guess yet that could be held against the answer."""


Guesses = Mapping[tuple[int, str], Guess]
"""By snapshot and the question's key."""


def guesses_of(results: Iterable[Result]) -> Guesses:
    """All that the Board guessed about these, in one query."""
    found = Guess.objects.filter(snapshot__in=[it.snapshot_id for it in results])
    return {(it.snapshot_id, str(it.question)): it for it in found}


def guesses_first(user: User) -> bool:
    """Whether this person sees children's figures only after the Board has guessed."""
    return user.may(Permission.GUESS) and not user.may(Permission.SEE_BEFORE_GUESS)


@transaction.atomic
def guess(
    result: Result, question: UUID, figure: int, *, by: User, on: date | None = None
) -> Guess:
    """Keep what the Board agreed on, of 100 children; until it is revealed it can be changed."""
    # Two members may type at the same instant: the later one changes what the first one made.
    found, _made = Guess.objects.select_for_update().get_or_create(
        snapshot_id=_snapshot_with(result, question),
        question=question,
        defaults={"figure": figure, "by": by},
    )
    if found.revealed_on:
        raise AlreadyRevealed("What children said has been shown: it is too late to guess.")
    found.figure, found.by, found.on = figure, by, on or timezone.localdate()
    found.meeting = _meeting_of(result)
    found.save()
    record("guess-made", found, by=by, figure=figure)
    return found


@transaction.atomic
def reveal(result: Result, question: UUID, *, by: User, on: date | None = None) -> Guess:
    """Show what children said beside the guess; from here on it stays as it is."""
    kept = Guess.objects.select_for_update().filter(snapshot=result.snapshot_id, question=question)
    found = kept.first()
    if found is None:
        raise NotGuessed("Agree on a figure first. Then look.")
    if found.revealed_on is None:
        found.revealed_on = on or timezone.localdate()
        found.save(update_fields=["revealed_on"])
        record("guess-revealed", found, by=by)
    return found


@transaction.atomic
def look_without(result: Result, *, by: User) -> int:
    """Show what children said to all questions that have no guess; say to how many."""
    unguessed = waiting(result, guesses_of([result]))
    today = timezone.localdate()
    for key in unguessed:
        found, _made = Guess.objects.select_for_update().get_or_create(
            snapshot_id=_snapshot_with(result, UUID(key)),
            question=key,
            defaults={"by": by, "revealed_on": today, "meeting": _meeting_of(result)},
        )
        if found.revealed_on is None:
            found.revealed_on = today
            found.save(update_fields=["revealed_on"])
        record("looked-without-guess", found, by=by)
    return len(unguessed)


def waiting(result: Result, guesses: Guesses) -> list[str]:
    """Keys of the questions that have numbers and wait for the Board's guess."""
    if result.document is None or result.audience != Audience.CHILDREN:
        return []
    return [
        it["key"]
        for it in result.document["questions"]
        if _has_numbers(it) and not _is_revealed(result, it["key"], guesses)
    ]


def _is_revealed(result: Result, key: str, guesses: Guesses) -> bool:
    found = guesses.get((result.snapshot_id or 0, key))
    return found is not None and found.revealed_on is not None


def _has_numbers(question: QuestionResult) -> bool:
    return question["headline"] is not None and question["headline"]["count"] is not None


def _snapshot_with(result: Result, question: UUID) -> int:
    """The snapshot, if it has numbers for the question."""
    asked = result.document["questions"] if result.document else []
    numbers = any(it["key"] == str(question) and _has_numbers(it) for it in asked)
    if result.snapshot_id is None or not numbers:
        raise NothingToGuess("There are no numbers for this question: nothing to guess.")
    return result.snapshot_id


def _meeting_of(result: Result) -> Meeting | None:
    """The meeting that hears the survey next, or heard it last."""
    heard = Meeting.objects.filter(agenda_items__surveys__in=result.rounds).exclude(
        status=Meeting.Status.CANCELLED
    )
    to_come = heard.filter(start_date__gte=timezone.localdate()).order_by("start_date").first()
    return to_come or heard.order_by("-start_date").first()


# --- What somebody may see ------------------------------------------------------------------------


def as_seen(told: Sequence[Result], user: User) -> list[Result]:
    """Results without what this person has yet to guess."""
    if not guesses_first(user):
        return list(told)
    guesses = guesses_of(told)
    return [_as_guessed(it, guesses) for it in told]


def _as_guessed(result: Result, guesses: Guesses) -> Result:
    unguessed = waiting(result, guesses)
    if not unguessed or result.document is None:
        return result
    return replace(result, document=_without(result.document, unguessed))


def _without(document: Document, keys: Iterable[str]) -> Document:
    held = set(keys)
    questions = [_held_back(it) if it["key"] in held else it for it in document["questions"]]
    return {**document, "questions": questions}


def _held_back(question: QuestionResult) -> QuestionResult:
    return {
        **question,
        "cells": [{**cell, "count": None, "percent": None} for cell in question["cells"]],
        "together": [],
        "headline": question["headline"]
        and {**question["headline"], "count": None, "percent": None},
        "splits": [{**table, "rows": None} for table in question["splits"]],
        "hidden": GUESS_FIRST,
    }


@dataclass(frozen=True)
class SeenGap:
    """A gap as somebody may see it, with the Board's guess beside it."""

    gap: Gap
    guess: Guess | None
    is_held: bool
    """There are numbers; this person sees them once the Board has guessed."""

    @property
    def figure(self) -> int | None:
        """The Board's guess, once it was revealed."""
        return self.guess.figure if self.guess and self.guess.revealed_on else None

    @property
    def apart(self) -> int | None:
        """Points that children are above the guess; negative: below."""
        if self.figure is None or self.gap.children is None:
            return None
        return self.gap.children.percent - self.figure

    @property
    def size(self) -> int:
        return max(self.gap.size, abs(self.apart or 0))


@dataclass(frozen=True)
class Remembered:
    """One guess of the past and what children had said."""

    on: date
    question: str
    figure: int
    percent: int

    @property
    def apart(self) -> int:
        return abs(self.percent - self.figure)


@dataclass(frozen=True)
class SeenGaps:
    children: Result
    rows: tuple[SeenGap, ...]
    """Those to be guessed first, as they were asked; then the widest."""
    remembered: tuple[Remembered, ...]
    """Every figure that was guessed and revealed over the rounds, the oldest first."""

    @property
    def held(self) -> tuple[SeenGap, ...]:
        return tuple(it for it in self.rows if it.is_held)


def seen_gaps(facts: SurveyFacts, user: User) -> SeenGaps:
    """Every question's gap, as this person may see it. Raises NoResultsYet before the close."""
    return _gaps(facts, guess_first=guesses_first(user))


def gaps_on_paper(facts: SurveyFacts, *, to_everybody: bool) -> SeenGaps:
    """The same for what is printed: whoever made it, the Board may read it before it guesses."""
    return _gaps(facts, guess_first=True, to_everybody=to_everybody)


def on_paper(told: Result, *, to_everybody: bool) -> Result:
    """One result for what is printed, without what the Board has yet to guess."""
    unguessed = waiting(told, guesses_of([told]))
    shown = results.to_everybody(told) if to_everybody else told
    if not unguessed or shown.document is None:
        return shown
    return replace(shown, document=_without(shown.document, unguessed))


def _gaps(facts: SurveyFacts, *, guess_first: bool, to_everybody: bool = False) -> SeenGaps:
    children = results.read(facts, Audience.CHILDREN)
    rounds = results.over_time(facts, Audience.CHILDREN)
    guesses = guesses_of(rounds)
    held = waiting(children, guesses) if guess_first else []
    rows = [
        SeenGap(
            _blind(it) if it.key in held else it,
            guesses.get((children.snapshot_id or 0, it.key)),
            it.key in held,
        )
        for it in gaps.read(facts, to_everybody=to_everybody)
    ]
    rows.sort(key=lambda row: (0, held.index(row.gap.key)) if row.is_held else (1, -row.size))
    return SeenGaps(children, tuple(rows), tuple(_remembered(rounds, guesses)))


def _blind(gap: Gap) -> Gap:
    """Without children's figure, and so without any difference from it."""
    return replace(gap, children=None, differences=())


def _remembered(rounds: Iterable[Result], guesses: Guesses) -> Iterator[Remembered]:
    for result in rounds:
        for question in result.document["questions"] if result.document else ():
            guess = guesses.get((result.snapshot_id or 0, question["key"]))
            headline = question["headline"]
            if guess is None or guess.figure is None or guess.revealed_on is None:
                continue
            if headline is not None and headline["percent"] is not None:
                yield Remembered(guess.on, question["text"], guess.figure, headline["percent"])
