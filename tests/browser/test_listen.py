"""Listen: the phone's own voice reads a question or the whole page; no word leaves the phone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import findings
from tests.browser.site import Site
from tests.browser.test_child_pages import PAGES, go_on, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("more browser")]
Open = Callable[..., Page]
FEAR = "How safe do you feel where you live?"
FAKE = (Path(__file__).parent / "voice.js").read_text(encoding="utf-8")
ENGLISH = {"name": "English here", "lang": "en_GB", "localService": True}
CLOUD = {"name": "English far away", "lang": "en-GB", "localService": False}
URDU = {"name": "Urdu here", "lang": "ur-PK", "localService": True}
FAST, FOR_EVER = 2, 100_000


@pytest.fixture
def with_voices(open_page: Open) -> Open:
    """Open a page on a phone with these voices, which take so long over each word."""

    def open_one(
        path: str, *voices: dict[str, Any], pace: int = FAST, before: str = "", **options: Any
    ) -> Page:
        page = open_page("/help/", **options)
        has = json.dumps(voices or [CLOUD, ENGLISH])
        page.add_init_script(f"const VOICES = {has}, PACE = {pace};\n{before}\n{FAKE}")
        page.goto(path)
        return page

    return open_one


def until(page: Page, expression: str) -> None:
    """Wait for it to be true; Playwright's own way needs an eval that our policy forbids."""
    for _try in range(250):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"Never true: {expression}")


def listen(page: Page) -> Locator:
    return page.locator("[data-listen]:visible")


def said(page: Page) -> list[str]:
    """What was said from beginning to end, once the voice has come to it."""
    expect(listen(page)).to_have_text("Listen", use_inner_text=True)
    return [it["text"] for it in page.evaluate("said") if "text" in it]


def first_question(page: Page) -> Page:
    go_on(page)
    expect(page.get_by_role("heading", name=FEAR)).to_be_visible()
    return page


def test_without_a_voice_nothing_shows(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")

    assert page.evaluate("speechSynthesis.getVoices().length") == 0
    expect(listen(page)).to_have_count(0)
    go_on(page)
    expect(listen(page)).to_have_count(0)


def test_without_speech_at_all_nothing_shows_and_the_rest_works(
    open_page: Open, site: Site
) -> None:
    page = open_page("/help/")
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined })")

    page.goto(f"/s/{site.invitation()}/")

    expect(listen(page)).to_have_count(0)
    first_question(page)


@pytest.mark.parametrize("voice", [CLOUD, URDU], ids=["far away", "of another language"])
def test_a_voice_that_does_not_suit_shows_nothing(
    with_voices: Open, site: Site, voice: dict[str, Any]
) -> None:
    page = with_voices(f"/s/{site.invitation()}/", voice)

    until(page, "speechSynthesis.getVoices().length")

    expect(listen(page)).to_have_count(0)
    expect(first_question(page).locator("[data-listen]:visible")).to_have_count(0)


def test_a_question_is_read_with_its_choices_one_after_the_other(
    with_voices: Open, site: Site
) -> None:
    page = first_question(with_voices(f"/s/{site.invitation()}/"))

    listen(page).click()

    words = said(page)
    assert words[:2] == ["Question 1", FEAR]
    choices = words.index("Very safe")
    assert words[choices : choices + 7] == [
        "Very safe",
        "Mostly safe",
        "In the middle",
        "Not very safe",
        "Not safe at all",
        "I am not sure",
        "Skip",
    ]
    assert words[-1] == "Continue"
    assert len(words) == len(set(words))


def test_only_a_voice_on_the_phone_is_given_words(with_voices: Open, site: Site) -> None:
    page = first_question(with_voices(f"/s/{site.invitation()}/"))

    listen(page).click()
    said(page)

    assert {it["voice"] for it in page.evaluate("said") if "text" in it} == {ENGLISH["name"]}


