"""The one form that holds a whole survey: read what was sent, and show it again with its errors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import number_format

from surveys import unread
from surveys.answering import Said, Submission, field_name, phrases_name
from surveys.asking import Asked as Told
from surveys.asking import AskedChoice, AskedQuestion, asked_of
from surveys.models import TEXT_LIMIT, Audience, Choice, Invitation, Question
from surveys.receipts import WORDS, proof, receipt
from surveys.sealing import public_key


@dataclass(frozen=True)
class Option:
    choice: AskedChoice | Choice
    id: str
    checked: bool


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it, with what was typed before an error."""

    question: AskedQuestion | Question
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


def read(post: QueryDict, questions: Iterable[AskedQuestion]) -> Submission:
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
    questions: Sequence[AskedQuestion],
    sent: Submission | None = None,
    errors: dict[str, str] | None = None,
) -> list[Asked]:
    """The questions, filled with what was sent: nothing that a child typed is lost to an error."""
    texts = {choice.pk: choice.text for question in questions for choice in question.choices}
    said = sent.said if sent else {}
    return [
        _asked(question, said.get(str(question.pk), Said()), (errors or {}), texts)
        for question in questions
    ]


def _asked(
    question: AskedQuestion, said: Said, errors: dict[str, str], texts: dict[int, str]
) -> Asked:
    name = field_name(question)
    options_name = phrases_name(question) if question.takes_text else name
    return Asked(
        question=question,
        name=name,
        options=tuple(
            Option(choice, f"{options_name}-{choice.pk}", str(choice.pk) in said.choices)
            for choice in question.choices
        ),
        options_name=options_name,
        text=said.text,
        error=errors.get(name, ""),
        after=tuple(texts[choice] for choice in question.show_if if choice in texts),
        after_ids=" ".join(str(choice) for choice in question.show_if),
    )


def problems(asked: Iterable[Asked], errors: dict[str, str]) -> list[Problem]:
    """The error summary's lines, in the page's order."""
    asked = list(asked)
    lines = [Problem(it.first_id, it.error) for it in asked if it.error]
    shown = {it.name for it in asked}
    first = asked[0].first_id if asked else "main"
    return lines + [Problem(first, text) for name, text in errors.items() if name not in shown]


def page(
    invitation: Invitation, sent: Submission, errors: dict[str, str] | None = None
) -> dict[str, Any]:
    """Everything that the page with the form shows."""
    told = asked_of(invitation)
    asked = show(told.questions, sent, errors)
    return about(invitation, sent) | {
        "speaker": told.of_all,
        "asked": [it for it in asked if not it.question.about_you],
        "about_you": [it for it in asked if it.question.about_you],
        "first_text": next((it.name for it in asked if it.question.takes_text), ""),
        "text_limit": number_format(TEXT_LIMIT, force_grouping=True),
        "most_letters": str(TEXT_LIMIT),
        "token": sent.token,
        "words": receipt(sent.token).split() if sent.token else [""] * WORDS,
        "sealing_key": public_key(),
        "quote": sent.quote,
        "read_on": read_on(invitation, told),
        "errors": problems(asked, errors) if errors else [],
    }


def read_on(invitation: Invitation, told: Told) -> unread.ReadOn:
    """When words sent now are read."""
    is_kept = invitation.kind == Invitation.Kind.TABLET
    return unread.read_on(told.survey.group.read_on, timezone.now(), is_kept=is_kept)


def about(invitation: Invitation, sent: Submission | None = None) -> dict[str, Any]:
    """What every page about an invitation shows, in its language, and the proof that it is ours."""
    told = asked_of(invitation)
    return {
        "speaker": told.of_survey,
        "is_interface_checked": told.is_interface_checked,
        "invitation": invitation,
        "survey": told.survey,
        "plan": told.plan,
        "is_tablet": invitation.kind == Invitation.Kind.TABLET,
        "for_children": invitation.audience == Audience.CHILDREN,
        "helplines": told.helplines,
        "proof": proof(sent.token) if sent else "",
    }
