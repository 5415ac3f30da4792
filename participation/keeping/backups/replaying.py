"""Erase once more what the ledger says was erased: a backup does not know of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

from django.db import transaction

from backend import ledger
from backend.ledger import Kind
from participation.moderation import notes, theming
from participation.moderation.models import Voice
from participation.replies import services as replies
from participation.safeguarding.inbox import keeping as inbox
from surveys import kept

AT_A_TIME = 500


@transaction.atomic
def replay() -> Counter[str]:
    """All of it, old lines too: what is gone already stays gone. Returns how many of each kind."""
    by_kind: dict[Kind, dict[date, list[str]]] = defaultdict(lambda: defaultdict(list))
    for erasure in ledger.read():
        by_kind[erasure.kind][erasure.on].append(erasure.key)
    number: Counter[str] = Counter()
    for kind, days in by_kind.items():
        for on, keys in days.items():
            for some in _by_dozens(keys):
                AGAIN[kind](some, on)
            number[kind] += len(keys)
    return number


def _by_dozens(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), AT_A_TIME):
        yield keys[start : start + AT_A_TIME]


def _withdrawn(hashes: list[str], on: date) -> None:
    for receipt_hash in hashes:
        replies.take_back_again(receipt_hash, on=on)


def _answers(keys: list[str], on: date) -> None:
    kept.empty_words([UUID(key) for key in keys], on=on)


def _voices(keys: list[str], on: date) -> None:
    found = Voice.objects.filter(pk__in=keys).values_list("pk", flat=True)
    theming.forget_voices(list(found), by=None)


def _notes(keys: list[str], on: date) -> None:
    notes.delete_again([UUID(key) for key in keys])


def _messages(keys: list[str], on: date) -> None:
    inbox.empty([UUID(key) for key in keys], on=on)


AGAIN: dict[Kind, Callable[[list[str], date], None]] = {
    Kind.WITHDRAWN: _withdrawn,
    Kind.ANSWER: _answers,
    Kind.VOICE: _voices,
    Kind.NOTE: _notes,
    Kind.MESSAGE: _messages,
}
