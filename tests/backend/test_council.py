"""The council's own sign-in, with a server on loopback that says what we let it say."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from backend.accounts import second_step
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.accounts.tokens import make_token, owner_of
from backend.audit.models import Event
from tests.factories import make_user
from tests.signing_in import give_app

pytestmark = pytest.mark.django_db
CLIENT = "noticed"
BUTTON = "/accounts/oidc/council/login/"


class Council:
    """An OpenID Connect server, as far as a sign-in asks it."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        handler = type("Handler", (_Handler,), {"council": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str) -> dict[str, Any]:
        if path.startswith("/.well-known/"):
            names = ("authorization", "token", "userinfo")
            ends = {f"{name}_endpoint": f"{self.url}/{name}" for name in names}
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **ends}
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        if path == "/token":
            token = jwt.encode(said, "x" * 32, algorithm="HS256")
            return {"access_token": "a", "token_type": "Bearer", "id_token": token}
        return {key: value for key, value in self.claims.items() if key not in {"amr", "acr"}}


class _Handler(BaseHTTPRequestHandler):
    council: Council

    def do_GET(self) -> None:
        body = json.dumps(self.council.answer(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def council(settings: Settings) -> Iterator[Council]:
    council = Council()
    app = django_settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    one = {
        "provider_id": "council",
        "name": "Exampleshire",
        "client_id": CLIENT,
        "secret": "s" * 40,
        "settings": {"server_url": council.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**app, "APPS": [one]}}
    settings.OIDC_SERVER_URL = council.url
    yield council
    council.server.shutdown()
    council.server.server_close()


Come = Callable[..., Client]


@pytest.fixture
def come(council: Council) -> Come:
    """Sign in through the council, which says these things: `come(email=…, amr=["mfa"])`."""

    def come_in(client: Client | None = None, query: str = "", **claims: Any) -> Client:
        council.claims = {"sub": "person-1", "email_verified": True, "name": "Kim", **claims}
        client = client or Client()
        sent = client.post(f"{BUTTON}{query}")
        asked = parse_qs(urlsplit(sent["Location"]).query)
        assert asked["code_challenge_method"] == ["S256"]
        back = f"{BUTTON}callback/?code=c&state={asked['state'][0]}"
        client.last = client.get(back)  # type: ignore[attr-defined]  # for the test to look at
        return client

    return come_in


def where(client: Client) -> str:
    return str(client.get("/staff/").get("Location", "/staff/"))


def test_the_button_is_there_when_it_is_set_up(client: Client, council: Council) -> None:
    assert "Sign in through Exampleshire" in client.get("/accounts/login/").content.decode()


def test_and_is_not_there_otherwise(client: Client) -> None:
    assert "Sign in through" not in client.get("/accounts/login/").content.decode()
    assert client.post(BUTTON).status_code == 404


def test_an_invited_person_comes_in_and_is_asked_for_our_second_step(
    come: Come, worker: User
) -> None:
    assert where(come(email=worker.email.upper())) == "/accounts/2fa/"
    assert SocialAccount.objects.get().user == worker

    give_app(worker)
    again = come(email=worker.email)
    assert again.last["Location"] == "/accounts/2fa/authenticate/"  # type: ignore[attr-defined]
    assert where(again).startswith("/accounts/login/")


@pytest.mark.parametrize("said", [{"amr": ["pwd", "mfa"]}, {"acr": "mfa"}])
def test_a_second_step_that_the_council_asked_for_counts(
    come: Come, worker: User, said: dict[str, Any]
) -> None:
    assert where(come(email=worker.email, **said)) == "/staff/"
    assert owner_of(make_token(worker)) == worker

    give_app(worker)
    assert where(come(email=worker.email, **said)) == "/staff/"


def test_only_for_the_session_it_was_asked_for(come: Come, worker: User) -> None:
    come(email=worker.email, amr=["mfa"])

    assert where(come(email=worker.email, amr=["pwd"])) == "/accounts/2fa/"
    assert owner_of(make_token(worker)) is None
    assert not second_step.is_set_up(worker)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org"},
        {"email": "stranger@example.org", "groups": ["Youth"]},
        {"email": ""},
    ],
)
def test_a_stranger_has_no_account_and_gets_none(come: Come, claims: dict[str, Any]) -> None:
    client = come(**claims)

    assert client.last.status_code == 403  # type: ignore[attr-defined]
    assert "administrator" in client.last.content.decode()  # type: ignore[attr-defined]
    assert not User.objects.exists()
    assert Event.objects.filter(action="council-sign-in-refused").exists()


