"""What a paper is made of: plain data that can be kept as it is, and that every writer can write.

A block is a dict, so that an issued paper is its JSON and nothing else. All texts are plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html.parser import HTMLParser
from typing import Any, TypedDict

from backend.text import rich

Block = dict[str, Any]


class Paper(TypedDict):
    """One document, in one edition."""

    title: str
    above: str
    """What it belongs to, above the title."""
    about: list[str]
    """A few sentences below the title."""
    mark: str
    """What each page says of who may read it; empty: everybody may."""
    blocks: list[Block]


def heading(text: str, level: int = 2, *, new_page: bool = False) -> Block:
    """`level` from 2 to 4; the title is the one heading of level 1."""
    return {"kind": "heading", "text": text, "level": level, "new_page": new_page}


def text(words: str) -> Block:
    return {"kind": "text", "text": words}


def says(words: str) -> Block:
    """The one sentence that a reader in a hurry reads."""
    return {"kind": "says", "text": words}


def small(words: str) -> Block:
    """What has to be said beside something else: where a number is from, where to read on."""
    return {"kind": "small", "text": words}


def quote(words: str) -> Block:
    """A child's words, as a Voice holds them."""
    return {"kind": "quote", "text": words}


def listed(items: Iterable[str]) -> Block:
    return {"kind": "list", "items": list(items)}


def facts(rows: Iterable[tuple[str, str]]) -> Block:
    """Names with what they stand for; without those that there is nothing to say of."""
    return {"kind": "facts", "rows": [[name, value] for name, value in rows if value]}


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    """The first column names its row."""
    return {
        "kind": "table",
        "caption": caption,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
    }


class ChartRow(TypedDict):
    label: str
    number: str
    """How many, as it is printed: "6 of 17"; or nothing."""
    percent: int | None
    """None: hidden."""
    second: bool
    """Not children: its bar has the other colour."""


def chart(caption: str, rows: Iterable[ChartRow]) -> Block:
    """A table that looks like a chart: each row with its share, and a bar as long."""
    return {"kind": "chart", "caption": caption, "rows": list(rows)}


def day(on: date) -> str:
    """Such as "17 December 2026"; no line breaks it apart."""
    return f"{on:%-d %B %Y}".replace(" ", "\u00a0")


# --- What adults wrote as Markdown ----------------------------------------------------------------

HEADING = {"h3", "h4"}


class _Prose(HTMLParser):
    """Clean HTML as blocks: paragraphs, lists, headings; an address stands behind its words."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.items: list[str] | None = None
        self.address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self._end("p")
            self.items = []
        elif tag == "br":
            self.words.append(" ")
        elif tag == "a":
            self.address = dict(attrs).get("href") or ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.address and self.address not in "".join(self.words):
            self.words.append(f" ({self.address})")
        if tag in {"p", "li", "ul", "ol", *HEADING}:
            self._end(tag)

    def _end(self, tag: str) -> None:
        said = " ".join("".join(self.words).split())
        if tag == "li" or (said and self.items is not None):
            self.items = [*(self.items or []), *([said] if said else [])]
        elif said:
            self.blocks.append(heading(said, 3) if tag in HEADING else text(said))
        if tag in {"ul", "ol"} and self.items is not None:
            if self.items:
                self.blocks.append(listed(self.items))
            self.items = None
        self.words = []


def prose(markdown: str) -> list[Block]:
    """What an adult wrote as Markdown; its bold and slanted letters are left out."""
    parser = _Prose()
    parser.feed(rich(markdown))
    parser._end("p")
    return parser.blocks
