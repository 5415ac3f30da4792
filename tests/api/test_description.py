"""The API describes itself, for tools and for people."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from backend.api_docs import chapters
from backend.openapi import schema
from tests.access_table import ANYONE, API
from tests.api.test_access import plain


def test_the_description_is_valid_openapi_without_a_warning() -> None:
    out, err = StringIO(), StringIO()

    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out, stderr=err)

    assert err.getvalue() == ""
    assert "/api/v1/journeys/withdraw/" in out.getvalue()


def test_anyone_reads_the_description() -> None:
    response = Client().get("/api/v1/schema/")

    assert response.status_code == 200
    assert response.json()["openapi"].startswith("3.")
    assert not response.cookies


def test_tools_that_ask_for_openapi_get_it() -> None:
    response = Client().get(
        "/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"}
    )

    assert response.status_code == 200


@pytest.mark.django_db
def test_the_page_shows_every_call_with_who_may_make_it() -> None:
    response = Client().get("/api/v1/docs/")

    text = response.content.decode()
    assert response.status_code == 200
    assert not response.cookies
    described = {route: row for route, row in API.items() if route != "api/v1/docs/"}
    assert all(f"/{plain(route)}" in text for route in described)
    for_anyone = [row for row in described.values() if row.read is ANYONE]
    assert text.count("Who: anyone") == len(for_anyone)
    assert "Who: worker, clerk, board member" in text


@pytest.mark.django_db
def test_the_page_has_nothing_that_its_policy_would_block() -> None:
    response = Client().get("/api/v1/docs/")

    text = response.content.decode()
    assert "style-src 'self'" in response["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*src)|<style|\sstyle=|\son[a-z]+=|javascript:", text)


def test_a_body_is_told_field_by_field_those_inside_others_too() -> None:
    calls = {call.id: call for chapter in chapters() for call in chapter.calls}

    body = {row.name: row for row in calls["invitations_responses_create"].body}
    assert body["token"].required
    assert body["answers[].question"].kind == "integer"
    assert body["answers[].choices"].kind == "list of integer or null"
    asked = calls["invitations_retrieve"].answers[0]
    assert "questions[].choices[].id" in {row.name for row in asked.rows}
    assert "One of: faces" in next(it.text for it in asked.rows if it.name == "questions[].kind")


def test_a_list_says_what_it_refuses() -> None:
    """What a client is not told of, it does not provide for."""
    statuses = {
        path.removeprefix("/api/v1/"): set(operations["get"]["responses"])
        for path, operations in schema()["paths"].items()
        if "get" in operations
    }

    assert statuses["meetings/"] == {"200", "400", "401", "403", "404"}
    assert statuses["overview/"] == {"200", "400", "401", "403"}
    assert statuses["bodies/"] == {"200", "401", "403", "404"}
    assert statuses["replies/"] == {"200", "404"}
    assert statuses["voices/"] == {"200", "401", "403", "404"}


def test_a_body_that_cannot_be_read_gets_what_the_description_says() -> None:
    shapes = schema()["paths"]["/api/v1/journeys/"]["post"]["responses"]["400"]

    assert {"$ref": "#/components/schemas/Problem"} in (
        shapes["content"]["application/json"]["schema"]["anyOf"]
    )


def test_every_call_says_what_it_is_for() -> None:
    assert all(call.summary for chapter in chapters() for call in chapter.calls)
