"""Every word of ours that a child can meet reads at nine or younger, in sentences of 15 words.

Looked at twice: each string in templates and code, whether or not a page of the demo shows it; and
the demo's pages as they come, with what a survey, a theme and an answer put into them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation.template import templatize

from participation.management.demo.doors import ANSWERED
from participation.management.demo.listening import words_of
from participation.management.demo.questions import SURVEYS, SurveyRow
from participation.management.demo.words import SENT
from participation.moderation.models import Theme
from participation.replies.models import Reply
from participation.safeguarding.doors.services import SPACE
from surveys import reading_age
from surveys.models import Question, Survey
from surveys.receipts import receipt
from tests.factories import make_invitation, make_round, new_token, write
from tests.reader import Reader

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
CODE = (
    "backend/*.py",
    "surveys/*.py",
    "surveys/ways_in/*.py",
    "participation/replies/*.py",
    "participation/safeguarding/doors/*.py",
)
"""Modules whose `_("…")` children read; staff pages say theirs without it."""
CALL = re.compile(r"gettext\(\s*u?((['\"]).*?(?<!\\)\2)(?:,\s*u?((['\"]).*?(?<!\\)\4))?", re.S)
CHILDRENS_OWN = {
    text for it in SENT for said in it.said.values() for text in (said.text, said.becomes)
} | {ANSWERED.words, ANSWERED.reach, ANSWERED.name, "Jo"}


def in_templates() -> Iterator[tuple[str, str]]:
    """Each string of a template that a child can meet, and where it stands."""
    for path in public_templates():
        for call in CALL.finditer(templatize(path.read_text())):
            for literal in filter(None, (call[1], call[3])):
                yield path.name, str(ast.literal_eval(literal)).replace("%%", "%")


def public_templates() -> set[Path]:
    """Pages made from public.html, and every part that they take in."""
    pages = TEMPLATES.rglob("*.html")
    found: set[Path] = set()
    new = {page for page in pages if '{% extends "public.html" %}' in page.read_text()}
    while new:
        found |= new
        text = "".join(page.read_text() for page in new)
        parts = re.findall(r'"([\w/]+\.html)"', text)
        new = {TEMPLATES / name for name in parts} - found
    return found


def in_code() -> Iterator[tuple[str, str]]:
    for path in (it for pattern in CODE for it in ROOT.glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "_",
                "gettext",
                "gettext_lazy",
                "ngettext",
            }:
                for part in node.args:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield path.name, part.value


def in_survey(row: SurveyRow) -> Iterator[tuple[str, str]]:
    """What a survey of the demo asks children, and tells them of its plan."""
    told = (row.plan["audience"], row.plan["can_change"], row.plan["cannot_change"])
    asked = (text for ask in row.asks for text in (ask.text, ask.why, *ask.choices) if text)
    for text in (row.title, row.about, *told, *asked):
        yield row.key, text


def too_hard(texts: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Of texts and where they stand, those that a nine-year-old would stumble over, and why."""
    found = {}
    for where, text in texts:
        score = reading_age.score(text)
        if not score.is_fine:
            found[text] = f"{where}: age {score.age}, {score.longest_words} words, {score.hard}"
    return found


def test_each_string_that_a_page_can_show_is_easy_to_read() -> None:
    strings = [it for it in in_templates() if it[1] != "Accessibility"]

    assert len(strings) > 250
    assert too_hard(iter(strings)) == {}


def test_each_sentence_that_code_can_say_to_a_child_is_easy_to_read() -> None:
    assert len(list(in_code())) > 50
    assert too_hard(in_code()) == {}


@pytest.mark.parametrize("row", SURVEYS, ids=[row.key for row in SURVEYS])
def test_what_the_demo_asks_is_easy_to_read(row: SurveyRow) -> None:
    assert too_hard(in_survey(row)) == {}


def test_the_tests_above_would_notice() -> None:
    long = "We keep what you say here until a worker has read it and told you so twice"

    assert too_hard(iter([("here", "Your accommodation")]))
    assert too_hard(iter([("here", f"{long}.")]))


@pytest.fixture
def pages(demo: None, client: Client) -> dict[str, str]:
    """What the demo can show a child: a page for each place, and for each thing that happens."""
    client.raise_request_exception = False
    shown = {
        path: client.get(path)
        for path in (
            *("/", "/help/", "/privacy/", "/about/", "/accessibility/", "/replies/", "/journey/"),
            *("/tell/", "/complain/", "/advocate/", "/messages/"),
            *("/s/CHNC23/", "/s/SHRD23/", "/s/SSN232/", "/s/SSN222/", "/s/NOPE23/", "/nowhere/"),
            *(f"/replies/{theme.slug}/" for theme in Theme.objects.on_the_board()),
        )
    }
    for name, path, data in happenings():
        shown[name] = client.post(path, data)
    statuses = {response.status_code for response in shown.values()}
    assert statuses == {200, 201, 400, 404, 409, 410}
    return {name: response.content.decode() for name, response in shown.items()}


