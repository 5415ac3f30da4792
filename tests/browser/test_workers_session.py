"""A participation worker's whole session, by mouse and once more by the keyboard alone.

From a template to a theme: plan, open, print cards, run the room with 30 phones, two children on a
tablet that has no server, all of it moderated by two workers in two windows, one concern.
"""

from __future__ import annotations

import json
import re
import secrets
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from tests.browser.queue import read_what_tests_left
from tests.browser.site import Site
from tests.browser.tablets import answer, cut_off, tablet
from tests.browser.test_gate import PLAN
from tests.browser.test_reading import colleague  # noqa: F401  a fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser that mostly waits")]
SignIn = Callable[..., Page]
TITLE = "Safety where you live"
PHONES = 30
WORRY = "i am scared to go home at night"
QUEUE = "/staff/moderation/"
OPEN = "[data-queue-form], .covered"


class Hands(Protocol):
    """What somebody works a page with."""

    def press(self, it: Locator) -> None: ...
    def write(self, it: Locator, text: str) -> None: ...
    def tick(self, it: Locator) -> None: ...
    def pick(self, it: Locator, label: str) -> None: ...
    def decide(self, page: Page, it: Locator, key: str) -> None: ...


class Mouse:
    def press(self, it: Locator) -> None:
        it.click()

    def write(self, it: Locator, text: str) -> None:
        it.fill(text)

    def tick(self, it: Locator) -> None:
        it.check()

    def pick(self, it: Locator, label: str) -> None:
        it.select_option(label)

    def decide(self, page: Page, it: Locator, key: str) -> None:
        it.click()


class Keys:
    """Tab to it and press: nothing is focused but by keys."""

    def reach(self, it: Locator) -> None:
        expect(it).to_be_visible()
        for _tab in range(300):
            if it.evaluate(
                """it => it === document.activeElement || (it.type === "radio"
                    && document.activeElement.type === "radio"
                    && it.name === document.activeElement.name)"""
            ):
                return
            it.page.keyboard.press("Tab")
        raise AssertionError(f"{it} is never reached")

    def press(self, it: Locator) -> None:
        self.reach(it)
        it.page.keyboard.press("Enter")

    def write(self, it: Locator, text: str) -> None:
        self.reach(it)
        it.page.keyboard.press("ControlOrMeta+a")
        it.page.keyboard.type(text)

    def tick(self, it: Locator) -> None:
        self.reach(it)
        if it.get_attribute("type") == "checkbox":
            it.page.keyboard.press("Space")
        for _arrow in range(12):
            if it.is_checked():
                return
            it.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{it} is never ticked")

    def pick(self, it: Locator, label: str) -> None:
        self.reach(it)
        it.page.keyboard.type(label)

    def decide(self, page: Page, it: Locator, key: str) -> None:
        expect(it).to_be_visible()
        expect(page.get_by_role("button", name="Turn shortcuts off")).to_be_visible()
        page.keyboard.press(key)


def build(page: Page, hands: Hands) -> str:
    """From the list of surveys to an open one; where its pages are."""
    page.goto("/staff/surveys/")
    hands.press(page.get_by_role("link", name="Start from a template"))
    hands.pick(page.get_by_label("For which group?"), "CHANCE")
    hands.press(page.get_by_role("article", name=TITLE).get_by_role("button"))
    expect(page.get_by_text("Now write its plan.")).to_be_visible()
    for label, words in PLAN.items():
        hands.write(page.get_by_label(label).first, words)
    hands.tick(page.get_by_label("They can decide some of this"))
    hands.press(page.get_by_role("button", name="Save the plan"))
    expect(page.get_by_text("Nothing is missing: the survey can be opened.")).to_be_visible()

    hands.press(page.get_by_role("link", name="Questions", exact=True))
    expect(page.get_by_role("heading", name="How safe do you feel where you live?")).to_be_visible()
    survey = page.url.rstrip("/")
    hands.press(page.locator("summary", has_text="Open this survey"))
    hands.press(page.get_by_role("button", name="Open it"))
    expect(page.get_by_text(f"“{TITLE}” is open. Now make a way in")).to_be_visible()
    return survey


