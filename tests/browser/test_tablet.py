"""What children meet on a shared tablet, with a signal and with none at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import findings
from tests.browser.no_signal import arrived, fill, send
from tests.browser.site import Site
from tests.browser.tablets import (
    FIRST,
    KEPT,
    QUEUE,
    SURVEY,
    TABLET,
    answer,
    at_the_start,
    cut_off,
    get_ready,
    next_person,
    tablet,
)
from tests.browser.test_canary import files_with
from tests.browser.test_child_pages import sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser that mostly waits")]
Open = Callable[..., Page]
SECOND = "nachtigallschlaegt"


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


def test_two_children_answer_where_there_is_no_signal(
    browser: Browser, site: Site, open_page: Open, tmp_path: Path
) -> None:
    with tablet(browser, tmp_path, site) as page:
        get_ready(page)
    with cut_off(site):
        with tablet(browser, tmp_path, site) as page:
            page.goto(SURVEY)
            first = answer(page, FIRST)
            expect(page.get_by_role("heading", name="Your answers wait")).to_be_focused()
            next_person(page)
            second_sees = all_that_is_kept(page)
            second = answer(page, SECOND)
            next_person(page)
            second_sees += all_that_is_kept(page)
            page.go_back()
            page.wait_for_timeout(500)
            second_sees += page.content()
            page.goto(TABLET)
            expect(page.get_by_text("2 waiting")).to_be_visible()
            expect(page.get_by_text("Ready for no signal", exact=True)).to_be_visible()
        on_disk = [files_with(tmp_path, it) for it in (FIRST, SECOND)]
    with tablet(browser, tmp_path, site) as page:
        page.goto(TABLET)
        expect(page.get_by_text("0 waiting")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("Sent and kept: 2")).to_be_visible()

    assert first != second
    assert not [it for it in (FIRST, SECOND) if it in second_sees]
    assert not set(first.split()) & set(re.findall(r">([a-z]+)<", second_sees))
    assert on_disk == [[], []]
    assert arrived(open_page, first).count(FIRST) == 1
    assert arrived(open_page, second).count(SECOND) == 1


def test_a_device_that_nobody_made_ready_gets_nothing(open_page: Open) -> None:
    page = open_page(SURVEY)
    fill(page)
    send(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    kept = page.evaluate(KEPT)
    next_person(page)

    assert kept == [[], [], []]
    assert page.evaluate(KEPT) == [[], [], []]


def test_with_a_signal_a_child_is_thanked_at_once(ready: Page, open_page: Open) -> None:
    ready.goto(SURVEY)

    words = answer(ready, FIRST)

    expect(ready.get_by_role("heading", name="Thank you")).to_be_focused()
    expect(ready).to_have_title("Thank you · Noticed")
    assert ready.get_by_role("button", name="Save as picture").count() == 0
    assert ready.evaluate(QUEUE) == []
    assert FIRST in arrived(open_page, words)


def test_each_answer_waits_sealed_with_nothing_that_tells_when_or_what(ready: Page) -> None:
    ready.goto(SURVEY)
    ready.context.set_offline(True)
    words = answer(ready, FIRST)

    (box,) = ready.evaluate(QUEUE)

    assert box.keys() == {"code", "key", "sealed", "proof", "day"}
    readable = json.dumps(box)
    assert FIRST not in readable
    assert not [word for word in words.split() if word in readable]


def test_a_last_page_clears_itself_after_a_minute(ready: Page) -> None:
    ready.clock.install()
    ready.goto(SURVEY)
    words = answer(ready, FIRST)
    expect(ready.get_by_text(re.compile(r"This page clears itself in \d\d seconds"))).to_have_count(
        2
    )

    ready.clock.fast_forward(30_000)
    expect(ready.locator(".receipt__word")).to_have_count(5)
    expect(ready.locator(".clock [role=status]")).to_contain_text(re.compile("2[0-9]|30|40"))
    ready.clock.fast_forward(31_000)

    at_the_start(ready)
    assert not set(words.split()) & set(re.findall(r">([a-z]+)<", ready.content()))


def test_the_clock_can_be_stopped_and_asks_again_much_later(ready: Page) -> None:
    ready.clock.install()
    ready.goto(SURVEY)
    answer(ready, FIRST)

    ready.get_by_role("button", name="I need more time").click()
    expect(ready.get_by_text("Take your time.")).to_be_focused()
    ready.clock.fast_forward(200_000)
    expect(ready.locator(".receipt__word")).to_have_count(5)
    ready.clock.fast_forward(101_000)
    expect(ready.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    ready.keyboard.press("Escape")
    expect(ready.get_by_role("dialog")).to_have_count(0)
    expect(ready.locator(".receipt__word")).to_have_count(5)


def test_a_form_left_alone_asks_waits_a_minute_and_clears_itself(ready: Page) -> None:
    dialogs: list[str] = []
    ready.on("dialog", lambda dialog: dialogs.append(dialog.type))
    ready.clock.install()
    ready.goto(SURVEY)
    fill(ready, FIRST)
    ready.keyboard.press("Tab")
    asked = ready.get_by_role("dialog", name="Are you still there?")

    ready.clock.fast_forward(301_000)
    expect(asked).to_contain_text("This page clears itself in")
    ready.get_by_role("button", name="Yes, I am here").click()
    assert FIRST in ready.locator("textarea").evaluate_all("all => all.map(it => it.value)")
    ready.clock.fast_forward(301_000)
    expect(asked).to_be_visible()
    ready.clock.fast_forward(61_000)

    at_the_start(ready)
    assert FIRST not in all_that_is_kept(ready)
    assert dialogs == []


def test_a_start_page_that_nobody_touched_asks_nothing(ready: Page) -> None:
    ready.clock.install()
    ready.goto(SURVEY)

    ready.clock.fast_forward(3_600_000)

    expect(ready.get_by_role("dialog")).to_have_count(0)
    at_the_start(ready)


@pytest.mark.parametrize("way", ["button", "keys"])
def test_leave_this_page_leads_to_the_start_and_leaves_nothing(ready: Page, way: str) -> None:
    ready.goto(SURVEY)
    fill(ready, FIRST)
    ready.context.set_offline(True)

    if way == "button":
        ready.get_by_role("link", name="Leave this page").click()
    else:
        for _time in range(3):
            ready.keyboard.press("Shift")

    at_the_start(ready)
    assert FIRST not in all_that_is_kept(ready)
    ready.go_back()
    ready.wait_for_timeout(500)
    assert FIRST not in ready.content()


def test_nothing_is_sealed_that_the_server_would_refuse(ready: Page) -> None:
    ready.goto(SURVEY)
    ready.context.set_offline(True)
    fill(ready, "")
    for it in ready.locator("input:checked").all():
        it.evaluate("it => { it.checked = false }")
    send(ready)
    expect(ready.get_by_text("You have not answered anything yet.")).to_be_visible()

    ready.locator("textarea").last.evaluate("it => { it.value = 'x'.repeat(2001) }")
    send(ready)

    expect(ready.get_by_text("This is too long to send.")).to_be_visible()
    assert ready.evaluate(QUEUE) == []


def test_two_taps_on_send_keep_one_answer(ready: Page) -> None:
    ready.goto(SURVEY)
    ready.context.set_offline(True)
    fill(ready, FIRST)

    ready.get_by_role("button", name="Send my answers").dblclick()

    expect(ready.locator(".receipt__word:visible")).to_have_count(5)
    assert len(ready.evaluate(QUEUE)) == 1


@pytest.mark.parametrize("lang", ["", "?lang=pl"])
def test_what_is_not_kept_shows_help_and_the_way_back(ready: Page, lang: str) -> None:
    ready.context.set_offline(True)

    ready.goto(f"/replies/{lang}")

    expect(ready.get_by_role("link", name="0800 1111").first).to_be_visible()
    expect(ready.locator("[data-not-kept]")).to_be_visible()
    ready.locator("[data-way-back] a").click()
    at_the_start(ready)
    ready.goto("/help/")
    expect(ready.get_by_role("heading", name="Get help")).to_be_visible()
    expect(ready.locator("[data-not-kept]")).to_be_hidden()


def test_in_urdu_and_dark_with_no_signal(ready: Page, picture: Callable[..., None]) -> None:
    ready.context.set_offline(True)
    ready.goto(f"{SURVEY}?lang=ur&look=dark&text=large")
    html = ready.locator("html")
    for name, value in (
        ("dir", "rtl"),
        ("lang", "ur"),
        ("data-look", "dark"),
        ("data-text", "large"),
    ):
        expect(html).to_have_attribute(name, value)
    ready.evaluate("document.querySelector('input[type=radio]').click()")
    ready.evaluate("for (let on; (on = document.querySelector('[data-continue]')); ) on.click()")
    ready.locator("[data-send] button").click()

    expect(ready.locator(".receipt__word:visible")).to_have_count(5)

    picture(ready, "tablet-waits-ur-dark", full_page=True)
    assert sideways(ready) == 0
    assert findings(ready) == []
    ready.locator("a[data-next]").click()
    expect(html).to_have_attribute("lang", "en-gb")


def test_the_language_can_be_changed_in_the_middle_with_no_signal(ready: Page) -> None:
    ready.goto(SURVEY)
    ready.context.set_offline(True)
    fill(ready, FIRST)
    ready.locator(".wishes__open").click()
    ready.locator('.wishes__panel [data-wish="lang"][data-value="pl"]').click()
    expect(ready.locator("html")).to_have_attribute("lang", "pl")

    while ready.locator("[data-continue]").count():
        ready.locator("[data-continue]").click()
    ready.locator("[data-send] button").click()

    expect(ready.locator(".receipt__word:visible")).to_have_count(5)
    expect(
        ready.get_by_role("heading", name="Twoje odpowiedzi czekają na tym tablecie")
    ).to_be_visible()
