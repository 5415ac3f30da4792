"""Results and gaps as pages draw them: each chart with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.accounts.models import User
from participation.meetings.results import sentences, services
from participation.meetings.results.asking import Asked, split_rows
from participation.meetings.results.forms import GuessForm
from participation.meetings.results.sentences import WHO as WHO
from participation.meetings.results.sentences import Share
from participation.meetings.results.services import SeenGap, SeenGaps
from surveys import results
from surveys.gaps import Difference, Side
from surveys.results import Audience, Document, QuestionResult, Row, SurveyFacts


def tied(sentence: str) -> str:
    """A sentence whose figures no line breaks apart: "3 in 10", "41 points"."""
    return sentence.replace(" in 10", "\u00a0in\u00a010").replace(" points", "\u00a0points")


@dataclass(frozen=True)
class Period:
    opened: date
    closed: date


@dataclass(frozen=True)
class About:
    """What has to stand beside every number."""

    base: int
    threshold: int
    made: date
    rounds: tuple[Period, ...]
    may_be_asked_by: list[dict[str, str]]


def about(document: Document | None) -> About | None:
    if document is None:
        return None
    rounds = (
        Period(date.fromisoformat(it["opened_on"]), date.fromisoformat(it["closed_on"]))
        for it in document["rounds"]
    )
    return About(
        document["base"] or 0,
        document["threshold"],
        date.fromisoformat(document["made_on"]),
        tuple(rounds),
        document["may_be_asked_by"],
    )


@dataclass(frozen=True)
class Bar:
    """One row of a chart: an answer, or several whose counts are hidden, together."""

    text: str
    count: int | None
    percent: int | None
    says_headline: bool
    is_together: bool = False


def _bars(question: QuestionResult) -> list[Bar]:
    bars = []
    told = {text: it for it in question["together"] for text in it["texts"]}
    for cell in question["cells"]:
        it = told.get(cell["text"])
        if it is None:
            bars.append(Bar(cell["text"], cell["count"], cell["percent"], cell["says_headline"]))
        elif it["texts"][0] == cell["text"]:
            texts = ", ".join(it["texts"])
            bars.append(Bar(texts, it["count"], it["percent"], it["says_headline"], True))
    return bars


@dataclass(frozen=True)
class ShownQuestion:
    key: str
    text: str
    sentence: str
    why_hidden: str
    bars: list[Bar]
    is_empty: bool
    has_numbers: bool
    is_split: bool
    rows: list[Row] | None
    split_sentence: str


def questions(asked: Asked) -> list[ShownQuestion]:
    document = asked.result.document
    if document is None:
        return []
    shown = []
    for it in document["questions"]:
        is_split, rows = split_rows(it, asked.by)
        shown.append(
            ShownQuestion(
                it["key"],
                it["text"],
                tied(sentences.result_sentence(it, document)),
                sentences.why_hidden(it, document),
                _bars(it),
                not it["cells"],
                _has_numbers(it),
                is_split,
                rows,
                _split_sentence(it, rows),
            )
        )
    return shown


def _has_numbers(question: QuestionResult) -> bool:
    headline = question["headline"]
    some = any(it["count"] for it in question["cells"])
    return some or bool(headline and headline["count"] is not None)


def _split_sentence(question: QuestionResult, rows: list[Row] | None) -> str:
    headline = question["headline"]
    if not rows or headline is None:
        return ""
    most, least = max(rows, key=lambda it: it["percent"]), min(rows, key=lambda it: it["percent"])
    if most["percent"] == least["percent"]:
        return f"In every group, {sentences.share(most['percent'])} {headline['says']}."
    high, low = sentences.two_shares(most["percent"], least["percent"])
    return (
        f"Most {headline['says']} in “{most['group']}”: {high}. "
        f"Fewest in “{least['group']}”: {low}."
    )


# --- Over time ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    on: date
    percent: int | None
    count: int | None
    base: int | None
    x: float
    """Where it stands on the line, in percent of its width."""

    @property
    def share(self) -> Share | None:
        if self.count is None or self.base is None or self.percent is None:
            return None
        return Share(self.count, self.base, self.percent)

    @property
    def y(self) -> int:
        """The same from above, in pixels: 100 % is at 10, none at 110."""
        return 110 - (self.percent or 0)


@dataclass(frozen=True)
class Trend:
    """One question's headline over the rounds."""

    key: str
    text: str
    says: str
    sentence: str
    points: tuple[Point, ...]

    @property
    def line(self) -> list[tuple[Point, Point]]:
        """From each known point to the next known one: where one is hidden, the line goes on."""
        known = [it for it in self.points if it.percent is not None]
        return list(zip(known, known[1:], strict=False))


