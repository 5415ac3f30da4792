"""The whole thread, walked by everybody in it, each in a window of their own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site
from tests.browser.test_child_pages import answer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Open = Callable[..., Page]
SignIn = Callable[..., Page]
TODAY = timezone.localdate()
THREE = ("one", "two", "three")


def press(where: Page | Locator, name: str) -> None:
    where.get_by_role("button", name=name, exact=True).first.click()


def follow(where: Page | Locator, name: str) -> None:
    where.get_by_role("link", name=name).first.click()


def save(page: Page) -> None:
    """Press the one main button of a form page."""
    page.locator("form.form .button--primary").click()


def approve(worker: Page, words: str) -> None:
    """Open the words in the list that live updates keep fresh, and approve them."""
    row = worker.locator("[data-row]").filter(has_text=words)
    expect(row).to_be_visible(timeout=5000)
    row.get_by_role("link").click()
    expect(worker.locator("[data-queue-words]")).to_have_text(words)
    worker.get_by_role("button", name=re.compile("^Approve A")).click()
    expect(worker.get_by_text("Approved.").first).to_be_visible()


def make_theme(worker: Page, title: str, voices: list[str]) -> None:
    worker.goto("/staff/themes/new/")
    worker.get_by_label("In plain words").fill(title)
    worker.get_by_label("Group").select_option(label="CHANCE")
    press(worker, "Make the theme")
    if not worker.url.endswith("/voices/"):
        follow(worker, "Add voices")
    for voice in voices:
        worker.get_by_label(voice).check()
    press(worker, "Add the chosen ones")


def decide(clerk: Page, board: Page, title: str, mark: str) -> None:
    """An agenda item and a decision, which a board member sees come without a reload."""
    agenda = clerk.locator("[data-agenda] li.card", has_text=f"Light at the shelter {mark}")
    for page in (clerk, board):
        page.locator("main").get_by_role("link", name=re.compile("Board")).first.click()
    follow(clerk, "Add an agenda item")
    clerk.get_by_label("Number").fill(f"9{mark[:2]}")
    clerk.get_by_label("Title").fill(f"Light at the shelter {mark}")
    clerk.get_by_label(title).check()
    save(clerk)
    expect(board.get_by_text(f"Light at the shelter {mark}").first).to_be_visible()

    follow(agenda, "Record a decision")
    clerk.get_by_label("What was decided").fill(f"A light goes up {mark}.")
    clerk.get_by_label("Weight given to children's views").fill("Three said it: most weight.")
    clerk.get_by_label("Reasons").fill("It is cheap.")
    clerk.get_by_label("Decided on").fill(TODAY.isoformat())
    save(clerk)
    expect(agenda.get_by_text("Draft", exact=True)).to_be_visible()
    agenda.get_by_role("button", name=re.compile("^Confirm")).click()
    expect(agenda.get_by_text("Confirmed").first).to_be_visible()
    expect(board.get_by_text(f"A light goes up {mark}.")).to_be_visible()
    expect(board.locator("li.card", has_text=mark).get_by_text("Confirmed").first).to_be_visible()
    follow(agenda, "Add an action")


def do(clerk: Page, mark: str) -> None:
    """An action, which is not done before there is evidence of what changed."""
    clerk.get_by_label("What will be done").fill(f"Put up the light {mark}")
    clerk.get_by_label("Agency").select_option(index=1)
    clerk.get_by_label("Who does it").fill("Head of highways")
    clerk.get_by_label("Due").fill((TODAY + timedelta(days=30)).isoformat())
    save(clerk)

    clerk.goto("/staff/actions/")
    follow(clerk, f"Put up the light {mark}")
    press(clerk, "Adults say it is done")
    expect(clerk.get_by_text("Add evidence of what changed for children.").first).to_be_visible()
    follow(clerk, "Add evidence")
    clerk.get_by_label("What changed for children").fill("The shelter is lit after dark.")
    clerk.get_by_label("Who checked it").fill("Participation worker")
    save(clerk)
    press(clerk, "Adults say it is done")
    expect(clerk.locator(".pill--done").first).to_be_visible()


def reply(worker: Page, board: Page, title: str, mark: str) -> None:
    """A draft, which children see once who speaks for the agency has approved it."""
    worker.goto("/staff/replies/")
    follow(worker, title)
    follow(worker, "Draft an answer")
    worker.get_by_label("Who answers").select_option(label="Housing department")
    worker.get_by_label("We did", exact=True).check()
    worker.get_by_label("The answer, in plain words").fill(f"There is a light now {mark}.")
    save(worker)
    press(worker, "Send for approval")
    board.goto("/staff/replies/waiting/")
    follow(board, title)
    press(board, "Approve")
    expect(board.get_by_text("Approved by Board member").first).to_be_visible()
    worker.reload()
    press(worker, "Publish")
    follow(worker, "Children were told")
    worker.get_by_label("Which group").select_option(label="CHANCE")
    worker.get_by_label("How").fill("Read out on pizza night.")
    save(worker)


def find(phone: Page, receipt: str) -> None:
    phone.goto("/journey/")
    phone.get_by_label("Your five words").fill(receipt)
    press(phone, "Show me")


def test_a_childs_words_reach_the_board_and_an_answer_comes_back(
    open_page: Open, sign_in: SignIn, site: Site
) -> None:
    mark = secrets.token_hex(3)
    title = f"The bus shelter has no light {mark}."
    said = [f"no light at the shelter, {number} {mark}" for number in THREE]
    worker = sign_in("worker", "/staff/moderation/")

    receipts = [answer(open_page(f"/s/{site.invitation()}/"), words) for words in said]
    for words in said:
        approve(worker, words)
    make_theme(worker, title, said)
    public = open_page("/replies/")
    expect(public.get_by_text(title).first).to_be_visible()

    clerk = sign_in("clerk", "/staff/meetings/")
    board = sign_in("board_member", "/staff/meetings/")
    decide(clerk, board, title, mark)
    do(clerk, mark)
    reply(worker, board, title, mark)

    phone = open_page("/journey/")
    find(phone, receipts[0].upper())
    for step in (
        "A worker read your words",
        "Your words became part of this",
        "They decided",
        "Adults say this is done",
        f"There is a light now {mark}.",
    ):
        expect(phone.get_by_text(step).first).to_be_visible()
    press(phone, "Yes")
    expect(phone.get_by_text("We kept what you think of the answer.")).to_be_visible()

    press(phone, "Take my answers back")
    press(phone, "Yes, delete them")
    expect(phone.get_by_role("heading", name="Your answers are gone")).to_be_visible()
    find(phone, receipts[0])
    expect(phone.get_by_text("We can't find those words.").first).to_be_visible()
    public.goto("/replies/")
    expect(public.get_by_text(f"There is a light now {mark}.")).to_be_visible()
