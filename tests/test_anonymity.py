"""Of a child only the day is kept: no time, no address, no device, in no table and no log."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.moderation import services as moderation
from participation.moderation import theming
from surveys.models import Answer, Invitation
from tests.factories import (
    make_invitation,
    make_round,
    make_theme,
    make_voice,
    make_words,
    new_token,
    send,
    write,
)

ADDRESS = "203.0.113.77"
DEVICE = "Kanarienvogel/7.0 (cracked phone)"


def every_row() -> list[tuple[str, dict[str, Any]]]:
    return [
        (model._meta.label, row)
        for model in apps.get_models()
        for row in model._default_manager.values()
    ]


def times_since(start: datetime, rows: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [
        f"{label}.{name}"
        for label, row in rows
        for name, value in row.items()
        if isinstance(value, datetime) and value >= start
    ]


@pytest.mark.django_db
def test_nothing_a_child_does_leaves_a_time(
    worker: User, lead: User, django_capture_on_commit_callbacks: Any
) -> None:
    invitation = make_invitation()
    theme = make_theme(voices=[make_voice(invitation=invitation)], group=invitation.survey.group)
    words = send(make_invitation(invitation.survey), text="i want to kill myself", choice=2)
    answer = Answer.objects.get(text="i want to kill myself")
    theming.add_voices(theme, [moderation.approve(answer.pk, by=worker)], by=worker)
    moderation.hold(make_words("hold this", invitation=invitation).pk, by=worker)
    asked = make_round(present=2)
    watching = Client()
    watching.force_login(worker)
    start, client = timezone.now(), Client()

    with django_capture_on_commit_callbacks(execute=True):
        send(make_invitation(kind=Invitation.Kind.TABLET), text="he beats me")
        client.post("/journey/", {"receipt": words})
        client.post("/journey/", {"receipt": words, "do": "take-back"})
        for value in ("yes", "no"):
            client.post(f"/v/{asked.code}/", {"token": new_token(), "value": value})
        written = write("tell")
        client.post("/messages/", {"receipt": written})
        client.post("/messages/", {"receipt": written, "do": "stop"})
        # An open queue asks again the moment that words arrive, whichever list it shows.
        watching.get("/staff/moderation/list/")
        watching.get("/staff/moderation/list/?tab=held")

    # Making the tablet's invitation is workers' deed; a session and a round end some time from now.
    workers = {"invitation-made", "survey-opened", "note-written", "note-signed"}
    theirs = [
        (label, {name: it for name, it in row.items() if name != "ends_at"})
        for label, row in every_row()
        if row.get("action") not in workers and label != "sessions.Session"
    ]
    assert times_since(start, theirs) == []


@pytest.mark.django_db
def test_address_and_device_are_kept_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    invitation = make_invitation()
    words = invitation.survey.questions.all()[1]
    client = Client(REMOTE_ADDR=ADDRESS, headers={"user-agent": DEVICE, "x-forwarded-for": ADDRESS})

    client.get(f"/s/{invitation.code}/")
    client.post(f"/s/{invitation.code}/", {f"q-{words.pk}": "hello", "token": new_token()})
    client.post("/tell/", {"name": "hello too", "token": new_token()})
    client.post("/messages/", {"receipt": "one two three four five"})
    client.post("/journey/", {"receipt": "one two three four five"})

    kept = str(every_row()) + caplog.text
    assert "hello" in kept
    assert "hello too" in kept
    assert ADDRESS not in kept
    assert "Kanarienvogel" not in kept


def test_what_children_send_has_days_and_no_times() -> None:
    for label in (
        "surveys.Response",
        "surveys.Answer",
        "surveys.Withdrawal",
        "participation.Voice",
        "participation.Verdict",
        "participation.Message",
    ):
        fields = apps.get_model(label)._meta.concrete_fields
        assert not [it.name for it in fields if isinstance(it, models.DateTimeField)], label
