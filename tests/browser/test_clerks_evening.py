"""A clerk's whole evening, by the keyboard alone, while a board member follows in another window.

A meeting, its agenda with the standing children's item, the papers' day and the papers; then item
by item what is decided, with actions; then the minutes.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.test_workers_session import Keys

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser that mostly waits")]
SignIn = Callable[..., Page]
BOARD = "Rotherham Youth Justice Partnership Board"
MINUTES = """{mark}

40. THE CHILDREN’S ITEM
Resolved:- 1) That the lamps by the park be mended; and
2) That children be told in a month.

41. ACTIONS THAT ARE LATE
Resolved: That each agency say why.

42. EXCLUSION OF THE PRESS AND PUBLIC
Resolved:- That the press and public be excluded from the meeting."""


def plan_the_meeting(page: Page, keys: Keys, name: str) -> None:
    """A meeting forty days ahead, the children's item on it in one press, and a second item."""
    page.goto("/staff/meetings/")
    keys.press(page.get_by_role("link", name="Add a meeting").first)
    keys.pick(page.get_by_label("Body"), BOARD)
    keys.write(page.get_by_label("Name of this meeting"), name)
    keys.reach(page.get_by_label("Date", exact=True))
    page.keyboard.type(f"{timezone.localdate() + timedelta(days=40):%d%m%Y}")
    keys.write(page.get_by_label("The council's reference"), "MId-15430")
    keys.press(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("that leaves five clear working days")).to_be_visible()
    keys.press(page.get_by_role("button", name=re.compile("^Put the children’s item on")))
    expect(page.get_by_role("heading", name=re.compile("1 The children’s item"))).to_be_visible()

    keys.press(page.get_by_role("link", name="Add an agenda item").first)
    keys.write(page.get_by_label("Number"), "2")
    keys.write(page.get_by_label("Title"), "Actions that are late")
    keys.press(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("heading", name=re.compile("2 Actions that are late"))).to_be_visible()


def issue_the_papers(page: Page, keys: Keys, name: str) -> None:
    """Read them, send them out, and look that the two files are what they should be."""
    keys.press(page.get_by_role("link", name="Papers for this meeting"))
    expect(page.get_by_role("table", name="Agenda")).to_be_visible()
    assert not findings(page)
    keys.press(page.get_by_role("link", name="Issue these papers"))
    keys.press(page.get_by_role("button", name="Issue them"))
    expect(page.get_by_text("Version 1").first).to_be_visible()
    for kind, beginning in (("PDF", b"%PDF-"), ("Word", b"PK")):
        href = page.get_by_role("link", name=kind, exact=True).get_attribute("href")
        assert href
        assert page.request.get(href).body().startswith(beginning)
    keys.press(page.get_by_role("link", name=name).first)
    expect(page.get_by_role("heading", name="Agenda")).to_be_visible()


def record(page: Page, keys: Keys, decided: str) -> None:
    """What is decided on the first item, by its keys: written, confirmed, with an action."""
    keys.press(page.get_by_role("link", name="Record in the meeting"))
    expect(page.get_by_role("button", name="Turn shortcuts off")).to_be_visible()
    page.keyboard.press("d")
    page.keyboard.type(decided)
    page.keyboard.press("Tab")
    page.keyboard.type("It was given the most weight.")
    page.keyboard.press("Tab")
    page.keyboard.type("It can be done at once.")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.get_by_text("whoever follows the meeting sees it now")).to_be_visible()


def act(page: Page, keys: Keys, action: str) -> None:
    page.keyboard.press("a")
    expect(page.get_by_label("What will be done")).to_be_focused()
    page.keyboard.type(action)
    keys.pick(page.get_by_label("Agency"), "Housing")
    keys.write(page.get_by_label("Who does it"), "Estate manager")
    keys.reach(page.get_by_label("Due"))
    page.keyboard.type(f"{timezone.localdate() + timedelta(days=70):%d%m%Y}")
    keys.press(page.get_by_role("button", name="Save the action"))
    expect(page.get_by_text(f"Saved: {action}.")).to_be_visible()


def draft_the_next(page: Page) -> None:
    """A draft of the second item, its text alone, and the way back to the agenda."""
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="2 Actions that are late")).to_be_visible()
    page.keyboard.press("d")
    page.keyboard.type("Each agency says why.")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.get_by_text("Saved: a draft.")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Agenda")).to_be_visible()


def paste_the_minutes(page: Page, keys: Keys, mark: str) -> None:
    keys.press(page.get_by_role("link", name="Paste the minutes"))
    keys.reach(page.get_by_label("The minutes"))
    page.keyboard.insert_text(MINUTES.format(mark=mark))
    keys.press(page.get_by_role("button", name=re.compile("^Keep them")))
    lines = page.get_by_role("checkbox")
    expect(lines).to_have_count(4)
    assert [it.is_checked() for it in lines.all()] == [True, True, True, False]
    assert not findings(page)
    keys.press(page.get_by_role("button", name="Make drafts of the ticked ones"))
    expect(page.get_by_text("3 drafts are made.")).to_be_visible()
    expect(page.get_by_text("Minute 40 (1)")).to_be_visible()


def test_a_clerks_whole_evening(sign_in: SignIn) -> None:
    keys, mark = Keys(), secrets.token_hex(2)
    decided, action = f"The lamps by the park are mended, {mark}.", f"Mend the lamps {mark}"
    clerk = sign_in("clerk", locale="en-GB")

    plan_the_meeting(clerk, keys, f"Evening {mark}")
    issue_the_papers(clerk, keys, f"Evening {mark}")
    member = sign_in("board_member", clerk.url)
    expect(member.locator("[data-live-status]")).to_have_text("Live")
    expect(member.get_by_text(decided)).to_have_count(0)
    record(clerk, keys, decided)
    expect(member.get_by_text(decided)).to_be_visible()  # Nobody pressed anything there.
    assert not findings(clerk)
    act(clerk, keys, action)
    expect(member.get_by_role("link", name=action)).to_be_visible()
    draft_the_next(clerk)
    paste_the_minutes(clerk, keys, mark)

    assert not findings(clerk)
    assert not findings(member)
    expect(member.get_by_role("button", name="Confirm")).to_have_count(0)
