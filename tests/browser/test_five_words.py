"""Five words: a card to print, to save and to photograph; and help with typing them back."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from surveys.receipts import mend, one_mistake_from, word_list
from tests.browser.axe import findings
from tests.browser.site import Site
from tests.browser.test_child_pages import answer, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("more browser")]
Open = Callable[..., Page]
LIST = "receipt_words"


def pixels(picture: bytes) -> tuple[int, int, set[bytes]]:
    """Width, height and the colours of a PNG of eight bits a channel, with no library for it."""
    width, height, depth, kind = struct.unpack(">IIBB", picture[16:26])
    assert (picture[:8], depth, kind) == (b"\x89PNG\r\n\x1a\n", 8, 6)
    data, place = b"", 8
    while place < len(picture):
        length, name = struct.unpack(">I4s", picture[place : place + 8])
        if name == b"IDAT":
            data += picture[place + 8 : place + 8 + length]
        place += 12 + length
    return width, height, {bytes([byte]) for byte in zlib.decompress(data)}


def test_the_card_is_saved_as_a_picture(open_page: Open, site: Site, tmp_path: Path) -> None:
    page = open_page(f"/s/{site.invitation()}/")
    answer(page, words="to be kept as a picture")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    with page.expect_download() as download:
        page.get_by_role("button", name="Save as picture").click()
    download.value.save_as(tmp_path / "card.png")

    width, height, shades = pixels((tmp_path / "card.png").read_bytes())
    assert download.value.suggested_filename == "five-words.png"
    assert (width, height) == (1080, 1280)
    assert len(shades) > 20
    assert [it for it in asked if not it.startswith("blob:")] == []


def test_the_picture_is_drawn_with_the_words_and_the_address(open_page: Open, site: Site) -> None:
    page = open_page("/help/")
    page.add_init_script(
        """window.drawn = [];
        const fill = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
            drawn.push(String(text));
            return fill.call(this, text, ...rest);
        };"""
    )
    page.goto(f"/s/{site.invitation()}/")
    words = answer(page, words="to be drawn").split()

    with page.expect_download():
        page.get_by_role("button", name="Save as picture").click()

    drawn = page.evaluate("drawn")
    assert [it for it in drawn if it in words] == words
    assert [it for it in drawn if it.isdigit()] == ["1", "2", "3", "4", "5"]
    assert "Noticed" in drawn
    assert any(it.endswith(f"{site.url.split('//')[1]}/journey/") for it in drawn)
    assert "Anyone with the picture or the paper can read your answers." in drawn


def test_the_print_is_the_card_alone_and_light(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/?look=dark")
    words = answer(page, words="to be printed").split()

    page.emulate_media(media="print")

    shown = page.locator("body").inner_text()
    assert all(word in shown for word in words)
    assert "/journey/" in shown
    for other in ("Thank you", "What happens next", "Childline", "Save as picture", "Listen"):
        assert other not in shown
    assert "Keep your five words" in shown
    ink = page.locator(".receipt").evaluate("it => getComputedStyle(it).color")
    assert ink == "rgb(27, 27, 58)"


def test_print_opens_the_browsers_own_window(open_page: Open, site: Site) -> None:
    page = open_page("/help/")
    page.add_init_script("window.print = () => { window.printed = true; };")
    page.goto(f"/s/{site.invitation()}/")
    answer(page, words="to be sent to the printer")

    page.get_by_role("button", name="Print").click()

    assert page.evaluate("printed") is True


def test_without_script_there_is_a_card_and_no_dead_button(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/", java_script_enabled=False)

    answer(page, words="no script")

    expect(page.locator(".receipt__word")).to_have_count(5)
    expect(page.get_by_role("button", name="Save as picture")).to_have_count(0)
    expect(page.get_by_role("button", name="Print")).to_have_count(0)


def test_the_words_are_large_and_whole_on_a_small_phone(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/", width=320)
    answer(page, words="on a small phone")

    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".receipt__word")].map((it) =>
            [parseFloat(getComputedStyle(it).fontSize), it.scrollWidth <= it.clientWidth])"""
    )

    assert all(size >= 24 and is_whole for size, is_whole in sizes)
    assert sideways(page) == 0


# --- Typing them back -----------------------------------------------------------------------------


@pytest.fixture
def start(open_page: Open) -> Page:
    return open_page("/journey/")


def box(page: Page) -> Locator:
    return page.get_by_label("Your five words")


def offered(page: Page) -> Locator:
    return page.get_by_role("group", name="Tap your word").get_by_role("button")


