"""A worker's room and a child's phone, side by side: counts move, pause, go on, close."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., Page]
Open = Callable[..., Page]


@pytest.fixture
def ways_in(sign_in: SignIn, site: Site) -> Page:
    """The page of ways into the survey that the demo's link asks."""
    page = sign_in("worker", "/staff/surveys/")
    links = page.get_by_role("link", name=re.compile("^Ways in"))
    for path in [str(it.get_attribute("href")) for it in links.all()]:
        page.goto(path)
        if page.get_by_text(site.invitation()).count():
            return page
    raise LookupError("the survey that the demo's link asks")


@pytest.fixture
def room(ways_in: Page) -> Page:
    """A new live room, opened and live."""
    make(ways_in, "Live room")
    ways_in.get_by_role("link", name=re.compile("^Open the room")).first.click()
    expect(ways_in.locator("[data-live-status]")).to_have_text("Live")
    return ways_in


def make(page: Page, kind: str, cards: str = "") -> None:
    page.get_by_role("radio", name=re.compile(f"^{kind}")).check()
    if cards:
        page.get_by_label("How many cards?").fill(cards)
    page.get_by_role("button", name="Make it").click()


def press(page: Page, key: str) -> None:
    """Once the page listens for keys."""
    expect(page.get_by_role("button", name="Turn shortcuts off")).to_be_visible()
    page.keyboard.press(key)


def code_of(room: Page) -> str:
    return room.url.partition("#")[0].rstrip("/").rsplit("/", 1)[1]


def see(room: Page, *, opened: int, sent: int) -> None:
    expect(room.locator("[data-opened]")).to_have_text(str(opened))
    expect(room.locator("[data-sent]")).to_have_text(str(sent))


def fill(phone: Page, words: str) -> None:
    """Go through the survey, write in the first box, and stop before Send."""
    send = phone.get_by_role("button", name="Send my answers")
    written = False
    for _step in range(20):
        if send.is_visible():
            return
        box = phone.locator("textarea:visible")
        if box.count() and not written:
            box.first.fill(words)
            written = True
        phone.get_by_role("button", name=re.compile("^(Continue|Start)")).click()
    raise AssertionError("Send never came")


def test_a_room_from_its_first_page_to_its_close(room: Page, open_page: Open) -> None:
    see(room, opened=0, sent=0)

    phone = open_page(f"/s/{code_of(room)}/")
    see(room, opened=1, sent=0)
    fill(phone, "more lights by the park")
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    see(room, opened=1, sent=1)
    assert "more lights" not in room.content()

    room.get_by_role("button", name="Pause").click()
    expect(room.get_by_text("Nothing can be sent.")).to_be_visible()
    late = open_page(f"/s/{code_of(room)}/")
    expect(late.get_by_text("Paused for a moment.").first).to_be_visible()
    fill(late, "a later bus")
    late.get_by_role("button", name="Send my answers").click()
    expect(late.locator("[data-send] [data-part=paused]")).to_contain_text(
        "Keep this page open. Your answers stay here."
    )
    see(room, opened=2, sent=1)
    room.get_by_role("button", name="Go on").click()
    expect(late.get_by_role("heading", name="Thank you")).to_be_visible(timeout=15_000)
    see(room, opened=2, sent=2)

    room.get_by_role("link", name="Close the room").click()
    room.get_by_role("button", name="Close it").click()
    expect(room.get_by_text("The room is closed.").first).to_be_visible()
    gone = open_page(f"/s/{code_of(room)}/")
    expect(gone.get_by_role("heading", name="This has closed")).to_be_visible()


def test_words_that_waited_while_a_room_was_paused_still_come_when_it_closes(
    room: Page, open_page: Open
) -> None:
    room.get_by_role("button", name="Pause").click()
    phone = open_page(f"/s/{code_of(room)}/")
    fill(phone, "a later bus")
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.locator("[data-send] [data-part=paused]")).to_be_visible()

    room.get_by_role("link", name="Close the room").click()
    room.get_by_role("button", name="Close it").click()

    expect(phone.get_by_text("A worker still reads what you wrote.")).to_be_visible(timeout=15_000)
    assert phone.evaluate("localStorage.length") == 0


