"""A paper as PDF/UA: tagged, in its language, with a word for every bar."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from backend.pdf import make_pdf, printable
from participation.papers.blocks import Block, Paper

FOLDER = Path(__file__).parent / "print"
NO_LETTERS = "(Words in letters that this file cannot print: they are on the page.)"

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
    """A table with the letters of each column's longest text, by which it is given room."""
    if block["kind"] != "table":
        return block
    columns = zip(block["columns"], *block["rows"], strict=True)
    return {**block, "widths": [max(map(len, texts)) for texts in columns]}
