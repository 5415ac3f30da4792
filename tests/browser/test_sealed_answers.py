"""Answers that wait sealed on a phone whose tab was closed: sent later, read by nobody."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.no_signal import (
    STORED,
    WORDS,
    Open,
    arrived,
    fill,
    not_sent,
    nothing_stored,
    say,
    sealed,
    send,
    somebody_elses,
    thanked,
)
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser that mostly waits")]


@pytest.fixture
def page(open_page: Open, site: Site) -> Page:
    return open_page(f"/s/{site.invitation()}/")


def close_offline(page: Page) -> str:
    """Send without a signal and close the tab; the five words that the page showed."""
    context = page.context
    context.new_page()
    fill(page)
    context.set_offline(True)
    send(page)
    expect(page.get_by_role("heading", name="You can close this page")).to_be_visible()
    words = " ".join(page.locator(".receipt__word").all_inner_texts())
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    context.set_offline(False)
    return words


@pytest.mark.parametrize("path", ["/", "/journey/", "/s/CODE/", "/nowhere/"])
def test_a_tab_closed_offline_is_sent_from_the_next_page(
    page: Page, site: Site, open_page: Open, path: str
) -> None:
    context = page.context
    words = close_offline(page)

    later = context.new_page()
    later.goto(path.replace("CODE", site.invitation()))

    say(later, "Answers that waited on this phone have gone. Thank you.")
    shown = later.content().split("<template")[0]
    assert not [word for word in words.split() if f">{word}<" in shown]
    nothing_stored(later)
    assert WORDS in arrived(open_page, words)
    later.reload()
    expect(later.get_by_text("Answers that waited")).to_have_count(0)


def test_several_wait_on_a_shared_phone(page: Page, site: Site, open_page: Open) -> None:
    context = page.context
    receipts = [close_offline(page)]
    second = context.new_page()
    second.route("**/api/**", lambda route: route.abort())
    second.goto(f"/s/{site.invitation()}/")
    receipts.append(close_offline(second))

    later = context.new_page()
    later.goto("/help/")

    say(later, "Answers that waited on this phone have gone.")
    nothing_stored(later)
    assert len(set(receipts)) == 2
    for words in receipts:
        assert WORDS in arrived(open_page, words)


def test_a_wifis_page_does_not_erase_what_waits(page: Page, site: Site) -> None:
    context = page.context
    close_offline(page)
    context.route("**/api/**", somebody_elses(200))
    later = context.new_page()

    with later.expect_response("**/api/v1/sealed/"):
        later.goto("/help/")
    later.wait_for_load_state("networkidle")

    assert len(sealed(later)) == 1
    expect(later.get_by_text("Answers that waited")).to_have_count(0)


def test_leaving_while_answers_wait_leaves_them_sealed(page: Page, site: Site) -> None:
    page.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    fill(page)
    page.context.route("**/s/**", somebody_elses(511))
    send(page)
    not_sent(page)
    expect(page.get_by_role("heading", name="You can close this page")).to_be_visible()

    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("https://www.bbc.co.uk/**")
    page.context.unroute("**/s/**")
    page.goto(f"{site.url}/help/")

    say(page, "Answers that waited on this phone have gone.")


def test_nothing_that_waits_can_be_read(page: Page) -> None:
    token = page.locator("input[name=token]").input_value()
    fill(page)
    page.context.set_offline(True)

    send(page)

    expect(page.get_by_role("heading", name="You can close this page")).to_be_visible()
    words = page.locator(".receipt__word").all_inner_texts()
    lying = page.evaluate(STORED)
    for readable in (WORDS, "kanarienvogel", token, *words):
        assert readable not in lying
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("JSON.stringify(history.state)") in {
        json.dumps({"step": step, "depth": depth}, separators=(",", ":"))
        for step in range(20)
        for depth in range(20)
    }


@pytest.mark.parametrize("words", ["", "x" * 2001])
def test_what_the_server_would_refuse_is_not_sealed(page: Page, words: str) -> None:
    fill(page, words)
    if not words:
        for it in page.locator("input:checked").all():
            it.evaluate("it => { it.checked = false }")
    page.context.set_offline(True)

    send(page)

    expect(page.get_by_text("Keep this page open.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")


@pytest.mark.parametrize("taken", [True, False])
def test_what_waited_past_the_close_goes_by_the_other_door(page: Page, taken: bool) -> None:
    """The close is played by the test; tests/api/test_sealed.py closes for real."""
    proof = page.locator("main").get_attribute("data-proof")
    closed = f"<title>Closed</title><main data-proof={proof}><h1>This has closed</h1></main>"
    fill(page)
    page.route("**/s/**", lambda route: route.abort())
    send(page)
    expect(page.get_by_role("heading", name="You can close this page")).to_be_visible()
    page.unroute("**/s/**")
    page.route(
        "**/s/**", lambda route: route.fulfill(status=410, body=closed, content_type="text/html")
    )
    if not taken:
        page.route("**/api/**", lambda route: route.fulfill(status=410, json={"proof": proof}))

    page.get_by_role("button", name="Try now").click()

    if taken:
        assert len(thanked(page).split()) == 5
        expect(page.get_by_text("A worker still reads what you wrote.")).to_be_visible()
        assert page.locator("textarea").count() == 0
    else:
        expect(page.get_by_role("heading", name="This has closed")).to_be_visible()
    nothing_stored(page)


def test_without_having_waited_a_close_is_a_close(page: Page) -> None:
    asked: list[str] = []
    proof = page.locator("main").get_attribute("data-proof")
    closed = f"<title>Closed</title><main data-proof={proof}><h1>This has closed</h1></main>"
    page.route("**/api/**", lambda route: asked.append(route.request.url))
    page.route(
        "**/s/**", lambda route: route.fulfill(status=410, body=closed, content_type="text/html")
    )
    fill(page)

    send(page)

    expect(page.get_by_role("heading", name="This has closed")).to_be_visible()
    assert asked == []


def test_what_is_too_old_or_refused_is_erased_and_said(page: Page) -> None:
    context = page.context
    close_offline(page)
    later = context.pages[-1]
    later.goto("/help/")
    nothing_stored(later)
    later.evaluate(
        """() => {
            const box = { code: "CHNC23", key: "gone", sealed: "AAAA", proof: "p".repeat(64) };
            const today = Math.floor(Date.now() / 864e5);
            localStorage.setItem("sealed-old", JSON.stringify({ ...box, day: today - 31 }));
            localStorage.setItem("sealed-new", JSON.stringify({ ...box, day: today - 30 }));
        }"""
    )
    with later.expect_response("**/api/v1/sealed/"):
        later.reload()
    later.wait_for_load_state("networkidle")

    assert later.evaluate("Object.keys(localStorage)") == ["sealed-new"]
    later.route("**/api/**", lambda route: route.fulfill(status=410, json={"proof": "p" * 64}))
    later.reload()
    say(later, "We could not take some answers that waited on this phone.")
    nothing_stored(later)
