"""Workers write down what a group said; it is a voice once the group agreed to these words."""

from __future__ import annotations

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.moderation.models import GroupNote, Voice
from participation.safeguarding.models import Concern
from tests.api.conftest import Call
from tests.factories import make_group, make_group_voice, make_note, make_survey, make_user


def test_a_note_is_written_changed_and_agreed_to(call: Call, worker: User) -> None:
    group = make_group()

    made = call(
        "POST",
        "group-notes/",
        {"group": group.pk, "how": "aloud", "words": "Nobody asked", "said_on": "2026-01-05"},
        by=worker,
    )
    path = f"group-notes/{made.json()['id']}/"
    changed = call("PATCH", path, {"words": "Nobody asked us"}, by=worker)
    agreed = call("POST", f"{path}agree/", {"version": 2, "quotable": True}, by=worker)

    voice = Voice.objects.get()
    assert [it.status_code for it in (made, changed, agreed)] == [201, 200, 200]
    assert made.json()["voice"] is None
    assert agreed.json()["voice"] == str(voice.pk)
    assert voice.text == "Nobody asked us"


def test_a_group_agrees_to_the_words_that_were_read_to_it(call: Call, worker: User) -> None:
    note = make_note()
    path = f"group-notes/{note.pk}/"
    call("PATCH", path, {"words": "Something else"}, by=worker)

    late = call("POST", f"{path}agree/", {"version": 1}, by=worker)

    assert late.status_code == 409
    assert "Read them to the group again" in late.json()["detail"]
    assert not Voice.objects.exists()


def test_what_was_agreed_to_is_taken_back_and_not_changed(call: Call, worker: User) -> None:
    note = make_group_voice().note
    assert note is not None

    changed = call("PATCH", f"group-notes/{note.pk}/", {"words": "Else"}, by=worker)
    removed = call("DELETE", f"group-notes/{note.pk}/", by=worker)

    assert [changed.status_code, removed.status_code] == [409, 204]
    assert not Voice.objects.exists()
    assert not GroupNote.objects.exists()


def test_a_question_of_another_group_is_refused(call: Call, worker: User) -> None:
    asked = make_survey().questions.get(kind="text")
    body = {"group": make_group().pk, "question": asked.pk, "how": "aloud", "words": "Yes"}

    response = call("POST", "group-notes/", body, by=worker)

    assert response.status_code == 400
    assert response.json().keys() == {"question"}


def test_a_worry_about_somebody_holds_the_note_until_another_worker_decides(
    call: Call, worker: User
) -> None:
    accused, other = make_user(*Role), make_user(Role.WORKER)
    note = make_group_voice("kanarienvogel pushes us").note
    assert note is not None
    path = f"group-notes/{note.pk}/"

    wrong = call("POST", f"{path}worried/", {"kind": "gossip"}, by=worker)
    made = call("POST", f"{path}worried/", {"kind": "allegation", "about": accused.pk}, by=worker)
    held = call("GET", path, by=worker).json()
    alone = call("POST", f"{path}agree/", {"version": 1}, by=worker)
    again = call("POST", f"{path}agree/", {"version": 1}, by=other)

    assert [it.status_code for it in (wrong, made, alone, again)] == [400, 200, 409, 200]
    assert made.json() == {"id": str(Concern.objects.get().pk)}
    assert (held["agreed_on"], held["voice"], held["is_held"]) == (None, None, True)
    assert "Another worker decides" in alone.json()["detail"]
    assert again.json()["is_held"] is False
    assert call("GET", path, by=accused).status_code == 404