def beginning(letters: str) -> list[str]:
    return [word for word in word_list() if word.startswith(letters)][:6]


def test_the_list_is_fetched_once_and_only_when_typing_begins(start: Page, site: Site) -> None:
    asked: list[str] = []
    start.on("request", lambda request: asked.append(request.url))
    start.reload()
    box(start).focus()
    start.wait_for_timeout(200)
    assert not [it for it in asked if LIST in it]

    box(start).press_sequentially("ri la")
    expect(offered(start)).not_to_have_count(0)

    assert len([it for it in asked if LIST in it]) == 1
    assert all(it.startswith(f"{site.url}/") and "?" not in it for it in asked)


def test_two_letters_bring_up_to_six_words_to_tap(start: Page) -> None:
    box(start).press_sequentially("c")
    start.wait_for_timeout(200)
    expect(offered(start)).to_have_count(0)

    box(start).press_sequentially("a")

    expect(offered(start)).to_have_text(beginning("ca"))
    sizes = [it.bounding_box() for it in offered(start).all()]
    assert all(it and it["width"] >= 48 and it["height"] >= 48 for it in sizes)
    expect(start.locator("[data-suggest-count]")).to_have_text("Words to tap: 6")
    assert findings(start) == []


def test_a_tap_puts_the_word_in_and_goes_on_to_the_next(start: Page) -> None:
    box(start).press_sequentially("river ca")

    offered(start).filter(has_text="cabin").first.click()

    expect(box(start)).to_have_value("river cabin ")
    expect(box(start)).to_be_focused()
    expect(offered(start)).to_have_count(0)
    expect(start.locator("[data-suggest-count]")).to_have_text("")


def test_a_word_in_the_middle_is_changed_where_it_stands(start: Page) -> None:
    box(start).fill("river caxxx lamp")
    box(start).evaluate("it => it.setSelectionRange(8, 8)")
    box(start).press("ArrowLeft")
    box(start).press("ArrowRight")
    box(start).press("Backspace")
    box(start).press("a")

    offered(start).filter(has_text="cabin").first.click()

    expect(box(start)).to_have_value("river cabin lamp")


def test_a_word_is_picked_by_keyboard(start: Page) -> None:
    box(start).press_sequentially("ca")
    expect(offered(start)).to_have_count(6)

    start.keyboard.press("Tab")
    start.keyboard.press("Tab")
    start.keyboard.press("Enter")

    expect(box(start)).to_have_value(f"{beginning('ca')[1]} ")
    expect(box(start)).to_be_focused()


def test_escape_closes_what_is_offered(start: Page) -> None:
    box(start).press_sequentially("ca")
    expect(offered(start)).to_have_count(6)
    start.keyboard.press("Tab")

    start.keyboard.press("Escape")

    expect(offered(start)).to_have_count(0)
    expect(box(start)).to_be_focused()
    expect(box(start)).to_have_value("ca")


def test_a_finished_word_that_no_other_begins_with_offers_nothing(start: Page) -> None:
    box(start).press_sequentially("kestre")
    expect(offered(start)).to_have_text(["kestrel"])

    box(start).press_sequentially("l")

    expect(offered(start)).to_have_count(0)


def test_where_the_list_does_not_come_typing_works_all_the_same(start: Page, site: Site) -> None:
    start.route(f"**/{LIST}*", lambda route: route.abort())
    words = site.demo["receipts"][0]

    box(start).press_sequentially(words)
    start.get_by_role("button", name="Show me").click()

    expect(start.get_by_role("heading", name="What happened to your words")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_mistake_in_each_word_still_leads_to_the_journey(
    open_page: Open, site: Site, script: bool
) -> None:
    page = open_page("/journey/", java_script_enabled=script)
    words = site.demo["receipts"][0].split()
    wrong = [next(it for it in sorted(one_mistake_from(w)) if mend(it) == w) for w in words]

    box(page).fill(" ".join(wrong))
    page.get_by_role("button", name="Show me").click()

    expect(page.get_by_role("heading", name="What happened to your words")).to_be_visible()


def test_five_words_typed_at_the_front_door_lead_to_the_journey(
    open_page: Open, site: Site
) -> None:
    page = open_page("/", java_script_enabled=False)

    page.get_by_label("Have you got a code?").fill(site.demo["receipts"][0])
    page.get_by_role("button", name="Continue").click()
    assert page.url == f"{site.url}/"
    page.get_by_role("button", name="Follow my words").click()

    expect(page.get_by_role("heading", name="What happened to your words")).to_be_visible()
    assert page.url == f"{site.url}/journey/"
