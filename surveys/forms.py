"""The one form that holds a whole survey: read what was sent, and show it again with its errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from surveys.answering import Said, Submission, field_name, phrases_name
from surveys.models import Choice, Question


@dataclass(frozen=True)
class Option:
    choice: Choice
    id: str
    checked: bool


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it, with what was typed before an error."""

    question: Question
    name: str
    options: tuple[Option, ...]
    options_name: str
    """The field of the options: of a question for words, its phrases have one of their own."""
    text: str
    error: str
    after: tuple[str, ...]
    """The choices that open it, in words: without script the page shows it with this line."""

    after_ids: str
    """The same by id, for the script."""

    @property
    def input(self) -> str:
        return "checkbox" if self.question.takes_several else "radio"

    @property
    def first_id(self) -> str:
        """Where the error summary leads: of a question for words, to the words."""
        return self.name if self.question.takes_text else self.options[0].id


@dataclass(frozen=True)
class Problem:
    """A line of the error summary."""

    target: str
    text: str


def read(post: QueryDict, questions: Iterable[Question]) -> Submission:
    """What a browser sent. Nothing is believed yet; fields that are not ours are left aside."""
    said: dict[str, Said] = {}
    ours: set[str] = set()
    for question in questions:
        if question.takes_text:
            words, phrases = field_name(question), phrases_name(question)
            ours |= {words, phrases}
            # Browsers send each line's end as two signs; the child typed one.
            text = post.get(words, "").replace("\r\n", "\n")
            said[str(question.pk)] = Said(tuple(post.getlist(phrases)), text)
    for name in post:
        if name.startswith("q-") and name not in ours:
            said[name.removeprefix("q-")] = Said(choices=tuple(post.getlist(name)))
    return Submission(token=post.get("token", ""), said=said, quote=post.get("quote") == "yes")


def as_posted(pairs: Iterable[tuple[str, str]]) -> QueryDict:
    """Names and values that waited on a phone, as if the form had just been posted."""
    post = QueryDict(mutable=True)
    for name, value in pairs:
        post.appendlist(name, value)
    return post


def show(
    questions: Iterable[Question],
    sent: Submission | None = None,
    errors: dict[str, str] | None = None,
) -> list[Asked]:
    """The questions, filled with what was sent: nothing that a child typed is lost to an error."""
    questions = list(questions)
    texts = {choice.pk: choice.text for question in questions for choice in question.choices.all()}
    said = sent.said if sent else {}
    return [
        _asked(question, said.get(str(question.pk), Said()), (errors or {}), texts)
        for question in questions
    ]


def _asked(question: Question, said: Said, errors: dict[str, str], texts: dict[int, str]) -> Asked:
    name = field_name(question)
    options_name = phrases_name(question) if question.takes_text else name
    return Asked(
        question=question,
        name=name,
        options=tuple(
            Option(choice, f"{options_name}-{choice.pk}", str(choice.pk) in said.choices)
            for choice in question.choices.all()
        ),
        options_name=options_name,
        text=said.text,
        error=errors.get(name, ""),
        after=tuple(texts[it.pk] for it in question.show_if.all() if it.pk in texts),
        after_ids=" ".join(str(it.pk) for it in question.show_if.all()),
    )


def problems(asked: Iterable[Asked], errors: dict[str, str]) -> list[Problem]:
    """The error summary's lines, in the page's order."""
    asked = list(asked)
    lines = [Problem(it.first_id, it.error) for it in asked if it.error]
    shown = {it.name for it in asked}
    first = asked[0].first_id if asked else "main"
    return lines + [Problem(first, text) for name, text in errors.items() if name not in shown]
