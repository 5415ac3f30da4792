"""One question at a time, out of the one form: steps, Back, Change, and leaving."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.bench import Wire
from tests.browser.site import Site
from tests.browser.test_child_pages import go_on

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("more browser")]
Open = Callable[..., Page]
FEAR = "How safe do you feel where you live?"


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible()


@pytest.fixture
def page(open_page: Open, site: Site) -> Page:
    return open_page(f"/s/{site.invitation()}/")


def test_one_step_is_shown_and_the_others_are_not_read(page: Page) -> None:
    go_on(page)

    heading(page, FEAR)
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    expect(page.get_by_role("heading", name=FEAR)).to_be_focused()
    assert page.title().startswith("Question 1")


def test_skip_is_as_big_as_continue_and_takes_the_answer_out(page: Page) -> None:
    go_on(page)
    page.get_by_label("Mostly safe").check()
    skip, on = (page.get_by_role("button", name=name, exact=True) for name in ("Skip", "Continue"))
    boxes = [button.bounding_box() for button in (skip, on)]

    skip.click()
    page.go_back()

    assert boxes[0] is not None
    assert boxes[1] is not None
    assert (boxes[0]["width"], boxes[0]["height"]) == (boxes[1]["width"], boxes[1]["height"])
    expect(page.get_by_label("Mostly safe")).not_to_be_checked()


def test_back_is_the_browsers_back_and_keeps_what_was_chosen(page: Page) -> None:
    go_on(page)
    page.get_by_label("Mostly safe").check()
    go_on(page)

    page.get_by_role("button", name="Back").click()

    heading(page, FEAR)
    expect(page.get_by_label("Mostly safe")).to_be_checked()
    page.go_forward()
    expect(page.get_by_role("heading", name=FEAR)).to_be_hidden()


def test_the_number_of_questions_is_said_only_when_it_is_true(page: Page) -> None:
    go_on(page)
    expect(page.locator(".progress:visible")).to_have_text("Question 1")
    page.get_by_label("Very safe", exact=True).check()
    go_on(page)
    shorter = page.locator(".progress:visible").inner_text()

    page.go_back()
    page.get_by_label("Not safe at all").check()
    go_on(page)

    longer = page.locator(".progress:visible").inner_text()
    assert shorter.startswith("Question 2 of ")
    assert int(longer.split()[-1]) == int(shorter.split()[-1]) + 1


def test_enter_on_a_choice_goes_on_and_sends_nothing(page: Page) -> None:
    go_on(page)
    page.get_by_label("Mostly safe").focus()
    page.keyboard.press("Space")

    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name=FEAR)).to_be_hidden()
    expect(page.get_by_role("heading", name="Thank you")).to_have_count(0)


def test_answers_are_checked_and_changed_before_they_go(page: Page) -> None:
    go_on(page)
    page.get_by_label("Very safe", exact=True).check()
    check = page.get_by_role("heading", name="Check your answers")
    for _step in range(10):
        if check.is_visible():
            break
        go_on(page)
    said = page.locator(".answers > div", has_text=FEAR)
    expect(said).to_contain_text("Very safe")

    said.get_by_role("button", name="Change").click()
    page.get_by_label("Not safe at all").check()
    go_on(page)

    # The change opens a question that was not asked before.
    heading(page, "What would help you feel safer?")
    page.locator("textarea:visible").fill("lights <3")
    go_on(page)
    # There are words now, so that one more question is asked.
    heading(page, "Can we show your words to others?")
    go_on(page)
    expect(check).to_be_visible()
    expect(said).to_contain_text("Not safe at all")
    expect(page.locator(".answers")).to_contain_text("lights <3")


def test_a_reload_warns_when_something_was_answered(page: Page) -> None:
    warned: list[str] = []
    go_on(page)
    page.get_by_label("Mostly safe").check()

    def accept(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)

    page.reload()

    assert warned == ["beforeunload"]


@pytest.mark.parametrize("way", ["button", "shift"])
def test_leaving_empties_the_page_and_warns_of_nothing(page: Page, way: str) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.type))
    page.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    go_on(page)
    page.get_by_label("Mostly safe").check()

    if way == "button":
        page.get_by_role("link", name="Leave this page").click()
    else:
        for _press in range(3):
            page.keyboard.press("Shift")

    page.wait_for_url("https://www.bbc.co.uk/**")
    assert dialogs == []
    page.go_back()
    page.wait_for_load_state()
    expect(page.get_by_label("Mostly safe").first).not_to_be_checked()


def test_where_focus_goes_the_number_and_the_warning_are_told(page: Page) -> None:
    """Focus goes to the heading: what stands above it would never be read."""
    go_on(page)
    question = page.get_by_role("heading", name=FEAR)
    expect(question).to_be_focused()
    expect(question).to_have_accessible_description("Question 1")
    box = page.locator("textarea:visible")
    while not box.count():
        go_on(page)

    number = page.locator(".progress:visible").inner_text()
    expect(page.locator("h2:visible")).to_have_accessible_description(number)
    order = page.locator("h2:visible, [data-before-words]:visible, textarea:visible")
    names = order.evaluate_all("all => all.map(it => it.localName)")
    assert names == ["h2", "div", "textarea"]


def test_a_problem_is_said_where_it_is_and_not_on_the_way_on(page: Page) -> None:
    send = page.locator("[data-send] button")
    while not send.is_visible():
        if page.locator("textarea:visible").count():
            page.locator("textarea:visible").fill("x" * 2003)
        go_on(page)
    send.click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()

    page.locator("textarea:visible").fill("short")
    go_on(page)

    expect(summary).to_be_hidden()
    page.go_back()
    expect(summary).to_be_visible()


def test_a_first_visit_is_light(open_page: Open, site: Site) -> None:
    """As the browser counts, headers and all; of ten questions `make bench` says the same."""
    page = open_page("about:blank")
    wire = Wire()
    wire.listen(page.context.new_cdp_session(page))

    page.goto(f"/s/{site.invitation()}/", wait_until="networkidle")

    assert len(wire.urls) <= 6
    assert 15_000 < wire.bytes < 30_000
    assert wire.script < 12_000
