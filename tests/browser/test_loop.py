"""Threads, loose ends, overview and a board member's home: on a phone, on paper, in the dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import of_pages

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("more browser")]
SignIn = Callable[..., Page]
THREAD = "/staff/threads/1/"
PAGES = [
    "/staff/",
    "/staff/threads/?show=all",
    "/staff/threads/loose/",
    THREAD,
    "/staff/overview/",
    "/staff/overview/answered/",
]
WAYS: dict[str, dict[str, Any]] = {
    "phone": {"width": 320, "height": 740},
    "desktop, dark": {"color_scheme": "dark"},
    "forced colours": {"width": 360, "height": 740, "forced_colors": "active"},
}


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(sign_in: SignIn, way: str) -> None:
    page = sign_in("board_member", "/staff/", **WAYS[way])

    assert of_pages(page, PAGES) == []


def test_on_a_phone_the_first_screen_has_the_day_and_what_children_say(
    sign_in: SignIn, picture: Callable[..., None]
) -> None:
    page = sign_in("board_member", "/staff/", width=360, height=740, java_script_enabled=False)

    for shown in (".seat__day", ".seat__item", ".seat__theme h4"):
        box = page.locator(shown).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 740, f"{shown} is below the first screen"
    assert page.locator("main table").count() == 0
    picture(page, "home-phone")


def test_a_thread_on_paper_is_black_on_white_with_where_and_when_and_no_menu(
    sign_in: SignIn, picture: Callable[..., None]
) -> None:
    page = sign_in("board_member", THREAD, width=794, height=1123, color_scheme="dark")

    page.emulate_media(media="print")

    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator(".on-paper")).to_contain_text(THREAD)
    colours = page.locator(".thread__card").first.evaluate(
        "it => [getComputedStyle(it).color, getComputedStyle(it).backgroundColor]"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    cut = page.locator(".thread__item").evaluate_all(
        "items => items.filter(it => getComputedStyle(it).breakInside != 'avoid').length"
    )
    assert cut == 0
    picture(page, "thread-on-paper", full_page=True)
