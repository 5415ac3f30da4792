"""What somebody may type: anything at all, and what has broken other people's forms before."""

from __future__ import annotations

from itertools import count
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

STRANGE = (
    *("\0", "a\0b", "\ud800", "\udfff\ud800", "\ufeff", "\u202ethgir\u202c", "\u200b", "\u2028"),
    *("مرحبا", "שלום", "👩🏽‍🚀👨‍👩‍👧‍👦", "e\u0301" * 20, "\U0010ffff", "ǆ", "ﷺ", "İ"),
    *("<script>alert(1)</script>", "{{ 7|add:7 }}", "{% load x %}", "%00%ff%u0000", "&amp;#0;"),
    *(
        "'; DROP TABLE surveys_answer; --",
        "../../etc",
        "\r\n\r\nSet-Cookie: a=b",
        "\\u0000",
        "\x1b[",
    ),
)
LONG = st.tuples(st.sampled_from("xé👍"), st.sampled_from((1981, 1982, 9000)))
"""With its mark, as long as words may be; a letter longer; far too long."""
typed_by_staff = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40
).filter(str.strip)
"""As forms let it through: no half letters, no NUL, and never nothing."""
BLANK = ("", " ", "\t\r\n ", "\u00a0")
anything = st.text(st.characters(exclude_categories=()), min_size=1, max_size=60)
words = st.one_of(
    anything, st.sampled_from(STRANGE), st.sampled_from(STRANGE), LONG.map(lambda it: it[0] * it[1])
)
said = st.one_of(words, words, words, st.sampled_from(BLANK))
"""Of a question for words; one in four is left empty."""
_numbers = count(1)


def marked(text: str) -> tuple[str, str]:
    """The text with a word in it that is nobody else's, and that word: to be looked for later."""
    mark = f"kanarie{next(_numbers):06}vogel"
    return f"{mark} {text}", mark


def as_sent(text: str) -> str:
    """What arrives of it: a browser cannot send half a letter, but whoever writes one can."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """A form's body with every byte as it was typed, also those that no browser would send."""
    parts = [
        f"{quote(name)}={quote_plus(text.encode('utf-8', 'surrogatepass'))}" for name, text in pairs
    ]
    return "&".join(parts).encode("ascii")
