"""People and roles by page: invited, changed, switched off; and nobody shuts the door for all."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from backend.accounts import people
from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PEOPLE = "/staff/people/"
PASSWORD = "a long and quiet river"


def details(**changed: Any) -> dict[str, Any]:
    return {"name": "Sam", "email": "Sam@example.org", "roles": ["clerk"], **changed}


def test_somebody_invited_sets_a_password_by_the_letter_and_signs_in(
    client: Client, administrator: User
) -> None:
    client.force_login(administrator)

    client.post(f"{PEOPLE}invite/", details())

    person = User.objects.get(email="sam@example.org")
    assert not person.has_usable_password()
    assert person.roles == {Role.CLERK}
    link = re.search(r"http\S+(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link
    theirs = Client()
    form = theirs.get(link.group(1), follow=True)
    theirs.post(
        form.redirect_chain[-1][0],
        {"password1": PASSWORD, "action": "action"},
    )
    theirs.post("/accounts/login/", {"login": "sam@example.org", "password": PASSWORD})
    assert theirs.get("/staff/")["Location"] == "/accounts/2fa/"
    again = Client().get(link.group(1), follow=True).content.decode()
    assert "This link no longer works" in again


def test_the_key_is_sent_and_kept_nowhere(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    client.post(f"{PEOPLE}invite/", details())

    assert len(mail.outbox) == 1
    assert not Letter.objects.exists()
    assert "reset/key" not in str(list(Event.objects.values()))


def test_a_letter_that_no_server_takes_is_told_and_sent_again(
    client: Client, administrator: User, settings: Any
) -> None:
    client.force_login(administrator)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    page = client.post(f"{PEOPLE}invite/", details(), follow=True).content.decode()
    person = User.objects.get(email="sam@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(f"{PEOPLE}{person.pk}/write/")

    assert "could not be sent" in page
    assert [letter.to for letter in mail.outbox] == [["sam@example.org"]]


def test_an_address_is_used_once(client: Client, administrator: User) -> None:
    make_user(email="sam@example.org")
    client.force_login(administrator)

    page = client.post(f"{PEOPLE}invite/", details()).content.decode()

    assert "Somebody with this address is here already." in page


def test_roles_are_changed_and_each_change_is_audited(client: Client, administrator: User) -> None:
    person = make_user(Role.WORKER)
    client.force_login(administrator)

    client.post(f"{PEOPLE}{person.pk}/", details(email=person.email, roles=["manager"]))

    assert User.objects.get(pk=person.pk).roles == {Role.MANAGER}
    events = Event.objects.filter(object_id=person.pk, actor=str(administrator.pk))
    said = {(event.action, event.detail.get("role")) for event in events}
    assert {("role-given", "manager"), ("role-taken", "worker")} <= said


def test_the_address_of_somebody_who_signed_in_is_theirs(
    client: Client, administrator: User
) -> None:
    person = make_user(Role.WORKER)
    Client().force_login(person)
    client.force_login(administrator)

    client.post(f"{PEOPLE}{person.pk}/", details(email="else@example.org"))

    before = person.email
    person.refresh_from_db()
    assert (person.email, person.name) == (before, "Sam")


def test_nobody_takes_the_administrators_role_from_themselves(
    client: Client, administrator: User
) -> None:
    make_user(Role.ADMINISTRATOR)
    client.force_login(administrator)

    sent = details(email=administrator.email, roles=["worker"])
    page = client.post(f"{PEOPLE}{administrator.pk}/", sent).content.decode()
    client.post(f"{PEOPLE}{administrator.pk}/switch/")

    administrator.refresh_from_db()
    assert "You cannot take this role from yourself" in page
    assert User.objects.get(pk=administrator.pk).roles == {Role.ADMINISTRATOR}
    assert administrator.is_active


@pytest.mark.parametrize(
    "shut_out",
    [lambda it, by: people.set_roles(it, [], by=by), lambda it, by: people.switch_off(it, by=by)],
    ids=["role", "off"],
)
def test_the_last_administrator_stays(administrator: User, shut_out: Any) -> None:
    other = make_user(Role.ADMINISTRATOR)
    people.switch_off(other, by=administrator)

    with pytest.raises(people.KeepsTheKeys, match="last administrator"):
        shut_out(administrator, other)

    assert User.objects.with_role(Role.ADMINISTRATOR).get() == administrator


def test_somebody_switched_off_is_signed_out_and_can_be_switched_on(
    client: Client, administrator: User
) -> None:
    person = make_user(Role.WORKER)
    theirs = Client()
    theirs.force_login(person)
    assert theirs.get("/staff/").status_code == 200
    client.force_login(administrator)

    client.post(f"{PEOPLE}{person.pk}/switch/")
    assert theirs.get("/staff/").status_code == 302
    assert person.name in client.get(f"{PEOPLE}?show=off").content.decode()
    client.post(f"{PEOPLE}{person.pk}/switch/")

    assert theirs.get("/staff/").status_code == 200


def test_the_list_tells_roles_and_the_day_of_the_last_sign_in(
    client: Client, administrator: User
) -> None:
    make_user(Role.CLERK, name="Clem")
    make_user(name="Nobody yet")
    client.force_login(administrator)

    page = client.get(PEOPLE).content.decode()

    assert "Clerk" in page
    assert "None: sees nothing" in page
    assert "Not yet" in page


def test_djangos_admin_holds_no_people_any_more(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    assert client.get("/admin/accounts/user/").status_code == 404
