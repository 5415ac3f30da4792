"""The front door, and what every page for everybody has: help, no cookie, no other host."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from backend.accounts.models import User
from tests.factories import (
    make_group,
    make_invitation,
    send,
)

pytestmark = pytest.mark.django_db


def test_what_is_typed_at_the_front_door_is_never_in_an_address(client: Client) -> None:
    """Some type their five words there, and a receipt is never in a URL."""
    page = client.get("/").content.decode()
    found = client.post("/", {"code": make_invitation(code="BCDF23").code})
    unknown = client.post("/", {"code": "entire joiner town"})

    assert 'action="/" method="post"' in page
    assert found["Location"] == "/s/BCDF23/"
    assert unknown.status_code == 404
    assert "entire joiner town" in unknown.content.decode()
    assert not unknown.cookies


def test_five_words_at_the_front_door_are_shown_the_door_they_open(client: Client) -> None:
    page = client.post("/", {"code": "River lmap, seven cluod boat"}).content.decode()

    assert "These look like your five words" in page
    assert '<form method="post" action="/journey/"' in page
    assert 'name="receipt" value="river lamp seven cloud boat"' in page
    assert "We do not know this code" not in page


def test_the_front_door_does_not_say_whose_words_are_right(client: Client) -> None:
    """It looks nothing up, so it answers the same and as fast for every five words."""
    words = send(make_invitation(), text="more lights")

    right, wrong = (client.post("/", {"code": it}) for it in (words, "river lamp seven cloud boat"))

    assert right.status_code == wrong.status_code == 404
    assert right.content.decode().replace(words, "") == wrong.content.decode().replace(
        "river lamp seven cloud boat", ""
    )


PUBLIC = [
    "/",
    "/?code=zzz",
    "/replies/",
    "/journey/",
    "/help/",
    "/privacy/",
    "/about/",
    "/accessibility/",
    "/s/ZZZZZZ/",
    "/nowhere/",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_set_no_cookie_and_show_help(client: Client, path: str) -> None:
    answer = client.get(path)

    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "tel:08001111" in answer.content.decode()


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_load_nothing_from_another_host(client: Client, path: str) -> None:
    page = client.get(path).content.decode()

    assert not re.findall(r'(?:src|srcset|action)="(?:https?:)?//', page)
    assert not re.findall(r'<link[^>]+href="(?:https?:)?//', page)
    assert not re.findall(r"<style|style=|<script(?![^>]*\ssrc=)|\son\w+=", page)


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "503", "413"])
def test_error_pages_show_help_without_any_context(name: str) -> None:
    from django.template.loader import render_to_string

    page = render_to_string(f"{name}.html")

    assert "tel:08001111" in page
    assert "child.css" in page


def test_a_groups_helplines_stand_on_every_page_error_pages_too(client: Client) -> None:
    invitation = make_invitation()
    invitation.survey.group.helplines.create(name="The youth house", phone="01709 000000")
    make_group("Others").helplines.create(name="The others' house", phone="01709 111111")

    of_nobody = [client.get(path).content.decode() for path in ("/", "/help/", "/nowhere/")]
    of_a_group = client.get(f"/s/{invitation.code}/").content.decode()

    assert all("01709 000000" in page and "01709 111111" in page for page in of_nobody)
    assert "01709 000000" in of_a_group
    assert "01709 111111" not in of_a_group


def test_childline_stands_there_when_the_database_is_gone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", gone)

    assert "0800 1111" in client.get("/help/").content.decode()


def test_a_childs_page_names_its_stylesheet_before_its_first_byte(
    client: Client, worker: User
) -> None:
    page = client.get("/help/")
    preloaded = re.search(r"<(.*?)>; rel=preload; as=style", page["Link"])
    client.force_login(worker)

    assert preloaded is not None
    assert f'href="{preloaded[1]}"' in page.content.decode()
    assert "Link" not in client.get("/staff/")
