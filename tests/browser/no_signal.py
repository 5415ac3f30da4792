"""What tests of sending without a signal do on a phone, and look at afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.site import Site

Open = Callable[..., Page]

WORDS = "kanarienvogel zwitschert <3"
PORTAL = (
    "<!doctype html><title>Free wifi</title><main data-proof=''><h1>Thank you</h1>"
    "<form><input name=room></form></main>"
)
STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}])"


def fill(page: Page, words: str = WORDS) -> None:
    """Answer the demo's survey up to the button that sends, all at once."""
    page.evaluate(
        """words => {
            const box = document.querySelector("textarea");
            for (const it of document.querySelectorAll("label")) {
                if (it.textContent.trim() === "Not safe at all") it.click();
            }
            box.value = words;
            box.dispatchEvent(new Event("input", { bubbles: true }));
            for (let on; (on = document.querySelector("[data-continue]")); ) on.click();
        }""",
        words,
    )


def send(page: Page) -> None:
    page.get_by_role("button", name="Send my answers").click()


def say(page: Page, status: str) -> None:
    expect(page.get_by_role("status").filter(has_text=status)).to_be_visible()


def not_sent(page: Page) -> None:
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    say(page, "Your answers could not go. We keep trying.")


def thanked(page: Page) -> str:
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    return " ".join(page.locator(".receipt__word").all_inner_texts())


def sealed(page: Page) -> list[dict[str, Any]]:
    """What lies on the phone."""
    local, session = json.loads(page.evaluate(STORED))
    assert session == {}
    return [json.loads(value) for value in local.values()]


def nothing_stored(page: Page) -> None:
    for _time in range(50):
        if page.evaluate("localStorage.length + sessionStorage.length") == 0:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(STORED) == "[{},{}]"
    assert page.context.cookies() == []
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("self.caches ? caches.keys() : []") == []


def arrived(open_page: Open, words: str) -> list[str]:
    """What the five words lead to: each thing that was said, as it was kept."""
    page = open_page("/journey/")
    page.locator("#receipt").fill(words)
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", name="What happened to your words")).to_be_visible()
    return page.locator("main").inner_text().splitlines()


def watch(context: BrowserContext, site: Site) -> list[str]:
    posts: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            posts.append(request.url.removeprefix(site.url))

    context.on("request", note)
    return posts


def somebody_elses(status: int) -> Callable[[Route], None]:
    def answer_for_us(route: Route) -> None:
        if status == 302:
            route.fulfill(status=302, headers={"location": "http://wifi.example/sign-in"})
        else:
            route.fulfill(status=status, body=PORTAL, content_type="text/html")

    return answer_for_us
