"""What may be asked of results: one audience, and one dimension that the survey declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveys import results
from surveys.results import Audience, Document, QuestionResult, Result, SurveyFacts


class NotOffered(Exception):
    """Somebody asked for what cannot be asked. `errors` says by field what can be."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.errors = {field: sentence}


@dataclass(frozen=True)
class Asked:
    result: Result
    by: str = ""
    """The key of the dimension that headlines are split by; empty: none."""


def read(facts: SurveyFacts, *, audiences: Sequence[str], by: Sequence[str]) -> Asked:
    """The results that a query asks for. Raises NotOffered, or NoResultsYet before the close.

    Both are the values of a query as they came: a second one is refused, never ignored.
    """
    audience = _audience(facts, audiences)
    result = results.read(facts, audience)
    return Asked(result, _dimension(result.document, by))


def _audience(facts: SurveyFacts, values: Sequence[str]) -> Audience:
    offered = facts.audiences
    if not values:
        return Audience.CHILDREN
    if len(values) > 1 or values[0] not in offered:
        raise NotOffered("audience", f"Ask for one of: {', '.join(offered)}.")
    return Audience(values[0])


def _dimension(document: Document | None, values: Sequence[str]) -> str:
    if not values:
        return ""
    declared = document["may_be_asked_by"] if document else []
    if len(values) > 1 or values[0] not in {it["key"] for it in declared}:
        raise NotOffered("by", _what_can_be_split(declared))
    return values[0]


def _what_can_be_split(declared: Sequence[dict[str, str]]) -> str:
    if not declared:
        return "These results cannot be split: the survey declared nothing to split them by."
    names = "; ".join(f"{it['key']} ({it['question']})" for it in declared)
    return f"Ask for one of these at a time, which the survey declared before it opened: {names}."


def split_rows(question: QuestionResult, by: str) -> tuple[bool, list[results.Row] | None]:
    """Whether a question is split by the dimension, and its rows; None: hidden."""
    for table in question["splits"]:
        if table["by"] == by:
            return True, table["rows"]
    return False, None
