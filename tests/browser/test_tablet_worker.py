"""The worker's page of a shared tablet: get it ready, send what waits, stop using it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import findings
from tests.browser.no_signal import PORTAL
from tests.browser.site import Site
from tests.browser.tablets import (
    CODE,
    FIRST,
    KEPT,
    QUEUE,
    SURVEY,
    TABLET,
    answer,
    at_the_start,
    get_ready,
)
from tests.browser.test_child_pages import sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser that mostly waits")]
Open = Callable[..., Page]


def test_opening_the_workers_page_keeps_nothing_yet(open_page: Open) -> None:
    page = open_page(TABLET)
    expect(page.get_by_text("Not ready for no signal")).to_be_visible()

    assert page.evaluate(KEPT)[:2] == [[], []]


@pytest.mark.parametrize(
    ("status", "late", "told"),
    [
        (201, True, "Came after the close, so only words were kept: 1"),
        (410, False, "Not taken, too long after the close: 1"),
        (409, False, "Not taken, since they came before or were taken back: 1"),
        (400, False, "Not taken, since Noticed could not use them: 1"),
    ],
)
def test_what_comes_late_or_is_refused_is_counted_and_gone(
    ready: Page, status: int, late: bool, told: str
) -> None:
    """What the server says is played by the test; tests/api/test_sealed.py closes for real."""
    ready.goto(SURVEY)
    ready.context.set_offline(True)
    answer(ready, FIRST)
    (box,) = ready.evaluate(QUEUE)
    said = {"proof": box["proof"], "late": late}
    ready.context.route("**/api/**", lambda route: route.fulfill(status=status, json=said))
    ready.context.set_offline(False)

    ready.goto(TABLET)

    expect(ready.get_by_text("0 waiting")).to_be_visible()
    expect(ready.get_by_text(told)).to_be_visible()


@pytest.mark.parametrize("status", [200, 201, 410, 500])
def test_only_the_secret_inside_erases_what_waits(ready: Page, status: int) -> None:
    """A wifi's sign-in page, whatever it says, has not opened the answers."""
    ready.goto(SURVEY)
    ready.context.set_offline(True)
    answer(ready, FIRST)

    def somebody_else(route: Route) -> None:
        route.fulfill(status=status, body=PORTAL, content_type="text/html")

    ready.context.route("**/api/**", somebody_else)
    ready.context.set_offline(False)
    ready.goto(TABLET)
    ready.get_by_role("button", name="Send now").click()
    expect(ready.get_by_text("Some could not go.")).to_be_visible()
    expect(ready.get_by_text("1 waiting")).to_be_visible()
    expect(ready.get_by_text("Last tried:")).to_be_visible()
    ready.context.unroute("**/api/**")
    ready.get_by_role("button", name="Send now").click()

    expect(ready.get_by_text("0 waiting")).to_be_visible()
    expect(ready.get_by_text("Nothing waits here now.")).to_be_visible()


def test_while_answers_wait_the_tablet_is_not_given_up_by_one_press(ready: Page) -> None:
    ready.goto(SURVEY)
    ready.context.set_offline(True)
    answer(ready, FIRST)
    ready.goto(TABLET)
    expect(ready.get_by_text("1 waiting")).to_be_visible()
    stop = ready.get_by_role("button", name="Stop using this tablet")
    expect(stop).to_have_count(0)

    ready.get_by_text("They can never be sent").click()
    ready.get_by_label("How many wait?").fill("2")
    ready.get_by_role("button", name="Throw them away and stop").click()
    expect(ready.get_by_role("alert")).to_have_text("This is not how many wait. Look above.")
    assert len(ready.evaluate(QUEUE)) == 1
    ready.get_by_label("How many wait?").fill("1")
    ready.get_by_role("button", name="Throw them away and stop").click()

    expect(ready.get_by_text("This tablet has stopped")).to_be_visible()
    assert ready.evaluate(KEPT) == [[], [], []]


def test_stopping_leaves_nothing_on_the_tablet(ready: Page) -> None:
    ready.get_by_role("button", name="Stop using this tablet").click()

    expect(ready.get_by_text("This tablet has stopped")).to_be_visible()
    assert ready.evaluate(KEPT) == [[], [], []]
    assert ready.evaluate("localStorage.length") == 0
    ready.reload()
    expect(ready.get_by_text("Not ready for no signal")).to_be_visible()


