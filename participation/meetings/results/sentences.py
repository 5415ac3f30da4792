"""Figures in plain words: each chart has its sentence, and whatever is hidden says why."""

from __future__ import annotations

from dataclasses import dataclass

from participation.meetings.results.services import GUESS_FIRST, SeenGap
from surveys.gaps import FEW, Difference, Gap, Side
from surveys.intervals import newcombe
from surveys.results import Audience, Document, Hidden, QuestionResult

WHO = {
    Audience.CHILDREN: "children",
    Audience.PRACTITIONERS: "practitioners",
    Audience.MANAGERS: "managers",
    Audience.BOARD: "Board members",
}


@dataclass(frozen=True)
class Share:
    count: int
    base: int
    percent: int


def share(percent: int) -> str:
    """A share as people say it: "3 in 10"."""
    if percent in {0, 100}:
        return "none" if percent == 0 else "all"
    tenths = (percent + 5) // 10
    if tenths == 0:
        return "fewer than 1 in 10"
    return "more than 9 in 10" if tenths == 10 else f"{tenths} in 10"


def two_shares(one: int, other: int) -> tuple[str, str]:
    """Two shares that can be told apart: in tenths, or in percent where these are the same."""
    if share(one) != share(other):
        return share(one), share(other)
    return f"{one}%", f"{other}%"


def _compared(points: int) -> str:
    return "More" if points > 0 else "Fewer" if points < 0 else "As many"


def _against(gap: Gap, percent: int, figure: int, did: str) -> str:
    """Children's share against what somebody thought."""
    points = percent - figure
    if points == 0:
        return f"As many children {gap.says} as {did}: {share(percent)}."
    said, thought = two_shares(percent, figure)
    return f"{_compared(points)} children {gap.says} than {did}: {said}, not {thought}."


def gap_sentence(row: SeenGap) -> str:
    """The one sentence of a question: the widest difference there is, the Board's guess first."""
    gap = row.gap
    if row.is_held:
        return f"How many children {gap.says}? The Board guesses first."
    if gap.children is None:
        return f"There are no numbers on how many children {gap.says}."
    if row.figure is not None:
        return _against(gap, gap.children.percent, row.figure, "the Board guessed")
    if gap.differences:
        return difference_sentence(gap, gap.differences[0])
    return f"{share(gap.children.percent).capitalize()} of the children {gap.says}."


def difference_sentence(gap: Gap, difference: Difference) -> str:
    adults = difference.adults
    percent = adults.percent + difference.points
    return _against(gap, percent, adults.percent, f"{WHO[adults.audience]} think")


def points(number: int) -> str:
    """How far from children, in points: "13 more", "8 fewer", "the same"."""
    if number == 0:
        return "the same"
    return f"{abs(number)} points {'more' if number > 0 else 'fewer'}"


def how_sure(side: Side) -> str:
    """What the share of all of them likely is."""
    low, high = two_shares(side.low, side.high)
    start = "Too few to be sure: of" if side.is_few else "Of"
    who = WHO[side.audience]
    return f"{start} all {who} it is likely between {_bare(low)} and {high}."


def _bare(share: str) -> str:
    return share.removesuffix(" in 10") if share[:1].isdigit() else share


def how_sure_of_difference(difference: Difference) -> str:
    if difference.may_be_chance:
        return "This difference may be chance."
    if difference.is_few:
        return f"Fewer than {FEW} answered on one side: too few to be sure how wide it is."
    return "This difference is more than chance."


def why_hidden(question: QuestionResult, document: Document) -> str:
    """Why there are no numbers, or not all: a sentence a child could read."""
    threshold = document["threshold"]
    everyone = WHO[Audience(document["audience"])]
    return {
        "": "",
        GUESS_FIRST: "The Board guesses first. Then this is shown.",
        Hidden.WORDS: "",
        Hidden.CHANGED: "The rounds did not ask this in the same way, so they cannot be counted "
        "together.",
        Hidden.ALONE: "This survey asked for no words, and whoever sends it answers something. So "
        "each number would tell of the others, and all are hidden.",
        Hidden.SIDES: f"Fewer than {threshold} {everyone} are on one side of this. It is hidden to "
        "keep them safe.",
        Hidden.AFTER: "This was asked only of some. A number would say how many they are, so it is "
        "hidden to keep them safe.",
        Hidden.ALL: f"Some answers have fewer than {threshold} {everyone}. With so few, all are "
        "hidden to keep them safe.",
        Hidden.SOME: "Hidden to keep them safe: one of these answers, or more, has fewer than "
        f"{threshold} {everyone}.",
    }[question["hidden"]]


def result_sentence(question: QuestionResult, document: Document) -> str:
    """What a question's numbers say."""
    who = WHO[Audience(document["audience"])]
    headline, base = question["headline"], document["base"]
    if headline and headline["percent"] is not None:
        start = share(headline["percent"]).capitalize()
        says = headline["says"]
        if document["audience"] == Audience.CHILDREN:
            return f"{start} of the children {says}: {headline['count']} of {base}."
        return f"{start} of the {who} think that children {says}: {headline['count']} of {base}."
    counts = [(it["count"], it["text"]) for it in question["cells"]]
    if headline or not any(count is not None for count, _text in counts):
        return ""
    if all(count == 0 for count, _text in counts):
        return f"None of the {base} {who} picked one of these."
    most = "Said most often" if question["several"] else "The most common answer"
    count, text = max(counts, key=lambda it: it[0] or 0)
    return f"{most}: “{text}”, {count} of {base} {who}." if count else ""


def trend_sentence(says: str, audience: Audience, first: Share, last: Share) -> str:
    """From the first round to the last, and whether that is more than chance."""
    compared = _compared(last.percent - first.percent)
    before, now = two_shares(first.percent, last.percent)
    who = WHO[audience]
    they = f"children {says}" if audience == Audience.CHILDREN else f"{who} think children {says}"
    if first.percent == last.percent:
        return f"As many {they} as at first: {share(last.percent)}."
    low, high = newcombe(last.count, last.base, first.count, first.base)
    chance = " That may be chance." if low <= 0 <= high else ""
    return f"{compared} {they} than at first: {now} now, {before} then.{chance}"
