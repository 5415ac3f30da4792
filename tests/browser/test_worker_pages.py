"""The worker's rooms in a real browser: live, by keyboard, without script, readable by all."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., Page]
Say = Callable[[], str]
QUEUE = "/staff/moderation/"


@pytest.fixture
def say(open_page: Callable[..., Page], site: Site) -> Say:
    """Send new words through the demo's open link, as a phone would; return them."""
    phone = open_page("/").request
    url = f"/api/v1/invitations/{site.invitation()}/"
    asked = next(
        question["id"]
        for question in phone.get(url).json()["questions"]
        if question["kind"] == "text" and not question["show_if"]
    )

    def send() -> str:
        words = f"lights by path {secrets.token_hex(4)}"
        answers = [{"question": asked, "text": words}]
        sent = {"token": secrets.token_urlsafe(24), "answers": answers, "quote": True}
        assert phone.post(f"{url}responses/", data=sent).status == 201
        return words

    return send


def open_words(page: Page, words: str) -> None:
    page.locator(".row", has_text=words).click()
    expect(page.locator("[data-queue-words]")).to_have_text(words)
    expect(page.locator("[data-live-status]")).to_have_text("Live")


def test_words_appear_in_an_open_queue_and_disturb_nothing_that_is_typed(
    sign_in: SignIn, say: Say
) -> None:
    first = say()
    page = sign_in("worker", QUEUE)
    open_words(page, first)
    page.locator("textarea").press("End")
    page.keyboard.type(" half a sen")

    second = say()

    expect(page.locator(".row--new", has_text=second)).to_be_visible(timeout=1000)
    expect(page.locator("[data-queue-said]")).to_have_text("1 new text waiting")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("tence")
    expect(page.locator("textarea")).to_have_value(f"{first} half a sentence")


def test_a_burst_becomes_a_few_requests(sign_in: SignIn, say: Say) -> None:
    page = sign_in("worker", QUEUE)
    expect(page.locator("[data-live-status]")).to_have_text("Live")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))

    said = [say() for _number in range(8)]

    expect(page.locator(".row--new")).to_have_count(len(said))
    assert len([url for url in fetched if "/list/" in url]) < len(said)


def test_who_was_first_is_told_above_the_text_and_nothing_typed_is_lost(
    sign_in: SignIn, say: Say
) -> None:
    words = say()
    mine, theirs = sign_in("worker", QUEUE), sign_in("worker", QUEUE)
    open_words(mine, words)
    mine.locator("textarea").fill("carefully reworded")
    before = mine.locator("textarea").bounding_box()

    open_words(theirs, words)
    theirs.keyboard.press("a")

    expect(theirs.locator(".message--done")).to_contain_text("Approved")
    expect(mine.locator("[data-queue-notice]")).to_contain_text("has just decided these words")
    assert mine.locator("textarea").bounding_box() == before
    mine.get_by_role("button", name="Say it in other words").click()
    expect(mine.get_by_role("alert")).to_contain_text("Already decided by")
    expect(mine.get_by_text("carefully reworded")).to_be_visible()


def test_a_queue_without_its_server_says_so_and_catches_up(
    sign_in: SignIn, say: Say, site: Site
) -> None:
    page = sign_in("worker", QUEUE)
    status = page.locator("[data-live-status]")
    expect(status).to_have_text("Live")

    site.stop()
    expect(status).to_contain_text("Not live: trying again")
    site.start()
    words = say()

    expect(page.locator(".row", has_text=words)).to_be_visible(timeout=20_000)
    expect(status).to_have_text("Live")


def test_keys_decide_only_outside_of_text_and_can_be_turned_off(sign_in: SignIn, say: Say) -> None:
    words = say()
    page = sign_in("worker", QUEUE)
    open_words(page, words)

    page.keyboard.press("e")
    page.keyboard.type("hawcp")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.get_by_label("Why it is not for the Board")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Turn shortcuts off").click()
    page.keyboard.press("h")
    expect(page.locator("[data-queue-words]")).to_have_text(words)
    page.get_by_role("button", name="Turn shortcuts on").click()
    page.keyboard.press("h")

    expect(page.locator(".message--done")).to_contain_text("Held")


def test_without_script_words_are_decided_and_undone(sign_in: SignIn, say: Say) -> None:
    words = say()
    page = sign_in("worker", QUEUE, java_script_enabled=False)

    page.locator(".row", has_text=words).click()
    page.locator("textarea").fill("Children want light.")
    page.get_by_role("button", name="Say it in other words").click()
    page.get_by_role("button", name="Undo").click()

    expect(page.locator(".message--success")).to_contain_text("They wait again")
    expect(page.locator("[data-queue-words]")).to_have_text(words)


@pytest.mark.parametrize("width", [320, 1280])
def test_everybody_can_read_these_pages(sign_in: SignIn, say: Say, width: int) -> None:
    words = say()
    page = sign_in("worker", QUEUE, width=width)
    page.locator(".row", has_text=words).click()
    opened = page.url
    paths = [opened, f"{QUEUE}held/", f"{QUEUE}decided/", "/staff/", "/staff/themes/"]

    for path in [*paths, "/staff/themes/new/", "/staff/themes/1/", "/staff/surveys/"]:
        page.goto(path)
        assert findings(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide}"


def test_nothing_is_replaced_under_a_finger(sign_in: SignIn, say: Say) -> None:
    page = sign_in("worker", QUEUE)
    expect(page.locator("[data-live-status]")).to_have_text("Live")
    row = page.locator(".row").first
    row.evaluate("it => (it.dataset.held = 'yes')")
    row.hover()
    page.mouse.down()

    words = say()
    page.wait_for_timeout(1500)

    assert row.get_attribute("data-held") == "yes"
    page.mouse.move(0, 0)  # Lifted elsewhere, or the row would be opened meanwhile.
    page.mouse.up()
    page.goto(QUEUE)
    expect(page.locator(".row", has_text=words)).to_be_visible()
