"""The words beside the numbers, or instead of them: voices, in no order that tells, and themes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from participation.moderation.models import Theme, Voice
from surveys.results import Audience

MOST = 12
"""Voices of one question on one page; what they say together is in the themes."""


@dataclass(frozen=True)
class Words:
    question: str
    children: tuple[str, ...]
    adults: tuple[str, ...]


def voices(rounds: Sequence[int], audience: Audience) -> dict[str, list[str]]:
    """By question, what may be quoted of one audience. By random id: nobody knows who was first."""
    found: dict[str, list[str]] = defaultdict(list)
    quotable = Voice.objects.quotable().filter(question__survey__in=rounds, audience=audience)
    for voice in quotable.select_related("question"):
        if len(found[voice.label]) < MOST:
            found[voice.label].append(voice.text)
    return dict(found)


def side_by_side(rounds: Sequence[int]) -> list[Words]:
    """Children's voices beside those of all adults, for every question that asks for words."""
    spoken: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    quotable = Voice.objects.quotable().filter(question__survey__in=rounds)
    for voice in quotable.select_related("question"):
        side = spoken[voice.label][0 if voice.audience == Audience.CHILDREN else 1]
        if len(side) < MOST:
            side.append(voice.text)
    return [
        Words(question, tuple(children), tuple(adults))
        for question, (children, adults) in spoken.items()
    ]


def themes(rounds: Sequence[int]) -> list[Theme]:
    """What the voices of these rounds say together."""
    found = Theme.objects.active().with_voice_count()
    return list(found.filter(pk__in=Theme.objects.filter(voices__question__survey__in=rounds)))