def test_an_address_that_the_council_did_not_check_opens_nothing(
    come: Come, worker: User, settings: Settings
) -> None:
    assert where(come(email=worker.email, email_verified=False)) != "/accounts/2fa/"
    assert not SocialAccount.objects.exists()

    settings.OIDC_EMAIL_DOMAINS = ["example.org"]
    assert where(come(email=worker.email, email_verified=False)) == "/accounts/2fa/"


def test_an_address_that_somebody_else_at_the_council_has_now_opens_nothing(
    come: Come, worker: User
) -> None:
    come(email=worker.email)

    client = come(email=worker.email, sub="person-2")

    assert client.last.status_code == 403  # type: ignore[attr-defined]


def test_somebody_switched_off_stays_out(come: Come, worker: User) -> None:
    come(email=worker.email)
    worker.is_active = False
    worker.save()

    client = come(email=worker.email, amr=["mfa"])

    assert client.last.status_code == 403  # type: ignore[attr-defined]
    assert where(client).startswith("/accounts/login/")


def test_nobody_joins_another_council_account_to_theirs(come: Come, worker: User) -> None:
    client = Client()
    client.force_login(worker)

    come(client, "?process=connect", email="other@example.org")

    assert not SocialAccount.objects.exists()


def test_groups_give_and_take_the_roles_they_stand_for(
    come: Come, settings: Settings, worker: User
) -> None:
    settings.OIDC_ROLES = [("Youth", "worker"), ("Clerks", "clerk")]
    worker.groups.add(*make_user(Role.MANAGER).groups.all())

    come(email=worker.email, groups=["Clerks", "Others"])

    assert User.objects.get(pk=worker.pk).roles == {Role.CLERK, Role.MANAGER}
    assert Event.objects.filter(action="role-taken", actor="").exists()
    come(email=worker.email)
    assert User.objects.get(pk=worker.pk).roles == {Role.CLERK, Role.MANAGER}, "nothing was said"


def test_groups_do_not_take_the_last_administrator_away(
    come: Come, settings: Settings, administrator: User
) -> None:
    settings.OIDC_ROLES = [("IT", "administrator")]

    come(email=administrator.email, groups=[])

    assert User.objects.get(pk=administrator.pk).roles == {Role.ADMINISTRATOR}


def test_a_mapped_group_makes_an_account_only_where_settings_say_so(
    come: Come, settings: Settings
) -> None:
    settings.OIDC_ROLES = [("Youth", "worker")]
    come(email="kim@example.org", groups=["Youth"])
    assert not User.objects.exists()

    settings.OIDC_MAKES_ACCOUNTS = True
    come(email="kim@example.org", groups=["Others"])
    assert not User.objects.exists()
    come(email="kim@example.org", groups=["Youth"])

    person = User.objects.get()
    assert (person.email, person.name) == ("kim@example.org", "Kim")
    assert person.roles == {Role.WORKER}
    assert not person.has_usable_password()


def test_of_what_the_council_says_no_more_is_kept_than_is_needed(come: Come, worker: User) -> None:
    come(email=worker.email, groups=["Youth"], phone_number="01709")

    assert SocialAccount.objects.get().extra_data == {"second_step": False}


def test_a_council_that_does_not_answer_is_said(client: Client, council: Council) -> None:
    council.server.shutdown()
    council.server.server_close()

    page = client.post(BUTTON)

    assert page.status_code == 503
    assert "did not answer" in page.content.decode()
