"""How long a children's item may get: two pages, so that a member reads it before the meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from participation.papers.blocks import Block

LINES = 108
"""As reckoned below; about 120 of these fill the two A4 pages of document.typ."""
ACROSS = 86
"""Letters on such a line, in English as adults write it."""


@dataclass(frozen=True)
class Room:
    """How much of each thing there is room for in one item."""

    notes: int
    """Paragraphs and lists of the clerk's own text."""
    themes: int
    quotes: int
    """A theme's."""
    letters: int
    """Of a text or a quote, before the rest is in the thread."""
    surveys: int
    charts: int
    bars: int
    """A chart's."""
    decisions: int
    actions: int
    """A decision's."""
    answers: int
    asks: int


ROOMS = (
    Room(6, 6, 3, 400, surveys=4, charts=4, bars=8, decisions=4, actions=4, answers=4, asks=8),
    Room(4, 6, 3, 280, surveys=4, charts=3, bars=8, decisions=3, actions=3, answers=3, asks=8),
    Room(3, 5, 2, 220, surveys=3, charts=2, bars=7, decisions=2, actions=3, answers=2, asks=7),
    Room(3, 5, 1, 180, surveys=2, charts=2, bars=6, decisions=2, actions=2, answers=2, asks=5),
    Room(2, 4, 1, 150, surveys=2, charts=1, bars=6, decisions=2, actions=2, answers=1, asks=5),
    Room(2, 3, 1, 140, surveys=2, charts=1, bars=6, decisions=1, actions=1, answers=1, asks=4),
    Room(1, 2, 1, 120, surveys=1, charts=1, bars=5, decisions=1, actions=1, answers=1, asks=3),
)
"""From roomy to the least that an item is told with, which always fits."""


def fitted(make: Callable[[Room], list[Block]]) -> list[Block]:
    """The roomiest that stays within two pages."""
    for room in ROOMS:
        blocks = make(room)
        if lines(blocks) <= LINES:
            break
    return blocks


def shortened(words: str, letters: int) -> str:
    """The beginning of a text, cut between words, with a sign that there is more."""
    words = " ".join(words.split())
    if len(words) <= letters:
        return words
    cut = words[:letters].rsplit(" ", 1)[0] if " " in words[:letters] else words[:letters]
    return f"{cut.rstrip(' ,;:.')} …"


def lines(blocks: Sequence[Block]) -> float:
    """How many lines of body text these take up, rather more than less."""
    return sum(_OF[block["kind"]](block) for block in blocks)


def _wrapped(words: str, across: int = ACROSS) -> int:
    return max(1, ceil(len(words) / across))


def _table(block: Block) -> float:
    across = ACROSS // len(block["columns"]) - 3
    rows = (max(_wrapped(cell, across) for cell in row) + 0.5 for row in block["rows"])
    return _wrapped(block["caption"]) + 2.4 + sum(rows)


_OF: dict[str, Callable[[Block], float]] = {
    "heading": lambda it: 1.4 * _wrapped(it["text"], 62) + 1,
    "text": lambda it: _wrapped(it["text"]) + 0.3,
    "says": lambda it: 1.1 * _wrapped(it["text"], 74) + 0.6,
    "small": lambda it: _wrapped(it["text"]) + 0.3,
    "quote": lambda it: _wrapped(it["text"], 78) + 0.6,
    "list": lambda it: sum(_wrapped(words, 82) + 0.1 for words in it["items"]) + 0.4,
    "facts": lambda it: sum(_wrapped(f"{row[0]}  {row[1]}") + 0.3 for row in it["rows"]) + 0.4,
    "table": _table,
    "chart": lambda it: (
        _wrapped(it["caption"]) + 2.4 + sum(_wrapped(row["label"], 32) + 0.5 for row in it["rows"])
    ),
}
