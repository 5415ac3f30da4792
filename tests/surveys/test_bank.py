"""Our own templates and questions, held to every rule that we hold others to."""

from __future__ import annotations

import re

import pytest

from surveys import packs
from surveys.models import Audience
from surveys.pack_format import Pack, PackQuestion, texts_of
from surveys.reading_age import SENTENCE, score

PACKS = {name: packs.template(name) for name in packs.COLLECTIONS}
QUESTIONS = packs.bank()
NEVER = re.compile(
    r"\b(offen[cd]\w*|crime\w*|criminal|court|arrest\w*|knife|knives|weapon\w*|drug\w*|gang\w*|"
    r"steal\w*|stole|convict\w*|sentenc\w*|custody|prison|yot|stakeholder|submit|statement)\b",
    re.I,
)


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS.keys())
def test_a_nine_year_old_can_read_all_of_it(pack: Pack) -> None:
    texts = [*texts_of(pack), *(f"Children {it.headline}." for it in pack.questions if it.headline)]
    found = {text: score(text) for text in texts}

    assert {text: it.advice for text, it in found.items() if not it.is_fine} == {}
    assert all(it.longest_words <= SENTENCE for it in found.values())


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda it: it.text)
def test_each_question_says_why_it_is_asked_and_what_it_feeds(question: PackQuestion) -> None:
    assert question.why
    assert question.feeds
    if question.kind == "text":
        assert 3 <= len(question.choices) <= 6
        assert all(it.picture for it in question.choices)
    else:
        assert question.choices[-1].not_sure


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS.keys())
def test_nothing_is_about_what_a_child_has_done(pack: Pack) -> None:
    feeds = [it.feeds for it in pack.questions]

    assert [text for text in [*texts_of(pack), *feeds] if NEVER.search(text)] == []


def test_no_question_of_the_bank_has_the_key_of_another() -> None:
    assert len({it.key for it in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("name", packs.TEMPLATES)
def test_a_template_asks_for_words_and_never_more_than_three_about_the_child(name: str) -> None:
    questions = PACKS[name].questions

    assert any(it.kind == "text" for it in questions)
    assert sum(it.about_you for it in questions) <= 3
    assert not any(it.text.endswith(".") for it in questions)


def test_after_the_board_takes_two_minutes() -> None:
    questions = PACKS["after-the-board"].questions

    words = sum(len(text.split()) for it in questions for text in (it.text, it.why))
    assert len(questions) <= 5
    assert words <= 120


def test_questions_about_a_child_have_bands_and_no_numbers_to_type() -> None:
    questions = PACKS["about-you"].questions

    assert all(it.about_you and it.kind in {"single", "yes_no"} for it in questions)


def test_only_the_template_about_workers_asks_about_staff() -> None:
    about = [name for name, pack in PACKS.items() if pack.about_staff]

    assert about == ["how-your-worker-listens"]


@pytest.mark.parametrize("language", ["pl", "ur"])
def test_safety_where_you_live_is_translated_whole(language: str) -> None:
    pack = PACKS["safety-where-you-live"]

    assert set(pack.translations[language]) == set(texts_of(pack))


def test_other_wordings_are_for_adults() -> None:
    audiences = {it.audience for question in QUESTIONS for it in question.wordings}

    assert Audience.CHILDREN not in audiences
