"""A paper as PDF/UA: tagged, in its language, with a word for every bar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from backend.pdf import make_pdf, printable
from participation.papers.blocks import Block, Paper

FOLDER = Path(__file__).parent / "print"
NO_LETTERS = "(Words in letters that this file cannot print: they are on the page.)"

SHORT = len("24 September 2026")
WIDEST = 50
UNBROKEN = re.compile(r"([^\s/-]{50})(?=[^\s/-])")
"""So many letters without a place to break: the line would run off the page."""


def as_pdf(paper: Paper) -> bytes:
    blocks = [_with_widths(block) for block in paper["blocks"]]
    return make_pdf(FOLDER / "document.typ", said({**paper, "blocks": blocks}))


def said(data: Any) -> Any:
    """The data with every text as the font can print it."""
    if isinstance(data, str):
        # Between parts that no line may break apart, such as the words of a date.
        shown = "\u00a0".join(printable(part) for part in data.split("\u00a0"))
        if data.strip() and not shown.strip():
            return NO_LETTERS
        return UNBROKEN.sub(r"\1 ", shown)
    if isinstance(data, dict):
        return {key: said(value) for key, value in data.items()}
    return [said(it) for it in data] if isinstance(data, list | tuple) else data


def _with_widths(block: Block) -> Block:
    """A table with each column's share of the page: 0 for one that is as wide as its texts.

    By its longest text, within bounds, and never so narrow that its longest word runs over.
    """
    if block["kind"] != "table":
        return block
    columns = zip(block["columns"], *block["rows"], strict=True)
    return {**block, "widths": [_share(texts) for texts in columns]}


def _share(texts: Sequence[str]) -> int:
    letters = max(map(len, texts))
    if letters <= SHORT:
        return 0
    word = max((len(it) for text in texts for it in text.split()), default=0)
    return max(min(letters, WIDEST), 3 * min(word, WIDEST // 3))
