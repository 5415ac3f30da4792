"""Rich text that adults write: Markdown in, clean HTML out.

Never for children's words: those are stored as typed and escaped by the template. bleach would
turn `I <3 school` into `I &lt;3 school`, which the template would escape a second time.
"""

from __future__ import annotations

import bleach
import markdown
from django.utils.safestring import SafeString, mark_safe

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "h3", "h4"})
ATTRIBUTES = {"a": ["href", "title"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})


def rich(text: str) -> SafeString:
    """Render what an adult wrote; what is not on the short list of tags is shown as text."""
    html = markdown.markdown(text, extensions=["sane_lists", "nl2br"])
    cleaned = bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS)
    return mark_safe(cleaned)  # noqa: S308  bleach has just cleaned it
