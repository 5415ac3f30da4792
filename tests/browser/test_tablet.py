"""A tablet with no signal at all: made ready, cut off, passed from child to child, sent at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import findings
from tests.browser.site import FLAGS, Site, chromium
from tests.browser.test_canary import SAVED, files_with
from tests.browser.test_child_pages import sideways
from tests.browser.test_no_signal import arrived, fill, send

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser that mostly waits")]
Open = Callable[..., Page]
CODE = "SHRD23"
SURVEY, TABLET = f"/s/{CODE}/", f"/tablet/{CODE}/"
FIRST, SECOND = "kanarienvogelzwitschert", "nachtigallschlaegt"
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


@contextmanager
def tablet(browser: Browser, folder: Path, site: Site) -> Iterator[Page]:
    """A browser with a folder of its own: opened again, it is the same tablet, started cold."""
    context = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=chromium(),
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


def all_that_is_kept(page: Page) -> str:
    """Everything that a page can find of others: in itself, its history and every storage."""
    kept = page.evaluate(
        f"""async () => {{
            const pages = [];
            for (const name of await caches.keys()) {{
                for (const it of await (await caches.open(name)).matchAll()) {{
                    pages.push(await it.text());
                }}
            }}
            return JSON.stringify([
                document.documentElement.outerHTML,
                [...document.querySelectorAll("input, textarea")].map((it) => it.value),
                history.state, location.href, pages,
                {{...localStorage}}, {{...sessionStorage}}, await ({QUEUE})(),
            ]);
        }}"""
    )
    assert len(kept) > 10_000
    return str(kept)


def next_person(page: Page) -> None:
    page.get_by_role("link", name="Next person").click()
    at_the_start(page)


@pytest.fixture
def ready(open_page: Open) -> Page:
    """A tablet that has been made ready, with a signal still there."""
    page = open_page(TABLET, width=768, height=1024)
    get_ready(page)
    return page


def test_two_children_answer_where_there_is_no_signal(
    browser: Browser, site: Site, open_page: Open, tmp_path: Path
) -> None:
    with tablet(browser, tmp_path, site) as page:
        get_ready(page)
    with cut_off(site):
        with tablet(browser, tmp_path, site) as page:
            failed: list[str] = []
            page.on("pageerror", lambda error: failed.append(str(error)))
            page.goto(SURVEY)
            first = answer(page, FIRST)
            expect(page.get_by_role("heading", name="Your answers wait")).to_be_focused()
            next_person(page)
            kept_of_first = all_that_is_kept(page)
            second = answer(page, SECOND)
            next_person(page)
            kept_of_both = all_that_is_kept(page)
            page.go_back()
            page.wait_for_timeout(500)
            assert FIRST not in page.content()
            assert SECOND not in page.content()
            page.goto(TABLET)
            expect(page.get_by_text("2 waiting")).to_be_visible()
            expect(page.get_by_text("Ready for no signal", exact=True)).to_be_visible()
            assert failed == []
        on_disk = [files_with(tmp_path, it) for it in (FIRST, SECOND)]
    with tablet(browser, tmp_path, site) as page:
        page.goto(TABLET)
        expect(page.get_by_text("0 waiting")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("Sent and kept: 2")).to_be_visible()

    assert first != second
    assert set(first.split()) & set(re.findall(r">([a-z]+)<", kept_of_first)) == set()
    for readable in (FIRST, SECOND):
        assert readable not in kept_of_first + kept_of_both
    assert on_disk == [[], []]
    assert arrived(open_page, first).count(FIRST) == 1
    assert arrived(open_page, second).count(SECOND) == 1
