"""Make surveys and questions, open and close them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import MODERATION, announce
from surveys import gate, reading_age, results
from surveys.gate import Missing, two_sides_problem
from surveys.models import (
    Audience,
    Choice,
    Group,
    Plan,
    Question,
    Survey,
    Translation,
    Wording,
)
from surveys.pictures import Picture

RowT = TypeVar("RowT", bound=Model)
NOT_SURE = "I am not sure"
NO_WORDS = (
    "asks for no words. Then its numbers cannot be shown, since each would tell of the others: ask "
    "something in their own words as well."
)
MOST_PHRASES = 6
"""Ready phrases of one question for words: more would have to be read instead of tapped."""
YES_AND_NO = (("Yes", Picture.YES), ("No", Picture.NO))
FACES_BY_COUNT = {
    3: ("very_good", "middle", "very_bad"),
    4: ("very_good", "good", "bad", "very_bad"),
    5: ("very_good", "good", "middle", "bad", "very_bad"),
}


class CannotOpen(Exception):
    """The survey was opened before, or something stands between it and children."""

    def __init__(self, sentence: str, missing: Iterable[Missing] = ()) -> None:
        super().__init__(sentence)
        self.missing = tuple(missing)


@transaction.atomic
def make_group(*, name: str, slug: str, about: str = "", by: User | None) -> Group:
    group = Group.objects.create(name=name, slug=slug, about=about)
    record("group-made", group, by=by)
    return group


@transaction.atomic
def draft_survey(
    *, group_id: int, title: str, about: str = "", plan: Mapping[str, str], by: User | None
) -> Survey:
    """Begin a survey with its plan: `plan` has the fields of Plan by name."""
    survey = Survey.objects.create(group_id=group_id, title=title, about=about)
    Plan.objects.create(survey=survey, **plan)
    record("survey-drafted", survey, by=by)
    return survey


@transaction.atomic
def add_question(
    survey: Survey,
    *,
    kind: str,
    text: str,
    choices: Iterable[str] = (),
    pictures: Mapping[str, str] | None = None,
    show_if: Iterable[Choice | int] = (),
    help: str = "",
    why: str = "",
    about_you: bool = False,
    only_for: str = "",
    headline: str = "",
    says_headline: Iterable[str] = (),
    splits: bool = False,
) -> Question:
    """Add a question at the end, with the choices its kind needs and the way out of each.

    Choices of a question for words are its phrases to tap. `pictures` are by the choice's words.
    `headline` is what one side of the answers says, `says_headline` the choices that say it.
    """
    question = Question.objects.create(
        survey=survey,
        position=survey.questions.count() + 1,
        kind=kind,
        text=text,
        help=help,
        why=why,
        about_you=about_you,
        only_for=only_for,
        headline=headline,
        splits=splits,
    )
    question.show_if.set(show_if)
    texts = list(choices)
    pictures = pictures or {}
    if not pictures.keys() <= set(texts) or not set(pictures.values()) <= set(Picture):
        raise ValueError("A picture is one of our own, and stands before one of the choices.")
    if kind == Question.Kind.TEXT and len(texts) > MOST_PHRASES:
        raise ValueError(f"A question for words has up to {MOST_PHRASES} phrases to tap.")
    if kind == Question.Kind.FACES and len(texts) not in FACES_BY_COUNT:
        raise ValueError("A faces question has three, four or five points, each with its words.")
    faces = FACES_BY_COUNT[len(texts)] if kind == Question.Kind.FACES else ("",) * len(texts)
    Choice.objects.bulk_create(
        Choice(
            question=question,
            position=place,
            text=words,
            face=face,
            picture=pictures.get(words, ""),
        )
        for place, (words, face) in enumerate(zip(texts, faces, strict=True), start=1)
    )
    complete_choices(question)
    question.choices.filter(text__in=list(says_headline)).update(headline=True)
    if problem := two_sides_problem(question):
        raise ValueError(problem)
    return question


def word_for(question: Question, wordings: Mapping[str, str]) -> None:
    """Ask other audiences in their own wording: by audience, the text."""
    Wording.objects.bulk_create(
        Wording(question=question, audience=audience, text=text)
        for audience, text in wordings.items()
    )


def complete_choices(question: Question) -> None:
    """Give a question the choices that its kind always has: yes and no, and "I am not sure".

    Phrases to tap get none of these: whoever is not sure there writes, or skips.
    """
    if question.takes_text:
        return
    if question.kind == Question.Kind.YES_NO and not question.choices.exists():
        Choice.objects.bulk_create(
            Choice(question=question, position=place, text=text, picture=picture)
            for place, (text, picture) in enumerate(YES_AND_NO, start=1)
        )
    if not question.choices.filter(not_sure=True).exists():
        faces = question.kind == Question.Kind.FACES
        pictured = question.choices.exclude(picture="").exists()
        Choice.objects.create(
            question=question,
            position=99,
            text=NOT_SURE,
            face=Choice.Face.NOT_SURE if faces else "",
            picture=Picture.NOT_SURE if pictured else "",
            not_sure=True,
        )


@dataclass(frozen=True)
class Advice:
    """What could be simpler in a text that children read. It warns, and stops nobody."""

    text: str
    could: str
    question_id: int | None = None


def advise(survey: Survey) -> list[Advice]:
    """What could be simpler in a survey, in the page's order."""
    plan = getattr(survey, "plan", None)
    told = [plan.audience, plan.can_change, plan.cannot_change] if plan else []
    found = _advise([survey.title, survey.about, *told])
    questions = list(survey.questions.all())
    for question in questions:
        found += advise_question(question)
    if len(questions) > 1 and not any(
        it.takes_text or (it.about_you and not it.splits) for it in questions
    ):
        found.append(Advice(survey.title, NO_WORDS))
    return found


