"""A concern about what a group said: for whom it is about, neither it nor the note is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role
from participation.moderation import notes, theming
from participation.moderation.models import GroupNote, Voice
from participation.moderation.notes import NoSuchNote, NoteHeld
from participation.safeguarding.models import Concern
from participation.safeguarding.services import raise_about_note, shut_out
from tests.access_table import API, PUBLIC, STAFF
from tests.factories import make_group_voice, make_note, make_theme, make_user
from tests.urlmap import make_world

pytestmark = pytest.mark.django_db
WORDS = "kanarienvogel pushes us about"
NOTES = "/staff/notes/"
ALLEGATION = Concern.Kind.ALLEGATION


@pytest.fixture
def accused(db: None) -> User:
    """Somebody who could read everything."""
    return make_user(*Role, name="Alex Accused")


@pytest.fixture
def other(db: None) -> User:
    return make_user(Role.WORKER, name="Sam Worker")


@pytest.fixture
def agreed(db: None) -> GroupNote:
    note = make_group_voice(WORDS).note
    assert note is not None
    return note


@pytest.fixture
def held(worker: User, accused: User) -> GroupNote:
    note = make_note(WORDS)
    raise_about_note(note, by=worker, kind=ALLEGATION, about=accused)
    note.refresh_from_db()
    return note


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- What a worker says ---------------------------------------------------------------------------


def test_a_worker_chooses_the_kind_and_whom_it_is_about(
    client: Client, worker: User, accused: User, agreed: GroupNote
) -> None:
    client.force_login(worker)
    url = f"{NOTES}{agreed.pk}/worried/"

    page = client.get(url).content.decode()
    half = client.post(url)
    unlike = client.post(url, {"kind": "today", "about": accused.pk})
    assert not Concern.objects.exists()
    client.post(url, {"kind": "allegation", "about": accused.pk})

    assert "call <a" in page.lower()
    assert "It is not agreed any more: the voice that came of it goes" in page
    assert (half.status_code, unlike.status_code) == (400, 400)
    assert "Choose what kind of worry it is." in half.content.decode()
    assert "choose “An allegation”" in unlike.content.decode()
    concern = Concern.objects.get()
    assert (concern.kind, concern.note) == (ALLEGATION, agreed)
    assert [it.user for it in concern.shut_out.all()] == [accused]
    assert set(agreed.kept_from.all()) == {accused}


def test_a_worry_reaches_the_leads_word_for_word_and_the_letter_has_none(
    client: Client, worker: User, lead: User
) -> None:
    note = make_note("somebody hits me")
    client.force_login(worker)

    sent = client.post(f"{NOTES}{note.pk}/worried/", {"kind": "now", "about": ""}, follow=True)

    concern = Concern.objects.get()
    assert (concern.verbatim, concern.group, concern.answer) == (note.words, note.group, None)
    assert (concern.kind, concern.said_on, concern.raised_by) == ("now", note.said_on, worker)
    letter = Letter.objects.get(to=lead.email)
    assert str(concern.pk) in letter.body
    assert "somebody hits me" not in letter.body
    assert "The safeguarding leads have them." in sent.content.decode()


def test_where_nobody_is_named_the_note_stays_what_it_was(worker: User, agreed: GroupNote) -> None:
    raise_about_note(agreed, by=worker)

    agreed.refresh_from_db()
    assert agreed.agreed_on
    assert agreed.voice.text == WORDS
    assert agreed.held_by is None


def test_a_concern_stays_when_the_group_takes_its_note_back(worker: User, lead: User) -> None:
    note = make_note(WORDS)
    raise_about_note(note, by=worker)

    notes.take_back(note, by=worker)

    concern = Concern.objects.get()
    assert (concern.verbatim, concern.note) == (WORDS, None)


def test_whoever_picks_themself_is_led_away_from_the_note(client: Client, worker: User) -> None:
    note = make_note(WORDS)
    client.force_login(worker)

    sent = client.post(
        f"{NOTES}{note.pk}/worried/", {"kind": "allegation", "about": worker.pk}, follow=True
    )

    assert sent.redirect_chain == [(NOTES, 302)]
    assert "A concern is made" in sent.content.decode()
    assert client.get(f"{NOTES}{note.pk}/").status_code == 404


# --- For whom it is about -------------------------------------------------------------------------


def test_whom_it_is_about_finds_nothing_anywhere(worker: User, lead: User, accused: User) -> None:
    world = make_world(worker)
    note = GroupNote.objects.get()
    note.words = WORDS
    notes.save_note(note, by=worker)
    concern = raise_about_note(note, by=worker, kind=ALLEGATION, about=accused)
    world.ids.update({"concern": concern.pk, "concern_id": concern.pk})
    routes = [it for it, row in {**PUBLIC, **STAFF, **API}.items() if "GET" in row.methods]

    def found(user: User) -> set[str]:
        client = signed_in(user)
        bodies = {it: b"".join(client.get(world.path(it), follow=True)) for it in routes}
        return {it for it, body in bodies.items() if b"kanarienvogel" in body}

    assert found(accused) == set()
    assert "staff/notes/<int:note_id>/" in found(worker)
    assert "staff/concerns/<uuid:concern_id>/" in found(lead)


def test_it_is_in_no_list_count_and_letter(worker: User, lead: User, accused: User) -> None:
    raise_about_note(make_note(WORDS), by=worker, kind=ALLEGATION, about=accused)

    def seen(user: User) -> list[Any]:
        client = signed_in(user)
        home = client.get("/staff/").content.decode()
        listed = client.get(NOTES).context["page_obj"]
        called = client.get("/api/v1/group-notes/").json()
        return ["group note waits" in home, len(listed), called["count"]]

    assert seen(accused) == [False, 0, 0]
    assert seen(worker) == [True, 1, 1]
    assert {letter.to for letter in Letter.objects.all()} == {lead.email}


PAGES = {"": "GET POST", "read-back/": "GET", "agree/": "POST", "take-back/": "POST"}
ODD = '{"kind": "gossip", "words": ""}'
CALLS = {"": "GET PUT PATCH DELETE", "agree/": "POST", "worried/": "POST"}
ADDRESSES = [
    (method, f"{prefix}{{}}/{path}")
    for prefix, paths in (
        (NOTES, {**PAGES, "worried/": "GET POST"}),
        ("/api/v1/group-notes/", CALLS),
    )
    for path, methods in paths.items()
    for method in methods.split()
]


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_no_address_that_they_guessed_says_that_it_is_there(
    method: str, address: str, held: GroupNote, accused: User
) -> None:
    client = signed_in(accused)

    def answer(pk: int) -> tuple[int, str]:
        sent = client.generic(method, address.format(pk), ODD, content_type="application/json")
        return sent.status_code, sent.content.decode().replace(f"/{pk}/", "/1/")

    there, not_there = answer(held.pk), answer(999_999)

    assert there[0] == 404
    if address.startswith("/api/"):
        assert there == not_there
    assert GroupNote.objects.get().words == WORDS


Deed = Callable[[GroupNote, User], Any]
DEEDS: dict[str, Deed] = {
    "save": lambda it, by: notes.save_note(it, by=by),
    "agree": lambda it, by: notes.agree(it, version=it.version, quotable=True, by=by),
    "take back": lambda it, by: notes.take_back(it, by=by),
    "worry": lambda it, by: raise_about_note(it, by=by),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_whom_it_is_about_can_do_nothing_about_it(
    deed: str, held: GroupNote, accused: User
) -> None:
    with pytest.raises(NoSuchNote):
        DEEDS[deed](held, accused)

    assert Concern.objects.count() == 1


def test_who_was_named_once_is_kept_out_of_what_is_raised_later(
    worker: User, lead: User, accused: User, held: GroupNote
) -> None:
    later = raise_about_note(held, by=worker)

    assert not Concern.objects.readable_by(accused).exists()
    assert later in Concern.objects.readable_by(lead)


def test_a_lead_who_names_somebody_later_keeps_the_note_from_them_too(
    lead: User, worker: User, accused: User, agreed: GroupNote
) -> None:
    concern = raise_about_note(agreed, by=worker)

    shut_out(concern, accused, by=lead)

    agreed.refresh_from_db()
    assert agreed not in GroupNote.objects.readable_by(accused)
    assert agreed.held_by == lead
    assert not Voice.objects.exists()


# --- Held until another worker decides ------------------------------------------------------------


def test_a_note_that_names_somebody_is_not_agreed_and_a_theme_left_empty_retires(
    worker: User, accused: User, agreed: GroupNote
) -> None:
    theme = make_theme(voices=[agreed.voice], group=agreed.group)

    raise_about_note(agreed, by=worker, kind=ALLEGATION, about=accused)

    agreed.refresh_from_db()
    theme.refresh_from_db()
    assert (agreed.agreed_on, agreed.quotable, agreed.held_by) == (None, False, worker)
    assert not Voice.objects.exists()
    assert theme.retired_on == timezone.localdate()


def test_whoever_held_it_does_not_agree_to_it_alone(worker: User, held: GroupNote) -> None:
    client = signed_in(worker)

    page = client.get(f"{NOTES}{held.pk}/").content.decode()
    read = client.get(f"{NOTES}{held.pk}/read-back/")
    agree = client.post(f"{NOTES}{held.pk}/agree/", {"version": held.version}, follow=True)

    assert "another worker decides" in page
    assert "Save and read it back" not in page
    assert read.status_code == 302
    assert "Another worker decides" in agree.content.decode()
    with pytest.raises(NoteHeld):
        notes.agree(held, version=held.version, quotable=True, by=worker)
    assert not Voice.objects.exists()


def test_another_worker_may_read_it_back_to_the_group(
    other: User, accused: User, held: GroupNote
) -> None:
    client = signed_in(other)

    listed = client.get(NOTES).content.decode()
    page = client.get(f"{NOTES}{held.pk}/").content.decode()
    read = client.get(f"{NOTES}{held.pk}/read-back/")
    client.post(f"{NOTES}{held.pk}/agree/", {"version": held.version})

    held.refresh_from_db()
    assert "Held" in listed
    assert "You can decide to read them back" in page
    assert read.status_code == 200
    assert (held.voice.text, held.held_by) == (WORDS, None)
    assert held not in GroupNote.objects.readable_by(accused)


def test_a_voice_that_only_counts_is_not_there_for_whom_it_is_about(
    worker: User, other: User, accused: User, held: GroupNote
) -> None:
    voice = notes.agree(held, version=held.version, quotable=False, by=other)

    assert voice not in theming.readable_voices(by=accused)
    assert voice in theming.readable_voices(by=worker)


def test_what_was_opened_before_it_was_held_does_not_lift_that(
    worker: User, other: User, accused: User
) -> None:
    note = make_note(WORDS)
    opened = GroupNote.objects.get()
    raise_about_note(note, by=worker, kind=ALLEGATION, about=accused)

    opened.words = "in other words"
    notes.save_note(opened, by=other)

    note.refresh_from_db()
    assert (note.words, note.held_by) == ("in other words", worker)
    assert note.worried_on


def test_a_held_note_is_not_deleted_in_time(held: GroupNote) -> None:
    GroupNote.objects.update(said_on=timezone.localdate() - timedelta(days=91))

    assert notes.next_draft_erased_on() is None
    assert notes.erase_old_drafts() == 0
