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

    expect(page.locator(".board").first).to_be_in_viewport()
    picture(page, "replies")


def test_picture_of_the_moderation_queue(sign_in: Open, picture: Picture) -> None:
    page = sign_in("worker", "/staff/moderation/")

    page.locator("[data-row]").nth(1).get_by_role("link").click()

    expect(page.locator("[data-queue-words]")).to_be_visible()
    expect(page.locator("[data-live-status]")).to_have_text("Live")
    picture(page, "moderation")


LOOKS = {
    "light": ("", {}),
    "dark": ("", {"color_scheme": "dark"}),
    "urdu": ("?lang=ur", {}),
}


@pytest.mark.parametrize("look", LOOKS)
def test_pictures_of_each_step(open_page: Open, site: Site, picture: Picture, look: str) -> None:
    query, options = LOOKS[look]
    page = open_page(f"/s/{site.invitation()}/{query}", **options)
    send = page.locator("[data-send] button")
    steps = 0

    def take(name: str) -> None:
        nonlocal steps
        steps += 1
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        picture(page, f"steps/{look}-{steps:02}-{name}")

    for _step in range(20):
        step = page.locator("[data-step]:visible")
        name = str(step.get_attribute("data-step"))
        if step.locator("input[type=radio]").count():
            step.locator("label.choice").nth(1).click()
        elif step.locator("input[type=checkbox]").count():
            step.locator("label.choice").first.click()
        if step.locator("textarea").count():
            step.locator("textarea").fill("its dark by the shops <3")
            name = "words"
        take(name)
        if send.is_visible():
            break
        page.locator("[data-continue]:visible").click()
    send.click()
    expect(page.locator(".receipt")).to_be_visible()
    take("thanks")
    page.locator("form[action^='/journey/'] button").click()
    expect(page.locator(".steps")).to_be_visible()
    take("journey")

    assert steps > 8