def invite(page: Page, hands: Hands) -> tuple[str, str]:
    """A room, thirty cards and a tablet; the codes of the room and of the tablet."""
    hands.press(page.get_by_role("link", name="Ways in", exact=True))
    make = page.get_by_role("button", name="Make it")
    hands.tick(page.get_by_role("radio", name=re.compile("^Live room")))
    hands.press(make)
    hands.tick(page.get_by_role("radio", name=re.compile("^Single use")))
    hands.write(page.get_by_label("How many cards?"), str(PHONES))
    hands.press(make)
    expect(page.get_by_text(f"{PHONES} cards are made.")).to_be_visible()
    hands.tick(page.get_by_role("radio", name=re.compile("^Shared tablet")))
    hands.press(make)

    cards = page.get_by_role("link", name=re.compile(f"^Cards ?: batch of {PHONES}"))
    pdf = page.request.get(str(cards.get_attribute("href")))
    assert pdf.body().startswith(b"%PDF-")
    room = page.get_by_role("link", name=re.compile("^Open the room"))
    ready = page.get_by_role("link", name=re.compile("^Get a tablet ready"))
    return code_of(room), code_of(ready)


def code_of(link: Locator) -> str:
    return str(link.get_attribute("href")).rstrip("/").rsplit("/", 1)[1]


