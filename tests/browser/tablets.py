"""The demo's shared tablet: get it ready, cut it off, answer on it as one child."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.no_signal import fill, send
from tests.browser.site import FLAGS, Site, whole_chromium
from tests.browser.test_canary import SAVED

CODE = "SHRD23"
SURVEY, TABLET = f"/s/{CODE}/", f"/tablet/{CODE}/"
FIRST = "kanarienvogelzwitschert"
QUEUE = """async () => {
    const database = await new Promise((done) => {
        const asked = indexedDB.open("tablet");
        asked.onsuccess = () => done(asked.result);
    });
    const store = database.transaction("sealed").objectStore("sealed");
    const boxes = await new Promise((done) => {
        const asked = store.getAll();
        asked.onsuccess = () => done(asked.result);
    });
    database.close();
    return boxes;
}"""
KEPT = """async () => [
    (await navigator.serviceWorker.getRegistrations()).map((it) => it.scope),
    await caches.keys(),
    (await indexedDB.databases()).map((it) => it.name),
]"""


@contextmanager
def tablet(browser: Browser, folder: Path, site: Site) -> Iterator[Page]:
    """A browser with a folder of its own: opened again, it is the same tablet, started cold."""
    context = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=whole_chromium(),
        args=FLAGS,
        base_url=site.url,
        viewport={"width": 768, "height": 1024},
    )
    context.set_default_timeout(10_000)
    yield context.pages[0]
    context.pages[0].wait_for_timeout(SAVED)
    context.close()


@contextmanager
def cut_off(site: Site) -> Iterator[None]:
    """No server to be reached."""
    site.stop()
    try:
        yield
    finally:
        site.start()


def get_ready(page: Page) -> None:
    page.goto(TABLET)
    page.get_by_role("button", name="Get this tablet ready").click()
    expect(page.get_by_text("Ready for no signal", exact=True)).to_be_visible(timeout=30_000)


def at_the_start(page: Page) -> None:
    expect(page.get_by_role("heading", name="Safety where you live")).to_be_visible()
    expect(page.locator("textarea:visible")).to_have_count(0)


def answer(page: Page, words: str) -> str:
    """Answer the demo's survey as one child; the five words that the tablet shows."""
    at_the_start(page)
    fill(page, words)
    send(page)
    expect(page.locator(".receipt__word:visible")).to_have_count(5)
    return " ".join(page.locator(".receipt__word").all_inner_texts())


def next_person(page: Page) -> None:
    page.get_by_role("link", name="Next person").click()
    at_the_start(page)
