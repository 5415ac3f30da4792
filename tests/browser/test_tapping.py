"""Say it by tapping: a whole survey without typing a letter."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site
from tests.browser.test_child_pages import go_on, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("more browser")]
Open = Callable[..., Page]
HELP = "What would help you feel safer?"
NOTICE = "What do adults not notice?"
QUOTE = "Can we show your words to others?"


def phrase(page: Page, words: str) -> Locator:
    return page.locator(".say .choice", has_text=words)


def to_phrases(page: Page) -> None:
    """Go to the first question that has them: it hangs on not feeling safe."""
    go_on(page)
    page.locator(".choice:visible", has_text="Not very safe").click()
    for _step in range(3):
        go_on(page)
    expect(page.get_by_role("heading", name=HELP)).to_be_focused()


def five_words(page: Page) -> str:
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    words = page.locator(".receipt__word").all_inner_texts()
    assert len(words) == 5
    return " ".join(words)


def test_a_whole_survey_by_tapping_phrases_only(
    open_page: Open, site: Site, picture: Callable[[Page, str], None]
) -> None:
    page = open_page(f"/s/{site.invitation()}/", has_touch=True)
    tap = page.locator(".choice:visible")
    on = page.get_by_role("button", name="Continue", exact=True)

    on.tap()
    for choice in ("Not very safe", "No", "A later bus"):
        tap.filter(has=page.get_by_text(choice, exact=True)).tap()
        on.tap()
    phrase(page, "Somebody to walk with").tap()
    phrase(page, "More to do").tap()
    picture(page, "child-tapping")
    on.tap()
    phrase(page, "The good things here").tap()
    on.tap()
    # Without words there is nothing to show to others, so that is not asked.
    expect(page.get_by_role("heading", name="Check your answers")).to_be_focused()
    expect(page.locator(".answers")).not_to_contain_text(QUOTE)
    said = page.locator(".answers > div", has_text=HELP).locator(".answers__pick")
    expect(said).to_have_text(["Somebody to walk with", "More to do"])
    expect(said.locator("svg")).to_have_count(2)
    on.tap()
    page.get_by_role("button", name="Send my answers").tap()
    five_words(page)

    page.get_by_role("button", name="Follow my words").tap()
    expect(page.get_by_text("Somebody to walk with")).to_be_visible()
    expect(page.get_by_text("The good things here")).to_be_visible()


def test_phrases_are_tapped_by_keyboard(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")
    to_phrases(page)

    def tab_to(target: Locator) -> None:
        for _press in range(15):
            page.keyboard.press("Tab")
            if target.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"Tab never reached {target}")

    for words in ("Friends nearby", "Somebody to ring"):
        tab_to(page.get_by_role("checkbox", name=words))
        page.keyboard.press("Space")
    tab_to(page.locator("textarea:visible"))
    tab_to(page.locator("[data-continue]:visible"))
    page.keyboard.press("Enter")
    page.go_back()

    expect(page.locator(".say input:checked:visible")).to_have_count(2)
    expect(page.get_by_role("checkbox", name="Friends nearby")).to_be_checked()


def test_phrases_without_script(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/", java_script_enabled=False, width=320)

    page.get_by_label("Not very safe").check()
    phrase(page, "Friends nearby").click()
    phrase(page, "How it feels").click()
    assert sideways(page) == 0
    page.get_by_role("button", name="Send my answers").click()
    five_words(page)

    page.get_by_role("button", name="Follow my words").click()
    expect(page.get_by_text("Friends nearby")).to_be_visible()
    expect(page.get_by_text("How it feels")).to_be_visible()


def test_skip_takes_phrases_and_words_out(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")
    to_phrases(page)
    phrase(page, "Friends nearby").click()
    page.locator("textarea:visible").fill("and a dog")

    page.get_by_role("button", name="Skip").click()
    page.go_back()

    expect(page.locator(".say input:checked")).to_have_count(0)
    expect(page.locator("textarea:visible")).to_have_value("")


def test_who_writes_beside_a_phrase_is_asked_about_quoting(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")
    to_phrases(page)
    phrase(page, "Friends nearby").click()
    go_on(page)
    go_on(page)
    check = page.get_by_role("heading", name="Check your answers")
    expect(check).to_be_visible()

    page.locator(".answers > div", has_text=NOTICE).get_by_role("button").click()
    page.locator("textarea:visible").fill("nans dog <3")
    go_on(page)

    expect(page.get_by_role("heading", name=QUOTE)).to_be_visible()
    go_on(page)
    expect(check).to_be_visible()
    expect(page.locator(".answers > div", has_text=NOTICE)).to_contain_text("nans dog <3")


@pytest.mark.parametrize("width", [320, 360, 820, 1280])
def test_phrases_are_as_large_as_a_thumb_and_not_too_close(
    open_page: Open, site: Site, width: int
) -> None:
    page = open_page(f"/s/{site.invitation()}/", width=width)
    to_phrases(page)

    boxes = [it.bounding_box() for it in page.locator(".say .choice:visible").all()]

    sides = [(box["x"], box["y"], box["width"], box["height"]) for box in boxes if box]
    assert len(sides) == 6
    assert all(wide >= 48 and high >= 48 for _x, _y, wide, high in sides)
    for (x, y, wide, high), (x2, y2, wide2, high2) in combinations(sides, 2):
        across = max(x2 - x - wide, x - x2 - wide2)
        down = max(y2 - y - high, y - y2 - high2)
        assert max(across, down) >= 8
    assert page.locator(".say input:checked").count() == 0


def test_phrases_can_be_spaced_and_made_large(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/", width=320)
    to_phrases(page)

    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " document.adoptedStyleSheets.push(sheet) }",
        "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
        " html { font-size: 200% !important }",
    )

    cut = page.evaluate(
        """() => [...document.querySelectorAll(".say .choice, .say .choice *")]
            .filter(it => it.checkVisibility())
            .filter(it => it.getBoundingClientRect().right > innerWidth)
            .map(it => it.textContent.trim())"""
    )
    assert cut == []