def answer_by_phone(site: Site, code: str, words: str) -> None:
    """One child's phone: open the page, and send."""
    urllib.request.urlopen(f"{site.url}/s/{code}/", timeout=30).close()
    url = f"{site.url}/api/v1/invitations/{code}/"
    with urllib.request.urlopen(url, timeout=30) as found:
        questions = json.load(found)["questions"]
    asked = next(it["id"] for it in questions if it["kind"] == "text" and not it["show_if"])
    sent = {
        "token": secrets.token_urlsafe(24),
        "answers": [{"question": asked, "text": words}],
        "quote": True,
    }
    request = urllib.request.Request(
        f"{url}responses/", json.dumps(sent).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as kept:
        assert kept.status == 201


def run_the_room(page: Page, hands: Hands, site: Site, code: str) -> list[str]:
    hands.press(page.get_by_role("link", name=re.compile("^Open the room")))
    expect(page.locator("[data-live-status]")).to_have_text("Live")
    mark = secrets.token_hex(2)
    said = [f"more lights by the park, {mark} {number}" for number in range(PHONES - 1)] + [WORRY]
    with ThreadPoolExecutor(6) as phones:
        list(phones.map(lambda words: answer_by_phone(site, code, words), said))
    expect(page.locator("[data-opened]")).to_have_text(str(PHONES))
    expect(page.locator("[data-sent]")).to_have_text(str(PHONES))
    hands.press(page.get_by_role("link", name="Close the room"))
    hands.press(page.get_by_role("button", name="Close it"))
    expect(page.get_by_text("The room is closed.").first).to_be_visible()
    return said


def pass_the_tablet_on(
    browser: Browser, hands: Hands, site: Site, code: str, folder: Path
) -> list[str]:
    """Ready with a signal, then no server at all: two children, one after another."""
    said = ["a bench by the shop", "somebody who waits at the stop"]
    with tablet(browser, folder, site) as page:
        page.goto(f"/tablet/{code}/")
        hands.press(page.get_by_role("button", name="Get this tablet ready"))
        expect(page.get_by_text("Ready for no signal", exact=True)).to_be_visible(timeout=30_000)
    with cut_off(site), tablet(browser, folder, site) as page:
        page.goto(f"/s/{code}/")
        receipts = []
        for words in said:
            receipts.append(answer(page, words))
            page.get_by_role("link", name="Next person").click()
        page.goto(f"/tablet/{code}/")
        expect(page.get_by_text("2 waiting")).to_be_visible()
        assert receipts[0] != receipts[1]
    with tablet(browser, folder, site) as page:
        page.goto(f"/tablet/{code}/")
        expect(page.get_by_text("0 waiting")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("Sent and kept: 2")).to_be_visible()
    return said


def comes(it: Locator) -> bool:
    """Whether it is there, or is soon: between two texts a page holds none for a moment."""
    try:
        it.first.wait_for(timeout=2_000)
    except TimeoutError:
        return False
    return True


def moderate_all(windows: list[Page], hands: Hands) -> list[dict[str, str]]:
    """Every waiting text, by two people in turn; what each of them read, by its address."""
    read: list[dict[str, str]] = [{} for _window in windows]
    for page in windows:
        page.goto(QUEUE)
        hands.press(page.locator(".row:not(:has(.row__title--taken))").first)
        expect(page.locator(OPEN).first).to_be_visible()
    for _turn in range(100):
        if not any(comes(page.locator(OPEN)) for page in windows):
            return read
        for page, seen in zip(windows, read, strict=True):
            if not comes(page.locator(OPEN)):
                continue
            uncover = page.get_by_role("link", name=re.compile("^Read them now"))
            if uncover.count():
                hands.decide(page, uncover, "o")
            approve = page.get_by_role("button", name=re.compile("^Approve A"))
            expect(approve).to_be_visible()
            words = page.locator("[data-queue-words]").inner_text()
            address = page.url
            seen[urlsplit(address).path] = words
            if words == WORRY:
                hands.decide(page, page.get_by_role("link", name=re.compile("^Worried")), "w")
                hands.tick(page.get_by_role("radio", name=re.compile("today", re.IGNORECASE)))
                hands.press(page.get_by_role("button", name="Raise a concern"))
            else:
                hands.decide(page, approve, "a")
            expect(page).not_to_have_url(address)
    raise AssertionError("there is no end to the words")


@pytest.mark.parametrize("hands", [Mouse(), Keys()], ids=["by mouse", "by keyboard alone"])
def test_a_workers_whole_session(
    hands: Hands,
    browser: Browser,
    site: Site,
    sign_in: SignIn,
    colleague: SignIn,  # noqa: F811  the fixture
    tmp_path: Path,
) -> None:
    mine = sign_in("worker")
    read_what_tests_left(mine, most=8)
    survey = build(mine, hands)
    room, shared = invite(mine, hands)
    said = run_the_room(mine, hands, site, room)
    said += pass_the_tablet_on(browser, hands, site, shared, tmp_path)
    mine.goto(f"{survey}/invitations/")
    hands.press(mine.get_by_role("button", name=re.compile(f"^Close ?: {shared}")))
    expect(mine.get_by_text(f"The code {shared} is closed.")).to_be_visible()

    theirs = colleague()
    read = moderate_all([mine, theirs], hands)
    lead = sign_in("safeguarding_lead", "/staff/concerns/")
    raised = (
        lead.get_by_role("row")
        .filter(has_text="by Participation worker")
        .or_(lead.get_by_role("row").filter(has_text="by Second participation worker"))
    )

    mine.goto("/staff/themes/new/")
    title = f"More light where we walk {secrets.token_hex(2)}"
    hands.pick(mine.get_by_label("Group"), "CHANCE")
    hands.write(mine.get_by_label("In plain words"), title)
    hands.press(mine.get_by_role("button", name="Make the theme"))
    part = mine.locator("fieldset").filter(has_text=said[0]).first
    hands.press(part.get_by_role("button", name=re.compile("^Choose all")))
    expect(mine.get_by_role("checkbox", checked=True).first).to_be_visible()
    hands.press(mine.get_by_role("button", name="Add the chosen ones", exact=True))

    expect(mine.get_by_role("heading", name=f"{PHONES + 1} voices")).to_be_visible()
    assert not read[0].keys() & read[1].keys(), "two people read the same words"
    assert set(said) <= {*read[0].values(), *read[1].values()}
    assert min(len(it) for it in read) > 5
    assert raised.count() >= 1
