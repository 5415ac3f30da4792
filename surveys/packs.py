"""Surveys as files: given to another service, taken from one, and our own templates and bank.

A template is a pack of ours, and the bank is every question of our packs: one format for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction

from backend.accounts.models import User
from backend.audit.log import record
from surveys import building, pack_rules, translating
from surveys.models import Choice, Group, Question, Survey, Translation, Wording
from surveys.pack_format import (
    After,
    Pack,
    PackChoice,
    PackQuestion,
    PackWording,
    parse,
    texts_of,
    write_pack,
)

BANK = Path(__file__).with_name("bank")
TEMPLATES = (
    "safety-where-you-live",
    "how-your-worker-listens",
    "waiting-for-help",
    "meeting-the-board",
    "after-the-board",
)
COLLECTIONS = (*TEMPLATES, "more-questions", "about-you")
NOT_SURE_LAST = 99


class NotADraft(Exception):
    """What was asked stays: only a draft takes questions."""


@dataclass(frozen=True)
class Made:
    """A draft made from a pack, and what is not as it was in the file."""

    survey: Survey
    renamed: tuple[str, ...] = ()
    """Texts of questions that got a new key: the same key was asked before in other words."""


@dataclass(frozen=True)
class Look:
    """What a pack would make, before anything is made."""

    pack: Pack
    renamed: frozenset[UUID] = field(default_factory=frozenset)
    left_out: tuple[str, ...] = ()
    """Languages of the pack that this site has no pages in."""


def read_pack(content: bytes) -> Pack:
    """The pack in a file; `BadPack` says in a sentence what is wrong, and where."""
    pack = parse(content)
    pack_rules.check(pack)
    return pack


# --- Out ------------------------------------------------------------------------------------------


def export_pack(survey: Survey) -> bytes:
    """What a survey asks, as a file; `BadPack` if it is not finished enough for others to read."""
    content = write_pack(pack_of(survey))
    read_pack(content)
    return content


def pack_of(survey: Survey) -> Pack:
    """What a survey asks; no answer, person, invitation or date."""
    questions = list(survey.questions.prefetch_related("choices", "wordings", "show_if__question"))
    pack = Pack(
        title=survey.title,
        about=survey.about,
        about_staff=survey.about_staff,
        questions=tuple(_question_of(it) for it in questions),
    )
    texts = texts_of(pack)
    translations = {
        it.language: {text: it.texts[text] for text in texts if it.texts.get(text)}
        for it in survey.translations.order_by("language")
    }
    return replace(pack, translations={code: it for code, it in translations.items() if it})


def _question_of(question: Question) -> PackQuestion:
    return PackQuestion(
        key=question.key,
        kind=question.kind,
        text=question.text,
        help=question.help,
        why=question.why,
        feeds=question.feeds,
        about_you=question.about_you,
        splits=question.splits,
        only_for=question.only_for,
        headline=question.headline,
        choices=tuple(
            PackChoice(it.text, it.face, it.picture, it.headline, it.not_sure)
            for it in question.choices.all()
        ),
        wordings=tuple(
            PackWording(it.audience, it.text, it.help)
            for it in sorted(question.wordings.all(), key=lambda it: it.pk)
        ),
        show_if=tuple(
            After(it.question.key, _place(it))
            for it in sorted(question.show_if.all(), key=lambda it: (it.question_id, _place(it)))
        ),
    )


def _place(choice: Choice) -> int:
    """Which choice of its question it is, counted from 1."""
    return [it.pk for it in choice.question.choices.all()].index(choice.pk) + 1


# --- In -------------------------------------------------------------------------------------------


def look(pack: Pack) -> Look:
    """A dry run: what would be made, and what of it would not be as in the file."""
    return Look(
        pack,
        renamed=frozenset(_changed(pack.questions)),
        left_out=tuple(sorted(pack.translations.keys() - set(translating.languages()))),
    )


@transaction.atomic
def draft_from(pack: Pack, *, group: Group, by: User) -> Made:
    """Make a draft of a pack: a survey with an empty plan, and translations that nobody checked."""
    survey = building.draft_survey(
        group_id=group.pk, title=pack.title, about=pack.about, plan={}, by=by
    )
    if pack.about_staff:
        survey.about_staff = True
        survey.save(update_fields=["about_staff"])
    renamed = _add(survey, pack.questions)
    for language in pack.translations.keys() & set(translating.languages()):
        translating.translate(survey, language, pack.translations[language], by=by)
    record("survey-from-pack", survey, by=by, renamed=list(renamed))
    return Made(survey, renamed)


@transaction.atomic
def add_from_bank(survey: Survey, keys: Iterable[UUID], *, by: User) -> list[Question]:
    """Put questions of the bank at a draft's end, with their keys; those it has are passed by.

    A question that hangs on an earlier one brings that along.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.status != Survey.Status.DRAFT:
        raise NotADraft("This survey is open: what it asks stays. Draft its next round instead.")
    there = set(survey.questions.values_list("key", flat=True))
    wanted = set(keys)
    for it in reversed(bank()):
        if it.key in wanted:
            wanted |= {after.question for after in it.show_if}
    chosen = [it for it in bank() if it.key in wanted - there]
    _add(survey, chosen)
    _translate(survey, chosen, by=by)
    record("questions-from-bank", survey, by=by, keys=[str(it.key) for it in chosen])
    return list(survey.questions.filter(key__in=[it.key for it in chosen]))


