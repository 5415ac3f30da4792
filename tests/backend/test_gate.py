"""Who has only typed a password is nobody: on every page, call and socket, and on new ones."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver
from pytest_django import Settings

from backend.accounts import second_step, sessions
from backend.accounts.gate import PUBLIC, SETTING_UP, Gate
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.asgi import application
from tests import access_table as table
from tests.factories import make_user
from tests.signing_in import give_app, half_signed_in, sign_in, type_password
from tests.urlmap import make_world, routes

SET_UP = "/accounts/2fa/"
GUARDED = {
    **table.STAFF,
    **{route: row for route, row in table.API.items() if row.read is not table.ANYONE},
}


def is_kept_out(response: Any) -> bool:
    if response.status_code == 302:
        return str(response["Location"]) in {SET_UP, "/accounts/login/"}
    return bool(response.status_code == 403)


@pytest.mark.django_db
def test_no_page_and_no_call_opens_to_the_first_step_alone(worker: User) -> None:
    world = make_world(worker)
    everybody = make_user(*Role)

    client = half_signed_in(everybody)
    for route, row in GUARDED.items():
        for method in row.methods.split():
            response = client.generic(method, world.path(route), "{}", "application/json")
            assert is_kept_out(response), f"{method} {route}: {response.status_code}"


@pytest.mark.django_db
def test_the_admin_does_not_open_to_the_first_step_alone(worker: User) -> None:
    client = half_signed_in(make_user(*Role))

    found = [it for it in routes() if re.fullmatch(r"admin/(\w+/\w+/(add/)?)?", it)]
    assert len(found) > 1
    for route in found:
        assert is_kept_out(client.get(f"/{route}")), route


@pytest.mark.django_db
def test_of_the_accounts_pages_only_those_of_setting_up_open(worker: User) -> None:
    """Whatever allauth has, or will have, under /accounts/: the first step opens nothing else."""
    opened = set()
    for route in routes():
        if not route.startswith(table.ACCOUNTS) or "<" in route or "(?P" in route:
            continue
        response = half_signed_in(worker).get("/" + route.replace("\\", ""))
        if not is_kept_out(response) and response.status_code != 405:
            opened.add("/" + route)

    assert opened == {
        SET_UP,
        f"{SET_UP}totp/activate/",
        f"{SET_UP}webauthn/add/",
        "/accounts/reauthenticate/",
        "/accounts/logout/",
    }


@pytest.mark.django_db
def test_what_is_open_is_what_the_table_says_is_for_anyone(
    worker: User, settings: Settings
) -> None:
    settings.SECURITY_CONTACT = "security@example.org"
    world = make_world(worker)
    client = half_signed_in(worker)

    for route in table.PUBLIC:
        # Without a token of its own there are no metrics, for anybody.
        status = 404 if route == "metrics" else 200
        assert client.get(world.path(route)).status_code == status, route
    assert len(PUBLIC) == len(table.PUBLIC) + 1, "and the description of the API"


@pytest.mark.django_db
def test_a_new_url_falls_under_the_gate_by_default(worker: User) -> None:
    """Somebody adds a URL and forgets the gate: to a half signed-in person it is shut."""
    client = half_signed_in(worker)
    request = RequestFactory().get("/staff/brand-new/")
    request.session = client.session
    request.user = worker
    request.resolver_match = SimpleNamespace(view_name="brand-new")  # type: ignore[assignment]
    seen: list[Any] = []

    def get_response(request: HttpRequest) -> HttpResponse:
        seen.append(request.user.is_authenticated)
        refused = gate.process_view(request, lambda: None, (), {})
        assert isinstance(refused, HttpResponse)
        return refused

    gate = Gate(get_response)
    response = gate(request)

    assert seen == [False]
    assert response["Location"] == SET_UP


@pytest.mark.django_db
def test_an_address_that_is_nowhere_shows_no_menu_of_the_staffs(worker: User) -> None:
    page = half_signed_in(worker).get("/staff/nowhere/").content.decode()

    assert "Waiting words" not in page


@pytest.mark.django_db
def test_the_pages_of_setting_up_show_no_menu_of_the_staffs(worker: User) -> None:
    page = half_signed_in(worker).get(SET_UP).content.decode()

    assert "One more step" in page
    assert "Waiting words" not in page


@pytest.mark.django_db
def test_every_name_that_the_gate_lists_is_a_url() -> None:
    names = {it for it in get_resolver().reverse_dict if isinstance(it, str)}
    for space, (_prefix, resolver) in get_resolver().namespace_dict.items():
        names |= {f"{space}:{it}" for it in resolver.reverse_dict if isinstance(it, str)}

    assert names >= PUBLIC | SETTING_UP


@pytest.mark.usefixtures("close_connections")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_whole", [True, False])
@pytest.mark.parametrize("route", list(table.SOCKETS))
async def test_no_socket_opens_to_the_first_step_alone(route: str, is_whole: bool) -> None:
    user = await sync_to_async(make_user)(*Role)
    client = await sync_to_async(half_signed_in)(user)
    if is_whole:
        client = Client()
        await sync_to_async(client.force_login)(user)

    socket = communicator(client, re.sub(r"<[^>]+>", "1", route))
    connected, _code = await socket.connect()
    await socket.disconnect()

    assert connected == is_whole


def communicator(client: Client, path: str) -> WebsocketCommunicator:
    session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = [(b"cookie", session.encode()), (b"origin", b"http://localhost")]
    return WebsocketCommunicator(application, f"/{path}", headers=headers)


ENDINGS = {
    "signed out": lambda client, user: client.post("/accounts/logout/"),
    "ended elsewhere": lambda client, user: sessions.end_all(user),
    "switched off": lambda client, user: User.objects.filter(pk=user.pk).update(is_active=False),
    "another password": lambda client, user: (user.set_password("x" * 20), user.save()),
}


@pytest.mark.usefixtures("close_connections")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", list(ENDINGS))
async def test_the_socket_of_an_ended_session_is_closed(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.accounts.sockets.LOOK_EVERY", 0.1)
    user = await sync_to_async(lambda: give_app(make_user(Role.WORKER)))()
    client = await sync_to_async(sign_in)(user)
    socket = communicator(client, "ws/moderation/")
    assert (await socket.connect())[0]
    assert await socket.receive_nothing(timeout=0.3)

    await sync_to_async(ENDINGS[how])(client, user)

    assert (await socket.receive_output(timeout=5))["code"] == 4401
    await socket.disconnect()


@pytest.mark.django_db
def test_a_password_leads_to_setting_up_and_setting_up_to_the_pages(
    client: Client, worker: User
) -> None:
    type_password(client, worker)
    assert client.get("/staff/")["Location"] == SET_UP
    give_app(worker)

    # Set up from elsewhere meanwhile: this session does not count as having passed it.
    assert client.get("/staff/")["Location"] == "/accounts/login/"
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/")
    assert not client.session.get("_auth_user_id")


@pytest.mark.django_db
def test_both_steps_open_the_pages(worker: User) -> None:
    assert sign_in(give_app(worker)).get("/staff/").status_code == 200


@pytest.mark.django_db
def test_a_session_that_passed_is_no_use_to_the_next_person(worker: User, lead: User) -> None:
    client = sign_in(give_app(worker))
    session = client.session

    assert second_step.has_passed(session, worker)
    assert not second_step.has_passed(session, lead)


@pytest.mark.django_db
def test_only_the_demo_does_without(worker: User, settings: Settings) -> None:
    client = half_signed_in(worker)
    settings.DEMO = True

    page = client.get("/staff/")

    assert page.status_code == 200
    assert "Demo: the sign-ins are public" in page.content.decode()