def happenings() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Everything that a child can send, well or badly, as name, path and fields."""
    for sent in SENT:
        yield f"journey {sent.number}", "/journey/", {"receipt": words_of(sent.number)}
    yield "wrong words", "/journey/", {"receipt": "one two three four five"}
    yield "wrong code", "/", {"code": "NOPE23"}
    token, survey = new_token(), "/s/CHNC23/"
    words = Question.objects.get(text="What do adults not notice?", survey__status="open")
    said = {"token": token, f"q-{words.pk}": "more lights"}
    yield "nothing said", survey, {"token": token}
    yield "old page", survey, {}
    yield "too long", survey, {**said, f"q-{words.pk}": "no " * 1000}
    yield "sent", survey, said
    yield "sent before", survey, {**said, f"q-{words.pk}": "other"}
    yield "closed", "/s/SSN222/", said
    later = timezone.now() + timedelta(days=1)
    early = make_invitation(Survey.objects.get(invitations__code="CHNC23"), opens_at=later)
    yield "early", early.get_absolute_url(), said
    yield from at_the_doors()
    yield from in_a_round()
    holder = {"receipt": words_of(1)}
    yield "ask", "/journey/", {**holder, "do": "ask-take-back"}
    yield "take back", "/journey/", {**holder, "do": "take-back"}


def in_a_round() -> Iterator[tuple[str, str, dict[str, Any]]]:
    reply = Reply.objects.published().filter(told__isnull=False).latest("pk")
    asked = make_round(reply, present=2)
    here, token = asked.get_absolute_url(), new_token()
    yield "no verdict", here, {}
    yield "verdict", here, {"token": token, "value": "yes"}
    yield "verdict before", here, {"token": token, "value": "no"}
    yield "last verdict", here, {"token": new_token(), "value": "no"}
    yield "round over", here, {"token": new_token(), "value": "no"}
    yield "unknown round", "/v/NOPE23/", {}


def at_the_doors() -> Iterator[tuple[str, str, dict[str, Any]]]:
    token = new_token()
    yield "nothing told", "/tell/", {"token": new_token()}
    yield "no advocate", "/advocate/", {"token": new_token()}
    yield "no complaint", "/complain/", {"token": new_token()}
    yield "told", "/tell/", {"token": token, "name": "Jo"}
    yield "told before", "/tell/", {"token": token, "name": "Sam"}
    yield "advocate", "/advocate/", {"token": new_token(), "reach": "Jo"}
    for about in ("worker", "reader", "someone_else", "rule_or_place"):
        said = {"token": new_token(), "words": "No", "about": about}
        yield f"complained {about}", "/complain/", said
    late = timezone.now() - timedelta(days=60)
    for name, words in (("waits", write("tell")), ("late", write(now=late))):
        yield name, "/messages/", {"receipt": words}
        yield f"{name}, stopped", "/messages/", {"receipt": words, "do": "stop"}
    yield "answered", "/messages/", {"receipt": receipt(ANSWERED.token, space=SPACE)}


def test_every_page_is_easy_to_read_block_by_block_and_as_a_whole(pages: dict[str, str]) -> None:
    blocks = {
        name: [block for block in Reader.read(html).blocks if block not in CHILDRENS_OWN]
        for name, html in pages.items()
    }

    ages = {name: reading_age.score("\n".join(it)).age or 99 for name, it in blocks.items()}

    assert too_hard((name, block) for name, it in blocks.items() for block in it) == {}
    assert {name: age for name, age in ages.items() if age > reading_age.AGE} == {}


@pytest.mark.django_db
def test_only_the_page_about_access_speaks_as_the_law_does_and_not_first(client: Client) -> None:
    others = ("/", "/help/", "/privacy/", "/about/", "/replies/", "/journey/", "/nowhere/")

    law = {text for path in others for text in read(client, path).law}
    statement = read(client, "/accessibility/")

    assert law == {"Accessibility"}
    assert "Everybody should be able to use this." in statement.blocks
    assert law <= set(statement.law)


def read(client: Client, path: str) -> Reader:
    return Reader.read(client.get(path).content.decode())
