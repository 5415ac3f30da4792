"""Results as a file for a spreadsheet: the wording, the dates, the base, and what is hidden."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

from django.http import HttpResponse

from participation.meetings.results import sentences
from participation.meetings.results.asking import Asked, split_rows
from participation.meetings.results.services import SeenGap, SeenGaps
from surveys.results import Document, SurveyFacts

Line = Sequence[str | int | None]
HIDDEN = "[c]"
"""As official statistics mark what is hidden because it is confidential."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def safe(value: str | int | None) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    text = HIDDEN if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(lines: Iterable[Line], *, name: str) -> HttpResponse:
    out = StringIO()
    csv.writer(out).writerows([safe(cell) for cell in line] for line in lines)
    # The mark at the start tells a spreadsheet that the letters are UTF-8.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _about(document: Document) -> list[Line]:
    """What has to stand beside every number."""
    rounds = "; ".join(
        f"{it['title']}, {_day(it['opened_on'])} to {_day(it['closed_on'])}"
        for it in document["rounds"]
    )
    return [
        ("Survey", document["survey"]),
        ("Group", document["group"]),
        ("Who answered", document["audience"]),
        ("Rounds counted together", rounds),
        ("Counted on", _day(document["made_on"])),
        ("How many answered", document["base"]),
        ("Smallest number shown", document["threshold"]),
        (f"What {HIDDEN} means", "hidden, so that nobody can be picked out"),
        (),
    ]


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%-d %B %Y}"


def results_csv(asked: Asked, document: Document) -> HttpResponse:
    lines = _about(document)
    lines.append(("Question", "Answer", "Says the headline", "Count", "Percent", "Note"))
    for question in document["questions"]:
        note = sentences.why_hidden(question, document)
        if headline := question["headline"]:
            lines.append(
                (
                    question["text"],
                    f"Headline: {headline['says']}",
                    "yes",
                    headline["count"],
                    headline["percent"],
                    note if headline["count"] is None else "",
                )
            )
        for cell in question["cells"]:
            said = "yes" if cell["says_headline"] else ""
            hidden = note if cell["count"] is None else ""
            numbers = (cell["count"], cell["percent"], hidden)
            lines.append((question["text"], cell["text"], said, *numbers))
        for it in question["together"]:
            said = "yes" if it["says_headline"] else ""
            texts = f"Together: {', '.join(it['texts'])}"
            lines.append((question["text"], texts, said, it["count"], it["percent"], ""))
    if asked.by:
        lines += _split(document, asked.by)
    return as_csv(lines, name=f"results-{asked.result.survey_id}-{document['audience']}")


def _split(document: Document, by: str) -> list[Line]:
    lines: list[Line] = [(), ("Question", "Group", "People", "Say the headline", "Percent")]
    for question in document["questions"]:
        is_split, rows = split_rows(question, by)
        if is_split and rows is None:
            lines.append((question["text"], "All groups", None, None, None))
        for row in rows or ():
            numbers = (row["size"], row["count"], row["percent"])
            lines.append((question["text"], row["group"], *numbers))
    return lines


def gap_csv(facts: SurveyFacts, seen: SeenGaps) -> HttpResponse:
    lines: list[Line] = [("Survey", facts.title), ("Group", facts.group)]
    if seen.children.document:
        lines = _about(seen.children.document)
    lines.append(
        ("Question", "Headline", "Who", "Asked as", "Count", "Of", "Percent", "From", "To",
         "Points that children are above", "In words")
    )  # fmt: skip
    for row in seen.rows:
        lines += _gap_lines(row)
    return as_csv(lines, name=f"gap-{facts.id}")


def _gap_lines(row: SeenGap) -> list[Line]:
    gap, words = row.gap, sentences.gap_sentence(row)
    start = (gap.question, gap.says)
    child = gap.children
    if child is None:
        return [(*start, "Children", gap.question, None, None, None, None, None, "", words)]
    lines: list[Line] = [
        (*start, "Children", child.asked, child.count, child.base, child.percent, child.low,
         child.high, "", words)
    ]  # fmt: skip
    for it in gap.differences:
        side = it.adults
        numbers = (side.count, side.base, side.percent, side.low, side.high, it.points)
        told = sentences.difference_sentence(gap, it)
        lines.append((*start, side.audience.label, side.asked, *numbers, told))
    lines += [(*start, it.label, "", None, None, None, None, None, None, "") for it in gap.hidden]
    if row.figure is not None:
        lines.append((*start, "Board’s guess", "", "", "", row.figure, "", "", row.apart, ""))
    return lines
