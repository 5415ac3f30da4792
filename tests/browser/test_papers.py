"""Papers and evidence in a real browser: readable by all, narrow and wide, and on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., Page]
PAGES = {
    "clerk": (
        "/staff/meetings/1/papers/",
        "/staff/meetings/1/papers/board/",
        "/staff/meetings/3/papers/",
        "/staff/meetings/3/papers/easy/",
        "/staff/meetings/3/papers/issue/",
        "/staff/papers/template/",
    ),
    "manager": (
        "/staff/evidence-pack/",
        "/staff/evidence-pack/?first=2020-01-01&last=2099-01-01&framework=1",
        "/staff/evidence-pack/?first=2099-01-01&last=2020-01-01",
        "/staff/standards/",
        "/staff/standards/headings/1/edit/",
    ),
}


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    sign_in: SignIn, width: int, scheme: str
) -> None:
    found: list[str] = []
    for role, paths in PAGES.items():
        page = sign_in(role, "/staff/", width=width, color_scheme=scheme)
        for path in paths:
            page.goto(path)
            found += findings(page)
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{path} is {over} too wide"] if over > 0 else []

    assert found == []


def test_on_paper_only_the_paper_is_left_in_letters_of_twelve_points(sign_in: SignIn) -> None:
    page = sign_in("clerk", "/staff/meetings/1/papers/board/")

    page.emulate_media(media="print")

    expect(page.get_by_role("navigation").first).to_be_hidden()
    expect(page.get_by_role("link", name="Word template")).to_be_hidden()
    expect(page.locator(".paper__mark")).to_be_visible()
    size = page.locator(".paper p").last.evaluate("it => getComputedStyle(it).fontSize")
    assert float(size.removesuffix("px")) >= 16


def test_a_clerk_issues_papers_by_keyboard_without_script(sign_in: SignIn) -> None:
    page = sign_in("clerk", "/staff/meetings/3/papers/", java_script_enabled=False)

    page.get_by_role("link", name="Issue these papers").press("Enter")
    page.get_by_role("button", name="Issue them").press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Version 1 is issued.")
    expect(page.get_by_text("It never changes.")).to_be_visible()
