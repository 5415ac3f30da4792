"""Pages that are kept compressed, with holes: whole for every reader, and no secret compressed."""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Mapping
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.html import escape
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from surveys import holes


def answer(
    render: bytes, values: Mapping[str, str], key: object = None, **headers: str
) -> HttpResponse:
    request = RequestFactory().get("/", headers=headers)
    return holes.answer(request, key or secrets.token_hex(), lambda: render, values)


@tried(max_examples=300, deadline=None)
@given(
    texts=st.lists(st.text(max_size=60) | st.just("<li>the same again</li>")),
    words=st.lists(st.text(max_size=40), min_size=1),
    of_one_size=st.sets(st.integers(0, 4)),
)
def test_a_compressed_page_is_the_same_page(
    texts: list[str], words: list[str], of_one_size: set[int]
) -> None:
    values = {f"w{at}": word for at, word in enumerate(words)}
    sizes = {at: len(escape(words[at]).encode()) for at in of_one_size if at < len(words)}
    places = [(text, at % len(words)) for at, text in enumerate(texts)]
    page = "".join(text + holes.hole(f"w{at}", sizes.get(at, 0)) for text, at in places).encode()

    plain = answer(page, values)
    packed = answer(page, values, accept_encoding="br, gzip")

    assert packed["Content-Encoding"] == "gzip"
    assert not plain.has_header("Content-Encoding")
    assert gzip.decompress(packed.content) == plain.content
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"


def test_a_word_of_another_size_than_was_said_leaves_the_page_whole() -> None:
    page = "repeated " * 9 + holes.hole("word", 4) + "repeated " * 9

    answered = answer(page.encode(), {"word": "longer"}, accept_encoding="gzip")

    assert answered.content.decode() == "repeated " * 9 + "longer" + "repeated " * 9
    assert not answered.has_header("Content-Encoding")


def test_what_fills_a_hole_is_escaped() -> None:
    page = answer(holes.hole("word").encode(), {"word": "<b>&"})

    assert page.content == b"&lt;b&gt;&amp;"


def test_whoever_comes_next_gets_their_own_words_on_the_kept_page(settings: Any) -> None:
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {"here": {"BACKEND": memory, "LOCATION": "holes"}}

    rendered = 0

    def once() -> bytes:
        nonlocal rendered
        rendered += 1
        return f"<p>{holes.hole('word')}</p>".encode()

    key = secrets.token_hex()
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})

    pages = [holes.answer(request, key, once, {"word": word}) for word in ("otter", "maple-tree")]

    assert [gzip.decompress(it.content) for it in pages] == [b"<p>otter</p>", b"<p>maple-tree</p>"]
    assert rendered == 1


@pytest.mark.parametrize("guess", ["the same secret", "another secret!"])
def test_a_secret_cannot_be_told_by_the_length_of_the_page(guess: str) -> None:
    """BREACH: somebody has their guess put into the page, and looks whether it became shorter."""
    page = f"<p>{guess}</p>" * 3 + f"<p>{holes.hole('word')}</p>"

    packed = answer(page.encode(), {"word": "the same secret"}, accept_encoding="gzip")

    assert b"the same secret" in packed.content
    without = answer(page.encode(), {"word": ""}, accept_encoding="gzip")
    assert len(packed.content) == len(without.content) + len("the same secret")
