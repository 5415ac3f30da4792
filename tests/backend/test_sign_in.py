"""Passwords, tries, the second step and ways round it; all through the pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from backend.accounts import people, second_step
from backend.accounts.models import Letter, Token, User
from backend.accounts.people import KeepsTheKeys, Reason
from backend.accounts.permissions import Role
from backend.accounts.tokens import make_token
from backend.audit.models import Event
from tests.factories import make_user
from tests.signing_in import (
    PASSWORD,
    SECRET,
    code,
    give_app,
    give_codes,
    half_signed_in,
    sign_in,
    type_password,
)

pytestmark = pytest.mark.django_db
STEP = "/accounts/2fa/authenticate/"
RESET = "/accounts/password/reset/"
NEW = "a kettle under violet hills"
TOO_MANY = "Too many failed"


def is_in(client: Client) -> bool:
    return client.get("/staff/").status_code == 200


def actions() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


# --- Passwords ---


@pytest.mark.parametrize(
    "easy",
    [
        "fourteen chars",
        "passwordpassword",
        "qwertyuiopasdfgh",
        "123456789012345",
        "aaaaaaaaaaaaaaaa",
        "letmeinletmeinplease",
        "Summer2026Summer2026",
        "P4ssw0rdP4ssw0rd!",
        "noticed noticed noticed",
        "wren worker wren worker",
        "iloveyouiloveyou1",
    ],
)
def test_easy_passwords_are_refused(easy: str, worker: User) -> None:
    with pytest.raises(ValidationError):
        validate_password(easy, worker)


@pytest.mark.parametrize(
    "hard",
    [
        "blue kettle tuesday",
        "correct horse battery",
        "žluťoučký kůň úpěl",
        "no digits no capitals",
        "x" * 3 + " river of the quiet " * 8,
    ],
)
def test_long_ones_are_taken_whatever_they_are_composed_of(hard: str, worker: User) -> None:
    validate_password(hard, worker)


def test_a_new_password_may_be_pasted_and_is_typed_once(worker: User) -> None:
    page = sign_in(give_app(worker)).get("/accounts/password/change/").content.decode()

    assert "password2" not in page
    assert 'autocomplete="new-password"' in page
    assert "onpaste" not in page


# --- The second step ---


def test_a_password_alone_asks_for_the_second_step(client: Client, worker: User) -> None:
    give_app(worker)

    answer = type_password(client, worker)

    assert answer["Location"] == STEP
    assert not is_in(client)
    assert "_auth_user_id" not in client.session


def test_a_code_opens_once(worker: User) -> None:
    give_app(worker)
    used = code()
    first, second = Client(), Client()
    for client in (first, second):
        type_password(client, worker)
        client.post(STEP, {"code": used})

    assert is_in(first)
    assert not is_in(second)


def test_a_recovery_code_opens_once(worker: User) -> None:
    give_app(worker)
    codes = give_codes(worker)
    first, second = Client(), Client()
    for client in (first, second):
        type_password(client, worker)
        client.post(STEP, {"code": codes[0]})

    assert is_in(first)
    assert not is_in(second)


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_pages_and_shows_recovery_codes_once(worker: User) -> None:
    client = Client()
    type_password(client, worker)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert "<svg xmlns=" in page
    assert 'src="data:' not in page, "no picture of a page's own passes the content policy"
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()

    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert not is_in(client)
    shown = client.post("/accounts/2fa/totp/activate/", {"code": code()}, follow=True)

    assert is_in(client)
    assert len(re.findall(r"<li><code>\d{8}</code>", shown.content.decode())) == 10
    again = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert "<code>" not in again
    assert {"second-step-added", "signed-in"} <= set(actions())


def test_secrets_of_second_steps_do_not_stand_in_the_database(
    worker: User, settings: Settings
) -> None:
    give_app(worker)
    assert SECRET not in str(list(Authenticator.objects.values_list("data")))

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert is_in(sign_in(worker))


def test_a_second_step_that_no_key_opens_any_more_lets_nobody_in(
    worker: User, settings: Settings
) -> None:
    give_app(worker)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, []

    assert not is_in(sign_in(worker))


def test_the_last_second_step_is_not_taken_away_by_its_owner(worker: User) -> None:
    client = sign_in(give_app(worker))

    page = client.post("/accounts/2fa/totp/deactivate/")

    assert "your only second step" in page.content.decode()
    assert second_step.has_ours(worker)


def test_nor_is_the_last_passkey(worker: User, client: Client) -> None:
    client.force_login(worker)
    key = Authenticator.objects.create(user=worker, type="webauthn", data={"name": "Key"})

    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")

    assert second_step.has_ours(worker)


# --- Tries ---


def test_ten_tries_at_an_account_and_no_more(worker: User) -> None:
    give_app(worker)
    client = Client()
    for _try in range(10):
        assert TOO_MANY not in type_password(client, worker, "wrong").content.decode()

    assert TOO_MANY in type_password(client, worker, "wrong").content.decode()
    assert TOO_MANY in type_password(client, worker).content.decode(), "the right one neither"


def test_ten_tries_at_the_second_step_and_no_more(worker: User) -> None:
    give_app(worker)
    client = Client()
    type_password(client, worker)
    for _try in range(10):
        client.post(STEP, {"code": "000000"})

    client.post(STEP, {"code": code()})

    assert not is_in(client)
    assert actions().count("second-step-failed") == 10
    ratelimited = client.post(STEP, {"code": code()}).content.decode()
    assert TOO_MANY in ratelimited
    give_app_again(worker)


def give_app_again(user: User) -> None:
    """Leave no count behind for the next test's person with this number."""
    second_step.forget(user)
    give_app(user)


