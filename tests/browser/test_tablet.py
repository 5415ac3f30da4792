"""A tablet with no signal at all: made ready, cut off, passed on and on, and sent at the end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.axe import findings
from tests.browser.site import FLAGS, Site, whole_chromium
from tests.browser.test_canary import SAVED, files_with
from tests.browser.test_child_pages import sideways
from tests.browser.test_no_signal import PORTAL, arrived, fill, send

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


def test_opening_the_workers_page_keeps_nothing_yet(open_page: Open) -> None:
    page = open_page(TABLET)
    expect(page.get_by_text("Not ready for no signal")).to_be_visible()

    assert page.evaluate(KEPT)[:2] == [[], []]


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
