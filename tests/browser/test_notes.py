"""A group's words on a tablet, from the first letter to a theme; themes sorted; people invited."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., Page]
NOTES = "/staff/notes/"
TABLET = {"width": 820, "height": 1180, "has_touch": True}


def agree(page: Page, words: str) -> None:
    """Type a note, read it back, and the group agrees to be quoted."""
    page.goto(f"{NOTES}new/")
    page.get_by_label("On a flipchart").check()
    page.get_by_label("What they said").fill(words)
    page.get_by_role("button", name="Save and read it back").click()
    expect(page.get_by_role("heading", name="Is this what you said?")).to_be_visible()
    page.get_by_label("Yes, adults may read our words").check()
    page.get_by_role("button", name="We agree").click()
    expect(page.get_by_text("Its words are one voice now")).to_be_visible()


def new_theme(page: Page, title: str, words: list[str]) -> str:
    page.goto("/staff/themes/new/")
    page.get_by_label("Group").select_option(label="CHANCE")
    page.get_by_label("In plain words").fill(title)
    page.get_by_role("button", name="Make the theme").click()
    for text in words:
        page.get_by_label(text).check()
    page.get_by_role("button", name="Add the chosen ones").first.click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    return page.url


def test_a_note_is_typed_on_a_tablet_read_back_changed_and_agreed_to(sign_in: SignIn) -> None:
    mark = secrets.token_hex(3)
    page = sign_in("worker", NOTES, **TABLET)
    page.get_by_role("link", name="New group note").click()
    page.get_by_label("A drawing: what they say it shows").check()
    page.get_by_label("What they said").fill(f"We walk the long way {mark}")
    page.get_by_role("button", name="Save and read it back").click()

    words = page.locator(".aloud__words")
    expect(words).to_have_text(f"We walk the long way {mark}")
    assert words.evaluate("it => parseFloat(getComputedStyle(it).fontSize)") >= 48
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("What they said").fill(f"We walk the long way home {mark}")
    page.get_by_label("What they wanted changed").fill("where to")
    page.get_by_role("button", name="Save and read it back").click()
    page.get_by_label("Yes, adults may read our words").check()
    page.get_by_role("button", name="We agree").click()

    expect(page.get_by_text("One voice, however many said it")).to_be_visible()


def test_what_is_typed_is_not_lost_without_being_asked(sign_in: SignIn) -> None:
    page = sign_in("worker", f"{NOTES}new/", **TABLET)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    words = f"He shouts {secrets.token_hex(4)}"
    page.get_by_label("Said aloud").check()
    page.get_by_label("What they said").fill("We are shouted at")
    page.get_by_role("button", name="Save for later").click()
    saved_unasked = list(asked)
    page.get_by_label("What they said").fill(words)

    page.get_by_role("link", name="Worried about a child").click(no_wait_after=True)

    expect(page.get_by_label("What they said")).to_have_value(words)
    assert (saved_unasked, asked) == ([], ["beforeunload"])
    page.get_by_role("button", name="Save for later").click()
    page.get_by_role("link", name="Worried about a child").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Worried about a child")
    assert asked == ["beforeunload"]


def test_notes_become_themes_that_are_merged_and_split(sign_in: SignIn) -> None:
    mark = secrets.token_hex(3)
    dark, lamps, bus = (f"{said} {mark}" for said in ("It is dark", "No lamp works", "No bus"))
    page = sign_in("worker", NOTES, **TABLET)
    for words in (dark, lamps, bus):
        agree(page, words)
    first = new_theme(page, f"Dark {mark}.", [dark, bus])
    new_theme(page, f"Lamps {mark}.", [lamps])

    page.get_by_role("link", name="Merge it").click()
    page.get_by_label(f"Dark {mark}.").check()
    page.get_by_role("button", name="Merge them").click()
    expect(page.get_by_role("button", name="Undo the merge")).to_be_visible()
    page.goto(first)
    expect(page.get_by_role("heading", name="3 voices")).to_be_visible()
    page.get_by_role("link", name="Split it").click()
    page.get_by_label(bus).check()
    page.get_by_label("The new theme in plain words").fill(f"Buses {mark}.")
    page.get_by_role("button", name="Make a new theme of them").click()

    expect(page.get_by_role("heading", name="1 voice")).to_be_visible()
    page.goto(f"{first}history/")
    expect(page.get_by_text(f"Split: “Buses {mark}.” is a theme of its own")).to_be_visible()
    page.goto("/replies/")
    expect(page.get_by_text(f"Dark {mark}.").first).to_be_visible()
    expect(page.get_by_text(f"Buses {mark}.").first).to_be_visible()


def test_a_note_goes_all_the_way_by_keyboard_and_without_script(sign_in: SignIn) -> None:
    words = f"typed by keys {secrets.token_hex(3)}"
    page = sign_in("worker", f"{NOTES}new/", java_script_enabled=False)
    page.get_by_label("Said aloud").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(words)
    page.get_by_role("button", name="Save and read it back").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Yes, adults may read our words").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Its words are one voice now")).to_be_visible()
    expect(page.get_by_text("Yes, the group said so")).to_be_visible()


def test_all_voices_of_a_survey_are_chosen_by_one_key_without_script(sign_in: SignIn) -> None:
    page = sign_in("worker", "/staff/themes/new/", java_script_enabled=False)
    page.get_by_label("Group").select_option(label="CHANCE")
    page.get_by_label("In plain words").fill(f"All of it {secrets.token_hex(3)}")
    page.get_by_role("button", name="Make the theme").click()
    choose = page.get_by_role("button", name="Choose all").first
    number = int(choose.inner_text().split()[2])

    choose.focus()
    page.keyboard.press("Enter")

    expect(page.locator("input[name=voices]:checked")).to_have_count(number)


def test_somebody_is_invited_and_switched_off_by_keyboard(sign_in: SignIn) -> None:
    name = f"Sam {secrets.token_hex(3)}"
    page = sign_in("administrator", "/staff/people/")
    page.get_by_role("link", name="Invite somebody").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name").fill(name)
    page.keyboard.press("Tab")
    page.keyboard.type(f"{name.replace(' ', '.')}@example.org")
    page.get_by_label("Clerk").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Invite").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{name} gets an e-mail")).to_be_visible()

    page.get_by_role("link", name=name).click()
    page.locator("summary", has_text="Switch off").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Switch off {name}").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text(f"{name} is switched off")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_notes_themes_and_housekeeping_are_readable_by_all(
    sign_in: SignIn, width: int
) -> None:
    pages = {
        "worker": [
            NOTES,
            f"{NOTES}new/",
            f"{NOTES}1/",
            f"{NOTES}2/",
            f"{NOTES}2/read-back/",
            f"{NOTES}1/worried/",
            "/staff/themes/1/",
            "/staff/themes/1/voices/",
            "/staff/themes/1/split/",
            "/staff/themes/1/merge/",
            "/staff/themes/11/merge/",
            "/staff/themes/1/history/",
            "/staff/housekeeping/",
        ],
        "administrator": ["/staff/people/", "/staff/people/invite/", "/staff/people/1/"],
    }
    for role, paths in pages.items():
        page = sign_in(role, paths[0], width=width)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            assert findings(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
