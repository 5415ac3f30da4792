"""What a group said together: nobody else reads it until the group agreed, and then it is one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.models import Event
from participation.moderation import notes, theming
from participation.moderation.models import GroupNote, Voice
from participation.replies.services import take_back
from surveys.models import Audience
from tests.access_table import WHO
from tests.factories import (
    make_group,
    make_group_voice,
    make_invitation,
    make_note,
    make_survey,
    make_theme,
    make_voice,
    send,
)
from tests.test_access import PEOPLE, person, signed_in
from tests.test_canary import CANARY, everything
from tests.urlmap import make_world

pytestmark = pytest.mark.django_db
NOTES = "/staff/notes/"


def typed(group: Any, /, **changed: Any) -> dict[str, Any]:
    fields = {
        "group": group.pk,
        "question": "",
        "how": "flipchart",
        "how_many": "",
        "words": "Adults ask, and then nothing happens",
        "said_on": timezone.localdate().isoformat(),
    }
    return {**fields, **changed}


def test_a_note_typed_read_back_and_agreed_is_one_voice_of_children(
    client: Client, worker: User
) -> None:
    client.force_login(worker)
    survey = make_survey()
    asked = survey.questions.get(kind="text")

    sent = client.post(
        f"{NOTES}new/", {**typed(survey.group, question=asked.pk), "then": "read"}, follow=True
    )
    assert "Is this what you said?" in sent.content.decode()
    note = GroupNote.objects.get()
    assert not Voice.objects.exists()
    client.post(f"{NOTES}{note.pk}/agree/", {"version": note.version, "quotable": "on"})

    voice = Voice.objects.get()
    assert (voice.text, voice.note, voice.answer, voice.reading) == (note.words, note, None, None)
    assert (voice.group, voice.question, voice.audience) == (survey.group, asked, "children")
    assert voice.quotable
    assert Event.objects.filter(action="group-note-agreed", actor=str(worker.pk)).exists()


def test_words_that_changed_since_they_were_read_back_are_not_agreed_to(
    client: Client, worker: User
) -> None:
    note = make_note()
    client.force_login(worker)

    client.post(f"{NOTES}{note.pk}/", typed(note.group, words="Something else", changes="all"))
    page = client.post(f"{NOTES}{note.pk}/agree/", {"version": 1}, follow=True).content.decode()

    assert "Read them to the group again" in page
    assert not Voice.objects.exists()


def test_what_was_agreed_to_is_not_changed_nor_agreed_to_twice(worker: User) -> None:
    note = make_group_voice().note
    assert note is not None

    with pytest.raises(notes.NoteAgreed):
        notes.save_note(note, by=worker)
    with pytest.raises(notes.NoteAgreed):
        notes.agree(note, version=note.version, quotable=True, by=worker)

    assert Voice.objects.count() == 1


def test_without_its_yes_a_group_is_counted_and_never_quoted(
    client: Client, worker: User, board_member: User
) -> None:
    voice = make_group_voice(CANARY, quotable=False)
    theme = make_theme(voices=[voice], group=voice.group)

    pages = {}
    for who in (worker, board_member):
        client.force_login(who)
        pages[who] = client.get(f"/staff/themes/{theme.pk}/").content.decode()

    assert CANARY in pages[worker]
    assert CANARY not in pages[board_member]
    assert "Said by the group" in pages[worker]


def test_a_draft_is_read_by_moderators_alone_and_each_look_is_audited(worker: User) -> None:
    world = make_world(worker)
    GroupNote.objects.update(words=CANARY)

    for who in PEOPLE:
        pages = everything(signed_in(person(who)), world)
        seen = {route for route, body in pages.items() if CANARY in body}
        may = who in WHO[Permission.MODERATE].split()
        assert bool(seen) == may, who
        assert all("notes" in route for route in seen), seen

    assert Event.objects.filter(action="read-group-note").exists()
    assert not any(CANARY in str(event.detail) for event in Event.objects.all())


def test_the_group_takes_it_back_and_a_theme_left_empty_retires(
    client: Client, worker: User
) -> None:
    voice = make_group_voice()
    assert voice.note is not None
    theme = make_theme(voices=[voice], group=voice.group)
    client.force_login(worker)

    client.post(f"{NOTES}{voice.note.pk}/take-back/")

    theme.refresh_from_db()
    assert not GroupNote.objects.exists()
    assert not Voice.objects.exists()
    assert theme.retired_on == timezone.localdate()


def test_a_child_who_takes_words_back_takes_no_groups_words(worker: User) -> None:
    survey = make_survey()
    mine = send(make_invitation(survey), text="More lights")
    make_voice("Later bus", invitation=make_invitation(survey))
    of_group = make_group_voice(group=survey.group)
    theme = make_theme(voices=[*Voice.objects.all()], group=survey.group, by=worker)

    gone = take_back(mine)

    assert gone.answers == 1
    assert of_group in theme.voices.all()
    assert GroupNote.objects.filter(voice=of_group).exists()


def test_a_group_counts_as_one_voice_however_many_said_it(worker: User) -> None:
    group = make_group()
    voices = [make_group_voice(f"Words {n}", group=group, how_many="many") for n in range(2)]

    theme = make_theme(voices=voices, group=group, by=worker)

    assert theme.on_board_since is None
    theming.add_voices(theme, [make_group_voice("Third", group=group)], by=worker)
    theme.refresh_from_db()
    assert theme.is_on_the_board


def test_no_number_of_children_can_be_written_down() -> None:
    how_many = GroupNote._meta.get_field("how_many")

    assert {value for value, _label in how_many.flatchoices} <= {"", "a_few", "many"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"words": ""}, "Type what they said."),
        ({"how": ""}, "Choose how they said it."),
        ({"group": ""}, "Choose which group said it."),
        ({"said_on": "2999-01-01"}, "This day is still to come."),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(
    client: Client, worker: User, changed: dict[str, str], sentence: str
) -> None:
    client.force_login(worker)
    make_group()

    page = client.post(f"{NOTES}new/", typed(make_group(), **changed)).content.decode()

    assert sentence in page
    assert not GroupNote.objects.exists()


def test_only_open_or_closed_questions_of_the_same_group_are_answered(
    client: Client, worker: User
) -> None:
    client.force_login(worker)
    mine, other, draft = make_survey(), make_survey(), make_survey(opened=False)
    about_staff = make_survey(group=mine.group)
    about_staff.about_staff = True
    about_staff.save()

    for survey in (other, draft, about_staff):
        asked = survey.questions.get(kind="text").pk
        client.post(f"{NOTES}new/", typed(mine.group, question=asked))

    assert not GroupNote.objects.exists()
    for survey in (other, about_staff):
        with pytest.raises(notes.WrongQuestion):
            make_note(group=mine.group, question=survey.questions.get(kind="text"))


def test_a_sign_sends_the_worker_to_look_again_before_reading_out(
    client: Client, worker: User
) -> None:
    client.force_login(worker)

    sent = {**typed(make_group(), words="somebody hits me"), "then": "read"}
    page = client.post(f"{NOTES}new/", sent, follow=True).content.decode()

    assert "Read these words once more by yourself" in page
    assert "Worried about a child" in page


def test_drafts_that_no_group_agreed_to_are_deleted_in_time(worker: User) -> None:
    long_ago = timezone.localdate() - timedelta(days=91)
    make_note("Old and never agreed", said_on=long_ago)
    kept = [make_note("New"), make_group_voice("Old and agreed", said_on=long_ago).note]

    call_command("housekeeping", verbosity=0)

    assert set(GroupNote.objects.all()) == set(kept)
    assert Event.objects.get(action="group-note-drafts-erased").detail == {"count": 1}


def test_a_groups_words_stand_beside_the_numbers_of_the_question_they_answer(
    worker: User,
) -> None:
    from participation.meetings.results import words

    survey = make_survey()
    asked = survey.questions.get(kind="text")
    make_group_voice("Nobody asked us before", group=survey.group, question=asked)
    make_group_voice("About no question", group=survey.group)

    found = words.voices([survey.pk], Audience.CHILDREN)

    assert found == {"What would help?": ["Nobody asked us before"]}


def test_a_thread_of_group_notes_alone_has_a_question_where_there_is_one(
    client: Client, worker: User
) -> None:
    survey = make_survey()
    asked = survey.questions.get(kind="text")
    voices = [
        make_group_voice("One", group=survey.group, question=asked),
        make_group_voice("Two", group=survey.group),
    ]
    theme = make_theme(voices=voices, group=survey.group)
    client.force_login(worker)

    page = client.get(f"/staff/threads/{theme.slug}/").content.decode()

    assert page.count(survey.title) == 1
    assert "None" not in page
