"""Each role gets exactly what the one table says, an outsider nothing; no route is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client

from backend.accounts.models import User
from backend.accounts.permissions import PERMITTED, Permission, Role
from backend.asgi import application
from backend.audit.models import Event
from participation.live.routing import websocket_urlpatterns
from tests.access_table import ACCOUNTS, ADMIN, API, PUBLIC, SOCKETS, STAFF, WHO, Row
from tests.factories import make_user
from tests.urlmap import World, make_world, routes

PAGES = {**PUBLIC, **STAFF}
PEOPLE = [*Role, "outsider", "nobody"]
# What Django's admin brings along and shows nothing: sign-out, scripts' texts, its own index.
ADMIN_OPEN = re.compile(
    r"admin/(|login/|logout/|jsi18n/|password_change/.*|autocomplete/|r/.*"
    r"|\^?\(\?P<app_label>.*|\(\?P<url>.*)$"
)


def person(who: str) -> User | None:
    if who == "nobody":
        return None
    return make_user() if who == "outsider" else make_user(Role(who))


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def may(who: str, permission: Permission | None) -> bool:
    return permission is None or who in WHO[permission].split()


def is_refused(response: Any) -> bool:
    to_sign_in = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
    return response.status_code in {401, 403} or to_sign_in


def test_every_route_has_a_row() -> None:
    known = {**PAGES, **API}
    forgotten = [
        route
        for route in routes()
        if route not in known
        and not route.startswith((ACCOUNTS, *ADMIN))
        and not ADMIN_OPEN.match(route)
    ]

    assert forgotten == []


def test_every_row_has_a_route() -> None:
    assert {**PAGES, **API}.keys() <= set(routes())


def test_every_socket_has_a_row() -> None:
    assert {str(it.pattern) for it in websocket_urlpatterns} == SOCKETS.keys()


@contextmanager
def undone() -> Iterator[None]:
    """What somebody changed is put back, so that the next person finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("table", [PAGES, API], ids=["pages", "api"])
def test_calls_answer_those_whom_the_table_names(table: dict[str, Row], worker: User) -> None:
    world = make_world(worker)

    for who in PEOPLE:
        client = signed_in(person(who))
        with undone():
            for route, row in table.items():
                for method in row.methods.split():
                    response = client.generic(
                        method, world.path(route), "{}", content_type="application/json"
                    )
                    needed = row.read if method == "GET" else row.write
                    said = f"{who} {method} {route}: {response.status_code}"
                    assert is_refused(response) != may(who, needed), said
                    assert response.status_code < 500, said


@pytest.mark.django_db
def test_no_route_answers_a_method_that_its_row_leaves_out(worker: User, clerk: User) -> None:
    clerk.groups.add(*worker.groups.all())
    client = signed_in(clerk)
    world = make_world(worker)

    for route, row in {**PAGES, **API}.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(row.methods.split()):
            response = client.generic(
                method, world.path(route), "{}", content_type="application/json"
            )
            assert response.status_code in {403, 405}, f"{method} {route}: {response.status_code}"


@pytest.mark.django_db
def test_a_refusal_is_audited_with_who_asked_for_what(client: Client, clerk: User) -> None:
    client.force_login(clerk)

    client.get("/staff/moderation/")

    event = Event.objects.get(action="refused")
    assert (event.actor, event.detail) == (str(clerk.pk), {"permission": "moderate"})


@pytest.mark.django_db
def test_a_refusal_does_not_show_whether_a_thing_exists(worker: User) -> None:
    world = make_world(worker)
    missing = {
        key: "zzz" if isinstance(value, str) else 999_999 if isinstance(value, int) else NO_UUID
        for key, value in world.ids.items()
    }
    empty = World(missing, world.answer, world.voice, world.invitation)

    for who in PEOPLE:
        client = signed_in(person(who))
        for route, method in refused_to(who):
            there = client.generic(method, world.path(route), "{}", "application/json")
            not_there = client.generic(method, empty.path(route), "{}", "application/json")
            assert there.status_code == not_there.status_code, f"{who} {method} {route}"
            assert _without_path(there, world.path(route)) == _without_path(
                not_there, empty.path(route)
            ), f"{who} {method} {route}"


