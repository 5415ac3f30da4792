"""A question as somebody has typed it: how it will be laid out, and why it cannot be saved yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from surveys import building, gate
from surveys.models import Choice, Question, Survey
from surveys.pictures import Picture


@dataclass(frozen=True)
class ChoiceDraft:
    text: str
    picture: str = ""
    headline: bool = False
    id: int | None = None
    """The choice that this was, so that what hangs on it still does."""


@dataclass(frozen=True)
class QuestionDraft:
    """A question as somebody has typed it."""

    kind: str
    text: str
    help: str = ""
    why: str = ""
    feeds: str = ""
    about_you: bool = False
    splits: bool = False
    headline: str = ""
    only_for: str = ""
    show_if: tuple[int, ...] = ()
    choices: tuple[ChoiceDraft, ...] = ()
    wordings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By audience, the text and its line of help; an empty text takes the wording away."""


def lay_out(draft: QuestionDraft) -> list[Choice]:
    """The choices that a question will have, with their faces and the way out; none is saved."""
    rows = draft.choices
    if draft.kind == Question.Kind.YES_NO and not rows:
        rows = tuple(ChoiceDraft(text, picture) for text, picture in building.YES_AND_NO)
    faces = building.faces_of(draft.kind, len(rows))
    choices = [
        Choice(
            position=place,
            text=row.text,
            face=face,
            picture="" if face else row.picture,
            headline=row.headline,
        )
        for place, (row, face) in enumerate(zip(rows, faces, strict=False), start=1)
    ]
    is_words = draft.kind == Question.Kind.TEXT
    return choices if is_words else [*choices, building.not_sure_beside(draft.kind, choices)]


def problems(draft: QuestionDraft) -> dict[str, str]:
    """Why a question cannot be saved as it was typed: a sentence for each field."""
    errors = {}
    if not draft.text.strip():
        errors["text"] = "Write the question."
    if sentence := building.choices_problem(draft.kind, [it.text for it in draft.choices]):
        errors["choices"] = sentence
    if not {it.picture for it in draft.choices} <= {"", *Picture.values}:
        errors["choices"] = "Choose one of our own pictures."
    is_sided = draft.kind in Question.SIDED
    if draft.splits and not (draft.about_you and is_sided):
        errors["splits"] = (
            "Results are split by a question about the one who answers, with one choice."
        )
    has_sides = draft.headline or any(it.headline for it in draft.choices)
    if has_sides and (draft.about_you or not is_sided):
        errors["headline"] = (
            "Only a question with one choice has two sides, and none about the one who answers."
        )
    elif "choices" not in errors and (
        sentence := gate.sides_problem(draft.headline, lay_out(draft), hangs=bool(draft.show_if))
    ):
        errors["headline"] = sentence
    return errors


def mark_of(question: Question) -> str:
    """A mark of a question as it is; it changes with whatever a form of it replaces."""
    fields = ["kind", "text", "help", "why", "feeds", "about_you", "splits", "headline", "only_for"]
    return _mark(
        [
            [getattr(question, name) for name in fields],
            [[it.pk, it.text, it.picture, it.headline] for it in question.choices.all()],
            sorted([it.audience, it.text, it.help] for it in question.wordings.all()),
            sorted(it.pk for it in question.show_if.all()),
        ]
    )


def mark_of_texts(survey: Survey) -> str:
    return _mark([survey.group_id, survey.title, survey.about])


def mark_of_order(questions: Iterable[Question]) -> str:
    return _mark([question.pk for question in questions])


def _mark(seen: object) -> str:
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]
