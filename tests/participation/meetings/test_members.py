"""Who sits on a body, for whom, and who speaks for it: what the rules allow, and the pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import models
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.meetings import members, services
from participation.meetings.models import Body, Membership, OtherName, bodies_of
from participation.meetings.services import save_registered
from tests.factories import make_body, make_membership, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def days(number: int) -> date:
    return TODAY() + timedelta(days=number)


def sit(person: User, by: User, **fields: Any) -> Membership:
    board = fields.pop("organization", None) or make_body()
    return members.save_membership(Membership(person=person, organization=board, **fields), by=by)


@pytest.fixture
def as_clerk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


# --- No register of anybody else ------------------------------------------------------------------


def test_a_membership_has_room_for_nobody_but_people_who_sign_in() -> None:
    fields = {field.name: field for field in Membership._meta.get_fields() if field.concrete}

    assert fields.keys() == {
        *("id", "person", "organization", "on_behalf_of", "role", "deputy_for"),
        *("start_date", "end_date"),
    }
    assert fields["person"].related_model is User
    assert not fields["person"].null
    assert User._meta.label == settings.AUTH_USER_MODEL


def test_a_body_has_room_for_nobody_at_all() -> None:
    for model in (Body, OtherName):
        related = {it.related_model for it in model._meta.get_fields() if it.concrete}
        assert related <= {None, Body}
        assert not [it for it in model._meta.get_fields() if isinstance(it, models.JSONField)]


@pytest.mark.parametrize("why", ["no role", "deactivated"])
def test_somebody_without_a_role_or_a_sign_in_cannot_sit(clerk: User, why: str) -> None:
    person = make_user(*([] if why == "no role" else [Role.BOARD_MEMBER]))
    person.is_active = why == "no role"
    person.save()

    with pytest.raises(members.CannotSit, match="a sign-in that works, and a role"):
        sit(person, clerk)

    assert not Membership.objects.exists()
    assert person not in members.people_who_can_sit()


# --- Members and deputies -------------------------------------------------------------------------


def test_a_member_is_audited_with_whom_they_stand_for(clerk: User, board_member: User) -> None:
    agency = make_body("Housing", "agency")

    kept = sit(board_member, clerk, on_behalf_of=agency)

    event = Event.objects.get(action="membership-made")
    assert (event.actor, event.object_id) == (str(clerk.pk), str(kept.pk))
    assert event.detail["agency"] == agency.pk


def test_a_person_sits_once_for_the_same(clerk: User, board_member: User) -> None:
    board = make_body()
    sit(board_member, clerk, organization=board)

    with pytest.raises(members.CannotSit, match="sits there for the same already"):
        sit(board_member, clerk, organization=board)


def test_a_deputy_sits_where_the_member_sits_for_the_same_agency(clerk: User) -> None:
    member = make_membership(on_behalf_of=make_body("Housing", "agency"))
    other = make_user(Role.BOARD_MEMBER)
    right = {"organization": member.organization, "on_behalf_of": member.on_behalf_of}

    for wrong in ({"organization": make_body()}, {"on_behalf_of": make_body()}):
        with pytest.raises(members.CannotSit, match="same body for the same agency"):
            sit(other, clerk, deputy_for=member, **{**right, **wrong})
    deputy = sit(other, clerk, deputy_for=member, **right)
    with pytest.raises(members.CannotSit, match="is a deputy"):
        sit(make_user(Role.BOARD_MEMBER), clerk, deputy_for=deputy, **right)


def test_nobody_deputises_for_themselves(clerk: User, board_member: User) -> None:
    member = make_membership(board_member, end_date=TODAY())

    with pytest.raises(members.CannotSit, match="their own deputy"):
        sit(board_member, clerk, organization=member.organization, deputy_for=member)


def test_a_member_with_a_deputy_is_not_moved_or_removed(clerk: User) -> None:
    member = make_membership()
    make_membership(
        make_user(Role.BOARD_MEMBER), organization=member.organization, deputy_for=member
    )
    member.organization = make_body()

    with pytest.raises(members.HasDeputies):
        members.save_membership(member, by=clerk)
    with pytest.raises(members.HasDeputies, match="Remove the deputy first"):
        members.remove_membership(member, by=clerk)


def test_ending_keeps_it_and_removing_does_not(clerk: User, board_member: User) -> None:
    kept = sit(board_member, clerk, start_date=days(-30))
    mistake = sit(board_member, clerk)

    members.end_membership(kept, on=days(-1), by=clerk)
    members.remove_membership(mistake, by=clerk)

    assert list(Membership.objects.values_list("pk", "end_date")) == [(kept.pk, days(-1))]
    actions = Event.objects.values_list("action", flat=True)
    assert {"membership-ended", "membership-removed"} <= set(actions)


def test_it_does_not_end_before_it_began(clerk: User, board_member: User) -> None:
    kept = sit(board_member, clerk, start_date=days(-3))

    with pytest.raises(members.CannotSit, match="before it began"):
        members.end_membership(kept, on=days(-4), by=clerk)


# --- Who speaks -----------------------------------------------------------------------------------


def test_an_agency_is_spoken_for_by_its_members_and_deputies_of_the_day() -> None:
    agency = make_body("Housing", "agency")
    member = make_membership(on_behalf_of=agency, end_date=TODAY())
    deputy = make_membership(
        make_user(Role.BOARD_MEMBER),
        organization=member.organization,
        on_behalf_of=agency,
        deputy_for=member,
    )
    make_membership(make_user(Role.BOARD_MEMBER), on_behalf_of=agency, end_date=days(-1))
    make_membership(make_user(Role.BOARD_MEMBER), on_behalf_of=agency, start_date=days(1))

    (spoken,) = members.speaking([agency])

    assert set(spoken.members) == {member, deputy}
    assert not spoken.is_vacant
    assert bodies_of(deputy.person) == {agency.pk}


def test_who_may_not_approve_does_not_speak() -> None:
    agency = make_body("Housing", "agency")
    make_membership(make_user(Role.CLERK), on_behalf_of=agency)
    gone = make_membership(make_user(Role.BOARD_MEMBER), on_behalf_of=agency).person
    gone.is_active = False
    gone.save()

    (spoken,) = members.speaking([agency])

    assert spoken.is_vacant


def test_a_body_that_sends_nobody_is_spoken_for_by_its_own_members(board_member: User) -> None:
    board = make_body()
    own = make_membership(board_member, organization=board)
    make_membership(
        make_user(Role.BOARD_MEMBER), organization=board, on_behalf_of=make_body("Housing")
    )

    assert members.speaking([board])[0].members == (own,)


def test_a_body_is_not_part_of_what_is_part_of_it(clerk: User) -> None:
    service = make_body("Service")
    team = make_body("Team", parent=service)
    service.parent = team

    with pytest.raises(services.PartOfItself, match="Team is part of Service already"):
        save_registered(service, by=clerk)


# --- Pages ----------------------------------------------------------------------------------------


def test_the_bodies_say_who_speaks_and_for_whom_nobody_does(as_clerk: Client) -> None:
    make_body("Housing", "agency")
    make_membership(
        make_user(Role.BOARD_MEMBER, name="Hana Health"), on_behalf_of=make_body("Health", "agency")
    )

    page = as_clerk.get("/staff/bodies/").content.decode()

    assert "Nobody speaks for Housing: its answers cannot be approved." in page
    assert "Hana Health" in page
    assert "Nobody speaks for Health" not in page


def test_a_former_name_has_a_year_only_where_a_source_gives_one(as_clerk: Client) -> None:
    body = make_body("Partnership Board")
    OtherName.objects.create(body=body, name="Management Board", end_date="2022-05-03")
    OtherName.objects.create(body=body, name="Steering Group")

    for address in ("/staff/bodies/", f"/staff/bodies/{body.pk}/"):
        page = as_clerk.get(address).content.decode()
        assert "Until 2022: Management Board" in page
        assert "Before: Steering Group" in page


def test_a_clerk_adds_a_member_a_deputy_and_ends_them(as_clerk: Client) -> None:
    board, agency = make_body("Board"), make_body("Housing", "agency")
    first, second = make_user(Role.BOARD_MEMBER), make_user(Role.BOARD_MEMBER)
    page = f"/staff/bodies/{agency.pk}/"

    as_clerk.post(
        f"{page}members/add/",
        {"person": first.pk, "organization": board.pk, "on_behalf_of": agency.pk, "role": "Chair"},
    )
    member = Membership.objects.get()
    as_clerk.post(
        f"/staff/bodies/members/{member.pk}/deputy/", {"person": second.pk, "role": "Deputy"}
    )
    deputy = Membership.objects.get(person=second)
    shown = as_clerk.get(page).content.decode()
    as_clerk.post(f"/staff/bodies/members/{member.pk}/end/", {"on": f"{TODAY():%Y-%m-%d}"})

    assert (deputy.organization, deputy.on_behalf_of, deputy.deputy_for) == (board, agency, member)
    assert f"deputy for {first}" in shown
    member.refresh_from_db()
    assert member.end_date == TODAY()


def test_a_refusal_is_said_on_the_form(as_clerk: Client) -> None:
    member = make_membership(role="Chair")
    sent = {"person": member.person_id, "organization": member.organization_id, "role": "Member"}

    page = as_clerk.post(
        f"/staff/bodies/{member.organization_id}/members/add/", sent
    ).content.decode()

    assert "sits there for the same already." in page
    assert Membership.objects.count() == 1


def test_a_change_keeps_who_and_where(as_clerk: Client) -> None:
    member = make_membership(role="Member")

    as_clerk.post(
        f"/staff/bodies/members/{member.pk}/edit/",
        {"role": "Chair", "start_date": "2026-01-05", "person": make_user(Role.CLERK).pk},
    )

    kept = Membership.objects.get()
    assert (kept.role, kept.start_date, kept.person) == ("Chair", date(2026, 1, 5), member.person)


def test_dates_in_the_wrong_order_are_said_by_their_field(as_clerk: Client) -> None:
    member, body = make_membership(), make_body()
    wrong = {"start_date": "2026-02-02", "end_date": "2026-02-01", "role": "Chair"}

    page = as_clerk.post(f"/staff/bodies/members/{member.pk}/edit/", wrong).content.decode()
    assert "Until: it cannot end before it began." in page

    wrong = {"founding_date": "2026-02-02", "dissolution_date": "2026-02-01"}
    wrong |= {"name": body.name, "classification": "board"}
    page = as_clerk.post(f"/staff/bodies/{body.pk}/edit/", wrong).content.decode()
    assert "Until: it cannot end before it began." in page


def test_a_mistake_is_removed_after_a_question(as_clerk: Client) -> None:
    member = make_membership()
    address = f"/staff/bodies/members/{member.pk}/remove/"

    assert "as if it had never been" in as_clerk.get(address).content.decode()
    as_clerk.post(address)

    assert not Membership.objects.exists()


def test_those_who_only_read_see_members_and_no_way_to_change_them(
    client: Client, board_member: User
) -> None:
    member = make_membership(board_member, on_behalf_of=make_body("Housing", "agency"))
    client.force_login(board_member)

    page = client.get(f"/staff/bodies/{member.on_behalf_of_id}/").content.decode()

    assert str(member.organization) in page
    assert "/staff/bodies/members/" not in page


@pytest.mark.parametrize("address", ["/staff/bodies/", "/staff/bodies/{pk}/"])
def test_bodies_and_members_cost_the_same_however_many(
    as_clerk: Client, django_assert_max_num_queries: Any, address: str
) -> None:
    board = make_body()
    for rows in (1, 5):
        for _ in range(rows):
            member = make_membership(
                make_user(Role.BOARD_MEMBER), organization=board, on_behalf_of=make_body()
            )
            make_membership(
                make_user(Role.BOARD_MEMBER),
                organization=board,
                on_behalf_of=member.on_behalf_of,
                deputy_for=member,
            )
        with django_assert_max_num_queries(14):
            assert as_clerk.get(address.format(pk=board.pk)).status_code == 200
