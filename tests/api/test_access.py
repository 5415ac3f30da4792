"""Sign-in to the API, and what its description says of who may call what."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from rest_framework.exceptions import PermissionDenied

from backend.accounts import second_step
from backend.accounts.models import Token, User
from backend.accounts.tokens import make_token
from backend.audit.models import Event
from backend.openapi import schema
from backend.rest import SENTENCES
from tests.access_table import ANYONE, API, WHO
from tests.api.conftest import Call
from tests.factories import make_invitation, make_theme
from tests.signing_in import give_app

UNKNOWN = "6f2c1a4e-0000-4000-8000-000000000000"
FOR_ANYONE = [
    (route, method)
    for route, row in API.items()
    if row.read is ANYONE
    for method in row.methods.split()
]


def plain(route: str) -> str:
    """`themes/<int:pk>/` as the description writes it."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route).replace("{pk}", "{id}")


def test_every_call_is_described_with_who_may_make_it() -> None:
    described = {
        (path.lstrip("/"), method.upper()): set(operation["x-who"])
        for path, operations in schema()["paths"].items()
        for method, operation in operations.items()
    }

    assert described == {
        (plain(route), method): {"anyone"} if needed is ANYONE else set(WHO[needed].split())
        for route, row in API.items()
        if route != "api/v1/docs/"
        for method in row.methods.split()
        for needed in [row.read if method == "GET" else row.write]
    }


@pytest.mark.parametrize(("route", "method"), FOR_ANYONE)
def test_calls_for_anyone_read_no_sign_in_and_set_no_cookie(
    call: Call, route: str, method: str
) -> None:
    client = Client(headers={"authorization": "Token nonsense"}, enforce_csrf_checks=True)
    path = "/" + re.sub(r"<[^>]+>", "nothing", route)

    response = client.generic(method, path, b"{}", content_type="application/json")

    assert response.status_code in {200, 400, 404}
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "no-store"


def test_refusals_of_people_are_audited(call: Call, board_member: User) -> None:
    call("GET", "moderation/", by=board_member)

    event = Event.objects.get(action="refused")
    assert (event.actor, event.detail) == (str(board_member.pk), {"permission": "moderate"})


def test_a_token_opens_what_the_role_does(worker: User) -> None:
    token = make_token(give_app(worker))
    client = Client(headers={"authorization": f"Token {token}"}, enforce_csrf_checks=True)

    assert client.get("/api/v1/moderation/").status_code == 200
    assert client.post(f"/api/v1/moderation/{UNKNOWN}/approve/").status_code in {404, 415}
    assert client.get("/api/v1/actions/").status_code == 200
    assert client.post("/api/v1/actions/").status_code == 403


def test_a_wrong_token_is_a_401(db: None) -> None:
    response = Client().get("/api/v1/themes/", headers={"authorization": "Token nonsense"})

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"


def test_somebody_who_left_has_no_use_of_a_token(worker: User) -> None:
    token = make_token(give_app(worker))
    worker.is_active = False
    worker.save()

    response = Client().get("/api/v1/themes/", headers={"authorization": f"Token {token}"})

    assert response.status_code == 401


def test_a_session_needs_the_csrf_token_to_write(worker: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(worker)
    theme = make_theme()

    response = client.post(f"/api/v1/themes/{theme.pk}/retire/")

    assert response.status_code == 403
    theme.refresh_from_db()
    assert theme.retired_on is None


def test_who_may_not_is_told_so_whatever_they_send(outsider: User) -> None:
    """Or whether a call is there for them would hang on what is in the body."""
    client = Client(enforce_csrf_checks=True, headers={"x-csrftoken": "c" * 32})
    client.force_login(outsider)
    client.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32

    for sent in (b"{}", b"no json", b"\xff"):
        refused = client.post("/api/v1/themes/", sent, content_type="application/json")

        assert refused.status_code == 403
        assert refused.json() == {"detail": SENTENCES[PermissionDenied]}


def test_a_token_is_made_by_whoever_is_signed_in_and_replaces_the_one_before(
    call: Call, worker: User
) -> None:
    give_app(worker)
    first = call("POST", "token/", by=worker).json()["token"]
    second = call("POST", "token/", by=worker).json()["token"]

    assert Client().get("/api/v1/moderation/", headers=bearing(first)).status_code == 401
    assert Client().get("/api/v1/moderation/", headers=bearing(second)).status_code == 200
    assert call("DELETE", "token/", by=worker).status_code == 204
    assert not Token.objects.exists()


def test_a_token_does_not_make_another(worker: User) -> None:
    token = make_token(give_app(worker))

    response = Client().post("/api/v1/token/", headers={"authorization": f"Token {token}"})

    assert response.status_code == 403
    assert Client().get("/api/v1/actions/", headers=bearing(token)).status_code == 200


def bearing(token: str) -> dict[str, str]:
    return {"authorization": f"Token {token}"}


def test_a_token_stands_nowhere_in_the_database(worker: User) -> None:
    token = make_token(give_app(worker))

    assert token not in str(list(Token.objects.values()) + list(Event.objects.values()))


def test_a_token_is_worth_nothing_without_a_second_step(worker: User) -> None:
    token = make_token(give_app(worker))
    second_step.forget(worker)

    assert Client().get("/api/v1/actions/", headers=bearing(token)).status_code == 401


def test_answers_are_json_whatever_is_asked_for(call: Call) -> None:
    code = make_invitation().code

    response = Client().get(
        f"/api/v1/invitations/{code}/", headers={"accept": "text/html,*/*;q=0.8"}
    )

    assert response["Content-Type"] == "application/json"