def trends(facts: SurveyFacts, audience: Audience, user: User) -> list[Trend]:
    """Each headline that was counted at least twice; without what this person has to guess."""
    told = results.over_time(facts, audience)
    if len(told) < 2:
        return []
    told = services.as_seen(told, user)
    found = []
    last = told[-1].document
    for question in last["questions"] if last else []:
        if headline := question["headline"]:
            points = tuple(
                _point(question["key"], it, place, len(told)) for place, it in enumerate(told)
            )
            known = [share for it in points if (share := it.share)]
            sentence = (
                sentences.trend_sentence(headline["says"], audience, known[0], known[-1])
                if len(known) > 1
                else "There is only one number so far."
            )
            found.append(
                Trend(question["key"], question["text"], headline["says"], sentence, points)
            )
    return found


def _point(key: str, result: results.Result, place: int, of: int) -> Point:
    document = result.document
    x = round(100 * (place + 0.5) / of, 2)
    if document is None:
        raise ValueError("A point of a line stands for a snapshot.")
    asked = (it["headline"] for it in document["questions"] if it["key"] == key)
    headline = next(asked, None)
    return Point(
        date.fromisoformat(document["made_on"]),
        headline["percent"] if headline else None,
        headline["count"] if headline else None,
        document["base"],
        x,
    )


# --- The gap --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GapLine:
    """One row of a dumbbell: an audience, or the Board's guess, against children."""

    who: str
    mark: str
    percent: int
    points: str
    count: int | None = None
    base: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class ShownGap:
    row: SeenGap
    sentence: str
    lines: tuple[GapLine, ...]
    how_sure: str
    hidden: str
    form: GuessForm | None


MARKS = {
    Audience.PRACTITIONERS: "square",
    Audience.MANAGERS: "diamond",
    Audience.BOARD: "triangle",
}


def gap_rows(seen: SeenGaps, form: GuessForm | None, question: str) -> list[ShownGap]:
    return [_gap(row, form if row.gap.key == question else None) for row in seen.rows]


def _gap(row: SeenGap, sent: GuessForm | None) -> ShownGap:
    gap = row.gap
    form = sent
    if row.is_held and sent is None:
        initial = {"figure": row.guess.figure} if row.guess else None
        form = GuessForm(initial=initial, auto_id=f"id_{gap.key}_%s")
    return ShownGap(
        row,
        tied(sentences.gap_sentence(row)),
        tuple(_lines(row)),
        _how_sure(row),
        _hidden(gap.hidden) if gap.children else "",
        form if row.is_held else None,
    )


def _lines(row: SeenGap) -> list[GapLine]:
    child = row.gap.children
    if child is None:
        return []
    lines = [_line(child, "circle", "")]
    if row.figure is not None:
        apart = tied(sentences.points(row.apart or 0))
        lines.append(GapLine("The Board’s guess", "star", row.figure, apart))
    for it in row.gap.differences:
        lines.append(_line(it.adults, MARKS[it.adults.audience], tied(sentences.points(it.points))))
    return lines


def _line(side: Side, mark: str, points: str) -> GapLine:
    return GapLine(
        side.audience.label,
        mark,
        side.percent,
        points,
        side.count,
        side.base,
        side.low,
        side.high,
    )


def _how_sure(row: SeenGap) -> str:
    gap = row.gap
    if gap.children is None:
        return ""
    told = [sentences.how_sure(gap.children)]
    if row.figure is not None:
        inside = gap.children.low <= row.figure <= gap.children.high
        told.append("The guess is within that." if inside else "The guess is outside that.")
    elif gap.differences:
        widest: Difference = gap.differences[0]
        told.append(sentences.how_sure_of_difference(widest))
    return " ".join(told)


def _hidden(audiences: tuple[Audience, ...]) -> str:
    if not audiences:
        return ""
    names = [WHO[it] for it in audiences]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Too few {listed} for numbers, or too few on one side."
