"""What children answered, as charts: from snapshots alone, and never before the Board guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from participation.meetings.results import sentences, services, showing
from participation.meetings.results.asking import Asked
from participation.meetings.results.services import SeenGap
from participation.papers.blocks import Block, ChartRow, chart, day, says, small
from participation.papers.lengths import shortened
from surveys import results
from surveys.gaps import Side
from surveys.results import Audience, Result, SurveyFacts

LABEL = 70
"""Letters of an answer beside its bar."""


def figures(surveys: Iterable[int], *, to_everybody: bool, charts: int, bars: int) -> list[Block]:
    """Of each survey: how far apart children and adults are, then what else was counted.

    At most so many charts together, and so many bars in each.
    """
    blocks: list[Block] = []
    told: set[tuple[int, ...]] = set()
    for survey_id in surveys:
        facts = results.find(survey_id)
        if facts is None:
            continue
        if not facts.is_closed:
            blocks.append(small(f"“{facts.title}”: {results.when_there(facts)}"))
            continue
        rounds = results.read(facts, Audience.CHILDREN).rounds
        if rounds in told:  # Two rounds that were counted together.
            continue
        told.add(rounds)
        for found in _of_survey(facts, to_everybody=to_everybody, bars=bars):
            is_chart = any(it["kind"] == "chart" for it in found)
            if charts or not is_chart:
                blocks += found
                charts -= is_chart
    return blocks


def held(surveys: Iterable[int]) -> list[str]:
    """The headlines that the Board has still to guess: what children do, such as "feel safe"."""
    found = []
    for survey_id in surveys:
        facts = results.find(survey_id)
        if facts is not None and facts.is_closed:
            seen = services.gaps_on_paper(facts, to_everybody=False)
            found += [row.gap.says for row in seen.held]
    return list(dict.fromkeys(found))


def _of_survey(facts: SurveyFacts, *, to_everybody: bool, bars: int) -> Iterator[list[Block]]:
    told = services.on_paper(results.read(facts, Audience.CHILDREN), to_everybody=to_everybody)
    yield [small(f"“{facts.title}”. {who_answered(told)}")]
    if told.document is None or told.document["base"] is None:
        return
    for row in services.gaps_on_paper(facts, to_everybody=to_everybody).rows:
        yield list(_gap(row, to_everybody=to_everybody))
    for question in showing.questions(Asked(told)):
        if question.has_numbers and not _has_headline(told, question.key):
            sentence = [] if to_everybody else [says(question.sentence)]
            rows = [_bar(bar, told) for bar in question.bars[:bars]]
            more = len(question.bars) - len(rows)
            rest = [small(f"{more} more answers stand in the results.")] if more else []
            yield [*sentence, chart(question.text, rows), *rest]


def who_answered(told: Result) -> str:
    """A sentence on the base of these numbers, or on why there are none."""
    document = told.document
    if document is None or document["base"] is None:
        return "Too few answered for numbers that may stand here."
    first, last = document["rounds"][0], document["rounds"][-1]
    dates = f"{_day(first['opened_on'])} to {_day(last['closed_on'])}"
    who = sentences.WHO[told.audience]
    if document["nearest"] > 1:
        nearest = document["nearest"]
        return f"About {document['base']} {who}, {dates}. Numbers are rounded to {nearest}."
    return f"{document['base']} {who}, {dates}. Numbers under {document['threshold']} are hidden."


def _day(iso: str) -> str:
    return day(date.fromisoformat(iso))


def _has_headline(told: Result, key: str) -> bool:
    asked = told.document["questions"] if told.document else []
    return any(it["key"] == key and it["headline"] for it in asked)


def _gap(row: SeenGap, *, to_everybody: bool) -> Iterator[Block]:
    child = row.gap.children
    if child is None and not row.is_held:
        return
    yield says(showing.tied(sentences.gap_sentence(row)))
    if child is None:
        return
    rows = [_side(child, to_everybody)]
    if row.figure is not None:
        rows.append(ChartRow(label="The Board’s guess", number="", percent=row.figure, second=True))
    rows += [_side(it.adults, to_everybody) for it in row.gap.differences]
    yield chart(f"Share who say that children {row.gap.says}", rows)
    if not to_everybody:
        yield small(showing.tied(sentences.how_sure(child)))


def _side(side: Side, to_everybody: bool) -> ChartRow:
    about = "about " if to_everybody else ""
    number = f"{about}{side.count} of {side.base}"
    second = side.audience != Audience.CHILDREN
    return ChartRow(label=side.audience.label, number=number, percent=side.percent, second=second)


def _bar(bar: showing.Bar, told: Result) -> ChartRow:
    number = ""
    if bar.count is not None and told.document is not None:
        about = "about " if told.document["nearest"] > 1 else ""
        number = f"{about}{bar.count} of {told.document['base']}"
    label = shortened(bar.text, LABEL)
    return ChartRow(label=label, number=number, percent=bar.percent, second=False)
