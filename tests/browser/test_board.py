"""The children's board in a real browser: finding without a script, its looks, what it weighs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.bench import Wire
from tests.browser.axe import findings
from tests.browser.test_child_pages import VARIANTS, sideways, with_query

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Open = Callable[..., Page]
FOUND = ("/replies/?find=light&state=we_will", "/replies/?find=zebra", "/replies/?state=waiting")
STAFF = ("/staff/replies/posters/", "/staff/themes/new/", "/staff/replies/")


@pytest.mark.parametrize("look", VARIANTS)
def test_axe_finds_nothing_on_what_was_found(open_page: Open, look: str) -> None:
    options = dict(VARIANTS[look])
    query = options.pop("query", "")
    page = open_page(**options)
    found: list[str] = []

    for path in FOUND:
        page.goto(with_query(path, query))
        found += findings(page)
        assert sideways(page) == 0, path

    assert found == []


def test_something_is_found_by_keyboard_without_a_script(open_page: Open) -> None:
    page = open_page("/replies/?lang=pl", java_script_enabled=False)

    page.locator(".find summary").press("Enter")
    page.locator("#find").fill("light")
    page.locator("#find").press("Enter")

    expect(page.locator("article")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    assert page.context.cookies() == []
    page.goto(page.url.replace("light", "zebra"))
    expect(page.locator(".empty .button")).to_have_attribute("href", "/replies/?lang=pl")


def test_a_first_visit_is_light(open_page: Open) -> None:
    """Of thirty themes: tests/participation/replies/test_board.py; here as a browser counts."""
    page = open_page("about:blank")
    wire = Wire()
    wire.listen(page.context.new_cdp_session(page))

    page.goto("/replies/", wait_until="networkidle")

    assert len(wire.urls) <= 4
    assert 10_000 < wire.bytes < 40_000


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_pages_of_posters_and_pictures(sign_in: Open, width: int) -> None:
    page = sign_in("worker", width=width)
    found: list[str] = []

    for path in STAFF:
        page.goto(path)
        found += findings(page)
        assert sideways(page) == 0, path

    assert found == []