def test_whoever_tries_cannot_keep_the_owner_out_of_a_browser_they_use(worker: User) -> None:
    owner = sign_in(give_app(worker))
    owner.post("/accounts/logout/")
    attacker = Client()
    for _try in range(12):
        type_password(attacker, worker, "wrong")

    assert type_password(owner, worker)["Location"] == STEP
    assert TOO_MANY in type_password(Client(), worker).content.decode()


def test_the_cookie_of_a_known_browser_opens_nothing_and_is_not_anothers(
    worker: User, lead: User
) -> None:
    cookie = sign_in(give_app(worker)).cookies["__Host-known"]
    assert cookie["httponly"]
    assert cookie["secure"]

    client = Client()
    client.cookies["__Host-known"] = cookie.value
    assert not is_in(client)
    for _try in range(10):
        type_password(Client(), lead, "wrong")
    assert TOO_MANY in type_password(client, lead).content.decode()


def test_a_new_password_lets_its_owner_try_again_whoever_else_tries(worker: User) -> None:
    give_app(worker)
    for _try in range(11):
        type_password(Client(), worker, "wrong")
    owner = reset(worker)

    assert type_password(owner, worker, NEW)["Location"] == STEP


# --- Password reset ---


def reset(user: User) -> Client:
    """Through the letter."""
    client = Client()
    client.post(RESET, {"email": user.email})
    link = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert link
    form = client.get(link.group(), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW})
    return client


def test_a_reset_does_not_skip_the_second_step_and_ends_sessions_and_token(worker: User) -> None:
    elsewhere = sign_in(give_app(worker))
    token = make_token(worker)

    client = reset(worker)

    assert not is_in(client)
    assert not is_in(elsewhere)
    assert not UserSession.objects.filter(user=worker).exists()
    called = Client().get("/api/v1/actions/", headers={"authorization": f"Token {token}"})
    assert called.status_code == 401
    assert type_password(client, worker, NEW)["Location"] == STEP
    assert "password-reset" in actions()


def test_a_reset_does_not_tell_whether_there_is_an_account(worker: User) -> None:
    said = []
    for email in (worker.email, "nobody.here@example.org"):
        answer = Client().post(RESET, {"email": email}, follow=True)
        said.append((answer.status_code, answer.redirect_chain, plain(answer)))

    assert said[0] == said[1]
    assert len(mail.outbox) == 2
    assert "sign up" not in str(mail.outbox[1].body)


