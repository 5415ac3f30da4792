"""Send without a signal, behind a wifi, with the tab closed: nothing is lost, nothing is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Request, Route, expect

from tests.browser.axe import findings
from tests.browser.site import Site
from tests.browser.test_child_pages import answer, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser that mostly waits")]
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


@pytest.fixture
def page(open_page: Open, site: Site) -> Page:
    return open_page(f"/s/{site.invitation()}/")


def test_send_shows_the_answer_in_place_and_back_leads_out(open_page: Open, site: Site) -> None:
    page = open_page("/help/")
    page.goto(f"/s/{site.invitation()}/")
    posts = watch(page.context, site)
    fill(page)

    send(page)

    assert len(thanked(page).split()) == 5
    expect(page.get_by_role("heading", name="Thank you")).to_be_focused()
    expect(page).to_have_title("Thank you · Noticed")
    assert page.evaluate("scrollY") == 0
    page.reload()
    expect(page.get_by_role("heading", name="Safety where you live")).to_be_visible()
    assert page.evaluate("[...document.querySelectorAll('textarea')].every(it => !it.value)")
    page.go_back()
    expect(page).to_have_url(f"{site.url}/help/")
    assert posts == [f"/s/{site.invitation()}/"]


def test_an_error_is_shown_in_place_at_its_question(page: Page) -> None:
    fill(page, "x" * 2003)

    send(page)

    expect(page.get_by_role("alert")).to_contain_text("3 letters too long")
    expect(page.get_by_role("alert")).to_be_focused()
    box = page.locator("textarea:visible")
    box.fill("short")
    answer(page)


def test_two_taps_on_send_count_once(page: Page, site: Site) -> None:
    posts = watch(page.context, site)
    fill(page)

    page.get_by_role("button", name="Send my answers").dblclick()

    thanked(page)
    assert len(posts) == 1


def test_offline_at_send_then_back(page: Page, site: Site, open_page: Open) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.type))
    posts = watch(page.context, site)
    fill(page)
    page.context.set_offline(True)
    send(page)
    not_sent(page)
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_focused()
    assert [*page.locator("textarea").evaluate_all("all => all.map(it => it.value)")].count(WORDS)
    expect(page.get_by_role("heading", name="You can close this page")).to_be_visible()
    promised = " ".join(page.locator(".receipt__word").all_inner_texts())
    (waiting,) = sealed(page)

    page.context.set_offline(False)

    words = thanked(page)
    assert words == promised
    assert waiting.keys() == {"code", "key", "sealed", "proof", "day"}
    nothing_stored(page)
    assert WORDS in arrived(open_page, words)
    assert all(it.startswith("/s/") for it in posts)
    assert dialogs == []


def test_a_server_that_is_down_is_tried_until_it_answers(
    page: Page, site: Site, open_page: Open
) -> None:
    fill(page)
    site.stop()
    try:
        send(page)
        not_sent(page)
    finally:
        site.start()

    words = thanked(page)

    nothing_stored(page)
    assert WORDS in arrived(open_page, words)


@pytest.mark.parametrize("status", [500, 429])
def test_a_servers_error_is_not_an_answer_and_the_next_counts_once(
    page: Page, site: Site, open_page: Open, status: int
) -> None:
    """The first request arrives, and its answer is lost on the way."""
    first: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not first:
            first.append(route.fetch().text())
            route.fulfill(status=status, body="<h1>Sorry</h1>", content_type="text/html")
        else:
            route.continue_()

    page.route("**/s/**", lose)
    fill(page)

    send(page)

    words = thanked(page)
    assert re.findall(r'receipt__word"[^>]*>([a-z]+)<', first[0]) == words.split()
    assert arrived(open_page, words).count(WORDS) == 1


def somebody_elses(status: int) -> Callable[[Route], None]:
    def answer_for_us(route: Route) -> None:
        if status == 302:
            route.fulfill(status=302, headers={"location": "http://wifi.example/sign-in"})
        else:
            route.fulfill(status=status, body=PORTAL, content_type="text/html")

    return answer_for_us


@pytest.mark.parametrize("status", [200, 302, 410, 511])
def test_a_wifis_sign_in_page_is_never_taken_for_sent(
    page: Page, site: Site, open_page: Open, status: int
) -> None:
    fill(page)
    page.context.route("**/s/**", somebody_elses(status))
    page.context.route("**/api/**", somebody_elses(status))

    send(page)
    not_sent(page)
    expect(page.get_by_text("Do that first.")).to_be_visible()
    page.get_by_role("button", name="Try now").click()
    not_sent(page)
    assert len(sealed(page)) == 1

    page.context.unroute("**/s/**")
    page.get_by_role("button", name="Try now").click()
    assert WORDS in arrived(open_page, thanked(page))
    nothing_stored(page)


def test_a_redirect_of_the_wifis_within_our_own_address_is_not_sent(page: Page, site: Site) -> None:
    fill(page)
    page.route("**/s/**", lambda route: route.fulfill(status=302, headers={"location": "/help/"}))

    send(page)

    not_sent(page)


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


@pytest.mark.parametrize("lack", ["crypto", "storage"])
def test_where_nothing_can_be_sealed_the_page_says_that_it_must_stay_open(
    open_page: Open, site: Site, lack: str
) -> None:
    page = open_page("/help/")
    page.context.add_init_script(
        "delete Crypto.prototype.subtle"
        if lack == "crypto"
        else "Object.defineProperty(self, 'localStorage', {get() { throw new Error() }})"
    )
    page.goto(f"/s/{site.invitation()}/")
    warned: list[str] = []

    def stay(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    fill(page)
    page.context.set_offline(True)
    send(page)
    not_sent(page)

    expect(page.get_by_text("Keep this page open.")).to_be_visible()
    expect(page.get_by_text("You can close this page")).to_have_count(0)
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert warned == ["beforeunload"]
    page.context.set_offline(False)
    thanked(page)


def test_over_plain_http_the_page_stays_open_and_sends(
    page: Page, site: Site, open_page: Open
) -> None:
    plain = site.url.replace("127.0.0.1", "testserver")
    page.goto(f"{plain}/s/{site.invitation()}/")
    assert page.evaluate("isSecureContext") is False
    fill(page)
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_text("Keep this page open.")).to_be_visible()
    assert page.evaluate(STORED) == "[{},{}]"

    page.context.set_offline(False)

    assert WORDS in arrived(open_page, thanked(page))


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


def test_what_is_too_long_for_the_server_can_be_made_shorter(page: Page) -> None:
    fill(page, "x")
    page.locator("textarea").first.evaluate("it => { it.value = 'ض'.repeat(50000) }")
    send(page)
    say(page, "This is too long to send.")

    page.locator("textarea").first.evaluate("it => { it.value = 'short' }")
    send(page)

    thanked(page)


def test_a_slow_answer_is_waited_for_in_words(page: Page) -> None:
    held: list[Route] = []
    page.route("**/s/**", lambda route: held.append(route))
    fill(page)
    send(page)
    say(page, "Your answers are on their way.")

    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible(timeout=8000)
    expect(page.get_by_role("heading", name="You can close this page")).to_be_visible()
    assert len(held) == 1
    held[0].continue_()

    thanked(page)
    nothing_stored(page)


def test_back_keeps_the_page_while_answers_wait(page: Page) -> None:
    fill(page)
    page.context.set_offline(True)
    send(page)
    not_sent(page)

    page.go_back()

    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    expect(page.locator("textarea:visible")).to_have_count(0)


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), (1280, 800)])
def test_the_waiting_page_is_fit_to_be_seen(
    open_page: Open,
    site: Site,
    picture: Callable[..., None],
    scheme: str,
    size: tuple[int, int],
) -> None:
    page = open_page(f"/s/{site.invitation()}/", width=size[0], height=size[1], color_scheme=scheme)
    fill(page)
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_role("heading", name="You can close this page")).to_be_visible()

    picture(page, f"not-sent-{size[0]}-{scheme}", full_page=True)
    assert sideways(page) == 0
    assert findings(page) == []
