"""Make surveys and questions, open and close them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from backend.events import MODERATION, announce, live_topic
from surveys import gate, results
from surveys.gate import Missing, two_sides_problem
from surveys.models import (
    Choice,
    Group,
    Invitation,
    Plan,
    Question,
    Survey,
    Translation,
    Wording,
)
from surveys.pictures import Picture

RowT = TypeVar("RowT", bound=Model)
NOT_SURE = "I am not sure"
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
    feeds: str = "",
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
        position=next_position(survey),
        kind=kind,
        text=text,
        help=help,
        why=why,
        feeds=feeds,
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
    if problem := choices_problem(kind, texts):
        raise ValueError(problem)
    faces = faces_of(kind, len(texts))
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


def next_position(survey: Survey) -> int:
    """The place behind a survey's last question."""
    last = survey.questions.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def choices_problem(kind: str, texts: Sequence[str]) -> str:
    """Why a question of this kind cannot have these choices, in a sentence; nothing if it can.

    "I am not sure" is not among them: it is added by itself.
    """
    if len({text.casefold() for text in texts}) < len(texts):
        return "Two choices say the same. Change one of them."
    if kind == Question.Kind.TEXT and len(texts) > MOST_PHRASES:
        return f"Give up to {MOST_PHRASES} phrases to tap."
    if kind == Question.Kind.FACES and len(texts) not in FACES_BY_COUNT:
        return "Faces need three, four or five points, each with its words."
    if kind in {Question.Kind.SINGLE, Question.Kind.MULTIPLE} and len(texts) < 2:
        return "Give at least two choices."
    if kind == Question.Kind.YES_NO and len(texts) not in {0, 2}:
        return "Leave both choices empty: yes and no are added. Or give both."
    return ""


def faces_of(kind: str, number: int) -> tuple[str, ...]:
    """The face of each choice, the best first; for other kinds none."""
    if kind != Question.Kind.FACES:
        return ("",) * number
    return FACES_BY_COUNT.get(number, FACES_BY_COUNT[5][:number])


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
        not_sure = not_sure_beside(question.kind, list(question.choices.all()))
        not_sure.question = question
        not_sure.save()


def not_sure_beside(kind: str, choices: Iterable[Choice]) -> Choice:
    """The way out of a question: drawn as its choices are."""
    return Choice(
        position=99,
        text=NOT_SURE,
        face=Choice.Face.NOT_SURE if kind == Question.Kind.FACES else "",
        picture=Picture.NOT_SURE if any(it.picture for it in choices) else "",
        not_sure=True,
    )


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
    for room in survey.invitations.filter(kind=Invitation.Kind.LIVE):
        announce(live_topic(room.code), "closed")
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
    copy_row(survey.plan, survey=copy)
    choices: dict[int, int] = {}
    for question in survey.questions.prefetch_related("choices", "wordings", "show_if"):
        new = copy_row(question, survey=copy)
        for choice in question.choices.all():
            choices[choice.pk] = copy_row(choice, question=new).pk
        for wording in question.wordings.all():
            copy_row(wording, question=new)
        new.show_if.set(choices[it.pk] for it in question.show_if.all())
    for translation in Translation.objects.filter(survey=survey):
        copy_row(translation, survey=copy)
    record("round-drafted", copy, by=by, of=first)
    return copy


def copy_row(row: RowT, **changes: object) -> RowT:
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