def test_the_page_is_read_as_it_is_seen_with_the_help_lines_last(
    with_voices: Open, site: Site
) -> None:
    page = with_voices("/")

    listen(page).click()

    words = said(page)
    assert words[0] == "Say how it is. Get it noticed."
    assert "You said, we did" in words
    assert "Need to talk now? Childline" in words
    assert "What else you can do" not in words  # Said to screen readers only.
    assert not {"Listen", "Stop", "Leave this page", "Noticed"} & set(words)


def test_steps_that_are_not_shown_are_not_read(with_voices: Open, site: Site) -> None:
    page = with_voices(f"/s/{site.invitation()}/")

    listen(page).click()

    words = said(page)
    assert "Before you start" in words
    assert not {FEAR, "Very safe", "Send my answers"} & set(words)


def test_words_are_marked_as_they_are_spoken_and_nothing_else_changes(
    with_voices: Open, site: Site
) -> None:
    page = first_question(with_voices(f"/s/{site.invitation()}/", pace=FOR_EVER))
    markup = "document.body.outerHTML.replace(' listen--on', '')"
    before = page.evaluate(markup)

    listen(page).click()

    until(page, "CSS.highlights.has('reading')")
    assert page.evaluate("[...CSS.highlights.get('reading')].map(it => it.toString())") == [
        "Question"
    ]
    assert page.evaluate(markup) == before


def test_each_word_is_marked_in_its_turn(with_voices: Open, site: Site) -> None:
    page = with_voices("/", pace=20)
    page.evaluate(
        """() => {
            window.marked = [];
            const set = CSS.highlights.set.bind(CSS.highlights);
            CSS.highlights.set = (name, it) => {
                marked.push([...it].join());
                return set(name, it);
            };
        }"""
    )

    listen(page).click()

    until(page, "marked.length > 8")
    assert page.evaluate("marked.slice(0, 8).join(' ')") == (
        "Say how it is. Get it noticed. Adults"
    )


def test_where_words_cannot_be_marked_they_are_read_all_the_same(
    with_voices: Open, site: Site
) -> None:
    page = with_voices("/help/", before="delete CSS.highlights; delete window.Highlight;")

    listen(page).click()

    assert "Get help" in said(page)


@pytest.mark.parametrize("way", ["button", "Escape"])
def test_the_same_button_stops_and_so_does_escape(with_voices: Open, site: Site, way: str) -> None:
    page = first_question(with_voices(f"/s/{site.invitation()}/", pace=FOR_EVER))
    button = listen(page)
    button.click()
    expect(button).to_have_text("Stop", use_inner_text=True)
    expect(button).to_be_focused()

    button.click() if way == "button" else page.keyboard.press("Escape")

    expect(button).to_have_text("Listen", use_inner_text=True)
    assert page.evaluate("said.at(-1)") == {"stopped": True}
    assert page.evaluate("CSS.highlights.size") == 0


def test_it_is_started_by_keyboard(with_voices: Open, site: Site) -> None:
    page = with_voices("/journey/", pace=FOR_EVER)
    expect(listen(page)).to_be_visible()

    for _press in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-listen]')"):
            break
    page.keyboard.press("Enter")

    expect(listen(page)).to_have_text("Stop", use_inner_text=True)


def move_on(page: Page) -> None:
    go_on(page)


def go_back(page: Page) -> None:
    page.go_back()


def swap(page: Page) -> None:
    """What a change of language does: the same words in other elements."""
    page.evaluate(
        """() => {
            const main = document.querySelector("main");
            const anew = main.cloneNode(true);
            const read = anew.querySelectorAll(".listen--on");
            for (const it of read) it.classList.remove("listen--on");
            main.replaceChildren(...anew.childNodes);
        }"""
    )


def leave(page: Page) -> None:
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")


def put_away(page: Page) -> None:
    page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )


