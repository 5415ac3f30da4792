"""The same question asked of children and of adults: how far apart the answers are.

Each side comes from a snapshot, so what is hidden there is hidden here (ADR 19).
"""

from __future__ import annotations

from dataclasses import dataclass

from surveys import results
from surveys.intervals import newcombe, wilson
from surveys.results import Audience, Document, QuestionResult, Result, SurveyFacts

FEW = 30
"""Fewer than this are too few to be sure (standards C19)."""


@dataclass(frozen=True)
class Side:
    """One audience's share on a headline."""

    audience: Audience
    asked: str
    """In this audience's wording."""
    count: int
    base: int
    percent: int
    low: int
    high: int
    """Percentages between which the share of all of them likely is (Wilson, 95 %)."""

    @property
    def is_few(self) -> bool:
        return self.base < FEW


@dataclass(frozen=True)
class Difference:
    """Children against one audience of adults."""

    adults: Side
    points: int
    """Percentage points that children are above the adults; negative: below."""
    low: int
    high: int
    """Where it likely is for all of them (Newcombe, 95 %)."""
    is_few: bool

    @property
    def may_be_chance(self) -> bool:
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class Gap:
    """One question with a headline. Without `children` there are no numbers to compare with."""

    key: str
    question: str
    """As children are asked."""
    says: str
    """What one side says, after "children …"."""
    children: Side | None
    differences: tuple[Difference, ...]
    """The widest first."""
    hidden: tuple[Audience, ...]
    """Adults who were asked this and are too few, or too much of one mind, for numbers."""

    @property
    def size(self) -> int:
        """Points of the widest difference; -1 if there is none."""
        return max((abs(it.points) for it in self.differences), default=-1)


def read(facts: SurveyFacts, *, to_everybody: bool = False) -> list[Gap]:
    """The gaps of a closed survey's questions, the widest first. Raises NoResultsYet.

    Children's numbers are those of this round and what is counted with it. Adults are not always
    asked again: theirs may be of the last round before.
    """
    children = results.read(facts, Audience.CHILDREN)
    adults = [results.newest(facts, it) for it in facts.audiences if it != Audience.CHILDREN]
    if to_everybody:
        children, *adults = [results.to_everybody(it) for it in (children, *adults)]
    gaps = [_gap(it, children, adults) for it in results.headlines(facts)]
    return sorted(gaps, key=lambda gap: -gap.size)


def _gap(headline: results.Declared, children: Result, adults: list[Result]) -> Gap:
    child = _side(children, headline.key)
    sides = {it.audience: _side(it, headline.key) for it in adults}
    known = [_difference(child, side) for side in sides.values() if child and side]
    return Gap(
        headline.key,
        headline.question,
        headline.says,
        child,
        tuple(sorted(known, key=lambda it: -abs(it.points))),
        tuple(audience for audience, side in sides.items() if side is None),
    )


def _side(result: Result, key: str) -> Side | None:
    found = _question(result.document, key) if result.document else None
    if found is None or result.document is None or result.document["base"] is None:
        return None
    headline, base = found["headline"], result.document["base"]
    if headline is None or headline["count"] is None or headline["percent"] is None:
        return None
    low, high = wilson(headline["count"], base)
    return Side(
        result.audience,
        found["text"],
        headline["count"],
        base,
        headline["percent"],
        round(100 * low),
        round(100 * high),
    )


def _question(document: Document, key: str) -> QuestionResult | None:
    return next((it for it in document["questions"] if it["key"] == key), None)


def _difference(child: Side, adults: Side) -> Difference:
    low, high = newcombe(child.count, child.base, adults.count, adults.base)
    return Difference(
        adults,
        child.percent - adults.percent,
        round(100 * low),
        round(100 * high),
        child.is_few or adults.is_few,
    )
