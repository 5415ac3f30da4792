"""What a child types is nowhere on the phone: its browser's folder is searched, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.site import FLAGS, Site, whole_chromium
from tests.browser.test_child_pages import go_on

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser that mostly waits")]
CANARY = "kanarienvogelzwitschert"
SAVED = 4000
"""Milliseconds after which Chromium has written what it keeps of its tabs: it waits for 2,500."""


@contextmanager
def phone(browser: Browser, folder: Path, site: Site) -> Iterator[BrowserContext]:
    """A browser with a folder, as on a phone; once it is closed, it has written all it will."""
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=whole_chromium(), args=FLAGS, base_url=site.url
    )
    context.set_default_timeout(10_000)
    context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    yield context
    context.pages[0].wait_for_timeout(SAVED)
    context.close()


def write(page: Page, site: Site) -> None:
    """Type the canary, key by key, into the first box for words."""
    page.goto(f"/s/{site.invitation()}/")
    box = page.locator("textarea:visible").first
    for _step in range(10):
        if page.get_by_label("Not safe at all").first.is_visible():
            page.get_by_label("Not safe at all").first.check()
        if box.is_visible():
            break
        go_on(page)
    box.press_sequentially(CANARY)
    page.wait_for_timeout(SAVED)


def leave(page: Page) -> None:
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("https://www.bbc.co.uk/**")
    page.wait_for_timeout(SAVED)
    page.go_back()


def send(page: Page) -> None:
    while not page.get_by_role("button", name="Send my answers").is_visible():
        go_on(page)
    page.get_by_role("button", name="Send my answers").click()


def send_and_leave(page: Page) -> None:
    send(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    leave(page)
    page.goto("/help/")


def wait_sealed(page: Page) -> None:
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_role("heading", name="You can close this page")).to_be_visible()


def files_with(folder: Path, words: str) -> list[str]:
    """Every file of the folder in which the words stand, in either way that Chromium writes."""
    forms = [words.encode("utf-8"), words.encode("utf-16-le")]
    files = [it for it in folder.rglob("*") if it.is_file()]
    assert len(files) > 50
    return [
        str(it.relative_to(folder))
        for it in files
        if any(form in content for content in [it.read_bytes()] for form in forms)
    ]


@pytest.mark.parametrize("then", [leave, send_and_leave, wait_sealed])
def test_typed_words_are_nowhere_in_the_browsers_folder(
    browser: Browser, site: Site, tmp_path: Path, then: Callable[[Page], None]
) -> None:
    with phone(browser, tmp_path, site) as context:
        page = context.pages[0]
        write(page, site)
        then(page)
        kept = page.evaluate(
            """async () => [
                JSON.stringify([{...localStorage}, {...sessionStorage}]),
                JSON.stringify(history.state),
                await indexedDB.databases(),
                await caches.keys(),
            ]"""
        )

    assert CANARY not in kept[0]
    assert CANARY not in str(kept[1])
    assert kept[2:] == [[], []]
    assert files_with(tmp_path, CANARY) == []
    # The search is one that finds: the address of the page is there.
    assert files_with(tmp_path, f"/s/{site.invitation()}/") != []


def complain(page: Page) -> str:
    page.goto("/complain/")
    page.get_by_label("A worker").first.check()
    page.locator("#words").press_sequentially(CANARY)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    return " ".join(page.locator(".receipt__word").all_inner_texts())


def read_answer(page: Page) -> None:
    words = complain(page)
    page.goto("/messages/")
    page.locator("#receipt").fill(words)
    page.locator("main form button:visible").last.click()
    expect(page.get_by_text(CANARY)).to_be_visible()


def type_words(page: Page) -> None:
    page.goto("/journey/")
    page.locator("#receipt").fill(CANARY)
    page.locator("main form button:visible").last.click()
    expect(page.get_by_text("Not one of our words")).to_be_visible()


def type_words_at_the_front_door(page: Page) -> None:
    page.goto("/")
    page.locator("main form input:visible").first.fill(f"{CANARY} is no code")
    page.locator("main form button:visible").first.click()
    expect(page.get_by_text("We do not know this code").first).to_be_visible()


@pytest.mark.parametrize("act", [complain, read_answer, type_words, type_words_at_the_front_door])
def test_what_other_forms_send_is_nowhere_in_the_browsers_folder(
    browser: Browser, site: Site, tmp_path: Path, act: Callable[[Page], object]
) -> None:
    """A browser that posts a form itself keeps its body, to load the page again."""
    with phone(browser, tmp_path, site) as context:
        page = context.pages[0]
        act(page)
        page.wait_for_timeout(SAVED)
        leave(page)

    assert files_with(tmp_path, CANARY) == []


def test_without_autocomplete_off_the_words_would_be_found(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    """So the test above can fail, and the attribute is what it rests on."""

    def strip(route: Route) -> None:
        page = route.fetch()
        body = re.sub(r' autocomplete="off"', "", page.text())
        route.fulfill(response=page, body=body)

    with phone(browser, tmp_path, site) as context:
        context.route("**/s/**", strip)
        page = context.pages[0]
        write(page, site)
        leave(page)

    assert [it for it in files_with(tmp_path, CANARY) if "Session" in it]
