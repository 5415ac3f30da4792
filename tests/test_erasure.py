"""What was taken back, or was kept long enough, is gone from everywhere that it was copied to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.moderation import claims, notes, theming
from participation.moderation import services as moderation
from participation.moderation.models import Theme, Voice
from participation.papers.services import issue
from participation.replies import services as replies
from participation.safeguarding.inbox import services as inbox
from participation.safeguarding.services import escalate
from surveys import building
from surveys.models import Answer
from surveys.models.snapshots import Snapshot
from tests.access_table import API, PUBLIC, STAFF
from tests.everywhere import where
from tests.factories import (
    make_group,
    make_invitation,
    make_message,
    make_note,
    make_survey,
    make_theme,
    make_user,
    make_words,
    new_token,
    send,
    somebody,
)
from tests.files import text_of
from tests.places import make_place
from tests.test_access import signed_in
from tests.urlmap import World, make_world

CANARY = "kanarienvogel zwitschert"
ANSWER, VOICE = "surveys_answer.text", "participation_voice.text"


def everything_shown(world: World) -> dict[str, str]:
    """Every page, call and file, as somebody with all roles sees it; and so fills every cache."""
    client = signed_in(make_user(*Role))
    shown = {}
    for route, row in {**PUBLIC, **STAFF, **API}.items():
        if "GET" in row.methods:
            content = text_of(b"".join(client.get(world.path(route), follow=True)))
            shown[route] = " ".join(content.split())
    return shown


def heard(world: World, worker: User) -> str:
    """Words of the canary's as far as words go: read, in a theme, on an agenda. Their receipt."""
    token = new_token()
    words = send(world.invitation, text=CANARY, choice=1, token=token)
    answer = Answer.objects.get(text=CANARY)
    claims.claim(answer.pk, by=worker)
    voice = moderation.approve(answer.pk, by=worker)
    theme = world.voice.themes.get()
    theming.add_voices(theme, [voice], by=worker)
    # Papers show three voices of a theme, in no order that can be known: now it has three.
    theming.remove_voices(
        theme, [theme.voices.exclude(pk__in=[voice.pk, world.voice.pk])[0]], by=worker
    )
    return words


@pytest.mark.django_db
def test_what_is_taken_back_is_gone_from_every_table_cache_page_and_file(worker: User) -> None:
    world = make_world(worker)
    words = heard(world, worker)
    everywhere = {route for route, content in everything_shown(world).items() if CANARY in content}
    # Or nothing is proven: theme, results, papers that are not issued, evidence, journey's Voice.
    assert len(everywhere) > 10
    assert where(CANARY) == {ANSWER, VOICE}

    replies.take_back(words)

    assert where(CANARY) == set()
    cache.clear()  # Numbers for a minute; `where` has looked into it for words.
    assert not [it for it, shown in everything_shown(world).items() if CANARY in shown]


@pytest.mark.django_db
def test_a_concern_and_papers_that_were_issued_keep_what_they_hold(worker: User) -> None:
    world = make_world(worker)
    words = heard(world, worker)
    worry = send(world.invitation, text=f"{CANARY} und weint")
    escalate(Answer.objects.get(text__endswith="weint").pk, by=worker)
    issue(world.voice.themes.get().agenda_items.get().meeting, by=somebody(Role.CLERK))

    replies.take_back(words)
    replies.take_back(worry)

    kept = {"participation_concern.verbatim", "participation_issuedpaper.public"}
    assert where(CANARY) == kept | {"participation_issuedpaper.board"}


@pytest.mark.django_db
def test_a_round_that_is_still_open_is_counted_as_if_it_had_never_come() -> None:
    def counted(*, taken_back: bool) -> list[Any]:
        survey = make_survey()
        invitation = make_invitation(survey)
        for choice in (1, 1, 2, 2) * 8:
            send(invitation, choice=choice)
        if taken_back:
            for words in [send(invitation, choice=1) for _ in range(12)]:
                replies.take_back(words)
        building.close_survey(survey, by=None)
        shown = Snapshot.objects.get(survey=survey).public
        return [shown["base"], *(it["cells"] for it in shown["questions"])]

    assert counted(taken_back=False)[0]
    assert counted(taken_back=True) == counted(taken_back=False)


@pytest.mark.django_db
def test_a_theme_that_loses_its_last_words_is_retired_and_keeps_none(worker: User) -> None:
    words = send(make_invitation(survey := make_survey()), text=CANARY)
    voice = moderation.approve(Answer.objects.get().pk, by=worker)
    make_theme(voices=[voice], group=survey.group, by=worker)

    replies.take_back(words)

    assert Theme.objects.get().retired_on == timezone.localdate()
    assert where(CANARY) == set()


@pytest.mark.django_db
def test_words_past_their_days_are_gone_but_for_their_checked_copy(worker: User) -> None:
    survey = make_survey()
    invitation = make_invitation(survey)
    moderation.redact(make_words(CANARY, invitation=invitation).pk, "A bird sings.", by=worker)
    rejected = make_words(f"{CANARY} laut", invitation=invitation)
    moderation.reject(rejected.pk, by=worker, reason="names_somebody")
    building.close_survey(survey, by=None, on=timezone.localdate() - timedelta(days=91))
    assert where(CANARY) == {ANSWER}

    call_command("housekeeping", verbosity=0)

    assert where(CANARY) == set()
    assert Voice.objects.get().text == "A bird sings."


@pytest.mark.django_db
def test_what_a_group_takes_back_and_what_a_message_held_are_gone(worker: User, lead: User) -> None:
    group = make_group()
    note = make_note(CANARY, group=group, by=worker)
    notes.agree(note, version=note.version, quotable=True, by=worker)
    message = make_message(words=CANARY, name=CANARY, reach=CANARY)
    inbox.answer(message, f"You wrote: {CANARY}", by=lead)
    inbox.close(message, outcome="done", text=CANARY, by=lead)
    type(message).objects.update(closed_on=timezone.localdate() - timedelta(days=91))
    assert len(where(CANARY)) == 6

    notes.take_back(note, by=worker)
    call_command("housekeeping", verbosity=0)

    assert where(CANARY) == set()


FILES = """
    from tests.factories import *
    from django.core.management import call_command
    from django.db import connection
    from pathlib import Path
    worker = make_user(Role.WORKER)
    invitation = make_invitation()
    words = send(invitation, text="kanarienvogel zwitschert " * 40)
    for number in range(50):
        send(invitation, text=f"another {number}")
    moderation.approve(Answer.objects.get(text__startswith="kanarien").pk, by=worker)
    files = lambda: Path("FOLDER").glob("noticed.sqlite3*")
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = [it.name for it in files() if b"kanarien" in it.read_bytes()]
    replies.take_back(words)
    call_command("housekeeping", verbosity=0)
    after = [it.name for it in files() if b"kanarien" in it.read_bytes()]
    print(json.dumps([before, after]))
"""


def test_the_bytes_are_gone_from_sqlites_file_and_from_its_log(tmp_path: Path) -> None:
    with make_place(tmp_path / "here", ledger=tmp_path / "ledger") as here:
        if not here.is_sqlite:
            pytest.skip("PostgreSQL: see docs/security.md, Erasure")
        here.must("migrate", "-v0")

        before, after = here.run(FILES.replace("FOLDER", str(here.folder)))

    assert before == ["noticed.sqlite3"]
    assert after == []