def refused_to(who: str) -> Iterator[tuple[str, str]]:
    """Each route to one thing, with each method, that this person may not call."""
    for route, row in {**STAFF, **API}.items():
        for method in row.methods.split():
            needed = row.read if method == "GET" else row.write
            if "<" in route and not may(who, needed):
                yield route, method


NO_UUID = "00000000-0000-4000-8000-000000000000"


def _without_path(response: Any, path: str) -> str:
    body = response.content.decode() + response.get("Location", "")
    # The menu's sign-out form has a new mask on its token each time, and seconds go by.
    changing = r'name="csrfmiddlewaretoken" value="\w+"|data-(left|most)="\d+"'
    return re.sub(changing, "", body.replace(path, ""))


@pytest.mark.django_db
@pytest.mark.parametrize("who", PEOPLE)
def test_the_admin_opens_only_to_those_who_set_up(who: str) -> None:
    user = person(who)
    client = signed_in(user)

    for prefix, needed in ADMIN.items():
        lists = {it for it in routes() if re.fullmatch(rf"{prefix}\w+/(add/)?", it)}
        assert lists, prefix
        for route in lists:
            response = client.get(f"/{route}", follow=False)
            assert (response.status_code == 200) == may(who, needed), f"{who} {route}"


def test_the_admin_shows_raw_words_to_nobody() -> None:
    shown = {route for route in routes() if route.startswith("admin/")}

    assert not [
        it for it in shown if re.match(r"admin/(surveys/(answer|response)|participation|audit)", it)
    ]


@pytest.mark.django_db
def test_a_superuser_without_a_role_gets_nothing(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root@example.org", "x" * 20, name="Root"))

    paths = ("/staff/", "/staff/moderation/", "/admin/")

    answers = [client.get(path, follow=True) for path in paths]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


@pytest.mark.usefixtures("close_connections")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", PEOPLE)
async def test_sockets_open_only_to_those_whom_the_table_names(who: str) -> None:
    user = await sync_to_async(person)(who)
    for route, needed in SOCKETS.items():
        path = re.sub(r"<[^>]+>", "1", route)

        assert await _connects(path, user) == may(who, needed), f"{who} {route}"


async def _connects(path: str, user: User | None) -> bool:
    communicator = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/{path}")
    communicator.scope["user"] = user or AnonymousUser()
    connected, _code = await communicator.connect()
    await communicator.disconnect()
    return bool(connected)


@pytest.mark.usefixtures("close_connections")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        (b"http://localhost", True),
        (b"https://elsewhere.example", False),
        (b"http://localhost.evil.example", False),
        (b"", False),
    ],
)
async def test_sockets_open_only_from_our_own_pages(origin: bytes, is_ours: bool) -> None:
    client = await sync_to_async(signed_in)(await sync_to_async(make_user)(Role.WORKER))
    session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = [(b"cookie", session.encode()), *([(b"origin", origin)] if origin else [])]
    communicator = WebsocketCommunicator(application, "/ws/moderation/", headers=headers)

    connected, _code = await communicator.connect()
    await communicator.disconnect()

    assert connected == is_ours


def policy_as_written() -> str:
    """The policy as a table for people: what, and who."""
    rows = ["| permission | who |", "| --- | --- |"]
    for permission in Permission:
        who = ", ".join(role.label.lower() for role in Role if permission in PERMITTED[role])
        rows.append(f"| {permission.value.replace('_', ' ')} | {who} |")
    return "\n".join(rows)


def test_the_table_for_people_is_the_policy() -> None:
    document = (settings.BASE_DIR / "docs" / "security.md").read_text(encoding="utf-8")

    assert policy_as_written() in document, policy_as_written()


def test_rows_name_methods() -> None:
    assert all(isinstance(row, Row) and row.methods for row in {**PAGES, **API}.values())
