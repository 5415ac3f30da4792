"""The whole thread, walked by everybody in it, each in a window of their own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_child_pages import answer

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
SignIn = Callable[..., Page]
TODAY = timezone.localdate()


def press(where: Page | Locator, name: str) -> None:
    where.get_by_role("button", name=name, exact=True).first.click()


def follow(where: Page | Locator, name: str) -> None:
    where.get_by_role("link", name=name).first.click()


def approve(worker: Page, words: str) -> None:
    """Open the words in the list that live updates keep fresh, and approve them."""
    row = worker.locator("[data-row]").filter(has_text=words)
    expect(row).to_be_visible(timeout=5000)
    row.get_by_role("link").click()
    expect(worker.locator("[data-queue-words]")).to_have_text(words)
    worker.get_by_role("button", name=re.compile("^Approve A")).click()
    expect(worker.get_by_text("Approved.").first).to_be_visible()


def test_a_childs_words_reach_the_board_and_an_answer_comes_back(
    open_page: Open, sign_in: SignIn, site: Site
) -> None:
    mark = secrets.token_hex(3)
    title = f"The bus shelter has no light {mark}."
    worker = sign_in("worker", "/staff/moderation/")

    # Three children answer, each on a phone of their own.
    receipts = []
    for number in ("one", "two", "three"):
        phone = open_page(f"/s/{site.invitation()}/")
        receipts.append(answer(phone, f"no light at the bus shelter, {number} {mark}"))
    for number in ("one", "two", "three"):
        approve(worker, f"no light at the bus shelter, {number} {mark}")

    # The worker makes a theme of the three voices; the third puts it on the board.
    worker.goto("/staff/themes/new/")
    worker.get_by_label("in plain words").fill(title)
    worker.get_by_label("Group").select_option(label="CHANCE")
    worker.locator("form.form button[type=submit]").or_(
        worker.get_by_role("button", name=re.compile("theme", re.I))
    ).first.click()
    follow(worker, "Add voices")
    for number in ("one", "two", "three"):
        worker.get_by_label(f"no light at the bus shelter, {number} {mark}").check()
    press(worker, "Add to the theme")
    public = open_page("/replies/")
    expect(public.get_by_text(title).first).to_be_visible()

    # The clerk puts it on the agenda; the meeting decides, and somebody has to do it.
    clerk = sign_in("clerk", "/staff/meetings/")
    board = sign_in("board_member", "/staff/meetings/")
    for page in (clerk, board):
        page.locator("main").get_by_role("link", name=re.compile("Board")).first.click()
    follow(clerk, "Add an item")
    clerk.get_by_label("Number").fill(f"9{mark[:2]}")
    clerk.get_by_label("Title").fill(f"Light at the bus shelter {mark}")
    clerk.get_by_label(title).check()
    press(clerk, "Add to the agenda")
    item = clerk.locator("[data-agenda] > *", has_text=f"Light at the bus shelter {mark}").first
    expect(board.get_by_text(f"Light at the bus shelter {mark}").first).to_be_visible()

    follow(item, "Record a decision")
    clerk.get_by_label("What was decided").fill(f"A light goes up at the shelter {mark}.")
    clerk.get_by_label("Weight given to children's views").fill(
        "Three children said it; most weight."
    )
    clerk.get_by_label("Reasons").fill("It is cheap.")
    clerk.get_by_label("Decided on").fill(TODAY.isoformat())
    clerk.locator("main form button[type=submit]").first.click()
    decision = clerk.locator("[data-agenda]").get_by_text(f"A light goes up at the shelter {mark}.")
    expect(decision).to_be_visible()
    press(clerk.locator("[data-agenda] > *", has_text=mark).first, "Confirm")
    expect(board.get_by_text(f"A light goes up at the shelter {mark}.")).to_be_visible()

    item = clerk.locator("[data-agenda] > *", has_text=mark).first
    follow(item, "Add an action")
    clerk.get_by_label("What will be done").fill(f"Put up the light {mark}")
    clerk.get_by_label("Agency").select_option(index=1)
    clerk.get_by_label("Who does it").fill("Head of highways")
    clerk.get_by_label("Due").fill((TODAY + timedelta(days=30)).isoformat())
    clerk.locator("main form button[type=submit]").first.click()
    clerk.goto("/staff/actions/")
    follow(clerk, f"Put up the light {mark}")

    # No "done" without evidence of what changed.
    press(clerk, "Adults say it is done")
    expect(clerk.get_by_text("Add evidence of what changed for children.")).to_be_visible()
    follow(clerk, "Add evidence")
    clerk.get_by_label("What changed for children").fill("The shelter is lit after dark.")
    clerk.get_by_label("Who checked it").fill("Participation worker")
    clerk.locator("main form button[type=submit]").first.click()
    press(clerk, "Adults say it is done")
    expect(clerk.locator(".pill--done").first).to_be_visible()

    # The worker answers, and tells the group.
    worker.goto("/staff/replies/")
    follow(worker.locator("tr, li, article", has_text=title).first, title)
    worker.get_by_role("link", name=re.compile("answer", re.I)).and_(
        worker.locator(".button")
    ).first.click()
    worker.get_by_label("Who answers").select_option(index=1)
    worker.get_by_label("We did", exact=True).check()
    worker.get_by_label("The answer, in plain words").fill(f"There is a light now {mark}.")
    worker.locator("main form button[type=submit]").first.click()
    press(worker, "Publish")
    worker.get_by_role("link", name=re.compile("told", re.I)).and_(
        worker.locator(".button")
    ).first.click()
    worker.get_by_label("Which group").select_option(label="CHANCE")
    worker.get_by_label("How").fill("Read out on pizza night.")
    worker.locator("main form button[type=submit]").first.click()

    # A child follows their five words, judges the answer, and takes the words back.
    phone = open_page("/journey/")
    phone.get_by_label("Your five words").fill(receipts[0].upper())
    press(phone, "Show me")
    for step in (
        "A worker read your words",
        "Your words became part of this",
        "They decided",
        "Adults say this is done",
    ):
        expect(phone.get_by_text(step).first).to_be_visible()
    expect(phone.get_by_text(f"There is a light now {mark}.")).to_be_visible()
    press(phone, "Yes")
    expect(phone.get_by_text("We kept what you think of the answer.")).to_be_visible()
    press(phone, "Take my answers back")
    press(phone, "Yes, delete them")
    expect(phone.get_by_role("heading", name="Your answers are gone")).to_be_visible()

    phone.goto("/journey/")
    phone.get_by_label("Your five words").fill(receipts[0])
    press(phone, "Show me")
    expect(phone.get_by_text("We can't find those words.").first).to_be_visible()
    public.goto("/replies/")
    expect(public.get_by_text(f"There is a light now {mark}.")).to_be_visible()
