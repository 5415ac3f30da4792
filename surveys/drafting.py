"""Make a survey, text by text: every change of a draft, none of what was asked.

Each service locks the draft and refuses once it is open. What replaces a text takes what its
writer had seen, so that of two people at once neither loses their work unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from backend.accounts.models import User
from backend.audit.log import record
from surveys import building
from surveys.drafts import (
    QuestionDraft,
    lay_out,
    mark_of,
    mark_of_order,
    mark_of_texts,
    problems,
)
from surveys.models import Choice, Group, Question, Survey, Wording


class NotADraft(Exception):
    """The survey was opened; the sentence says what can be done instead."""

    def __init__(self) -> None:
        super().__init__(
            "This survey has been opened, so what it asks stays as it is. To ask something else, "
            "close it and draft the next round."
        )


class ChangedMeanwhile(Exception):
    """Somebody else changed what this would replace. Nothing was saved."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has changed this since you opened it. Nothing of yours is saved yet: "
            "look at theirs in another window, then save yours again to replace it."
        )


class Refused(Exception):
    """Nothing was saved. `errors` has a sentence for each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@transaction.atomic
def start_survey(*, group_id: int, title: str, about: str = "", by: User | None) -> Survey:
    """Begin a survey that asks nothing yet and has no plan."""
    survey = Survey.objects.create(group_id=group_id, title=title, about=about)
    record("survey-drafted", survey, by=by)
    return survey


@transaction.atomic
def edit_texts(
    survey: Survey, *, group: Group, title: str, about: str, seen: str, by: User | None
) -> Survey:
    """Change whom a draft asks, its title, and what it is about."""
    survey = _lock(survey.pk)
    if seen != mark_of_texts(survey):
        raise ChangedMeanwhile
    survey.group, survey.title, survey.about = group, title, about
    survey.save(update_fields=["group", "title", "about"])
    record("survey-edited", survey, by=by)
    return survey


@transaction.atomic
def remove_survey(survey: Survey, *, by: User | None) -> None:
    """Take a draft away with everything in it; nobody has answered it."""
    survey = _lock(survey.pk)
    record("draft-removed", survey, by=by)
    survey.delete()


@transaction.atomic
def add_question(survey: Survey, draft: QuestionDraft, *, by: User | None) -> Question:
    survey = _lock(survey.pk)
    _check(survey, draft)
    laid_out = [it for it in lay_out(draft) if not it.not_sure]
    question = building.add_question(
        survey,
        kind=draft.kind,
        text=draft.text,
        help=draft.help,
        why=draft.why,
        feeds=draft.feeds,
        about_you=draft.about_you,
        splits=draft.splits,
        headline=draft.headline,
        only_for=draft.only_for,
        show_if=draft.show_if,
        choices=[it.text for it in laid_out],
        pictures={it.text: it.picture for it in laid_out if it.picture},
        says_headline=[it.text for it in laid_out if it.headline],
    )
    _word(question, draft)
    record("question-added", question, by=by, survey=survey.pk)
    return question


@transaction.atomic
def change_question(
    question: Question, draft: QuestionDraft, *, seen: str, by: User | None
) -> Question:
    """Put what was typed in place of a question; whoever typed had `seen` it as it then was."""
    survey = _lock(question.survey_id)
    question = _question(survey, question.pk)
    if seen != mark_of(question):
        raise ChangedMeanwhile
    _check(survey, draft, question)
    asked_before = _asks(question)
    for name in ("kind", "text", "help", "why", "feeds", "about_you", "splits", "headline"):
        setattr(question, name, getattr(draft, name))
    question.only_for = draft.only_for
    question.save()
    question.show_if.set(draft.show_if)
    _replace_choices(question, draft)
    _word(question, draft)
    question = _question(survey, question.pk)
    if _asks(question) != asked_before and survey.round_of_id is None:
        # Another question now. In a round the key stays: what is counted compares the words.
        question.key = uuid4()
        question.save(update_fields=["key"])
    record("question-changed", question, by=by, survey=survey.pk)
    return question


@transaction.atomic
def remove_question(question: Question, *, seen: str, by: User | None) -> list[Question]:
    """Take a question out; what hung on it is asked of everybody then, and is returned."""
    survey = _lock(question.survey_id)
    question = _question(survey, question.pk)
    if seen != mark_of(question):
        raise ChangedMeanwhile
    freed = hanging_on(question)
    record("question-removed", question, by=by, survey=survey.pk)
    question.delete()
    _number(survey, survey.questions.all())
    return freed


@transaction.atomic
def move_question(question: Question, *, up: bool, seen: str, by: User | None) -> bool:
    """Swap a question with the one above or below; say whether there was one.

    Questions about the one who answers stay among themselves: they are asked last.
    """
    survey = _lock(question.survey_id)
    questions = list(survey.questions.prefetch_related("show_if"))
    if seen != mark_of_order(questions):
        raise ChangedMeanwhile
    at = next(at for at, it in enumerate(questions) if it.pk == question.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(questions) or questions[to].about_you != questions[at].about_you:
        return False
    first, second = (questions[it] for it in sorted((at, to)))
    if first.pk in {it.question_id for it in second.show_if.all()}:
        sentence = f"“{second}” is asked after an answer to “{first}”, so it has to come later."
        raise Refused({"show_if": sentence})
    questions[at], questions[to] = questions[to], questions[at]
    _number(survey, questions)
    record("question-moved", question, by=by, survey=survey.pk)
    return True


@transaction.atomic
def copy_question(question: Question, *, by: User | None) -> Question:
    """The same once more, right behind it: another question, with a key of its own."""
    survey = _lock(question.survey_id)
    question = _question(survey, question.pk)
    questions = list(survey.questions.all())
    copy = building.copy_row(
        question, key=uuid4(), position=building.next_position(survey), splits=False
    )
    for choice in question.choices.all():
        building.copy_row(choice, question=copy)
    for wording in question.wordings.all():
        building.copy_row(wording, question=copy)
    copy.show_if.set(question.show_if.all())
    at = next(at for at, it in enumerate(questions) if it.pk == question.pk)
    _number(survey, [*questions[: at + 1], copy, *questions[at + 1 :]])
    record("question-copied", copy, by=by, survey=survey.pk, of=question.pk)
    return copy


def hanging_on(question: Question) -> list[Question]:
    """The questions that are asked only after an answer to this one."""
    return list(Question.objects.filter(show_if__question=question.pk).distinct())


def may_hang_on(survey: Survey, question: Question | None = None) -> list[Question]:
    """The questions whose answers may open this one, or a new one; with their choices."""
    found = survey.questions.exclude(kind=Question.Kind.TEXT).prefetch_related("choices")
    if question is None:
        return list(found)
    place = (question.about_you, question.position)
    return [it for it in found if (it.about_you, it.position) < place]


def _lock(survey_id: int) -> Survey:
    survey: Survey = Survey.objects.select_for_update().get(pk=survey_id)
    if survey.status != Survey.Status.DRAFT:
        raise NotADraft
    return survey


def _question(survey: Survey, pk: int) -> Question:
    """The question as it is now; gone, if somebody has taken it out meanwhile."""
    found = survey.questions.prefetch_related("choices", "wordings", "show_if").filter(pk=pk)
    question = found.first()
    if question is None:
        raise ChangedMeanwhile
    return question


def _asks(question: Question) -> list[object]:
    """What makes it this question and no other: its words, in every wording."""
    return [
        question.kind,
        question.text,
        question.help,
        [it.text for it in question.choices.all()],
        sorted((it.audience, it.text, it.help) for it in question.wordings.all()),
    ]


def _check(survey: Survey, draft: QuestionDraft, question: Question | None = None) -> None:
    errors = problems(draft)
    place = question.position if question else building.next_position(survey)
    if sentence := _hangs_wrongly(survey, draft, place):
        errors["show_if"] = sentence
    if question:
        for later in hanging_on(question):
            if (later.about_you, later.position) <= (draft.about_you, place):
                errors["about"] = f"“{later}” hangs on this and must come after it."
        if sentence := _still_opens(question, draft):
            errors.setdefault("choices", sentence)
    if errors:
        raise Refused(errors)


def _hangs_wrongly(survey: Survey, draft: QuestionDraft, place: int) -> str:
    choices = list(Choice.objects.filter(pk__in=draft.show_if).select_related("question"))
    for choice in choices:
        before = (choice.question.about_you, choice.question.position) < (draft.about_you, place)
        if choice.question.survey_id != survey.pk or not before:
            return f"“{choice.question}” is not asked before this question."
        if choice.question.takes_text:
            return "A question can hang on a choice only, not on words."
    gone = len(choices) != len(set(draft.show_if))
    return "An answer that this hangs on is not there any more. Choose again." if gone else ""


def _still_opens(question: Question, draft: QuestionDraft) -> str:
    """Why a choice cannot go: another question is asked only after it."""
    kept = {row.id for row in draft.choices}
    takes_text = draft.kind == Question.Kind.TEXT
    goes = [
        it for it in question.choices.all() if takes_text or (it.pk not in kept and not it.not_sure)
    ]
    opened = Question.objects.filter(show_if__in=goes).prefetch_related("show_if").first()
    if opened is None:
        return ""
    choice = next(it for it in opened.show_if.all() if it in goes)
    return f"“{opened}” is asked only after “{choice}”. Change that question first."


def _replace_choices(question: Question, draft: QuestionDraft) -> None:
    """Keep the rows of choices that are still there, so that what hangs on them still does."""
    laid_out = lay_out(draft)
    before = {it.pk: it for it in question.choices.all()}
    not_sure = next((it.pk for it in before.values() if it.not_sure), None)
    ids: Sequence[int | None] = [row.id for row in draft.choices] or [None] * len(laid_out)
    for choice, pk in zip(laid_out, [*ids, not_sure], strict=False):
        choice.question = question
        was = before.pop(not_sure if choice.not_sure else pk, None)  # type: ignore[arg-type]
        if was and was.not_sure == choice.not_sure:
            choice.pk = was.pk
            if was.not_sure:
                choice.text = was.text
        choice.save()
    Choice.objects.filter(pk__in=before).delete()


def _word(question: Question, draft: QuestionDraft) -> None:
    """Other audiences' wordings, for the audiences that the draft names."""
    for audience, (text, help_line) in draft.wordings.items():
        if text:
            Wording.objects.update_or_create(
                question=question, audience=audience, defaults={"text": text, "help": help_line}
            )
        else:
            Wording.objects.filter(question=question, audience=audience).delete()


def _number(survey: Survey, questions: Iterable[Question]) -> None:
    """Give questions the places of this order; first out of the way, since each is taken once."""
    questions = list(questions)
    survey.questions.update(position=F("position") + 1000)
    for place, question in enumerate(questions, start=1):
        question.position = place
    Question.objects.bulk_update(questions, ["position"])
