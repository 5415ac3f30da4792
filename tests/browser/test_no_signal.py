"""Send without a signal, or behind a wifi: nothing is lost while the page is open."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser.axe import findings
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
    watch,
)
from tests.browser.site import Site
from tests.browser.test_child_pages import answer, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser that mostly waits")]


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
