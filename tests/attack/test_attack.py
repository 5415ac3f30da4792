"""Nobody can be picked out of what is shown, and the one who tries is no fool."""

from __future__ import annotations

import os
from random import Random

import pytest

from tests.attack import rules, worlds
from tests.attack.attacker import subtract
from tests.attack.bounds import squeeze
from tests.attack.caseload import dataset
from tests.attack.guesses import unexplained
from tests.attack.publishing import BOARD, PUBLIC, publish
from tests.attack.rules import Page

DATASETS = int(os.environ.get("ATTACK_DATASETS", "1000"))
PARTS = 8
"""The datasets come in parts, so that they can be tried on several cores."""


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_can_be_picked_out_of_a_caseload_like_a_real_one(part: int) -> None:
    random = Random(190 + part)
    found: list[str] = []

    for place in range(-(-DATASETS // PARTS)):
        snapshots = dataset(random).snapshots
        pages = [publish(it) for it in snapshots]
        for reader in zip(*pages, strict=True):
            found += subtract(reader)
        if place % 5 == 0:  # The slow ways: numbers in bounds, and pages that look the same.
            found += [it for board, public in pages for it in _slow(board, public, random)]

    assert found == []


def _slow(board: Page, public: Page, random: Random) -> list[str]:
    return [
        *squeeze(board),
        *squeeze(public),
        *unexplained([board, public], BOARD.threshold, random),
        *unexplained([public], BOARD.threshold, random),
    ]


def test_the_attacker_knows_the_rules() -> None:
    random = Random(19)

    for _ in range(150):
        for it in dataset(random).snapshots:
            board, public = publish(it)
            true = it.questions, it.truth, it.base
            known = rules.page(*true, BOARD.threshold, words=it.words)
            more = rules.page(*true, PUBLIC.threshold, known, words=it.words)

            assert board.told == known
            assert public.told == {key: rules.rounded(told, 5) for key, told in more.items()}


@pytest.mark.parametrize("name", worlds.ALL)
def test_somebody_who_has_tried_all_tables_learns_nothing(name: str) -> None:
    assert next(worlds.learnt(name), None) is None
