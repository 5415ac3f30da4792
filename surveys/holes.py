"""Pages that differ between readers in a few words alone: rendered once, with holes for these.

A process keeps them in the cache of its own, compressed already. What a page is kept under must
name everything else that it shows; what fills the holes is never kept.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.html import escape

# Nobody can have typed it: it is made when a process starts, and seen by nobody.
MARK = secrets.token_hex(16)
HOLE = re.compile(f"{MARK}-([a-z]+[0-9]*:[0-9]+)-".encode("ascii"))
KEPT_FOR = 3600
"""Seconds; what changed is kept under another key at once, and this clears the rest away."""
# RFC 1952: no name, no time; then RFC 1951: an empty last block.
HEAD, LAST = b"\x1f\x8b\x08\0\0\0\0\0\2\xff", b"\3\0"


class Page(NamedTuple):
    """Text and names of holes in turn; and the same with each text compressed."""

    parts: list[bytes]
    packed: list[bytes]
    sizes: dict[bytes, int]
    """By hole, how many bytes each word in it has; 0 where they differ."""


def hole(name: str, size: int = 0) -> str:
    """What stands in a page until a word is put there, of so many bytes if all have as many."""
    return f"{MARK}-{name}:{size}-"


def answer(
    request: HttpRequest,
    key: object,
    render: Callable[[], bytes],
    values: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    """The page kept under the key, or rendered with holes now, with the values in its holes."""
    name = hashlib.sha256(repr(key).encode()).hexdigest()
    cache = caches["here"]
    page: Page | None = cache.get(name)
    if page is None:
        page = _page(render())
        cache.set(name, page, KEPT_FOR)
    words = {it.encode("ascii"): escape(value).encode() for it, value in values.items()}
    whole = _filled(page.parts, words)
    takes_packed = re_accepts_gzip.search(request.headers.get("Accept-Encoding", ""))
    is_packed = bool(takes_packed) and _fit(words, page)
    if is_packed:
        stored = {name: _stored(word) for name, word in words.items()}
        sums = struct.pack("<LL", zlib.crc32(whole), len(whole))
        whole = b"".join((HEAD, _filled(page.packed, stored), LAST, sums))
    response = HttpResponse(whole, status=status)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _page(rendered: bytes) -> Page:
    """What is compressed may repeat what stands before it, if that has the same length for all."""
    parts, packed, sizes, before = HOLE.split(rendered), [], {}, b""
    for at, part in enumerate(parts):
        if at % 2:
            name, _colon, size = part.partition(b":")
            parts[at] = name
            sizes[name] = int(size)
            before = before + b"\0" * int(size) if int(size) else b""
            packed.append(name)
        else:
            packed.append(_packed(part, before))
            before += part
    return Page(parts, packed, sizes)


def _fit(words: Mapping[bytes, bytes], page: Page) -> bool:
    return all(not size or len(words[name]) == size for name, size in page.sizes.items())


def _filled(parts: list[bytes], words: Mapping[bytes, bytes]) -> bytes:
    filled = parts.copy()
    for place in range(1, len(parts), 2):
        filled[place] = words[parts[place]]
    return b"".join(filled)


def _packed(text: bytes, before: bytes) -> bytes:
    """Blocks that end with a byte and refer to nothing but what is before them."""
    window = before[-(2**zlib.MAX_WBITS) :]
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=window)
    return packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)


def _stored(word: bytes) -> bytes:
    """As it is. A secret that is never compressed cannot be told by its length (BREACH)."""
    return struct.pack("<BHH", 0, len(word), len(word) ^ 0xFFFF) + word
