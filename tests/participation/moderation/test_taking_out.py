from __future__ import annotations

import socket
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.moderation.suggestions import marked, suggest, take_out
from participation.moderation.taking_out import Kind, find
from tests.measure_taking_out import HALVES, PRECISION, RECALL, measure, read

HOSTILE = [
    "a",
    "0",
    "0 ",
    "0-0-",
    "a.a",
    "a@",
    "a at ",
    "a at a dot ",
    "07700 900 ",
    "((0",
    "snap : ",
    "add ",
    "_",
    "a_",
    "'a",
    "A-",
    "Aa ",
    "st ",
    "park ",
    "the ",
    "mr ",
    "and ",
    "flat 4 ",
    "1/1/",
    "3rd may ",
    "s6",
    "+",
    "m\u0301",
    "\u0627\u0644 ",
    "\U0001f600",
]


def spots(text: str) -> list[tuple[str, Kind]]:
    return [(text[it.start : it.end], it.kind) for it in find(text)]


@pytest.mark.parametrize("half", HALVES)
def test_enough_is_found_and_little_is_marked_in_vain(half: str) -> None:
    measured = measure(half)

    for kind, floor in RECALL.items():
        assert measured.recall(kind) >= floor, measured.missed
    assert measured.precision() >= PRECISION, measured.false


def test_the_sentences_are_enough_and_many_have_nothing_to_take_out() -> None:
    halves = [measure(half) for half in HALVES]

    assert sum(half.sentences for half in halves) >= 400
    nothing = sum(half.without_marks for half in halves)
    assert nothing / sum(half.sentences for half in halves) >= 0.4


def test_marks_are_read_as_they_are_written() -> None:
    text, found = read("ask [name:Mrs Khan] at [email:mo[at]example.com] [ok]")

    assert text == "ask Mrs Khan at mo[at]example.com [ok]"
    assert [text[it.start : it.end] for it in found] == ["Mrs Khan", "mo[at]example.com"]


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("me n jayden got moved", "jayden", Kind.NAME),
        ("ask mrs khan she knows", "mrs khan", Kind.NAME),
        ("ring O77OO 9OO 123 after 4", "O77OO 9OO 123", Kind.PHONE),
        ("its kez at example dot com", "kez at example dot com", Kind.EMAIL),
        ("i live in s61 4qt", "s61 4qt", Kind.POSTCODE),
        ("my snap is kez_07", "kez_07", Kind.HANDLE),
        ("court was on 3rd may", "3rd may", Kind.DATE),
        ("i go oakhill pru now", "oakhill pru", Kind.SCHOOL),
        ("it was on marsden street", "marsden street", Kind.PLACE),
    ],
)
def test_each_kind_is_found_as_children_write_it(text: str, words: str, kind: Kind) -> None:
    assert spots(text) == [(words, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "mark my words nothing will change",
        "i hope they may come",
        "they gave me a grace period",
        "childline is 0800 1111",
        "24/7 they are on my case",
        "no one asks us, nobody does",
        "the park by my school",
        "",
    ],
)
def test_words_that_only_look_like_it_are_left_alone(text: str) -> None:
    assert find(text) == []


def test_places_are_counted_in_code_points() -> None:
    assert spots("\U0001f600\U0001f600 ask Mrs Khan") == [("Mrs Khan", Kind.NAME)]


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_suggestions_lie_inside_and_apart(text: str) -> None:
    found = find(text)

    assert all(0 <= it.start < it.end <= len(text) for it in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "".join(part.text for part in marked(text, suggest(text))) == text


@pytest.mark.parametrize("part", HOSTILE)
def test_a_hostile_text_takes_no_more_than_its_length(part: str) -> None:
    def seconds(letters: int) -> float:
        text = (part * letters)[:letters]
        started = time.process_time()
        find(text)
        return time.process_time() - started

    find("warm")
    short = min(seconds(2000), seconds(2000))

    # Eight times the text would be 64 times as slow if anything in it were quadratic.
    assert seconds(16_000) < max(24 * short, 0.5)


def test_it_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)

    assert spots("hiya its jayden") == [("jayden", Kind.NAME)]


def taken(text: str, *words: str, copy: str | None = None) -> str:
    some = [it for it in suggest(text) if it.words in words]
    return take_out(text if copy is None else copy, text, some)


def test_only_what_is_chosen_is_taken_out_wherever_it_stands() -> None:
    text = "me n jayden and jayden told Mrs Khan"

    assert taken(text, "jayden") == "me n [name] and [name] told Mrs Khan"
    assert taken(text) == text


def test_what_was_typed_meanwhile_stays() -> None:
    text = "me n jayden got moved from Masbrough Park"
    typed = "[start] me n jayden was moved from Masbrough Park, they say"

    assert (
        taken(text, "jayden", "Masbrough Park", copy=typed)
        == "[start] me n [name] was moved from [a place], they say"
    )


def test_the_same_word_meant_otherwise_stays() -> None:
    text = "me and hope got put apart and i hope they stop"

    once = taken(text, "hope")
    again = taken(text, "hope", copy=once)

    assert once == again == "me and [name] got put apart and i hope they stop"


def test_what_is_gone_already_is_left_alone() -> None:
    text = "me n jayden got moved"

    assert taken(text, "jayden", copy="we got moved") == "we got moved"


def test_line_ends_of_any_kind_do_not_shift_what_is_taken_out() -> None:
    text = "hi\r\nme n jayden\r\nwent"

    assert taken(text, "jayden") == "hi\nme n [name]\nwent"
    assert [part.text for part in marked(text, suggest(text)) if part.suggestion] == ["jayden"]