def advise_question(question: Question) -> list[Advice]:
    """What could be simpler in a question and its choices, as children are asked it."""
    if question.only_for not in {"", Audience.CHILDREN}:
        return []
    wordings = [it for it in question.wordings.all() if it.audience == Audience.CHILDREN]
    asked = wordings[0] if wordings else question
    choices = [choice.text for choice in question.choices.all()]
    return _advise([asked.text, asked.help, question.why, *choices], question.pk)


def _advise(texts: Iterable[str], question_id: int | None = None) -> list[Advice]:
    return [
        Advice(text, could, question_id)
        for text in dict.fromkeys(texts)
        if (could := reading_age.score(text).advice)
    ]


@transaction.atomic
def open_survey(survey: Survey, *, by: User | None, on: date | None = None) -> Survey:
    """Open a survey for good; what it asks can no longer change."""
    on = on or timezone.localdate()
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.status != Survey.Status.DRAFT:
        raise CannotOpen("This survey was opened before. Draft its next round instead.")
    if missing := gate.missing(survey, on=on):
        raise CannotOpen(" ".join(it.sentence for it in missing), missing)
    survey.status = Survey.Status.OPEN
    survey.opened_on = on
    survey.save(update_fields=["status", "opened_on"])
    record("survey-opened", survey, by=by)
    return survey


@transaction.atomic
def close_survey(survey: Survey, *, by: User | None, on: date | None = None) -> Survey:
    """Close a survey for good, and freeze its results."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.status != Survey.Status.OPEN:
        return survey
    survey.status = Survey.Status.CLOSED
    survey.closed_on = on or timezone.localdate()
    survey.save(update_fields=["status", "closed_on"])
    record("survey-closed", survey, by=by)
    results.freeze(survey, by=by, on=survey.closed_on)
    announce(MODERATION, "words-arrived")
    return survey


@transaction.atomic
def next_round(survey: Survey, *, by: User | None) -> Survey:
    """Draft the same survey once more, so that its answers can be compared, or counted together.

    All is copied: plan, questions, choices, wordings, translations and who has checked these, who
    reads it and who is asked about. What is changed in the draft is no longer the same question,
    and is counted for itself.
    """
    first = survey.first_round_id
    copy = Survey.objects.create(
        group=survey.group,
        round_of_id=first,
        title=survey.title,
        about=survey.about,
        about_staff=survey.about_staff,
    )
    copy.readers.set(survey.readers.all())
    copy.asked_about.set(survey.asked_about.all())
    _copy(survey.plan, survey=copy)
    choices: dict[int, int] = {}
    for question in survey.questions.prefetch_related("choices", "wordings", "show_if"):
        new = _copy(question, survey=copy)
        for choice in question.choices.all():
            choices[choice.pk] = _copy(choice, question=new).pk
        for wording in question.wordings.all():
            _copy(wording, question=new)
        new.show_if.set(choices[it.pk] for it in question.show_if.all())
    for translation in Translation.objects.filter(survey=survey):
        _copy(translation, survey=copy)
    record("round-drafted", copy, by=by, of=first)
    return copy


def _copy(row: RowT, **changes: object) -> RowT:
    """A new row that differs in what is named."""
    kept = {it.attname: getattr(row, it.attname) for it in row._meta.concrete_fields}
    del kept["id"]
    for name in changes:
        kept.pop(f"{name}_id", None)
    new: RowT = type(row)._base_manager.create(**kept | changes)
    return new


def hear_on(survey_id: int, *, by_whom: str, on: date | None) -> None:
    """Pushed down by `meetings`: who hears this survey's words, and when."""
    Survey.objects.filter(pk=survey_id).update(heard_by=by_whom, heard_on=on)


def count_surveys(status: str) -> int:
    """How many surveys there are with this status."""
    return Survey.objects.filter(status=status).count()
