"""A survey that asks about staff: who may be named, and what stays once children were told."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from backend.accounts.models import User
from backend.accounts.permissions import Role
from surveys import building, gate, planning
from surveys.building import CannotOpen
from surveys.models import Survey
from surveys.planning import CannotName
from tests.factories import make_invitation, make_survey, make_user, send

pytestmark = pytest.mark.django_db
TOLD = "Only the people named for this read your words, and nobody you are asked about."


@pytest.fixture
def reader(db: None) -> User:
    return make_user(Role.WORKER, name="Rae Reads")


def name(
    survey: Survey, *readers: User, about: tuple[User, ...] = (), by: User, staff: bool = True
) -> Survey:
    planning.name_readers(survey, about_staff=staff, readers=readers, asked_about=about, by=by)
    survey.refresh_from_db()
    return survey


def test_a_survey_about_staff_opens_only_with_somebody_who_may_read_it(
    worker: User, reader: User
) -> None:
    draft = name(make_survey(opened=False), by=worker)

    with pytest.raises(CannotOpen, match="name somebody who may read"):
        building.open_survey(draft, by=worker)
    assert [it.url for it in gate.missing(draft)] == [f"/staff/surveys/{draft.pk}/readers/"]
    name(draft, reader, by=worker)

    assert building.open_survey(draft, by=worker).status == Survey.Status.OPEN


@pytest.mark.parametrize("why", ["left", "lost the role", "is asked about"])
def test_a_reader_who_may_not_read_does_not_open_it(worker: User, reader: User, why: str) -> None:
    draft = name(make_survey(opened=False), reader, by=worker)
    if why == "left":
        reader.is_active = False
        reader.save()
    elif why == "lost the role":
        reader.groups.clear()
    else:
        draft.asked_about.add(reader)

    with pytest.raises(CannotOpen, match="name somebody who may read"):
        building.open_survey(draft, by=worker)


def test_only_moderators_who_are_not_asked_about_can_be_named(
    worker: User, reader: User, manager: User
) -> None:
    draft = make_survey(opened=False)

    with pytest.raises(CannotName, match="Only people who may read"):
        name(draft, manager, by=worker)
    with pytest.raises(CannotName, match="Rae Reads is asked about"):
        name(draft, reader, about=(reader,), by=worker)

    assert not draft.readers.exists()


def test_what_children_were_told_about_who_reads_stays_true(worker: User, reader: User) -> None:
    other = make_user(Role.WORKER, name="Ola Other")
    survey = name(make_survey(opened=False), reader, about=(worker,), by=other)
    building.open_survey(survey, by=other)

    for changes, sentence in (
        ({"staff": False}, "stays as it is once it is open"),
        ({"about": ()}, "stays on the list"),
    ):
        with pytest.raises(CannotName, match=sentence):
            name(survey, reader, by=reader, **{"about": (worker,), **changes})  # type: ignore[arg-type]
    with pytest.raises(CannotName, match="at least one person"):
        name(survey, about=(worker,), by=reader)
    name(survey, reader, other, about=(worker,), by=reader)

    assert set(survey.readers.all()) == {reader, other}


def test_nobody_names_themselves_once_it_is_open(worker: User, reader: User) -> None:
    other = make_user(Role.WORKER, name="Ola Other")
    survey = name(make_survey(opened=False), reader, about=(worker,), by=worker)
    building.open_survey(survey, by=worker)

    for person in (worker, other):
        with pytest.raises(CannotName, match="Only somebody who is named"):
            name(survey, reader, other, about=(worker,), by=person)


def test_when_no_reader_is_left_a_builder_who_is_not_asked_about_names_one(
    worker: User, reader: User
) -> None:
    other = make_user(Role.WORKER, name="Ola Other")
    survey = name(make_survey(opened=False), reader, about=(worker,), by=worker)
    building.open_survey(survey, by=worker)
    reader.groups.clear()

    with pytest.raises(CannotName, match="Only somebody who is named"):
        name(survey, other, about=(worker,), by=worker)
    name(survey, other, about=(worker,), by=other)

    assert list(survey.readers.all()) == [other]


def test_the_home_page_says_when_no_reader_is_left(
    client: Client, worker: User, reader: User
) -> None:
    building.open_survey(name(make_survey(opened=False), reader, by=worker), by=worker)
    client.force_login(worker)
    before = client.get("/staff/").content.decode()
    reader.groups.clear()

    body = client.get("/staff/").content.decode()

    assert "No surveys about staff wait for somebody who may read them" in before
    assert "survey about staff waits for somebody who may read it" in body


def test_the_next_round_is_read_by_the_same_people(worker: User, reader: User) -> None:
    survey = name(make_survey(opened=False), reader, about=(worker,), by=worker)
    building.open_survey(survey, by=worker)

    copy = building.next_round(survey, by=reader)

    assert copy.about_staff
    assert list(copy.readers.all()) == [reader]
    assert list(copy.asked_about.all()) == [worker]


def test_children_are_told_who_reads_it(client: Client, worker: User, reader: User) -> None:
    survey = name(make_survey(opened=False), reader, about=(worker,), by=worker)
    url = make_invitation(building.open_survey(survey, by=worker)).get_absolute_url()
    other = make_invitation().get_absolute_url()

    told = client.get(url).content.decode()

    assert TOLD in told
    assert "Workers in the participation team read your words first." not in told
    assert reader.name not in told
    assert TOLD not in client.get(other).content.decode()
    for language in ("pl", "ur"):
        assert TOLD not in client.get(f"{url}?lang={language}").content.decode()


def test_a_letter_about_words_to_read_first_goes_to_nobody_they_are_not_for(
    worker: User, reader: User, lead: User, django_capture_on_commit_callbacks: object
) -> None:
    make_user(Role.WORKER, name="Ola Other")
    asked_lead = make_user(Role.SAFEGUARDING_LEAD, name="Ash Asked")
    survey = name(make_survey(opened=False), reader, about=(worker, asked_lead), by=worker)
    invitation = make_invitation(building.open_survey(survey, by=worker))

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        send(invitation, text="my worker hit me")

    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([reader.email, lead.email])


def test_the_page_names_readers_and_says_what_is_wrong(
    client: Client, worker: User, reader: User, manager: User
) -> None:
    draft = make_survey(opened=False)
    url = f"/staff/surveys/{draft.pk}/readers/"
    client.force_login(worker)

    both = client.post(
        url, {"about_staff": "on", "readers": [reader.pk], "asked_about": [reader.pk]}
    ).content.decode()
    not_a_reader = client.post(url, {"readers": [manager.pk]}).content.decode()
    client.post(url, {"about_staff": "on", "readers": [reader.pk], "asked_about": [worker.pk]})

    assert "Rae Reads is asked about" in both
    assert "There is a problem" in not_a_reader
    draft.refresh_from_db()
    assert draft.about_staff
    assert list(draft.readers.all()) == [reader]