def test_what_is_missing_is_named_and_the_tablet_is_not_called_ready(open_page: Open) -> None:
    page = open_page(TABLET)
    page.context.route("**/receipt_words*", lambda route: route.abort())
    page.context.route(f"**{SURVEY}?lang=ur", lambda route: route.fulfill(body="Welcome to wifi"))

    page.get_by_role("button", name="Get this tablet ready").click()

    state = page.locator("[data-state]")
    expect(state).to_contain_text("Not ready. This is missing:", timeout=30_000)
    expect(state.locator("li")).to_have_count(2)
    expect(state).to_contain_text("The list for five words")
    expect(state).to_contain_text("The questions (اردو)")
    expect(state).to_contain_text("Go where the signal is good.")
    assert page.evaluate("caches.keys()") == []


def test_with_a_signal_what_is_kept_is_kept_anew(ready: Page) -> None:
    """So a new key, a new look and a checked translation reach the tablet."""
    ready.evaluate(
        f"""async () => (await caches.open("tablet-{CODE}")).put(
            "{SURVEY}", new Response("old", {{ headers: {{ "Content-Type": "text/html" }} }}))"""
    )

    ready.goto(TABLET)
    expect(ready.get_by_text("Ready for no signal", exact=True)).to_be_visible(timeout=30_000)

    for _time in range(100):
        if ready.evaluate(f"async () => (await caches.match('{SURVEY}')).text()") != "old":
            break
        ready.wait_for_timeout(200)
    ready.context.set_offline(True)
    ready.goto(SURVEY)
    at_the_start(ready)


def test_without_a_signal_it_stays_ready_and_says_so(ready: Page) -> None:
    ready.context.set_offline(True)

    ready.goto(TABLET)

    expect(ready.get_by_text("Ready for no signal", exact=True)).to_be_visible()
    expect(ready.get_by_role("button", name="Keep it all again")).to_be_visible()


def test_once_it_has_closed_the_tablet_gives_the_questions_up(ready: Page) -> None:
    closed = "<title>Closed</title><a data-exit></a><h1>This has closed</h1>"
    ready.context.route(f"**{SURVEY}*", lambda route: route.fulfill(status=410, body=closed))

    ready.goto(TABLET)

    expect(ready.get_by_text("Not open now")).to_be_visible(timeout=30_000)
    assert ready.evaluate("caches.keys()") == []


def test_over_plain_http_the_page_says_that_it_cannot_work(open_page: Open, site: Site) -> None:
    plain = site.url.replace("127.0.0.1", "testserver")
    page = open_page("/help/")
    page.goto(plain + TABLET)

    expect(page.get_by_text("The address of this page has to start with https.")).to_be_visible()
    expect(page.get_by_role("button", name="Get this tablet ready")).to_have_count(0)
    page.get_by_role("link", name="Open the questions").click()
    at_the_start(page)


def test_without_script_the_page_says_that_a_tablet_needs_it(open_page: Open) -> None:
    page = open_page(TABLET, java_script_enabled=False)

    expect(page.get_by_text("With a signal, the questions still work.")).to_be_visible()
    expect(page.get_by_role("button", name="Get this tablet ready")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768])
def test_every_page_of_a_tablet_is_fit_to_be_seen(
    open_page: Open, picture: Callable[..., None], width: int, scheme: str
) -> None:
    page = open_page(TABLET, width=width, height=900, color_scheme=scheme)
    get_ready(page)
    wrong = [*look(page, picture, f"tablet-ready-{width}-{scheme}")]
    page.context.set_offline(True)
    page.clock.install()
    page.goto(SURVEY)
    answer(page, FIRST)
    wrong += look(page, picture, f"tablet-waits-{width}-{scheme}")
    page.get_by_role("button", name="I need more time").click()
    page.clock.fast_forward(301_000)
    expect(page.get_by_role("dialog")).to_be_visible()
    wrong += look(page, picture, f"tablet-there-{width}-{scheme}")
    page.goto(TABLET)
    expect(page.get_by_text("1 waiting")).to_be_visible()
    page.get_by_text("They can never be sent").click()
    page.get_by_text("What this tablet keeps").click()
    page.get_by_role("button", name="Throw them away and stop").click()
    wrong += look(page, picture, f"tablet-after-{width}-{scheme}")
    page.goto("/about/")
    wrong += look(page, picture, f"tablet-help-{width}-{scheme}")

    assert wrong == []


def look(page: Page, picture: Callable[..., None], name: str) -> list[str]:
    """What is wrong with the page as it is now; a picture of it is taken."""
    picture(page, name, full_page=True)
    over = sideways(page)
    return [*findings(page), *([f"{name}: {over}px too wide"] if over else [])]
