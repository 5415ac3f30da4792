"""Pages that differ between readers in a few words alone: rendered once, with holes for these.

A process keeps them in the cache of its own. What a page is kept under must name everything else
that it shows; what fills the holes is never kept.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping

from django.core.cache import caches
from django.utils.html import escape

# Nobody can have typed it: it is made when a process starts, and seen by nobody.
MARK = secrets.token_hex(16)
HOLE = re.compile(f"{MARK}-([a-z0-9]+)-".encode("ascii"))
KEPT_FOR = 3600
"""Seconds; what changed is kept under another key at once, and this clears the rest away."""


def hole(name: str) -> str:
    """What stands in a page until `fill` puts a word there."""
    return f"{MARK}-{name}-"


def page(key: object, render: Callable[[], bytes], values: Mapping[str, str]) -> bytes:
    """The page kept under the key, or rendered with holes now, with the values in its holes."""
    name = hashlib.sha256(repr(key).encode()).hexdigest()
    cache = caches["here"]
    parts: list[bytes] | None = cache.get(name)
    if parts is None:
        parts = HOLE.split(render())
        cache.set(name, parts, KEPT_FOR)
    return fill(parts, values)


def fill(parts: list[bytes], values: Mapping[str, str]) -> bytes:
    """Text and names of holes in turn, as `HOLE.split` gives them, made one page."""
    filled = parts.copy()
    for place in range(1, len(parts), 2):
        filled[place] = escape(values[parts[place].decode("ascii")]).encode()
    return b"".join(filled)
