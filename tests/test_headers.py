"""Every answer, errors too, has the headers that keep others out; no page has inline anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from pytest_django import Settings

from backend import limits
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.http import NOT_FOR_CHILDREN
from backend.limits import WRONG_CODES
from tests.access_table import API, PUBLIC, STAFF
from tests.factories import make_user
from tests.observatory import inline, score
from tests.urlmap import make_world

BEST = 130
"""100, and 10 + 5 + 5 + 10 for what is better than needed; 5 more where cookies are set."""
ACCOUNTS = ("login", "logout", "password/reset", "password/change", "email", "reauthenticate")
ADMIN = ("", "surveys/group/", "surveys/group/add/", "surveys/invitation/")
FULL = {
    "Permissions-Policy": "camera=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Frame-Options": "DENY",
}


def look(path: str, response: Any) -> None:
    """What holds for every answer of ours."""
    points, why = score(response)
    assert points >= BEST, f"{path} ({response.status_code}): {points}, {why}"
    for name, value in FULL.items():
        assert value in response.get(name, ""), f"{path}: {name}"
    is_staffs = path.startswith(NOT_FOR_CHILDREN)
    assert response["Referrer-Policy"] == ("same-origin" if is_staffs else "no-referrer"), path
    assert "no-store" in response["Cache-Control"], path
    assert "Server" not in response.headers
    if response.get("Content-Type", "").startswith("text/html"):
        assert inline(response.getvalue()) == [], path
    if not is_staffs:
        assert not response.cookies, path


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nobody", "everybody"])
def test_every_url_answers_with_all_headers_and_nothing_inline(worker: User, who: str) -> None:
    world, client = make_world(worker), Client()
    if who == "everybody":
        client.force_login(make_user(*Role))
    paths = {world.path(route) for route, row in {**PUBLIC, **STAFF, **API}.items()}
    paths |= {f"/accounts/{name}/" for name in ACCOUNTS} | {f"/admin/{name}" for name in ADMIN}

    for path in sorted(paths):
        response = client.get(path, secure=True)
        look(path, response)


def broken(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*args: Any) -> None:
        raise error

    monkeypatch.setattr("surveys.views.invitations.find_to_show", fail)


def too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for _time in range(WRONG_CODES.most + 1):
        limits.desk.add(WRONG_CODES, "127.0.0.1")


LONG = "x" * (settings.BODY_LIMIT + 1)
CODE = "/s/ABCDEF/"
ERRORS: dict[int, tuple[Callable[[Client], Any], Callable[[pytest.MonkeyPatch], None] | None]] = {
    301: (lambda it: it.get("/help", secure=True), None),
    400: (lambda it: it.get(CODE, secure=True), lambda m: broken(m, SuspiciousOperation())),
    403: (lambda it: it.post("/accounts/login/", secure=True), None),
    404: (lambda it: it.get("/nowhere/", secure=True), None),
    405: (lambda it: it.delete("/help/", secure=True), None),
    411: (lambda it: it.get("/", secure=True, headers={"transfer-encoding": "chunked"}), None),
    413: (lambda it: it.post("/tell/", {"words": LONG}, secure=True), None),
    429: (lambda it: it.get(CODE, secure=True), too_many),
    500: (lambda it: it.get(CODE, secure=True), lambda m: broken(m, RuntimeError())),
}


@pytest.mark.django_db
@pytest.mark.parametrize("status", ERRORS)
def test_errors_carry_them_too(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ask, prepare = ERRORS[status]
    if prepare:
        prepare(monkeypatch)
    client = Client(raise_request_exception=False, enforce_csrf_checks=status == 403)

    response = ask(client)

    assert response.status_code == status
    assert score(response)[0] >= BEST, score(response)
    assert inline(response.getvalue()) == []
    for name, value in FULL.items():
        assert value in response[name]


@pytest.mark.django_db
def test_what_is_made_before_all_other_middleware_carries_them(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True

    answers = [Client().get("/help/"), Client().get("/", headers={"host": "evil.example"})]

    assert [it.status_code for it in answers] == [301, 400]
    for answer in answers:
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_a_room_that_is_paused_and_a_site_that_is_not_ready_carry_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("backend.views.get_channel_layer", None)

    response = Client().get("/readyz", secure=True)

    assert response.status_code == 503
    look("/readyz", response)


def test_every_script_that_makes_elements_of_text_goes_through_a_named_policy() -> None:
    sinks = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|Function\("
    )
    for path in (Path(settings.BASE_DIR) / "static" / "js").glob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert not sinks.search(source), path.name
        assert source.count("new DOMParser()") <= 1, path.name
        assert ("new DOMParser()" in source) <= ("createPolicy(" in source), path.name


def test_no_template_has_inline_style_script_or_handler() -> None:
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        assert inline(path.read_bytes()) == [], path


def test_cookies_have_names_that_bind_them_to_this_host() -> None:
    for name in ("SESSION", "CSRF"):
        assert getattr(settings, f"{name}_COOKIE_NAME").startswith("__Host-")
        assert getattr(settings, f"{name}_COOKIE_SECURE")
        assert getattr(settings, f"{name}_COOKIE_HTTPONLY")
        assert getattr(settings, f"{name}_COOKIE_SAMESITE") == "Lax"
        assert getattr(settings, f"{name}_COOKIE_DOMAIN") is None
        assert getattr(settings, f"{name}_COOKIE_PATH") == "/"


@pytest.mark.django_db
def test_signing_out_clears_what_the_browser_stored_but_no_answers_that_wait(
    client: Client, worker: User
) -> None:
    client.force_login(worker)

    response = client.post("/accounts/logout/", secure=True)

    assert response["Clear-Site-Data"] == '"cache"'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contact", "uri"),
    [
        ("security@example.org", "mailto:security@example.org"),
        ("https://example.org/report", "https://example.org/report"),
    ],
)
def test_who_finds_a_hole_is_told_whom_to_tell(
    client: Client, settings: Settings, contact: str, uri: str
) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = contact

    said = client.get("/.well-known/security.txt")

    assert said["Content-Type"] == "text/plain; charset=utf-8"
    assert f"Contact: {uri}\n" in said.content.decode()
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", said.content.decode(), re.M)


def test_the_score_finds_what_is_weak() -> None:
    """The check itself: a bare page of Django's own would score far below."""
    from django.http import HttpResponse

    bare = HttpResponse("<p style='color:red' onclick='x()'>")
    bare.set_cookie("session", "1")

    points, why = score(bare)

    assert points < 0, why
    assert len(inline(bare.getvalue())) == 2
