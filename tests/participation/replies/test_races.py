"""Taking back while others do something with the same words, or take back too (promise 5)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from participation.moderation import services as moderation
from participation.moderation.models import Reading, Voice
from participation.moderation.services import NoSuchWords
from participation.replies import services
from surveys.models import Answer
from tests.factories import make_invitation, make_survey, make_theme, make_user, send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


def at_once(*deeds: Callable[[], object]) -> None:
    """Start all at the same moment; that somebody's words are gone by then is no fault."""
    start = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> None:
        try:
            start.wait(timeout=5)
            deed()
        except (NoSuchWords, services.NoSuchWords):
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        list(threads.map(one, deeds))


@pytest.mark.parametrize("_again", range(10))
def test_pressing_twice_takes_back_once(_again: int) -> None:
    words = send(make_invitation(), text="mine")

    at_once(*(lambda: services.take_back(words) for _ in range(3)))

    assert not Answer.objects.exists()


@pytest.mark.parametrize("_again", range(10))
def test_words_are_taken_back_while_a_worker_decides_about_them(_again: int) -> None:
    worker = make_user(name="Wren")
    words = send(make_invitation(), text="mine")
    answer = Answer.objects.get()

    at_once(
        lambda: services.take_back(words),
        lambda: moderation.approve(answer.pk, by=worker),
    )

    assert not Answer.objects.exists()
    assert not Voice.objects.exists()
    assert not Reading.objects.exists()


@pytest.mark.parametrize("_again", range(10))
def test_two_who_take_back_the_last_voices_retire_the_theme(_again: int) -> None:
    worker = make_user(name="Wren")
    survey = make_survey()
    invitation = make_invitation(survey)
    receipts = [send(invitation, text=text) for text in ("mine", "theirs")]
    voices = [moderation.approve(it.pk, by=worker) for it in Answer.objects.all()]
    theme = make_theme(voices=voices, group=survey.group, by=worker)

    at_once(*(lambda it=it: services.take_back(it) for it in receipts))

    theme.refresh_from_db()
    assert not Voice.objects.exists()
    assert theme.retired_on is not None
