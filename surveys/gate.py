"""What stands between a draft and children: a list of what is missing, each with where to mend it.

`building.open_survey` refuses while anything is on it, and every page of a survey shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from surveys import lint
from surveys.models import Choice, DataProtectionNote, Plan, Question, Survey

PLAN_PARTS = (
    ("space", "Space", "Say how it is made safe to speak."),
    ("voice", "Voice", "Say which ways there are to say something."),
    ("audience", "Audience", "Say who will hear it."),
    ("power", "Who decides", "Choose whether those who hear it can decide."),
    ("can_change", "What can change", "Say what can change."),
    ("cannot_change", "What cannot change", "Say what cannot change."),
)
"""Field of the plan, the name of its step, and what to do while it is empty."""


@dataclass(frozen=True)
class Missing:
    """One thing to do before the survey can open, and the page where it is done."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Step:
    """One line of the checklist: done while nothing of it is missing."""

    label: str
    url: str
    missing: tuple[Missing, ...] = ()

    @property
    def is_done(self) -> bool:
        return not self.missing


def missing(survey: Survey, *, on: date | None = None) -> list[Missing]:
    """All that keeps this draft from opening on that day, in the order of the checklist."""
    return [it for step in steps(survey, on=on) for it in step.missing]


def steps(survey: Survey, *, on: date | None = None) -> list[Step]:
    """The checklist: the plan, the note, the questions, and who reads what is said about staff."""
    on = on or timezone.localdate()
    found = [*_plan(survey), _note(survey, on), _questions(survey)]
    return [*found, _readers(survey)] if survey.about_staff else found


def _step(label: str, url: str, sentences: Iterable[str]) -> Step:
    return Step(label, url, tuple(Missing(sentence, url) for sentence in sentences))


def _plan(survey: Survey) -> Iterator[Step]:
    plan = Plan.objects.filter(survey=survey).first()
    for field, label, sentence in PLAN_PARTS:
        is_said = plan is not None and getattr(plan, field).strip()
        url = f"/staff/surveys/{survey.pk}/plan/#id_{field}"
        yield _step(label, url, [] if is_said else [sentence])


def _note(survey: Survey, on: date) -> Step:
    notes = DataProtectionNote.objects.of(survey.group_id)
    url = f"/staff/groups/{survey.group_id}/note/"
    if notes.holding(on).exists():
        sentences = []
    elif last := notes.filter(signed_on__isnull=False).first():
        sentences = [
            f"The data-protection note of {survey.group} ran out: it was signed on "
            f"{last.signed_on:%-d %B %Y}. Ask a manager to sign it again."
        ]
    else:
        sentences = [f"Ask a manager to sign the data-protection note of {survey.group}."]
    return _step("Data-protection note", url, sentences)


def _questions(survey: Survey) -> Step:
    """`url` is the survey's own page, where its questions are listed and mended."""
    questions = list(survey.questions.prefetch_related("choices", "show_if"))
    sentences = [] if questions else ["Add at least one question."]
    for question in questions:
        if problem := two_sides_problem(question):
            sentences.append(f"“{question}”: {problem}")
    sentences += [f"“{it.text}”: {it.what}" for it in lint.stops(survey)]
    return _step("Questions", f"/staff/surveys/{survey.pk}/", sentences)


def two_sides_problem(question: Question) -> str:
    """What is wrong with the two sides of a question, in a sentence; nothing if they can be.

    Both are declared before the survey opens, so that nobody can pick the sides that suit them.
    """
    choices = list(question.choices.all())
    hangs = bool(question.headline) and question.show_if.exists()
    return sides_problem(question.headline, choices, hangs=hangs)


def sides_problem(headline: str, choices: Sequence[Choice], *, hangs: bool) -> str:
    """The same for a question that may not be saved yet; `hangs` on an earlier answer or not."""
    on = [choice for choice in choices if choice.headline]
    if not headline:
        return "Say what the ticked choices say: fill in the headline." if on else ""
    if hangs:
        return "Only a question that everybody is asked can have a headline."
    if not on or len(on) == len(choices):
        return "Tick the choices that say the headline, and leave at least one unticked."
    if any(choice.not_sure for choice in on):
        return "“I am not sure” is on no side: leave it unticked."
    return ""


def may_read(survey: Survey) -> list[User]:
    """Who is named to read a survey about staff and may: active, a moderator, not asked about."""
    asked_about = set(survey.asked_about.values_list("pk", flat=True))
    named = survey.readers.filter(is_active=True).prefetch_related("groups")
    return [it for it in named if it.pk not in asked_about and it.may(Permission.MODERATE)]


def _readers(survey: Survey) -> Step:
    sentences = (
        []
        if may_read(survey)
        else ["It asks about staff: name somebody who may read its words and is not asked about."]
    )
    return _step("Who reads it", f"/staff/surveys/{survey.pk}/readers/", sentences)
