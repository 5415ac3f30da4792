"""The README's pictures, taken of the demo as it is; `make pictures` keeps them in docs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.browser.test_child_pages import go_on

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Open = Callable[..., Page]
Picture = Callable[..., None]


def test_picture_of_a_childs_question(open_page: Open, site: Site, picture: Picture) -> None:
    page = open_page(f"/s/{site.invitation()}/", height=900)
    question = page.locator("fieldset").first
    go_on(page)

    question.get_by_label("Mostly safe").check()
    page.evaluate("document.activeElement.blur()")

    expect(question).to_be_in_viewport()
    page.mouse.move(0, 0)
    picture(page, "child-question")


def test_picture_of_the_replies_board(open_page: Open, picture: Picture) -> None:
    page = open_page("/replies/", width=1180, height=1080)

    expect(page.locator(".board")).to_be_in_viewport()
    picture(page, "replies")


def test_picture_of_the_moderation_queue(sign_in: Open, picture: Picture) -> None:
    page = sign_in("worker", "/staff/moderation/")

    page.locator("[data-row]").nth(1).get_by_role("link").click()

    expect(page.locator("[data-queue-words]")).to_be_visible()
    expect(page.locator("[data-live-status]")).to_have_text("Live")
    picture(page, "moderation")
