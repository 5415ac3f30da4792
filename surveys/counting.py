"""Counts answers. What it returns is true and unsafe: `surveys.results` is its only caller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, FilteredRelation, Q

from surveys.disclosure import Counted
from surveys.models import Answer, Audience, Choice, Question, Response, Survey

ByChoice = Mapping[int, int]
"""How many picked a choice, by its id."""


@dataclass(frozen=True)
class Asked:
    """One question as one audience was asked it, in every round that is counted together."""

    question: Question
    """As the last round asks it, with this audience's wording."""
    choices: tuple[Choice, ...]
    same: tuple[tuple[int, ...], ...]
    """For each choice, its ids in the rounds."""
    questions: tuple[int, ...]
    """Its ids in the rounds."""
    is_alike: bool
    """Whether all rounds asked it in the same words, with the same choices."""

    @property
    def several(self) -> bool:
        return self.question.takes_several

    @property
    def is_for_everybody(self) -> bool:
        """Not only asked after some choices."""
        return not self.question.show_if.all()


def bases(rounds: Sequence[Survey]) -> dict[Audience, dict[int, int]]:
    """How many sent answers that count, by audience and round; who did not is left out.

    Neither what came after the close counts, nor what came beyond what was expected: the answers
    of the latter name no audience until they do.
    """
    found: dict[Audience, dict[int, int]] = {}
    rows = (
        Response.objects.filter(survey__in=rounds, late=False, beyond=Response.Beyond.COUNTED)
        .values_list("audience", "survey")
        .annotate(many=Count("*"))
        .order_by("audience")
    )
    for audience, survey, many in rows:
        found.setdefault(Audience(audience), {})[survey] = many
    return found


def asked(rounds: Sequence[Survey], audience: str) -> list[Asked]:
    """What the last round asks this audience, each question with its like in the other rounds."""
    by_key: dict[UUID, list[Question]] = {}
    questions = (
        Question.objects.filter(survey__in=rounds)
        .filter(Q(only_for="") | Q(only_for=audience))
        .prefetch_related("choices", "wordings", "show_if__question")
        .order_by("survey_id", "about_you", "position")
    )
    for question in questions:
        question.text = worded(question, audience)
        by_key.setdefault(question.key, []).append(question)
    last = rounds[-1].pk
    return [_pool(alike, len(rounds)) for alike in by_key.values() if alike[-1].survey_id == last]


def worded(question: Question, audience: str) -> str:
    """As this audience is asked."""
    own = (it.text for it in question.wordings.all() if it.audience == audience)
    return next(own, question.text)


def _pool(alike: Sequence[Question], rounds: int) -> Asked:
    last = alike[-1]
    choices = [tuple(question.choices.all()) for question in alike]
    is_alike = len(alike) == rounds and len({_signature(question) for question in alike}) == 1
    return Asked(
        last,
        choices[-1],
        tuple(tuple(it.pk for it in same) for same in zip(*choices, strict=True))
        if is_alike
        else (),
        tuple(question.pk for question in alike),
        is_alike,
    )


def _signature(question: Question) -> tuple[object, ...]:
    """All that makes two rounds' answers comparable."""
    opened_by = sorted((str(it.question.key), it.text) for it in question.show_if.all())
    return (
        question.kind,
        question.text,
        question.headline,
        question.splits,
        tuple((it.text, it.headline, it.not_sure) for it in question.choices.all()),
        tuple(opened_by),
    )


def picks(questions: Sequence[Asked], audience: str) -> ByChoice:
    """How often each choice was picked.

    Grouped in the order of the index `answer_counting`, which holds all that is asked for: a
    million answers take no longer than a bare count.
    """
    ids = [id for it in questions for id in it.questions]
    rows = (
        Answer.objects.filter(question__in=ids, audience=audience, choice__isnull=False)
        .values_list("question", "choice")
        .annotate(many=Count("*"))
        .order_by()
    )
    return Counter({choice: many for _question, choice, many in rows})


def counted(asked: Asked, base: int, picked: ByChoice) -> Counted:
    cells = [sum(picked[id] for id in same) for same in asked.same]
    if not asked.several:
        cells.append(base - sum(cells))
    sided = frozenset(i for i, choice in enumerate(asked.choices) if choice.headline)
    return Counted(
        base,
        tuple(cells),
        several=asked.several,
        headline=sided if asked.question.headline else frozenset(),
    )


def headlines_by_group(
    dimension: Asked, sided: Sequence[Asked], audience: str
) -> dict[UUID, list[int]]:
    """By question, how many of each group are on the headline's side; who named no group is last.

    One query, whatever the number of questions and groups.
    """
    ids = {id: it for it in sided for id in it.questions}
    groups = {id: place for place, same in enumerate(dimension.same) for id in same}
    rows = (
        Answer.objects.alias(
            group=FilteredRelation(
                "response__answers",
                condition=Q(response__answers__question__in=dimension.questions),
            )
        )
        .filter(question__in=ids, audience=audience, choice__headline=True)
        .values_list("question", "group__choice")
        .annotate(many=Count("*"))
        .order_by()
    )
    found = {it.question.key: [0] * (len(dimension.same) + 1) for it in sided}
    for question, choice, count in rows:
        found[ids[question].question.key][groups.get(choice, -1)] += count
    return found