def _translate(survey: Survey, chosen: Iterable[PackQuestion], *, by: User) -> None:
    """Bring the bank's translations along, beside what is translated already."""
    texts = texts_of(Pack("", questions=tuple(chosen)))
    for language in translating.languages():
        ours = {text: said for text in texts if (said := bank_translations(language).get(text))}
        if ours:
            kept = Translation.objects.filter(survey=survey, language=language).first()
            both = ours | (kept.texts if kept else {})
            translating.translate(survey, language, both, by=by)


def _add(survey: Survey, questions: Iterable[PackQuestion]) -> tuple[str, ...]:
    """Add questions at the end; return the texts of those whose key meant something else here."""
    questions = list(questions)
    changed = _changed(questions)
    made: dict[UUID, list[Choice]] = {
        it.key: list(it.choices.all()) for it in survey.questions.prefetch_related("choices")
    }
    last = max((it.position for it in survey.questions.all()), default=0)
    for position, asked in enumerate(questions, start=last + 1):
        question = Question.objects.create(
            survey=survey,
            key=uuid4() if asked.key in changed else asked.key,
            position=position,
            **{name: getattr(asked, name) for name in _PLAIN},
        )
        made[asked.key] = [
            Choice.objects.create(
                question=question,
                position=NOT_SURE_LAST if it.not_sure else place,
                **{name: getattr(it, name) for name in _OF_A_CHOICE},
            )
            for place, it in enumerate(asked.choices, start=1)
        ]
        Wording.objects.bulk_create(
            Wording(question=question, audience=it.audience, text=it.text, help=it.help)
            for it in asked.wordings
        )
        question.show_if.set(made[it.question][it.choice - 1] for it in asked.show_if)
    return tuple(it.text for it in questions if it.key in changed)


_PLAIN = (
    "kind", "text", "help", "why", "feeds", "about_you", "splits", "only_for", "headline",
)  # fmt: skip
_OF_A_CHOICE = ("text", "face", "picture", "headline", "not_sure")


def _changed(questions: Iterable[PackQuestion]) -> set[UUID]:
    """Keys under which another question was asked here: what is asked now is not the same.

    The first that was asked here counts, as its rounds may have been answered.
    """
    asked = {it.key: it for it in questions}
    known = Question.objects.filter(key__in=asked).order_by("-pk")
    known = known.prefetch_related("choices", "wordings", "show_if__question__choices")
    first = {it.key: _question_of(it) for it in known}
    return {key for key, it in first.items() if _meaning(it) != _meaning(asked[key])}


def _meaning(question: PackQuestion) -> tuple[object, ...]:
    """All that makes answers comparable; a picture or a reason may change."""
    return (
        question.kind,
        question.text,
        question.headline,
        question.splits,
        tuple((it.text, it.headline, it.not_sure) for it in question.choices),
        frozenset((it.audience, it.text) for it in question.wordings),
        frozenset(question.show_if),
    )


# --- Our own --------------------------------------------------------------------------------------


@cache
def template(name: str) -> Pack:
    """One of our own packs; KeyError for another name."""
    if name not in COLLECTIONS:
        raise KeyError(name)
    return read_pack((BANK / f"{name}.json").read_bytes())


def templates() -> Mapping[str, Pack]:
    """Our surveys to start from, by their names in addresses."""
    return {name: template(name) for name in TEMPLATES}


def bank() -> list[PackQuestion]:
    """Every question of our packs."""
    return [question for name in COLLECTIONS for question in template(name).questions]


def bank_translations(language: str) -> dict[str, str]:
    """What our packs say in a language, by the English."""
    said: dict[str, str] = {}
    for name in COLLECTIONS:
        said |= template(name).translations.get(language, {})
    return said
