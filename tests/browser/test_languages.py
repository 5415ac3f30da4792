"""Another language, another look: by link before the first question, in place in the middle."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.browser.test_child_pages import go_on

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("more browser")]
Open = Callable[..., Page]
PANEL = ".wishes__open"


def pick(page: Page, name: str, value: str) -> None:
    page.locator(PANEL).click()
    page.locator(f'.wishes__panel [data-wish="{name}"][data-value="{value}"]').click()


def test_a_language_is_a_link_without_script_and_without_a_cookie(
    open_page: Open, site: Site
) -> None:
    page = open_page(f"/s/{site.invitation()}/", java_script_enabled=False)

    page.get_by_role("link", name="Polski").first.click()

    expect(page.locator("html")).to_have_attribute("lang", "pl")
    assert page.url.endswith(f"/s/{site.invitation()}/?lang=pl")
    assert page.context.cookies() == []


def test_a_language_changes_in_the_middle_and_loses_nothing(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")
    go_on(page)
    page.locator("input:visible").nth(4).check()
    words = page.locator("textarea:visible")
    while not words.count():
        go_on(page)
    words.fill("lights <3")
    token = page.locator("[name=token]").input_value()

    pick(page, "lang", "ur")

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("textarea:visible")).to_have_value("lights <3")
    expect(page.locator("[data-step]:visible")).to_have_count(1)
    assert "lang=ur" in page.url
    while not page.locator(".face:visible").count():
        page.go_back()
    expect(page.locator("input:visible").nth(4)).to_be_checked()
    assert page.locator("[name=token]").input_value() != token


def test_without_a_signal_the_language_stays_and_says_why(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")
    go_on(page)
    page.locator("input:visible").nth(1).check()
    page.context.set_offline(True)

    pick(page, "lang", "pl")

    expect(page.locator("[data-wishes-failed]")).to_be_visible()
    expect(page.locator("input:visible").nth(1)).to_be_checked()


def test_colours_and_size_change_in_place_and_travel_on(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")
    go_on(page)
    page.locator("input:visible").nth(1).check()
    before = page.evaluate("getComputedStyle(document.body).fontSize")

    pick(page, "look", "dark")
    page.locator('.wishes__panel [data-wish="text"][data-value="large"]').click()

    expect(page.locator("input:visible").nth(1)).to_be_checked()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 23, 43)"
    assert page.evaluate("getComputedStyle(document.body).fontSize") > before
    page.locator(".footer").get_by_role("link", name="Help", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-look", "dark")
    expect(page.locator("html")).to_have_attribute("data-text", "large")


def test_the_panel_works_by_keyboard(open_page: Open, site: Site) -> None:
    page = open_page("/")
    page.locator(PANEL).focus()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("html")).to_have_attribute("lang", "pl")


def test_a_whole_survey_in_urdu(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/", locale="ur-PK")
    page.locator(".top").get_by_role("link", name="اردو").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    send = page.get_by_role("button", name="میرے جواب بھیجیں")

    for _step in range(20):
        step = page.locator("[data-step]:visible")
        if step.locator("textarea").count():
            step.locator("textarea").fill("دکانوں کے پاس اندھیرا ہے")
        elif step.locator("input").count():
            step.locator("label.choice").first.click()
        if send.is_visible():
            break
        page.get_by_role("button", name="آگے", exact=True).click()
    send.click()

    expect(page.get_by_role("heading", name="شکریہ")).to_be_visible()
    assert page.locator(".receipt__word").count() == 5
    page.locator("form[action^='/journey/'] button").click()
    expect(page.locator("html")).to_have_attribute("lang", "ur")
    expect(page.get_by_text("دکانوں کے پاس اندھیرا ہے")).to_be_visible()


def test_a_language_changes_in_the_middle_of_a_message_and_loses_nothing(open_page: Open) -> None:
    page = open_page("/complain/")
    page.locator("input[name=about]").nth(1).check()
    page.locator("[name=words]").fill("nobody asked me <3")
    page.locator("[name=name]").fill("Sam")

    pick(page, "lang", "pl")

    expect(page.locator("html")).to_have_attribute("lang", "pl")
    expect(page.locator("[name=words]")).to_have_value("nobody asked me <3")
    expect(page.locator("[name=name]")).to_have_value("Sam")
    expect(page.locator("input[name=about]").nth(1)).to_be_checked()
    assert "lang=pl" in page.url
