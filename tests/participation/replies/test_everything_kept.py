"""Everything that is kept for a receipt can be read by who holds it: each column, or a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.moderation import claims, theming
from participation.moderation import services as moderation
from participation.moderation.models import Voice
from participation.replies import services as replies
from surveys import building
from surveys.models import Answer, Response
from tests.factories import make_invitation, make_reply, make_survey, make_theme, send

SHOWN = {
    "surveys.Response": {"survey", "sent_on", "late", "quote"},
    "surveys.Answer": {"question", "choice", "text", "erased_on"},
    "participation.Reading": {"decision", "reason", "at"},
    "participation.Voice": {"text", "quotable"},
    "participation.ThemeVoice": {"theme", "on"},
    "participation.Verdict": {"reply", "value"},
}
JOINS = "joins the rows to each other; a number by itself says nothing"
WORKERS = "names a worker, who is a person too; the page says what they did"
DRAFT = "about who reads now, gone within minutes or with the decision"
COUNTS = "a copy of the response's or the group's, to count by; what it copies is shown"
SCRAMBLED = "made from the receipt or the form's secret: only who holds those can use it"
LIST = "what a list of words makes of the text, and decides nothing; a page that showed it to \
whoever looks over the child's shoulder would say that these words worry somebody"
SAFETY = "a worry about safety is on no page (design 5): it could be read by whom it is about"
WHY = {
    "surveys.Response": {
        "id": JOINS,
        "audience": "whom the way in was for, as it said itself",
        "beyond": "whether all that came then are counted; a worker says so of all, not of one",
        "receipt_hash": SCRAMBLED,
        "digest": SCRAMBLED,
    },
    "surveys.Answer": {
        "id": JOINS,
        "response": JOINS,
        "audience": COUNTS,
        "sent_on": COUNTS,
        "beyond": COUNTS,
        "waiting": "whether somebody has decided; the page says “waits to be read”",
        "risk": LIST,
        "signs": LIST,
        "rounds": "how long it waited: the page says “waits to be read”",
        "from_room": "whether it still waits for four others of its room",
    },
    "surveys.KeptFrom": {"id": JOINS, "answer": JOINS, "user": SAFETY},
    "participation.Reading": {
        "id": JOINS,
        "answer": JOINS,
        "by": WORKERS,
        "taken_out": "the page says that names and places were taken out",
        "current": "the page tells of the decision that counts",
    },
    "participation.Claim": dict.fromkeys(
        ("id", "answer", "by", "until", "passed_by", "opened"), DRAFT
    ),
    "participation.Voice": {
        "id": JOINS,
        "answer": JOINS,
        "reading": JOINS,
        "note": "none, for an answer",
        "question": COUNTS,
        "group": COUNTS,
        "audience": COUNTS,
        "said_on": COUNTS,
    },
    "participation.ThemeVoice": {"id": JOINS, "voice": JOINS, "by": WORKERS},
    "participation.Verdict": {
        "id": JOINS,
        "response": JOINS,
        "round": "none, by receipt",
        "token_hash": SCRAMBLED,
        "on": "the day they said it themselves",
    },
}
ABOUT_SAFETY = {"participation.Concern", "participation.Alert"}
"""Kept for a child's safety, and on no page: see SAFETY."""


def joined(model: type[Model] = Response, seen: set[type[Model]] | None = None) -> set[type[Model]]:
    """Every model, in any app, whose rows belong to a response by however many keys."""
    seen = {model} if seen is None else seen
    for relation in model._meta.get_fields(include_hidden=True):
        other = relation.related_model
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        if isinstance(other, type) and other not in seen:
            seen.add(other)
            if other._meta.label not in ABOUT_SAFETY:
                joined(other, seen)
    return seen


def test_every_column_is_shown_or_says_why_not() -> None:
    for model in joined():
        label = model._meta.label
        if label in ABOUT_SAFETY:
            continue
        columns = {field.name for field in model._meta.concrete_fields}
        shown, why = SHOWN.get(label, set()), WHY[label]
        assert shown | why.keys() == columns, label
        assert not shown & why.keys(), label


def looked_at(client: Client, words: str) -> str:
    page = client.post("/journey/", {"receipt": words}).content.decode()
    return " ".join(page.split())


def day(on: Any) -> str:
    return f"{on:%-d %B %Y}"


def values(response: Response) -> Iterator[str]:
    """What each column of SHOWN says to a child."""
    yield response.survey.title
    yield day(response.sent_on)
    for answer in response.answers.all():
        yield answer.question.text
        yield answer.choice.text if answer.choice else answer.text
    for voice in Voice.objects.filter(answer__response=response):
        yield voice.text
        yield "Names and places were taken out"
        yield day(timezone.localdate(voice.of_reading.at))
        for membership in voice.memberships.all():
            yield membership.theme.title
            yield day(membership.on)
    yield "You said yes."


@pytest.mark.django_db
def test_what_is_kept_is_on_the_page_as_it_was_typed(client: Client, worker: User) -> None:
    invitation = make_invitation()
    words = send(invitation, text="Lights at Jo's <house> & mine", choice=2)
    answer = Answer.objects.get(choice=None)
    claims.claim(answer.pk, by=worker)
    voice = moderation.redact(
        answer.pk, "Lights at [a house] & mine", by=worker, taken_out=["name"]
    )
    theme = make_theme(voices=2, group=invitation.survey.group, by=worker)
    theming.add_voices(theme, [voice], by=worker)
    reply = make_reply(theme=theme)
    replies.give_verdict(words, reply.pk, "partly")

    page = looked_at(client, words).replace("&#x27;", "'")

    for value in values(Response.objects.get(answers=answer)):
        assert value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page, value
    assert reply.text in page
    assert "Partly" in page


@pytest.mark.django_db
def test_a_rejection_says_why_and_emptied_words_say_when(client: Client, worker: User) -> None:
    survey = make_survey()
    words = send(make_invitation(survey), text="More light")
    moderation.reject(Answer.objects.get().pk, by=worker, reason="twice")
    assert "The same words came twice." in looked_at(client, words)

    on = timezone.localdate() - timedelta(days=91)
    building.close_survey(survey, by=None, on=on)
    Answer.objects.update(text="", erased_on=timezone.localdate())

    assert f"We deleted your own words on {day(timezone.localdate())}" in looked_at(client, words)


@pytest.mark.django_db
def test_who_came_late_and_did_not_say_yes_reads_so(client: Client) -> None:
    words = send(make_invitation(), text="More light", quote=False)
    Response.objects.update(late=True)

    page = looked_at(client, words)

    assert "What you picked came too late to be counted." in page
    assert "You did not say yes." in page
