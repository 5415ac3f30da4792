"""Language and look travel in the address, and are kept nowhere."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from backend import wishes
from tests.factories import make_invitation

CSS = Path(settings.BASE_DIR) / "static/css/child.css"
WISHED = "look=dark&text=large"


@pytest.mark.parametrize(
    ("path", "becomes"),
    [
        ("/help/", "/help/?look=dark&text=large"),
        ("/?code=x", "/?code=x&look=dark&text=large"),
        ("/journey/#reply-1", "/journey/?look=dark&text=large#reply-1"),
    ],
)
def test_a_link_carries_what_the_reader_wished(path: str, becomes: str) -> None:
    assert wishes.Wishes(look="dark", text="large").to(path) == becomes


def test_a_page_without_wishes_has_plain_addresses() -> None:
    assert wishes.Wishes().to("/help/") == "/help/"


def test_what_there_is_not_is_left_aside() -> None:
    request = RequestFactory().get("/", {"lang": "xx", "look": '"><b>', "text": "huge"})

    assert wishes.of(request) == wishes.Wishes()


@pytest.mark.parametrize("path", ["/staff/", "/admin/", "/accounts/login/"])
def test_staff_pages_grant_no_wishes(path: str) -> None:
    """What staff read before they decide about a child is English alone."""
    assert wishes.of(RequestFactory().get(path, {"lang": "pl"})) == wishes.Wishes()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["//evil.example/x", "/%5Cevil.example/x", "/s/A%3Fb%23c/"])
def test_no_wish_leads_to_another_site_or_page(client: Client, path: str) -> None:
    """A browser takes `//evil.example/` and `/\\evil.example/` for the address of a site."""
    page = client.get("/nowhere/", PATH_INFO=unquote(path)).content.decode()

    found = [unescape(it) for it in re.findall(r'href="([^"]*)"[^>]*data-wish', page)]
    to = [urljoin(f"https://testserver{path}", it.replace("\\", "/")) for it in found]

    assert len(to) > 8
    assert {urlsplit(it).netloc for it in to} == {"testserver"}
    assert len({urlsplit(it).path for it in to}) == 1
    assert not any(urlsplit(it).fragment for it in to)


@pytest.mark.django_db
def test_what_else_the_address_asks_for_stays_when_a_wish_changes(client: Client) -> None:
    page = client.get("/replies/?find=a%26b&page=2&look=dark").content.decode()

    links = [unescape(it) for it in re.findall(r'href="([^"]*)"[^>]*data-wish="lang"', page)]

    assert "/replies/?find=a%26b&page=2&lang=pl&look=dark" in links
    assert "/replies/?find=a%26b&page=2&look=dark" in links


@pytest.mark.django_db
def test_every_link_of_a_page_to_another_carries_the_wishes(client: Client) -> None:
    invitation = make_invitation()
    for path in (
        "/",
        "/help/",
        "/replies/",
        "/journey/",
        "/nowhere/",
        "/complain/",
        "/messages/",
        f"/s/{invitation.code}/",
    ):
        page = client.get(f"{path}?{WISHED}").content.decode()
        # The panel's own links are those that wish for something else.
        rest = re.sub(r"<a [^>]*data-wish[^>]*>", "", page)

        inside = re.findall(r'<(?:a|form)[^>]* (?:href|action)="(/[^"]*)"', rest)

        assert len(inside) > 5, path
        assert not [it for it in inside if WISHED.replace("&", "&amp;") not in it], path
        assert 'data-look="dark" data-text="large"' in page


@pytest.mark.django_db
def test_a_typed_code_leads_on_with_the_wishes(client: Client) -> None:
    invitation = make_invitation()

    answer = client.post(f"/?{WISHED}", {"code": invitation.code})

    assert answer["Location"] == f"/s/{invitation.code}/?{WISHED}"
    assert not answer.cookies


@pytest.mark.django_db
def test_a_page_that_answers_a_form_offers_nothing_that_would_lose_it(client: Client) -> None:
    answer = client.post("/journey/", {"receipt": "no such words here now"})

    panel = re.search(r'<details class="wishes"([^>]*)>', answer.content.decode())

    assert panel is not None
    assert "hidden" in panel[1]


def test_dark_by_the_device_and_dark_by_choice_are_the_same_colours() -> None:
    css = CSS.read_text(encoding="utf-8")
    device = re.search(r":root:not\(\[data-look\]\) \{(.*?)\}", css, re.S)
    chosen = re.search(r':root\[data-look="dark"\] \{(.*?)\}', css, re.S)

    assert device is not None
    assert chosen is not None
    assert device[1].split() == chosen[1].replace("color-scheme: dark;", "").split()
