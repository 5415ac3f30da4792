"""Results and the gap in a real browser: on a phone, on paper, in the dark, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings, of_pages

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("more browser")]
SignIn = Callable[..., Page]

# The demo's surveys, in the order in which it makes them.
WORDS_ONLY, POOLED, TO_GUESS, STILL_OPEN = 1, 3, 4, 5
PAGES = [
    f"/staff/results/{POOLED}/",
    f"/staff/results/{POOLED}/?audience=practitioners",
    f"/staff/results/{WORDS_ONLY}/",
    f"/staff/results/{STILL_OPEN}/",
    f"/staff/gap/{POOLED}/",
    f"/staff/gap/{TO_GUESS}/",
    f"/staff/gap/{TO_GUESS}/look/",
]
WAYS: dict[str, dict[str, Any]] = {
    "phone": {"width": 320, "height": 740},
    "desktop, dark": {"color_scheme": "dark"},
    "forced colours": {"width": 360, "height": 740, "forced_colors": "active"},
}


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(sign_in: SignIn, way: str) -> None:
    page = sign_in("clerk", "/staff/", **WAYS[way])

    assert of_pages(page, PAGES) == []


def test_a_split_by_another_question_has_its_headings_in_order(sign_in: SignIn) -> None:
    page = sign_in("clerk", f"/staff/results/{POOLED}/")

    page.locator("a[href*='by=']").first.click()
    expect(page.get_by_role("heading", name=re.compile("^By “")).first).to_be_visible()

    assert findings(page) == []


def test_each_mark_stands_where_its_number_is(sign_in: SignIn) -> None:
    page = sign_in("board_member", f"/staff/gap/{POOLED}/", width=360, height=740)

    drawings = page.locator(".figures--gap").first.locator(".chart")

    places = drawings.evaluate_all(
        """charts => charts.map(chart => {
            const track = chart.querySelector(".chart__track").getBoundingClientRect();
            const mark = [...chart.querySelectorAll("svg > *")].at(-1).getBoundingClientRect();
            return 100 * (mark.left + mark.width / 2 - track.left) / track.width;
        })"""
    )
    assert [round(place) for place in places] == pytest.approx([29, 70, 58, 46], abs=1)


def test_the_board_guesses_by_keyboard_and_then_sees(sign_in: SignIn) -> None:
    page = sign_in("board_member", f"/staff/gap/{TO_GUESS}/")
    card = page.locator("section.card").first
    question = card.locator(".card__label").inner_text()

    card.get_by_label("Of 100 children, how many?").focus()
    page.keyboard.type("200")
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("from 0 to 100")
    alert.get_by_role("link").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("80")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("You agreed on 80 of 100")
    expect(page.locator("main")).not_to_contain_text("6 of 14")
    card.get_by_role("button", name="Show what children said").press("Enter")

    shown = page.locator("section.card", has_text=question).first
    expect(shown).to_contain_text("than the Board guessed: 4 in 10, not 8 in 10.")
    expect(shown).to_contain_text("6 of 14")


def test_results_without_script_are_whole(sign_in: SignIn) -> None:
    page = sign_in("worker", f"/staff/results/{POOLED}/", java_script_enabled=False)

    expect(page.get_by_role("table").first).to_contain_text("29%")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_the_gap_on_paper_is_its_sentences_and_tables(
    sign_in: SignIn, picture: Callable[..., None]
) -> None:
    page = sign_in("board_member", f"/staff/gap/{POOLED}/", width=794, height=1123)

    page.emulate_media(media="print")

    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    first = page.locator("section.card").first.bounding_box()
    assert first
    assert first["y"] + first["height"] < 1123
    picture(page, "gap-on-paper")


def test_picture_of_the_gap(sign_in: SignIn, picture: Callable[..., None]) -> None:
    page = sign_in("board_member", f"/staff/gap/{POOLED}/", width=1180, height=900)

    expect(page.locator(".says").first).to_contain_text("3 in 10, not 7 in 10.")
    picture(page, "gap")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".says").first.evaluate("it => it.closest('section').scrollIntoView()")
    picture(page, "gap-phone")
