"""An allegation about a worker: for whom it is about, it is not there, whatever their roles."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role
from participation.moderation import queue
from participation.moderation import services as moderation
from participation.moderation.models import Reading
from participation.safeguarding import services
from participation.safeguarding.models import Concern
from participation.safeguarding.services import escalate
from surveys.contacts import FRONT_DOOR, add_contacts
from tests.access_table import API, PUBLIC, STAFF
from tests.factories import (
    make_group,
    make_invitation,
    make_survey,
    make_theme,
    make_user,
    make_voice,
    make_words,
)
from tests.urlmap import World, make_world

pytestmark = pytest.mark.django_db
WORDS = "kanarienvogel pushes us about"
ALLEGATION = Concern.Kind.ALLEGATION


@pytest.fixture
def accused(db: None) -> User:
    """Somebody who could read everything."""
    return make_user(*Role, name="Alex Accused")


@pytest.fixture
def concern(worker: User, accused: User) -> Concern:
    return escalate(make_words(WORDS).pk, by=worker, kind=ALLEGATION, about=accused)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_worker_chooses_the_kind_and_whom_it_is_about(
    client: Client, worker: User, accused: User
) -> None:
    answer = make_words(WORDS)
    client.force_login(worker)
    url = f"/staff/moderation/{answer.pk}/escalate/"

    page = client.get(url).content.decode()
    half = client.post(url, {"seen": ""})
    unlike = client.post(url, {"seen": "", "kind": "today", "about": accused.pk})
    client.post(url, {"seen": "", "kind": "allegation", "about": accused.pk})

    assert "call <a" in page.lower()
    assert "Choose what kind of worry it is." in half.content.decode()
    assert "choose “An allegation”" in unlike.content.decode()
    concern = Concern.objects.get()
    assert concern.kind == ALLEGATION
    assert [it.user for it in concern.shut_out.all()] == [accused]
    assert Reading.objects.pending().get().decision == Reading.Decision.ESCALATED


def pages(client: Client, world: World) -> dict[str, str]:
    routes = [it for it, row in {**PUBLIC, **STAFF, **API}.items() if "GET" in row.methods]
    return {
        route: b"".join(client.get(world.path(route), follow=True)).decode(errors="replace")
        for route in routes
    }


def test_whom_it_is_about_finds_nothing_anywhere(worker: User, lead: User, accused: User) -> None:
    world = make_world(worker)
    answer = make_words(WORDS, invitation=world.invitation)
    concern = escalate(answer.pk, by=worker, kind=ALLEGATION, about=accused)
    world.ids.update({"concern": concern.pk, "concern_id": concern.pk})
    world.ids.update({"answer": answer.pk, "answer_id": answer.pk})

    theirs, leads = pages(signed_in(accused), world), pages(signed_in(lead), world)

    traces = ("kanarienvogel", str(concern.pk), str(answer.pk))
    found = {route for route, body in theirs.items() if any(it in body for it in traces)}
    # The address that was asked for stands in some pages' links back; no page of it exists.
    assert found == set()
    assert "kanarienvogel" in leads["staff/concerns/<uuid:concern_id>/"]
    assert str(concern.pk) in leads["staff/concerns/"]


def test_it_is_in_no_count_and_no_letter(worker: User, lead: User, accused: User) -> None:
    escalate(make_words(WORDS).pk, by=worker, kind=ALLEGATION, about=accused)

    assert Concern.objects.readable_by(accused).count() == queue.held_count(by=accused) == 0
    assert Concern.objects.readable_by(lead).count() == queue.held_count(by=worker) == 1
    assert {letter.to for letter in Letter.objects.all()} == {lead.email}
    home = signed_in(accused).get("/staff/").content.decode()
    assert "No concerns are open" in home


Deed = Callable[[Concern, User], Any]
DEEDS: dict[str, Deed] = {
    "look": lambda it, by: services.look(it, by=by),
    "acknowledge": lambda it, by: services.acknowledge(it, by=by),
    "decide": lambda it, by: services.decide(it, decision="no_referral", because="x", by=by),
    "note": lambda it, by: services.add_note(it, "x", by=by),
    "shut out": lambda it, by: services.shut_out(it, by, by=by),
    "close": lambda it, by: services.close(it, outcome="referred", text="x", by=by),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_whom_it_is_about_can_do_nothing_about_it(
    deed: str, concern: Concern, accused: User
) -> None:
    with pytest.raises(services.NotTheirs):
        DEEDS[deed](concern, accused)


@pytest.mark.parametrize(
    "path",
    ["have", "decide", "hand-over", "notes", "shut-out", "close"],
)
def test_nor_by_an_address_that_they_guessed(path: str, concern: Concern, accused: User) -> None:
    client = signed_in(accused)

    assert client.post(f"/staff/concerns/{concern.pk}/{path}/").status_code == 404
    call = path.replace("have", "acknowledge")
    assert client.post(f"/api/v1/staff/concerns/{concern.pk}/{call}/").status_code == 404


def test_nor_can_they_decide_about_the_words_or_undo_what_was_decided(
    concern: Concern, accused: User
) -> None:
    reading = Reading.objects.get()
    assert concern.answer_id is not None

    for decide in (moderation.approve, moderation.hold, escalate):
        with pytest.raises(moderation.NoSuchWords):
            decide(concern.answer_id, by=accused, seen=reading.pk)
    with pytest.raises(moderation.NoSuchWords):
        moderation.undo(reading, by=accused)
    client = signed_in(accused)
    assert client.post(f"/staff/moderation/readings/{reading.pk}/undo/").status_code == 404
    assert client.get(f"/staff/moderation/{concern.answer_id}/").status_code == 404
    page = client.get(f"/staff/moderation/list/?open={concern.answer_id}&seen=").content.decode()
    assert "Worried about this child" not in page


def test_a_lead_can_keep_it_from_somebody_later(client: Client, worker: User, lead: User) -> None:
    other = make_user(Role.SAFEGUARDING_LEAD, Role.WORKER, name="Lou Lead")
    concern = escalate(make_words(WORDS).pk, by=worker)
    client.force_login(lead)

    client.post(f"/staff/concerns/{concern.pk}/shut-out/", {"shut_out-user": other.pk})

    page = client.get(f"/staff/concerns/{concern.pk}/").content.decode()
    assert "Lou Lead" in page
    theirs = signed_in(other)
    assert theirs.get(f"/staff/concerns/{concern.pk}/").status_code == 404
    assert theirs.get(f"/staff/moderation/{concern.answer_id}/").status_code == 404


def test_words_heard_before_a_lead_keeps_them_from_somebody_are_heard_no_more(
    worker: User, lead: User
) -> None:
    other = make_user(Role.WORKER, name="Lou Worker")
    invitation = make_invitation()
    concern = escalate(make_words(WORDS, invitation=invitation).pk, by=worker)
    reading = Reading.objects.current().get()
    voice = moderation.approve(reading.answer_id, seen=reading.pk, by=worker)
    others = [make_voice(invitation=invitation) for _number in range(2)]
    theme = make_theme(voices=[voice, *others], group=voice.group)

    services.shut_out(concern, other, by=lead)

    client = signed_in(other)
    assert "kanarienvogel" not in client.get(f"/staff/themes/{theme.pk}/").content.decode()
    assert "kanarienvogel" not in client.get(f"/api/v1/themes/{theme.pk}/").content.decode()
    held = queue.current(reading.answer_id, by=worker)
    assert held is not None
    assert held.decision == Reading.Decision.ESCALATED
    colleague = make_user(Role.WORKER, name="Sam")
    assert moderation.approve(reading.answer_id, seen=held.pk, by=colleague).text == WORDS


def test_a_lead_it_is_about_picks_themself_and_administrators_hear_that_nobody_may_read_it(
    client: Client, worker: User, lead: User, administrator: User
) -> None:
    concern = escalate(make_words(WORDS).pk, by=worker)
    client.force_login(lead)

    client.post(f"/staff/concerns/{concern.pk}/shut-out/", {"shut_out-user": lead.pk})

    assert client.get(f"/staff/concerns/{concern.pk}/").status_code == 404
    letter = Letter.objects.get(to=administrator.email)
    assert "nobody may read a concern" in letter.subject
    assert str(concern.pk) not in letter.body
    page = re.search(rf"{settings.SITE_URL}(\S+)", letter.body)
    assert page is not None
    assert signed_in(administrator).get(page[1]).status_code == 200


def test_the_page_says_to_tell_the_designated_officer(
    client: Client, lead: User, concern: Concern
) -> None:
    client.force_login(lead)

    page = client.get(f"/staff/concerns/{concern.pk}/").content.decode()

    assert "Tell the designated officer (LADO) by" in page
    assert "Do not ask or tell the person it is about." in page


# --- Whom to call ---------------------------------------------------------------------------------


def test_staff_see_whom_to_call_and_no_child_or_public_page_does(
    client: Client, worker: User, lead: User
) -> None:
    group = make_group("Sparrows")
    number = "01632 960123"
    row = {"kind": FRONT_DOOR, "name": "Kestrel desk", "how": "By day.", "phone": number}
    add_contacts(group.pk, [row], by=worker)
    invitation = make_invitation(make_survey(group=group))
    concern = escalate(make_words("he hits me", invitation=invitation).pk, by=worker, kind="now")
    world = make_world(worker)
    world.ids["code"] = invitation.code

    public = [it for it in PUBLIC if "GET" in PUBLIC[it].methods]
    public += [it for it in API if API[it].read is None and "GET" in API[it].methods]
    bodies = [client.get(world.path(it)).content.decode(errors="replace") for it in public]
    client.force_login(lead)
    page = client.get(f"/staff/concerns/{concern.pk}/").content.decode()

    assert not any("Kestrel desk" in body or number in body for body in bodies)
    assert page.index('href="tel:999"') < page.index("Kestrel desk") < page.index("he hits me")
    assert 'href="tel:01632960123"' in page


def test_nothing_beside_results_names_a_concern(worker: User, manager: User) -> None:
    world = make_world(worker)
    beside = [
        route
        for route in (*STAFF, *API)
        if any(it in route for it in ("results", "themes", "threads", "gap", "replies", "voices"))
        and "GET" in {**STAFF, **API}[route].methods
    ]

    for person in (make_user(Role.WORKER), make_user(Role.BOARD_MEMBER), manager):
        client = signed_in(person)
        for route in beside:
            body = b"".join(client.get(world.path(route))).decode(errors="replace").lower()
            main = body.partition("<main")[2] or body
            assert "concern" not in main, route


def test_whom_the_survey_asks_about_is_kept_out_of_what_is_raised_from_it(
    worker: User, lead: User, accused: User
) -> None:
    answer = make_words(WORDS)
    answer.response.survey.asked_about.add(accused)

    concern = escalate(answer.pk, by=worker)

    assert not Concern.objects.readable_by(accused).exists()
    assert Concern.objects.readable_by(lead).get() == concern
    assert {letter.to for letter in Letter.objects.all()} == {lead.email}


def test_who_raised_a_concern_does_not_let_its_words_be_heard_alone(
    client: Client, worker: User, concern: Concern
) -> None:
    """Whom it names would read them in a theme; undoing the escalation makes no way round."""
    assert concern.answer_id
    reading = Reading.objects.current().get(answer=concern.answer_id)
    client.force_login(worker)
    path = f"/staff/moderation/{concern.answer_id}/decide/"

    page = client.post(path, {"decision": "approved", "seen": reading.pk})
    call = client.post(
        f"/api/v1/moderation/{concern.answer_id}/approve/", {"seen": reading.pk}, "application/json"
    )
    moderation.undo(reading, by=worker)

    assert (page.status_code, call.status_code) == (409, 409)
    assert "a colleague has to decide" in page.content.decode()
    with pytest.raises(moderation.NeedsColleague):
        moderation.approve(concern.answer_id, by=worker)
    assert moderation.approve(concern.answer_id, by=make_user(Role.WORKER, name="Sam"))