@pytest.mark.parametrize("change", [move_on, go_back, swap, leave, put_away])
def test_it_stops_when_the_step_or_the_page_changes(
    with_voices: Open, site: Site, change: Callable[[Page], None]
) -> None:
    page = first_question(with_voices(f"/s/{site.invitation()}/", pace=FOR_EVER))
    listen(page).click()
    until(page, "said.length")

    change(page)

    until(page, "said.at(-1).stopped")
    expect(page.locator(".listen--on")).to_have_count(0)
    page.wait_for_timeout(50)
    assert len(page.evaluate("said")) == 2


def make_urdu(page: Page) -> None:
    """The page in Urdu, with its lead left in English, as where a translation is missing."""
    page.evaluate(
        """() => {
            document.documentElement.lang = "ur";
            document.querySelector("h1").textContent = "مدد حاصل کریں";
            document.querySelector(".lead").lang = "en";
        }"""
    )


def test_each_part_is_read_by_a_voice_of_its_own_language(with_voices: Open, site: Site) -> None:
    page = with_voices("/help/", ENGLISH, URDU)
    make_urdu(page)

    listen(page).click()
    said(page)

    spoken = page.evaluate("said")
    assert spoken[0] == {"text": "مدد حاصل کریں", "voice": "Urdu here"}
    assert spoken[1]["voice"] == "English here"
    assert spoken[1]["text"].startswith("Nobody here can see who you are.")


def test_a_part_without_a_voice_is_left_out(with_voices: Open, site: Site) -> None:
    page = with_voices("/help/", URDU)
    make_urdu(page)

    listen(page).click()

    words = said(page)
    assert words[0] == "مدد حاصل کریں"
    assert not [it for it in words if it.startswith("Nobody here can see")]


def test_a_page_whose_language_has_no_voice_has_no_button(with_voices: Open, site: Site) -> None:
    page = with_voices("/help/", ENGLISH)
    expect(listen(page)).to_be_visible()

    make_urdu(page)

    expect(listen(page)).to_have_count(0)


def test_a_question_that_is_still_in_english_is_read_in_english(
    with_voices: Open, site: Site
) -> None:
    page = first_question(with_voices(f"/s/{site.invitation()}/", ENGLISH))

    page.evaluate(
        """() => {
            document.documentElement.lang = "ur";
            const title = document.querySelector("[data-step]:not([hidden]) h2");
            const words = document.createElement("span");
            words.lang = "en-gb";
            words.dir = "ltr";
            words.textContent = title.textContent;
            title.replaceChildren(words);
        }"""
    )
    listen(page).click()

    assert said(page) == [FEAR]


def test_every_page_has_one_button_and_nothing_jumps_or_is_found(
    with_voices: Open, site: Site
) -> None:
    page = with_voices("/help/")
    page.add_init_script(
        """window.jumps = 0;
        new PerformanceObserver((list) => {
            for (const it of list.getEntries()) jumps += it.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )

    found: list[str] = []
    for path in [it for it in PAGES if not it.startswith("/accounts/")]:
        page.goto(path.replace("CODE", site.invitation()))
        expect(listen(page)).to_have_count(1)
        box = listen(page).bounding_box()
        assert box is not None
        assert box["width"] >= 48, path
        assert box["height"] >= 48, path
        found += findings(page)
        assert sideways(page) == 0, path
        assert page.evaluate("jumps") == 0, path

    assert found == []


def test_each_step_has_one_button(with_voices: Open, site: Site) -> None:
    page = with_voices(f"/s/{site.invitation()}/")
    steps = 0

    while not page.get_by_role("button", name="Send my answers").is_visible():
        expect(listen(page)).to_have_count(1)
        assert findings(page) == []
        go_on(page)
        steps += 1

    assert steps >= 5


@pytest.mark.parametrize("query", ["", "?lang=ur", "?text=large"])
def test_a_phone_without_a_voice_has_no_empty_row(open_page: Open, query: str) -> None:
    """The place that is kept for Listen lies beside the title."""
    page = open_page(f"/journey/{query}")
    title = page.locator("h1").bounding_box()
    before = page.locator(".notice--language, header").last.bounding_box()

    assert title is not None
    assert before is not None
    assert title["y"] - before["y"] - before["height"] <= 32
