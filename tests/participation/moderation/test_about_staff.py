"""An attack: a worker whom a survey asks about tries every door to what children said of them."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.moderation import claims, histories, queue, services, theming
from participation.moderation.models import Reading, Theme, Voice
from participation.safeguarding.models import Concern
from participation.safeguarding.services import escalate
from surveys import building, free_text, planning
from surveys.models import Answer, Invitation, Survey
from tests.access_table import API, STAFF
from tests.factories import make_invitation, make_survey, make_theme, make_user, make_words

pytestmark = pytest.mark.django_db
SECRET = "he never listens to me"
DECIDE = {"decision": "approved", "text": SECRET, "seen": ""}


@pytest.fixture
def reader(db: None) -> User:
    return make_user(Role.WORKER, name="Rae Reads")


@pytest.fixture(params=["asked about", "not named", "asked about in an ordinary survey"])
def shut_out(request: pytest.FixtureRequest, worker: User) -> User:
    """A worker with every right of a worker, who is not to read this."""
    worker.why = request.param  # type: ignore[attr-defined]  # told to the survey below
    return worker


@pytest.fixture
def invitation(shut_out: User, reader: User) -> Invitation:
    why = shut_out.why  # type: ignore[attr-defined]  # set above
    survey = make_survey(title="How your worker listens", opened=False)
    planning.name_readers(
        survey,
        about_staff="ordinary" not in why,
        readers=[reader],
        asked_about=[] if why == "not named" else [shut_out],
        by=reader,
    )
    return make_invitation(building.open_survey(survey, by=reader))


def world(invitation: Invitation, reader: User) -> dict[str, Answer]:
    """One text of each kind: waiting, held, worried about, approved, rejected, only counted."""
    words = {
        state: make_words(f"{SECRET} {state}", invitation=invitation, quote=state != "counted")
        for state in ("waiting", "held", "escalated", "approved", "rejected", "counted")
    }
    services.hold(words["held"].pk, by=reader)
    escalate(words["escalated"].pk, by=reader)
    services.approve(words["approved"].pk, by=reader)
    services.reject(words["rejected"].pk, reason="other", by=reader)
    services.approve(words["counted"].pk, by=reader)
    return words


def counts(user: User) -> tuple[int, ...]:
    return (
        free_text.waiting_count(by=user),
        queue.held_count(by=user),
        queue.decided(by=user).paginator.count,
        queue.waiting(by=user).paginator.count,
        queue.held(by=user).paginator.count,
    )


def test_every_moderation_page_and_call_says_that_there_is_nothing(
    client: Client, shut_out: User, reader: User, invitation: Invitation
) -> None:
    words = world(invitation, reader)
    client.force_login(shut_out)
    before = list(Reading.objects.order_by("pk").values_list("pk", "current", "decision"))

    for answer in words.values():
        reading = Reading.objects.filter(answer=answer).first()
        for route, row in {**STAFF, **API}.items():
            if "<uuid:answer" not in route and "<int:reading_id>" not in route:
                continue
            path = route.replace("<uuid:answer_id>", str(answer.pk))
            path = path.replace("<uuid:answer>", str(answer.pk))
            path = path.replace("<int:reading_id>", str(reading.pk if reading else 0))
            unknown = route.replace("<uuid:answer_id>", str(uuid4()))
            unknown = unknown.replace("<uuid:answer>", str(uuid4()))
            unknown = unknown.replace("<int:reading_id>", "0")
            for method in row.methods.split():
                said = ask(client, method, path)
                assert SECRET not in said.content.decode(), f"{method} {path}"
                same = ask(client, method, unknown)
                # A redirect may hold the id that was asked for, and nothing that was found.
                to, other = (re.sub(r"[0-9a-f-]{36}", "id", location(it)) for it in (said, same))
                assert (said.status_code, to) == (same.status_code, other)
                assert said.status_code in {204, 302, 400, 404}, (
                    f"{method} {path}: {said.status_code}"
                )

    assert before == list(Reading.objects.order_by("pk").values_list("pk", "current", "decision"))
    assert Concern.objects.count() == 1


def ask(client: Client, method: str, path: str) -> Any:
    if path.startswith("api/"):
        sent = {"text": "x", "reason": "other"}
        return client.generic(method, f"/{path}", str(sent).replace("'", '"'), "application/json")
    return client.get(f"/{path}") if method == "GET" else client.post(f"/{path}", DECIDE)


def location(response: Any) -> str:
    return str(response.headers.get("Location", ""))


def test_no_list_holds_them_and_no_count_is_another(
    client: Client, shut_out: User, reader: User, invitation: Invitation
) -> None:
    make_words("about the park")
    client.force_login(shut_out)
    pages = [
        "/staff/",
        "/staff/moderation/",
        "/staff/moderation/held/",
        "/staff/moderation/decided/",
        "/staff/moderation/list/",
        "/staff/moderation/list/?tab=held",
        "/staff/themes/",
        "/api/v1/moderation/",
        "/api/v1/moderation/?state=held",
    ]
    before = [stripped(client, page) for page in pages]
    counted = counts(shut_out)

    words = world(invitation, reader)
    claims.claim(words["waiting"].pk, by=reader)
    services_voice = Voice.objects.get(answer=words["approved"])
    theme = theming.make_theme(group_id=services_voice.group_id, title="Listen", by=reader)
    theming.add_voices(theme, [services_voice], by=reader)
    Theme.objects.filter(pk=theme.pk).delete()
    Voice.objects.filter(pk=services_voice.pk).delete()

    assert [stripped(client, page) for page in pages] == before
    assert counts(shut_out) == counted
    # The one text is opened by its id as well as by the list: live refresh says nothing of it.
    opened = client.get(f"/staff/moderation/list/?open={words['held'].pk}&seen=").content.decode()
    assert "Rae Reads" not in opened


def stripped(client: Client, page: str) -> str:
    """The page without what differs from one request to the next."""
    body = re.sub(r'data-(left|most)="\d+"', "", client.get(page).content.decode())
    lines = body.splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def test_the_reader_finds_all_of_them(reader: User, invitation: Invitation) -> None:
    words = world(invitation, reader)

    found = free_text.read_these([it.pk for it in words.values()], by=reader)

    assert {it.answer_id for it in found} == {it.pk for it in words.values()}
    assert counts(reader) == (1, 2, 3, 1, 2)


def test_a_decision_is_neither_made_nor_undone_by_whom_it_is_not_for(
    shut_out: User, reader: User, invitation: Invitation
) -> None:
    words = world(invitation, reader)

    for decide in (services.approve, services.hold, services.mark_escalated, escalate):
        with pytest.raises(services.NoSuchWords):
            decide(words["waiting"].pk, by=shut_out)
    with pytest.raises(services.NoSuchWords):
        services.undo(Reading.objects.get(answer=words["approved"]), by=shut_out)

    assert not Reading.objects.filter(answer=words["waiting"]).exists()
    assert Voice.objects.filter(answer=words["approved"]).exists()


def test_voices_that_only_count_are_not_read_by_whom_the_words_were_not_for(
    client: Client, shut_out: User, reader: User, invitation: Invitation
) -> None:
    words = world(invitation, reader)
    counted = Voice.objects.get(answer=words["counted"])
    theme = theming.make_theme(group_id=counted.group_id, title="Listen", by=reader)
    free = Voice.objects.filter(pk=counted.pk)
    client.force_login(shut_out)

    listed = client.get("/api/v1/voices/").json()["results"]
    chosen = client.post(f"/staff/themes/{theme.pk}/voices/", {"voices": [counted.pk]})
    by_api = client.post(
        f"/api/v1/themes/{theme.pk}/voices/",
        {"voices": [str(counted.pk)]},
        content_type="application/json",
    )

    assert theming.read_voices(free, by=shut_out) == []
    assert theming.read_voices(free, by=reader) == [counted]
    assert str(counted.pk) not in [it["id"] for it in listed]
    assert "not free any more" in chosen.content.decode()
    assert by_api.status_code == 400
    assert not theme.voices.exists()
    theming.add_voices(theme, [counted], by=reader)
    removal = f"/staff/themes/{theme.pk}/voices/{counted.pk}/remove/"
    assert client.post(removal).status_code == 404
    page = client.get(f"/staff/themes/{theme.pk}/").content.decode()
    assert SECRET not in page


def test_no_theme_counts_or_names_voices_that_are_not_there(
    client: Client, shut_out: User, reader: User, invitation: Invitation
) -> None:
    counted = Voice.objects.get(answer=world(invitation, reader)["counted"])
    theme = make_theme(voices=3, group=counted.group, by=reader)
    client.force_login(shut_out)
    pages = [
        "/staff/themes/",
        f"/staff/themes/{theme.pk}/",
        f"/staff/themes/{theme.pk}/split/",
        f"/staff/themes/{theme.pk}/history/",
        f"/api/v1/themes/{theme.pk}/history/",
    ]
    before = [stripped(client, page) for page in pages]

    theming.add_voices(theme, [counted], by=reader)
    split = client.post(
        f"/api/v1/themes/{theme.pk}/split/",
        {"voices": [str(counted.pk)], "title": "Mine"},
        content_type="application/json",
    )

    assert [stripped(client, page) for page in pages] == before
    assert split.status_code == 400
    assert len(histories.history(theme, by=reader)) == 3


def test_it_holds_for_whoever_is_asked_about_even_when_named(worker: User) -> None:
    """The promise to children weighs more than a mistake in the database."""
    survey = make_survey(opened=False)
    Survey.objects.filter(pk=survey.pk).update(about_staff=True)
    other = make_user(Role.WORKER)
    survey.readers.add(other, worker)
    survey.asked_about.add(worker)
    answer = make_words(SECRET, invitation=make_invitation(building.open_survey(survey, by=None)))

    assert free_text.read_these([answer.pk], by=worker) == []
    assert len(free_text.read_these([answer.pk], by=other)) == 1
