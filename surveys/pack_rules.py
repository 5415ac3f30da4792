"""What a pack may ask: the same rules as for a survey made by hand, each with its place."""

from __future__ import annotations

from uuid import UUID

from surveys.models import Choice, Question
from surveys.pack_format import BadPack, Pack, PackQuestion

Kind = Question.Kind
POINTS = (3, 4, 5)
MOST_PHRASES = 6


def check(pack: Pack) -> None:
    """Refuse a pack whose survey could not be made by hand."""
    before: dict[UUID, PackQuestion] = {}
    for place, question in enumerate(pack.questions, start=1):
        problem = next(filter(None, [_key(question, before), *_problems(question, before)]), "")
        if problem:
            raise BadPack(f"Question {place}: {problem}")
        before[question.key] = question
    places = [it.about_you for it in pack.questions]
    if places != sorted(places):
        raise BadPack("Questions about the one who answers come last.")


def _key(question: PackQuestion, before: dict[UUID, PackQuestion]) -> str:
    return "another question has the same key." if question.key in before else ""


def _problems(question: PackQuestion, before: dict[UUID, PackQuestion]) -> list[str]:
    return [
        _choices(question),
        _not_sure(question),
        _pictures(question),
        _sides(question),
        _about_you(question),
        _wordings(question),
        _show_if(question, before),
    ]


def _choices(question: PackQuestion) -> str:
    asked = [it for it in question.choices if not it.not_sure]
    texts = [it.text for it in question.choices]
    if len(set(texts)) < len(texts):
        return "two choices say the same."
    if question.kind == Kind.TEXT and len(asked) > MOST_PHRASES:
        return f"a question for words has up to {MOST_PHRASES} phrases to tap."
    if question.kind == Kind.FACES and len(asked) not in POINTS:
        return "faces have three, four or five points."
    if question.kind == Kind.YES_NO and len(asked) != 2:
        return "it has two choices, yes and no."
    if question.kind in {Kind.SINGLE, Kind.MULTIPLE} and len(asked) < 2:
        return "it needs at least two choices."
    return ""


def _not_sure(question: PackQuestion) -> str:
    places = [it.not_sure for it in question.choices]
    if question.kind == Kind.TEXT:
        return "phrases to tap need no “I am not sure”." if any(places) else ""
    if places.count(True) != 1 or not places[-1]:
        return "its last choice, and no other, is the way out: “I am not sure”."
    return ""


def _pictures(question: PackQuestion) -> str:
    is_faces = question.kind == Kind.FACES
    for it in question.choices:
        if it.face and it.picture:
            return "a face is a picture already: leave one of them out."
        if bool(it.face) != is_faces:
            return "each of its points has a face." if is_faces else "only faces have faces."
        if is_faces and it.not_sure != (it.face == Choice.Face.NOT_SURE):
            return "the face for “not sure” belongs to that choice alone."
    return ""


def _sides(question: PackQuestion) -> str:
    on = [it for it in question.choices if it.headline]
    if not question.headline:
        return "its choices say a headline that it does not have." if on else ""
    if question.kind not in Question.SIDED or question.about_you or question.show_if:
        return "only a question with one choice that everybody is asked has a headline."
    if not on or len(on) == len(question.choices) or any(it.not_sure for it in on):
        return "some choices say the headline, and some, “I am not sure” among them, do not."
    return ""


def _about_you(question: PackQuestion) -> str:
    if question.splits and not (question.about_you and question.kind in Question.SIDED):
        return "results are split by a question about the one who answers, with one choice."
    return ""


def _wordings(question: PackQuestion) -> str:
    audiences = [it.audience for it in question.wordings]
    return "it has two wordings for one audience." if len(set(audiences)) < len(audiences) else ""


def _show_if(question: PackQuestion, before: dict[UUID, PackQuestion]) -> str:
    if len(set(question.show_if)) < len(question.show_if):
        return "it has the same condition twice."
    for it in question.show_if:
        if it.question not in before:
            return "it hangs on a question that is not asked before it."
        if it.choice > len(before[it.question].choices):
            return "it hangs on a choice that is not there."
    return ""
