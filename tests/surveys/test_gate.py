"""No survey opens until its plan, its note, its questions and its readers are there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import Event
from surveys import building, data_protection, gate, planning
from surveys.building import CannotOpen
from surveys.models import DataProtectionNote, Plan, Question, Survey
from tests.factories import make_group, make_invitation, make_survey, sign_note

pytestmark = pytest.mark.django_db
PLAN = {
    "space": "With a worker they know.",
    "voice": "Tap or write.",
    "audience": "The Board.",
    "power": "part",
    "can_change": "Lights and buses.",
    "cannot_change": "The law.",
}


@pytest.fixture
def draft() -> Survey:
    return make_survey(opened=False)


def is_refused(survey: Survey, sentence: str) -> bool:
    with pytest.raises(CannotOpen, match=sentence):
        building.open_survey(survey, by=None)
    survey.refresh_from_db()
    return survey.status == Survey.Status.DRAFT


def test_a_draft_that_lacks_nothing_opens(draft: Survey) -> None:
    assert gate.missing(draft) == []

    assert building.open_survey(draft, by=None).status == Survey.Status.OPEN


@pytest.mark.parametrize(("field", "sentence"), [(it[0], it[2]) for it in gate.PLAN_PARTS])
def test_no_survey_opens_while_a_part_of_its_plan_is_empty(
    draft: Survey, field: str, sentence: str
) -> None:
    Plan.objects.filter(survey=draft).update(**{field: "  " if field != "power" else ""})

    missing = gate.missing(draft)

    assert [(it.sentence, it.url) for it in missing] == [
        (sentence, f"/staff/surveys/{draft.pk}/plan/#id_{field}")
    ]
    assert is_refused(draft, sentence)


def test_no_survey_opens_without_a_plan(draft: Survey) -> None:
    Plan.objects.all().delete()

    assert len(gate.missing(draft)) == len(gate.PLAN_PARTS)
    assert is_refused(draft, "Say how it is made safe")


def test_no_survey_opens_without_a_question(draft: Survey) -> None:
    Question.objects.all().delete()

    assert is_refused(draft, "Add at least one question")


def test_no_survey_opens_with_a_headline_that_no_answer_says(draft: Survey) -> None:
    draft.questions.filter(kind="faces").update(headline="feel safe")

    assert is_refused(draft, "Tick the choices")


def test_no_survey_opens_before_its_groups_note_is_signed(worker: User) -> None:
    group = make_group(signed=False)
    draft = make_survey(opened=False, group=group)
    data_protection.write_note(group, data_protection.BEGINNING, by=worker)

    assert [it.url for it in gate.missing(draft)] == [f"/staff/groups/{group.pk}/note/"]
    assert is_refused(draft, "Ask a manager to sign")


@pytest.mark.parametrize(("days", "holds"), [(0, True), (364, True), (365, True), (366, False)])
def test_a_note_holds_for_a_year_and_its_last_day_is_one_of_them(days: int, holds: bool) -> None:
    group = make_group(signed=False)
    draft = make_survey(opened=False, group=group)
    sign_note(group, on=timezone.localdate() - timedelta(days=days))

    assert (gate.missing(draft) == []) is holds
    if not holds:
        assert is_refused(draft, "ran out")


def test_a_note_opens_nothing_before_the_day_it_is_signed() -> None:
    group = make_group(signed=False)
    sign_note(group, on=timezone.localdate() + timedelta(days=1))

    assert is_refused(make_survey(opened=False, group=group), "Ask a manager to sign")


def test_another_groups_note_is_not_this_groups(draft: Survey) -> None:
    DataProtectionNote.objects.exclude(group=make_group().pk).delete()

    assert is_refused(draft, "Ask a manager to sign")


def test_a_newer_version_that_nobody_signed_does_not_undo_the_signed_one(
    draft: Survey, worker: User
) -> None:
    data_protection.write_note(draft.group, data_protection.BEGINNING, by=worker)

    assert gate.missing(draft) == []


def test_a_survey_opens_once(draft: Survey) -> None:
    building.open_survey(draft, by=None)

    with pytest.raises(CannotOpen, match="opened before"):
        building.open_survey(draft, by=None)


# --- The plan -------------------------------------------------------------------------------------


def test_the_plan_is_saved_half_done_and_the_page_says_what_is_left(
    client: Client, worker: User, draft: Survey
) -> None:
    client.force_login(worker)

    body = client.post(
        f"/staff/surveys/{draft.pk}/plan/", {**PLAN, "voice": "", "power": ""}, follow=True
    ).content.decode()

    assert "Before the survey opens, 2 things to do." in body
    assert "Say which ways there are to say something." in body
    assert body.count("<span>To do</span>") == 2
    assert body.count("<span>Done</span>") == 6
    assert Plan.objects.get(survey=draft).can_change == "Lights and buses."


def test_the_plan_page_says_what_children_may_stumble_over(
    client: Client, worker: User, draft: Survey
) -> None:
    planning.write_plan(draft, {**PLAN, "can_change": "Multi-agency infrastructure"}, by=worker)
    client.force_login(worker)

    body = client.get(f"/staff/surveys/{draft.pk}/plan/").content.decode()

    assert "Hard words: multi-agency, infrastructure." in body


def test_once_open_the_plan_is_only_to_read(client: Client, worker: User) -> None:
    survey = make_survey()
    client.force_login(worker)

    page = client.get(f"/staff/surveys/{survey.pk}/plan/").content.decode()
    client.post(f"/staff/surveys/{survey.pk}/plan/", PLAN)

    assert "<textarea" not in page
    assert "Lights, buses and where we meet." in page
    assert Plan.objects.get(survey=survey).can_change == "Lights, buses and where we meet."


def test_children_are_told_before_the_first_question_what_can_and_cannot_change(
    client: Client,
) -> None:
    invitation = make_invitation()

    body = client.get(invitation.get_absolute_url()).content.decode()

    start = body[: body.index("How safe do you feel where you live?")]
    assert "Lights, buses and where we meet." in start
    assert "The law." in start
    assert "The Board can decide some of this, not all." in start


# --- The note -------------------------------------------------------------------------------------


def test_a_worker_writes_a_manager_signs_and_the_page_says_until_when(
    client: Client, worker: User, manager: User
) -> None:
    group = make_group(signed=False)
    note = f"/staff/groups/{group.pk}/note/"
    client.force_login(worker)
    prefilled = client.get(f"{note}write/").content.decode()
    client.post(f"{note}write/", data_protection.BEGINNING)
    written = DataProtectionNote.objects.get()
    by_worker = client.post(f"{note}sign/", {"note": written.pk})
    client.force_login(manager)

    body = client.post(f"{note}sign/", {"note": written.pk}, follow=True).content.decode()

    written.refresh_from_db()
    until = timezone.localdate() + timedelta(days=365)
    assert "Article 6(1)(e)" in prefilled
    assert by_worker.status_code == 403
    assert (written.written_by, written.signed_by) == (worker, manager)
    assert f"Signed until {until:%-d %B %Y}" in body
    assert Event.objects.filter(action="note-signed", actor=str(manager.pk)).exists()


def test_what_was_signed_never_changes(worker: User, manager: User) -> None:
    group = make_group()
    signed = DataProtectionNote.objects.get()

    newer = data_protection.write_note(
        group, {**data_protection.BEGINNING, "purpose": "Something else"}, by=worker
    )
    with pytest.raises(data_protection.CannotSign, match="newer version"):
        data_protection.sign_note(signed, by=manager)
    data_protection.sign_note(newer, by=manager)
    with pytest.raises(data_protection.CannotSign, match="signed already"):
        data_protection.sign_note(newer, by=worker)

    signed.refresh_from_db()
    newer.refresh_from_db()
    assert signed.purpose == data_protection.BEGINNING["purpose"]
    assert newer.signed_by == manager


def test_a_note_answers_all_of_its_parts(client: Client, worker: User) -> None:
    group = make_group(signed=False)
    client.force_login(worker)

    body = client.post(
        f"/staff/groups/{group.pk}/note/write/", {**data_protection.BEGINNING, "keeping": " "}
    ).content.decode()

    assert "There is a problem" in body
    assert not DataProtectionNote.objects.exists()
    with pytest.raises(data_protection.NothingWritten):
        data_protection.write_note(group, {"purpose": "To ask"}, by=worker)


def test_the_file_holds_every_version_with_who_signed_it(client: Client, manager: User) -> None:
    group = make_group("Tuesday")
    data_protection.write_note(
        group, {**data_protection.BEGINNING, "purpose": "To ask & to answer"}, by=manager
    )
    client.force_login(manager)

    answer = client.get(f"/staff/groups/{group.pk}/note.txt")

    text = answer.content.decode()
    assert 'filename="data-protection-tuesday.txt"' in answer["Content-Disposition"]
    assert text.index("Version 2") < text.index("Not signed.") < text.index("Version 1")
    assert "Signed by Sana Signs" in text
    assert "To ask & to answer" in text


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (None, "group waits for a signed data-protection note"),
        (366, "group waits for a signed data-protection note"),
        (365, "data-protection note runs out within 30 days"),
        (336, "data-protection note runs out within 30 days"),
        (335, "No data-protection notes run out within 30 days"),
    ],
)
def test_the_home_page_says_when_a_note_must_be_signed(
    client: Client, worker: User, manager: User, days: int | None, says: str
) -> None:
    group = make_group(signed=False)
    if days is not None:
        sign_note(group, on=timezone.localdate() - timedelta(days=days))

    for person in (worker, manager):
        client.force_login(person)
        assert says in " ".join(client.get("/staff/").content.decode().split())


def test_the_groups_page_shows_each_note_and_is_for_workers_and_managers(
    client: Client, worker: User, manager: User, clerk: User
) -> None:
    make_group("Signed")
    make_group("Not", signed=False)

    for person in (worker, manager):
        client.force_login(person)
        body = client.get("/staff/groups/").content.decode()
        assert "Not signed yet" in body
        assert "Signed until" in body
    client.force_login(clerk)
    assert client.get("/staff/groups/").status_code == 403
