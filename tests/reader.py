"""A page's words, block by block, as somebody reads them or hears them read."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

INLINE = frozenset({"a", "b", "bdi", "span", "strong", "time"})
VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


@dataclass
class Reader(HTMLParser):
    blocks: list[str] = field(default_factory=list)
    law: list[str] = field(default_factory=list)
    """What stands in an element marked `data-law`: the law's own wording."""
    text: str = ""
    left_out: list[str] = field(default_factory=list)
    """Of each element that is open, why its words are not ours; or nothing."""

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def read(cls, html: str) -> Reader:
        reader = cls()
        reader.feed(html)
        reader.end_block()
        return reader

    def end_block(self) -> None:
        text, self.text = " ".join(self.text.split()), ""
        if text:
            (self.law if "law" in self.left_out else self.blocks).append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        # A span with a name of its own, such as door__title, is laid out as a block.
        if tag not in INLINE or "__" in has.get("class", "") or "data-law" in has:
            self.end_block()
        if tag in VOID:
            return
        self.left_out.append(_why_left_out(tag, has))
        if not any(self.left_out):
            self.blocks += [has[name] for name in ("aria-label", "alt", "title") if has.get(name)]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Parts of drawings hold no words."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE or self.left_out[-1] == "law":
            self.end_block()
        self.left_out.pop()

    def handle_data(self, data: str) -> None:
        if "other" not in self.left_out:
            self.text += data


def _why_left_out(tag: str, has: dict[str, str]) -> str:
    if "data-law" in has:
        return "law"
    is_silent = tag in {"script", "style", "svg", "textarea"} or has.get("aria-hidden") == "true"
    is_foreign = has.get("translate") == "no" or not has.get("lang", "en").startswith("en")
    return "other" if is_silent or is_foreign else ""
