"""A verdict round in real browsers: a worker opens it, a phone and a shared tablet answer it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import findings
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Open = Callable[..., Page]
LOOKS: dict[str, dict[str, Any]] = {
    "phone": {},
    "small": {"width": 320, "height": 640},
    "tablet": {"width": 820, "height": 1180},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "right to left": {"query": "?lang=ur"},
    "polish, large words": {"query": "?lang=pl&text=large"},
}


def open_round(page: Page, present: int = 30) -> str:
    """As a worker, about an answer of the demo that children were told; the child's address."""
    page.get_by_role("row").filter(has_text="told after").first.get_by_role("link").first.click()
    page.locator("article h3 a").first.click()
    page.get_by_role("link", name="Ask a group that lost its words").click()
    page.get_by_label("How many children are there").fill(str(present))
    page.get_by_role("button", name="Open the round").click()
    address = page.get_by_role("link", name="Open it on this device").get_attribute("href")
    assert address
    return address


@pytest.fixture
def worker_page(sign_in: Open) -> Iterator[Page]:
    """On the replies; what was opened is closed again, so that the next test may open another."""
    page = sign_in("worker", "/staff/replies/")
    yield page
    page.get_by_role("button", name="Close the round").click()


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_one_press_on_a_phone_without_script_and_no_cookie(
    worker_page: Page, open_page: Open
) -> None:
    page = open_page(open_round(worker_page), java_script_enabled=False, width=320)

    page.get_by_role("button", name="Partly").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.context.cookies() == []
    page.go_back()
    expect(page.get_by_role("heading", name="Did this answer you?")).to_be_visible()


def test_on_a_tablet_the_next_person_finds_the_question_and_no_choice(
    worker_page: Page, open_page: Open
) -> None:
    page = open_page(open_round(worker_page), width=820, height=1180)
    fresh = page.locator("main").inner_text()
    token = page.locator("[name=token]").input_value()

    for name in ("Yes", "No"):
        button = page.get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 96
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        assert name not in page.locator("main").inner_text().split()
        page.get_by_role("link", name="Next person").click()
        expect(page.get_by_role("heading", name="Did this answer you?")).to_be_visible()
        assert page.locator("main").inner_text() == fresh
        assert page.locator("[aria-pressed], :checked").count() == 0
    assert page.locator("[name=token]").input_value() != token


def test_axe_finds_nothing_on_the_pages_of_a_round(
    worker_page: Page, browser: Browser, site: Site
) -> None:
    found = findings(worker_page)
    address = open_round(worker_page)
    found += findings(worker_page)
    for look in LOOKS.values():
        options = {"width": 360, "height": 740, "query": "", **look}
        width, height, query = (options.pop(name) for name in ("width", "height", "query"))
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": height}, **options
        )
        page = context.new_page()
        for path in (address, "/v/ZZZZZZ/"):
            page.goto(f"{path}{query}")
            found += findings(page)
            assert sideways(page) == 0, page.url
        page.goto(f"{address}{query}")
        page.locator("[name=value]").first.click()
        page.locator("a.next").wait_for()
        found += findings(page)
        assert sideways(page) == 0, page.url
        context.close()

    assert found == []


def test_axe_finds_nothing_where_answers_are_approved(sign_in: Open) -> None:
    found: list[str] = []
    for width, height in ((360, 740), (1280, 800)):
        page = sign_in("board_member", "/staff/replies/waiting/", width=width, height=height)
        found += findings(page)
        page.locator("tbody th a").first.click()
        expect(page.get_by_role("button", name="Approve")).to_be_visible()
        found += findings(page)
        assert sideways(page) == 0
        page.get_by_role("link", name="Send it back").click()
        found += findings(page)
        page.goto("/staff/bodies/")
        found += findings(page)
        assert sideways(page) == 0
        page.locator("tbody th a").first.click()
        found += findings(page)
        assert sideways(page) == 0

    assert found == []


def test_axe_finds_nothing_where_a_clerk_keeps_the_members(sign_in: Open) -> None:
    page = sign_in("clerk", "/staff/bodies/", width=360, height=740)
    page.get_by_role("link", name="Housing department").click()
    found = findings(page)
    for name in ("Add a member", "Add a deputy", "End", "Remove a mistake"):
        page.get_by_role("link", name=name).first.click()
        found += findings(page)
        assert sideways(page) == 0
        page.go_back()

    assert found == []
