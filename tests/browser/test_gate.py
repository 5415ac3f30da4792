"""From a template to an open survey in a real browser: by keyboard, without script, on a phone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., Page]
PLAN = {
    "Space": "With a worker they know.",
    "Voice": "Tap or write.",
    "Audience": "The Board.",
    "What can change": "How workers listen.",
    "What cannot change": "Who your worker is.",
}
PAGES = (
    "/staff/surveys/templates/",
    "/staff/surveys/packs/import/",
    "/staff/groups/",
    "/staff/groups/1/note/",
    "/staff/groups/1/note/write/",
    "/staff/surveys/1/plan/",
    "/staff/surveys/1/readers/",
)


def draft(page: Page, title: str) -> str:
    """A draft of a template, made on the page; return where its pages are."""
    page.goto("/staff/surveys/templates/")
    page.get_by_label("For which group?").select_option("CHANCE")
    page.get_by_role("article", name=title).get_by_role("button").click()
    expect(page.get_by_text(f"“{title}” is a draft. Now write its plan.")).to_be_visible()
    return page.url.split("/plan/")[0]


def test_a_template_becomes_an_open_survey_about_staff_without_script(sign_in: SignIn) -> None:
    page = sign_in("worker", java_script_enabled=False)
    survey = draft(page, "How your worker listens")
    before = page.get_by_role("region", name="Before it opens")
    expect(before.get_by_text("To do")).to_have_count(7)

    for label, words in PLAN.items():
        page.get_by_label(label).first.fill(words)
    page.get_by_label("They can decide some of this").check()
    page.get_by_role("button", name="Save the plan").click()
    expect(before.get_by_text("To do")).to_have_count(1)
    before.get_by_role("link", name="Who reads it").click()
    readers = page.get_by_role("group", name="Who reads the words")
    readers.get_by_label("worker@example.org").check()
    page.get_by_role("group", name="Who is asked about").get_by_label("Clerk").check()
    page.get_by_role("button", name="Save").click()
    expect(before.get_by_text("To do")).to_have_count(0)

    page.goto(f"{survey}/")
    page.get_by_text("Open this survey").click()
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_text("“How your worker listens” is open.")).to_be_visible()
    page.goto(f"{survey}/plan/")
    expect(page.get_by_text("so it stays as it is")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)


def test_the_plan_is_written_with_the_keyboard_alone(sign_in: SignIn) -> None:
    page = sign_in("worker")
    draft(page, "Waiting for help")
    page.get_by_label("Space").first.focus()

    for words in list(PLAN.values())[:3]:
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    for words in list(PLAN.values())[3:]:
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save the plan")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Nothing is missing: the survey can be opened.")).to_be_visible()


def test_a_pack_is_looked_at_and_taken_in(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("worker", "/staff/surveys/packs/import/")
    question = {
        "key": "2b1c8a54-0b59-4b1b-9a55-0d3c5a1f7d10",
        "kind": "text",
        "text": "What is “it” like <here>?",
    }
    pack = {"format": "noticed-survey-pack", "version": 1, "title": "Theirs"}
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps({**pack, "questions": [question]}), encoding="utf-8")

    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("What is “it” like <here>?")).to_be_visible()
    page.get_by_label("For which group?").select_option("CHANCE")
    page.get_by_role("button", name="Make a draft of it").click()

    expect(page.get_by_text("“Theirs” is a draft. Now write its plan.")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(sign_in: SignIn, width: int) -> None:
    page = sign_in("worker", width=width)
    survey = draft(page, "Meeting the Board")

    for path in [*PAGES, f"{survey}/plan/", f"{survey}/bank/", f"{survey}/readers/"]:
        page.goto(path)
        assert findings(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide}"
