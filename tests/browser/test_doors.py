"""The other doors on a cheap phone: without script, from help to the answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import findings
from tests.browser.site import Site
from tests.browser.test_child_pages import sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Open = Callable[..., Page]
WORDS = "the room is cold & nobody asks <3"


def open_message(staff: Page) -> None:
    """The list has no words in it, and other tests have sent complaints of the same day."""
    rows = staff.get_by_role("row").filter(has_text="Waits").get_by_role("link")
    for address in rows.evaluate_all("links => links.map(link => link.href)"):
        staff.goto(address)
        if staff.get_by_text(WORDS).is_visible():
            return
    raise AssertionError("The complaint is not in the inbox.")


def test_a_complaint_without_script_from_help_to_its_answer(
    open_page: Open, sign_in: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = open_page("/help/", java_script_enabled=False, width=360, height=740)

    page.get_by_role("link", name="I want to complain").click()
    picture(page, "door-complain", full_page=True)
    page.get_by_role("button", name="Send").click()
    summary = page.get_by_role("alert")
    summary.get_by_role("link", name="Pick who or what it is about.").click()
    assert page.evaluate("location.hash") == "#about-worker"
    page.get_by_label("A rule or a place").check()
    page.get_by_label("What is not right?").fill(WORDS)
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    picture(page, "door-thanks", full_page=True)
    words = page.locator(".receipt__word").all_inner_texts()
    assert len(words) == 5
    assert sideways(page) == 0
    assert page.context.cookies() == []

    staff = sign_in("safeguarding_lead", "/staff/messages/")
    open_message(staff)
    staff.get_by_label("Your answer").fill("There is a heater in it now.")
    staff.get_by_role("button", name="Send the answer").click()
    expect(staff.get_by_text("The child can read it now.")).to_be_visible()
    picture(staff, "message", full_page=True)

    page.goto("/help/")
    page.get_by_role("link", name="Read your answer").click()
    page.get_by_label("Your five words").fill(" ".join(words))
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_text("There is a heater in it now.")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_visible()
    picture(page, "door-answer", full_page=True)


def test_axe_finds_nothing_at_the_doors_and_in_the_inbox(
    open_page: Open, sign_in: Callable[..., Page]
) -> None:
    page = open_page("/messages/")
    found = findings(page)
    for door in ("tell", "complain", "advocate"):
        page.goto(f"/{door}/")
        found += findings(page)
        assert sideways(page) == 0, door
        page.get_by_role("button", name="Send").click()
        found += findings(page)
    page.get_by_label("How can an advocate reach you?").fill("at the club")
    page.get_by_role("button", name="Send").click()
    found += findings(page)
    page.get_by_role("button", name="See my message").click()
    found += findings(page)

    staff = sign_in("safeguarding_lead", "/staff/messages/")
    found += findings(staff)
    staff.get_by_role("row").last.get_by_role("link").click()
    found += findings(staff)

    assert found == []


def test_targets_are_large_enough_for_a_thumb(open_page: Open) -> None:
    for path in ("/tell/", "/complain/", "/help/", "/"):
        page = open_page(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                "button, textarea, input:not([type=radio], [type=hidden]), .choice, .door, .links a"
              )]
                .filter(it => it.checkVisibility())
                .map(it => [it.textContent.trim().slice(0, 30), it.getBoundingClientRect()])
                .filter(([, box]) => box.width < 48 || box.height < 48)
                .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
        )
        assert small == [], path


def test_without_a_signal_nothing_typed_is_lost_and_it_counts_once(
    open_page: Open, site: Site
) -> None:
    page = open_page("/tell/")
    page.locator("#name").fill("Jo from the club")
    page.route("**/tell/", lambda route: route.fulfill(body="<h1>Free wifi</h1>"))

    page.get_by_role("button", name="Send").click()

    unsent = page.get_by_text("This could not go. It is still here. Try again.")
    expect(unsent).to_be_visible()
    assert page.evaluate("document.activeElement.dataset.part") == "unsent"
    assert page.locator("#name").input_value() == "Jo from the club"
    page.unroute("**/tell/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(unsent).to_have_count(1)
    page.context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_focused()
    assert page.url == f"{site.url}/tell/"


def test_where_too_many_send_the_page_keeps_what_was_written_and_sends_it_by_itself(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/tell/")
    tries: list[str] = []

    def refuse_once(route: Route) -> None:
        if route.request.method == "POST" and not tries:
            tries.append("first")
            route.fulfill(status=429, headers={"Retry-After": "1"}, body="<main></main>")
        else:
            route.continue_()

    page.route("**/tell/", refuse_once)
    page.get_by_label("What is your name?").fill("Jo")

    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_text("Yours goes by itself in a moment.")).to_be_visible()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert tries == ["first"]