def plain(answer: Any) -> str:
    return re.sub(r'value="\w{64}"', "", answer.content.decode())


def test_a_wrong_password_and_no_account_sound_the_same(worker: User) -> None:
    there = type_password(Client(), worker, "wrong")
    not_there = Client().post("/accounts/login/", {"login": "a@example.org", "password": "wrong"})

    differing = re.compile(r'value="[^"]*"')
    assert differing.sub("", there.content.decode()) == differing.sub(
        "", not_there.content.decode()
    )


def test_a_password_changed_by_its_owner_ends_the_other_sessions(worker: User) -> None:
    elsewhere = sign_in(give_app(worker))
    here = Client()
    here.force_login(worker)

    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})

    assert is_in(here)
    assert not is_in(elsewhere)
    assert "password-changed" in actions()


def test_nobody_signs_up(client: Client, db: None) -> None:
    sent = {"email": "me@example.org", "password1": NEW, "password2": NEW}
    client.post("/accounts/signup/", sent)

    assert not User.objects.exists()


# --- Somebody who lost theirs ---


def test_an_administrator_resets_a_second_step_with_a_reason_and_the_person_is_told(
    client: Client, worker: User, administrator: User
) -> None:
    theirs = sign_in(give_app(worker))
    make_token(worker)
    client.force_login(administrator)

    url = f"/staff/people/{worker.pk}/second-step/"
    client.post(url, {"reason": "because"})
    assert second_step.has_ours(worker)
    client.post(url, {"reason": "lost"})

    assert not second_step.has_ours(worker)
    assert not is_in(theirs)
    assert not Token.objects.exists()
    event = Event.objects.get(action="second-step-reset")
    assert (event.actor, event.object_id) == (str(administrator.pk), str(worker.pk))
    assert event.detail == {"reason": "lost"}
    letter = Letter.objects.get(to=worker.email)
    assert "lost or broken" in letter.body
    assert half_signed_in(worker).get("/staff/")["Location"] == "/accounts/2fa/"


def test_nobody_resets_their_own(administrator: User) -> None:
    give_app(administrator)

    with pytest.raises(KeepsTheKeys):
        people.reset_second_step(administrator, Reason.LOST, by=administrator)

    assert second_step.has_ours(administrator)


def test_the_only_administrator_is_helped_on_the_server(administrator: User) -> None:
    give_app(administrator)

    call_command("reset_second_step", administrator.email, verbosity=0)

    assert not second_step.has_ours(administrator)
    assert Event.objects.get(action="second-step-reset").actor == ""
    with pytest.raises(CommandError):
        call_command("reset_second_step", "nobody@example.org")


def test_an_administrator_signs_somebody_out_everywhere(client: Client, worker: User) -> None:
    theirs = sign_in(give_app(worker))
    client.force_login(make_user(Role.ADMINISTRATOR))

    client.post(f"/staff/people/{worker.pk}/sign-out/")

    assert not is_in(theirs)


# --- The page of one's token ---


def test_a_token_is_made_shown_once_and_ended_on_a_page(worker: User) -> None:
    client = sign_in(give_app(worker))

    made = client.post("/accounts/token/")
    token = re.search(r'id="token">([\w-]+)<', made.content.decode())
    assert token
    headers = {"authorization": f"Token {token.group(1)}"}
    assert made["Cache-Control"] == "no-store"
    assert Client().get("/api/v1/actions/", headers=headers).status_code == 200
    assert token.group(1) not in client.get("/accounts/token/").content.decode()

    client.post("/accounts/token/end/")
    assert Client().get("/api/v1/actions/", headers=headers).status_code == 401


def test_what_happens_at_the_door_is_audited(worker: User) -> None:
    type_password(Client(), worker, "wrong")
    sign_in(give_app(worker)).post("/accounts/logout/")

    assert actions() == ["sign-in-failed", "second-step-passed", "signed-in", "signed-out"]
    assert Event.objects.get(action="sign-in-failed").object_id == str(worker.pk)
    assert "wrong" not in str(list(Event.objects.values()))
