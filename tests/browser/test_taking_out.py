"""Suggestions beside the words: marked, taken out by hand, by key, by tick, and read by all."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., Page]
QUEUE = "/staff/moderation/"


@pytest.fixture
def said(open_page: Callable[..., Page], site: Site) -> str:
    """Words with two names and a place, sent as a phone would; their own ending tells them."""
    phone = open_page("/").request
    url = f"/api/v1/invitations/{site.invitation()}/"
    asked = next(
        question["id"]
        for question in phone.get(url).json()["questions"]
        if question["kind"] == "text" and not question["show_if"]
    )
    ending = "".join(secrets.choice("bcdfghjklm") for _ in range(8))
    words = f"\U0001f600 me n jayden told Mrs Khan in Clifton Park {ending}"
    answers = [{"question": asked, "text": words}]
    sent = {"token": secrets.token_urlsafe(24), "answers": answers, "quote": True}
    assert phone.post(f"{url}responses/", data=sent).status == 201
    return words


def open_words(page: Page, words: str) -> None:
    page.locator(".row", has_text=words.split()[-1]).click()
    expect(page.locator("[data-queue-words]")).to_have_text(words)


def test_a_mark_says_what_it_may_be_and_one_is_taken_out(sign_in: SignIn, said: str) -> None:
    page = sign_in("worker", QUEUE)
    open_words(page, said)

    marks = page.locator("[data-queue-words] mark")
    expect(marks).to_have_text(["jayden", "Mrs Khan", "Clifton Park"])
    shown = marks.first.evaluate("it => getComputedStyle(it, '::after').content")
    assert "name?" in shown
    assert "may be a name" in shown
    page.get_by_role("button", name="Take out jayden").click()

    expect(page.locator("textarea")).to_have_value(said.replace("jayden", "[name]"))
    expect(page.locator("[data-spots-said]")).to_have_text("Taken out. 2 left.")
    expect(page.get_by_role("button", name="Take out Mrs Khan")).to_be_focused()
    expect(page.locator("[data-queue-changed]")).to_have_class("button button--yes")
    expect(page.locator("[data-queue-words]")).to_have_text(said)
    assert findings(page) == []


def test_typing_puts_it_back(sign_in: SignIn, said: str) -> None:
    page = sign_in("worker", QUEUE)
    open_words(page, said)
    page.get_by_role("button", name="Take out Clifton Park").click()
    expect(page.get_by_role("button", name="Take out Clifton Park")).to_be_hidden()

    page.locator("textarea").fill(said)

    expect(page.get_by_role("button", name="Take out Clifton Park")).to_be_visible()


def test_all_are_taken_out_with_the_keyboard_alone_and_sent(sign_in: SignIn, said: str) -> None:
    page = sign_in("worker", QUEUE)
    open_words(page, said)

    page.keyboard.press("t")
    expect(page.locator("textarea")).to_be_focused()
    without = said.replace("jayden", "[name]").replace("Mrs Khan", "[name]")
    expect(page.locator("textarea")).to_have_value(without.replace("Clifton Park", "[a place]"))
    expect(page.locator("[data-spots-said]")).to_have_text("All taken out of the copy.")
    page.keyboard.press("Escape")
    page.keyboard.press("c")

    expect(page.locator(".message--done")).to_contain_text("Approved with changes")


def test_without_script_what_is_ticked_is_taken_out(sign_in: SignIn, said: str) -> None:
    page = sign_in("worker", QUEUE, java_script_enabled=False, width=360, height=740)
    page.locator(".row", has_text=said.split()[-1]).click()

    page.get_by_label("Mrs Khan").check()
    page.get_by_role("button", name="Take out what is ticked").click()

    expect(page.locator("textarea")).to_have_value(said.replace("Mrs Khan", "[name]"))
    expect(page.get_by_text("Nothing is decided yet")).to_be_visible()
    expect(page.get_by_text("Not in the copy")).to_have_count(3)
    expect(page.get_by_text("Not in the copy").locator("visible=true")).to_have_count(1)


def test_a_small_phone_shows_all_of_it_and_axe_finds_nothing(sign_in: SignIn, said: str) -> None:
    page = sign_in("worker", QUEUE, width=360, height=740)
    open_words(page, said)

    width = page.evaluate("document.documentElement.scrollWidth")
    heights = page.locator("[data-spots-take]").evaluate_all(
        "all => all.map((it) => it.getBoundingClientRect().height)"
    )

    assert width <= 360
    assert min(heights) >= 44
    assert findings(page) == []
