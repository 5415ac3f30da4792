"""Two workers, two windows: who reads what, passing on, taking back; on a phone and by keyboard."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.axe import findings
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., Page]
Say = Callable[..., str]
QUEUE = "/staff/moderation/"
COLLEAGUE = "Second participation worker"


@pytest.fixture
def say(open_page: Callable[..., Page], site: Site) -> Say:
    """Send new words through the demo's open link; return the question's row of them."""
    phone = open_page("/").request
    url = f"/api/v1/invitations/{site.invitation()}/"
    asked = next(
        question["id"]
        for question in phone.get(url).json()["questions"]
        if question["kind"] == "text" and not question["show_if"]
    )

    def send(start: str = "lights by path") -> str:
        words = f"{start} {secrets.token_hex(4)}"
        answers = [{"question": asked, "text": words}]
        sent = {"token": secrets.token_urlsafe(24), "answers": answers, "quote": True}
        assert phone.post(f"{url}responses/", data=sent).status == 201
        return words

    return send


@pytest.fixture
def colleague(open_page: Callable[..., Page], site: Site) -> Callable[..., Page]:
    """The second worker, in a window of their own."""

    def sign_in_as_colleague(path: str = QUEUE, **options: object) -> Page:
        account = next(it for it in site.demo["accounts"] if it["email"].startswith("colleague@"))
        page = open_page("/accounts/login/", **{"width": 1280, "height": 800, **options})
        page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill(account["email"])
        page.get_by_label("Password", exact=True).fill(account["password"])
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/staff/**")
        page.goto(path)
        return page

    return sign_in_as_colleague


def row_of(page: Page, words: str) -> Locator:
    """The row that shows these words now, found again by its address when it hides them."""
    row = page.locator(".row", has_text=words)
    address = (row.get_attribute("href") or "").split("?")[0]
    return page.locator(f'.row[href^="{address}"]')


def open_words(page: Page, words: str) -> str:
    page.locator(".row", has_text=words).click()
    expect(page.locator("[data-queue-words]")).to_have_text(words)
    expect(page.locator("[data-live-status]")).to_have_text("Live")
    return page.url.split("?")[0].split("#")[0]


def test_a_claim_is_seen_live_and_words_are_taken_over(
    sign_in: SignIn, colleague: Callable[..., Page], say: Say
) -> None:
    words = say()
    mine, theirs = sign_in("worker", QUEUE), colleague()
    expect(mine.locator("[data-live-status]")).to_have_text("Live")
    row = row_of(mine, words)

    open_words(theirs, words)

    expect(row).to_contain_text(f"{COLLEAGUE} is reading this")
    expect(row).not_to_contain_text(words)
    row.click()
    expect(mine.get_by_role("heading", name=f"{COLLEAGUE} is reading this until")).to_be_visible()
    expect(mine.get_by_text(words)).to_have_count(0)
    theirs.locator("textarea").fill("half a sentence")
    mine.get_by_role("button", name="Take it over").click()

    expect(mine.locator("[data-queue-words]")).to_have_text(words)
    notice = theirs.locator("[data-queue-notice]")
    expect(notice).to_contain_text("Participation worker reads these words now")
    expect(theirs.locator("textarea")).to_have_value("half a sentence")


def test_words_that_a_colleague_leaves_are_free_at_once(
    sign_in: SignIn, colleague: Callable[..., Page], say: Say
) -> None:
    words = say()
    theirs = colleague()
    mine = sign_in("worker", QUEUE)
    expect(mine.locator("[data-live-status]")).to_have_text("Live")
    row = row_of(mine, words)
    open_words(theirs, words)
    expect(row).to_contain_text("is reading this")
    row.click()
    expect(mine.locator("[data-live-status]")).to_have_text("Live")

    theirs.goto(QUEUE)

    notice = mine.locator("[data-queue-notice]")
    expect(notice).to_contain_text("Nobody is reading these words any more")
    notice.get_by_role("link").click()
    expect(mine.locator("[data-queue-words]")).to_have_text(words)


def test_words_are_passed_on_and_the_colleague_sees_by_whom(
    sign_in: SignIn, colleague: Callable[..., Page], say: Say
) -> None:
    words = say()
    mine, theirs = sign_in("worker", QUEUE), colleague()
    expect(theirs.locator("[data-live-status]")).to_have_text("Live")
    url = open_words(mine, words)

    mine.get_by_text("Pass it on to a colleague").click()
    mine.get_by_label("To whom").select_option(label=COLLEAGUE)
    mine.get_by_role("button", name="Pass it on").click()

    expect(mine.locator(".message--success")).to_contain_text(f"Passed to {COLLEAGUE}")
    row = theirs.locator(".row", has_text=words)
    expect(row).to_contain_text("Passed to you by Participation worker")
    row.click()
    expect(theirs.locator("[data-queue-words]")).to_have_text(words)
    mine.goto(url)
    expect(mine.get_by_role("heading", name=f"Passed to {COLLEAGUE} until")).to_be_visible()


def test_a_decision_is_undone_within_a_minute_and_decided_again_later(
    sign_in: SignIn, say: Say
) -> None:
    words = say()
    page = sign_in("worker", QUEUE)
    page.clock.install()
    page.goto(QUEUE)
    open_words(page, words)
    page.get_by_role("button", name=re.compile("^Approve A")).click()
    done = page.locator(".message--done")
    expect(done).to_contain_text("You can undo this until")

    done.get_by_role("button", name="Undo").click()
    expect(page.locator(".message--success").first).to_contain_text("They wait again")
    page.get_by_role("button", name=re.compile("^Approve A")).click()
    expect(done.get_by_role("button", name="Undo")).to_be_visible()
    page.clock.fast_forward(61_000)

    expect(done.get_by_role("button", name="Undo")).to_be_hidden()
    done.get_by_role("link", name="Decide again").click()
    page.get_by_role("button", name="Let the words wait again").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why this is decided again")
    page.get_by_label("It was a mistake").check()
    page.get_by_role("button", name="Let the words wait again").click()
    expect(page.locator("[data-queue-words]")).to_have_text(words)


def test_hard_words_are_left_or_opened_by_choice(sign_in: SignIn, say: Say) -> None:
    words = say("my dad hits me")
    page = sign_in("worker", QUEUE)
    expect(page.get_by_text(words)).to_have_count(0)
    row = page.locator(".row--urgent", has_text="being hurt by somebody").last
    page.goto((row.get_attribute("href") or "").split("?")[0])

    expect(page.locator(".covered")).to_contain_text("It may be about being hurt by somebody")
    page.get_by_role("button", name="Leave them to others").click()

    expect(page.locator(".message--success")).to_contain_text("You left these words")


def test_an_error_is_the_first_that_a_title_says(sign_in: SignIn, say: Say) -> None:
    words = say()
    page = sign_in("worker", QUEUE)
    open_words(page, words)
    asked: list[str] = []

    def go(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", go)

    page.get_by_role("button", name="Not for the Board").click()

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("[data-live-status]")).to_have_text("Live")
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("As adults will read it").fill("lights")
    page.get_by_role("link", name="Worried about this child").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Worried about this child")
    assert asked == [], "nobody who is worried is kept"


def test_a_reader_leaves_out_and_rests(sign_in: SignIn) -> None:
    page = sign_in("worker", f"{QUEUE}care/")

    page.get_by_label("Sexual harm").check()
    page.get_by_role("button", name="Keep this").click()
    expect(page.locator(".message--success")).to_contain_text("Kept")
    expect(page.get_by_label("Sexual harm")).to_be_checked()
    page.get_by_label("Sexual harm").uncheck()
    page.get_by_role("button", name="Keep this").click()
    page.get_by_role("button", name="Take a break").click()

    expect(page.get_by_role("heading", name="Take your time")).to_be_visible()
    page.get_by_role("link", name="Back to reading").click()
    expect(page.get_by_role("heading", name="Waiting words")).to_be_visible()


def test_without_script_words_are_claimed_taken_over_and_passed_on(
    sign_in: SignIn, colleague: Callable[..., Page], say: Say
) -> None:
    words = say()
    theirs = colleague(java_script_enabled=False)
    theirs.locator(".row", has_text=words).click()
    url = theirs.url.split("?")[0].split("#")[0]
    mine = sign_in("worker", url, java_script_enabled=False)

    mine.get_by_role("button", name="Take it over").click()
    mine.get_by_text("Pass it on to a colleague").click()
    mine.get_by_label("To whom").select_option(label=COLLEAGUE)
    mine.get_by_role("button", name="Pass it on").click()

    expect(mine.locator(".message--success")).to_contain_text("Passed to")
    theirs.goto(url)
    expect(theirs.get_by_text(re.compile("Passed to you by .* Yours until"))).to_be_visible()


def test_everything_goes_by_keyboard(
    sign_in: SignIn, colleague: Callable[..., Page], say: Say
) -> None:
    words = say()
    theirs = colleague()
    url = open_words(theirs, words)
    page = sign_in("worker", url)

    page.keyboard.press("t")
    expect(page.locator("[data-queue-words]")).to_have_text(words)
    page.keyboard.press("g")
    expect(page.get_by_label("To whom")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator(".message--done")).to_contain_text("Approved")
    page.keyboard.press("u")
    expect(page.locator(".message--success").first).to_contain_text("They wait again")
    expect(page.locator("[data-queue-words]")).to_have_text(words)


def test_on_a_phone_words_are_read_decided_undone_and_passed_on_by_touch(
    sign_in: SignIn, say: Say
) -> None:
    words = say()
    page = sign_in("worker", QUEUE, width=360, height=740, has_touch=True, is_mobile=True)

    page.locator(".row", has_text=words).tap()
    expect(page.locator("[data-queue-words]")).to_have_text(words)
    page.get_by_role("button", name=re.compile("^Hold")).tap()
    page.locator(".message--done").get_by_role("button", name="Undo").tap()
    expect(page.locator("[data-queue-words]")).to_have_text(words)
    page.get_by_text("Pass it on to a colleague").tap()
    page.get_by_label("To whom").select_option(label=COLLEAGUE)
    small = page.locator(".pane :is(button, a.button, select, summary):visible").evaluate_all(
        "all => all.filter(it => it.getBoundingClientRect().height < 44).map(it => it.innerText)"
    )
    assert [text for text in small if "shortcuts" not in text.lower()] == []
    page.get_by_role("button", name="Pass it on").tap()
    expect(page.locator(".message--success")).to_contain_text("Passed to")


@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_use_these_pages(
    sign_in: SignIn, colleague: Callable[..., Page], say: Say, width: int
) -> None:
    words = say()
    taken = open_words(colleague(), words)
    mine = say()
    page = sign_in("worker", QUEUE, width=width)
    page.locator(".row", has_text=mine).click()
    opened = page.url
    page.get_by_role("button", name=re.compile("^Hold")).click()
    page.wait_for_url("**done=**")
    done = page.url
    again = page.locator("[data-queue-again]").get_attribute("href") or ""

    for path in [done, opened, taken, QUEUE, again, f"{QUEUE}care/", f"{QUEUE}care/break/"]:
        page.goto(path)
        page.locator("main details").evaluate_all("all => all.forEach(it => (it.open = true))")
        assert findings(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide}"