def test_without_script_what_was_typed_stays_in_a_paused_form(room: Page, open_page: Open) -> None:
    room.get_by_role("button", name="Pause").click()
    phone = open_page(f"/s/{code_of(room)}/", java_script_enabled=False)
    phone.get_by_role("textbox", name="What do adults not notice?").fill("a later bus")

    phone.get_by_role("button", name="Send my answers").click()

    expect(phone.get_by_role("alert")).to_contain_text("Paused for a moment.")
    expect(phone.get_by_role("textbox", name="What do adults not notice?")).to_have_value(
        "a later bus"
    )
    room.get_by_role("button", name="Go on").click()
    expect(room.get_by_role("button", name="Pause")).to_be_visible()
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()


def test_two_workers_see_the_same_room(room: Page, sign_in: SignIn) -> None:
    other = sign_in("worker", f"/staff/live/{code_of(room)}/")
    expect(other.locator("[data-live-status]")).to_have_text("Live")

    room.get_by_role("button", name="Pause").click()

    expect(other.get_by_role("button", name="Go on")).to_be_visible()


def test_a_room_is_run_by_keys_alone(ways_in: Page) -> None:
    keys = ways_in.keyboard
    ways_in.get_by_role("radio", name=re.compile("^Link or poster")).focus()
    keys.press("Space")
    keys.press("ArrowDown")
    ways_in.get_by_role("button", name="Make it").focus()
    keys.press("Enter")
    ways_in.get_by_role("link", name=re.compile("^Open the room")).first.focus()
    keys.press("Enter")
    expect(ways_in.locator("[data-live-status]")).to_have_text("Live")

    press(ways_in, "p")
    expect(ways_in.get_by_role("button", name="Go on")).to_be_visible()
    press(ways_in, "g")
    expect(ways_in.get_by_role("button", name="Pause")).to_be_visible()
    press(ways_in, "s")
    expect(ways_in.get_by_text("Point your phone’s camera at this.")).to_be_visible()
    press(ways_in, "s")
    expect(ways_in.locator("html:fullscreen")).to_have_count(1)
    press(ways_in, "s")
    expect(ways_in.locator("html:fullscreen")).to_have_count(0)
    press(ways_in, "b")
    expect(ways_in.get_by_role("heading", name="In the room now")).to_be_visible()
    press(ways_in, "c")
    ways_in.get_by_role("button", name="Close it").focus()
    keys.press("Enter")

    expect(ways_in.get_by_text("The room is closed.").first).to_be_visible()


def test_the_code_is_as_large_as_the_screen_and_follows_the_room(
    room: Page, sign_in: SignIn
) -> None:
    code = code_of(room)
    screen = sign_in("worker", f"/staff/live/{code}/screen/", width=1920, height=1080)

    # In one step: the first live update puts another picture in this one's place.
    top, bottom = screen.evaluate(
        "(({top, bottom}) => [top, bottom])(document.querySelector('.qr').getBoundingClientRect())"
    )
    assert bottom - top > 0.65 * 1080
    assert bottom < 1080
    assert screen.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(screen.get_by_text(code)).to_be_visible()
    room.get_by_role("button", name="Pause").click()
    expect(screen.get_by_text("Paused for a moment.")).to_be_visible()


def test_the_question_of_how_many_cards_comes_with_its_kind(ways_in: Page) -> None:
    cards = ways_in.get_by_label("How many cards?")
    ways_in.get_by_role("radio", name=re.compile("^Link or poster")).check()
    expect(cards).to_be_hidden()

    make(ways_in, "Single use", "30")

    expect(ways_in.get_by_text("30 cards are made.")).to_be_visible()
    link = ways_in.get_by_role("link", name=re.compile("^Cards.*batch of 30")).first
    pdf = ways_in.request.get(str(link.get_attribute("href")))
    assert pdf.body().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (1280, "light"), (320, "dark"), (1280, "dark")]
)
def test_everybody_can_read_these_pages(
    room: Page, sign_in: SignIn, width: int, scheme: str
) -> None:
    code = code_of(room)
    room.get_by_role("link", name="Ways in").click()
    ways = room.url
    times = room.get_by_role("link", name=re.compile("^Change times")).first
    paths = [ways, str(times.get_attribute("href"))]
    paths += [f"/staff/live/{code}/{part}" for part in ("", "screen/", "close/")]
    page = sign_in("worker", "/staff/", width=width, color_scheme=scheme)

    for path in paths:
        page.goto(path)
        assert findings(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide}"
