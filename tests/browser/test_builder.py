"""A survey is built in a real browser: by keyboard alone, with its phone beside, without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., Page]
NEW = "/staff/surveys/new/"
FURTHEST = 150


def tab_to(target: Locator) -> Page:
    """Press Tab until the target has the focus."""
    page = target.page
    for _press in range(FURTHEST):
        if target.evaluate("it => it === document.activeElement"):
            return page
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def press(target: Locator) -> None:
    tab_to(target).keyboard.press("Enter")


def type_in(target: Locator, words: str) -> None:
    tab_to(target).keyboard.type(words)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def question(page: Page) -> Locator:
    return page.get_by_label("Question", exact=True)


def phone(page: Page, words: str) -> Locator:
    return page.frame_locator("[data-phone]").get_by_text(words)


def begin(page: Page, title: str) -> str:
    """A survey that asks nothing yet; the path of its page."""
    page.goto(NEW)
    page.get_by_label("Which group is it for?").select_option(index=1)
    page.get_by_label("Title").fill(title)
    button(page, "Start this survey").click()
    page.wait_for_url(re.compile(r"/staff/surveys/\d+/$"))
    return page.url


def add_faces(page: Page) -> None:
    press(page.get_by_role("link", name="Faces"))
    type_in(question(page), "How safe do you feel at the bus station?")
    for number, words in enumerate(("Very safe", "In the middle", "Not safe"), start=1):
        type_in(page.get_by_label(re.compile(f"^Face {number}")), words)
    press(button(page, "Save and add another"))


def add_choices_with_a_picture(page: Page) -> None:
    press(page.get_by_role("link", name="Several choices"))
    type_in(question(page), "What would help there?")
    type_in(page.get_by_label("Choice 1", exact=True), "More light")
    press(page.locator(".pictures__summary").first)
    tab_to(page.locator('[name="choice-0-picture"]:checked'))
    light = page.locator('[name="choice-0-picture"][value="light"]')
    for _press in range(FURTHEST):
        if light.is_checked():
            break
        page.keyboard.press("ArrowDown")
    type_in(page.get_by_label("Choice 2", exact=True), "A later bus")
    press(button(page, "Another choice"))
    page.keyboard.type("Somebody to ring")
    press(button(page, "Save and add another"))


def add_words_after_an_answer(page: Page) -> None:
    press(page.get_by_role("link", name="Their own words"))
    type_in(question(page), "What happens there?")
    press(page.get_by_text("Ask it only after an earlier answer"))
    tab_to(page.get_by_role("checkbox", name="Not safe")).keyboard.press("Space")
    press(button(page, "Save").last)


def test_three_questions_are_built_with_the_keyboard_alone(sign_in: SignIn) -> None:
    page = sign_in("worker", NEW)
    tab_to(page.get_by_label("Which group is it for?")).keyboard.press("ArrowDown")
    type_in(page.get_by_label("Title"), "The bus station")
    page.keyboard.press("Enter")

    press(page.get_by_role("link", name="Add the first question"))
    add_faces(page)
    add_choices_with_a_picture(page)
    add_words_after_an_answer(page)

    asked = page.locator(".asked__item")
    expect(asked).to_have_count(3)
    expect(asked.nth(1)).to_contain_text("Somebody to ring")
    expect(asked.nth(1).locator(".asked__choices svg").first).to_be_visible()
    expect(asked.nth(2)).to_contain_text("Asked only after")
    press(page.get_by_role("button", name=re.compile("^Up.*What would help there")))
    expect(page.locator(".asked__text").first).to_have_text("What would help there?")


def test_the_phone_and_the_findings_follow_what_is_typed(sign_in: SignIn) -> None:
    page = sign_in("worker", NEW)
    url = begin(page, "How we listen")
    page.goto(f"{url}questions/add/?kind=single")

    question(page).press_sequentially("Don't you think your worker is kind and on time?")
    page.get_by_label("Choice 1", exact=True).press_sequentially("Mostly")
    page.get_by_label("Choice 2", exact=True).press_sequentially("Not much")

    expect(phone(page, "Don't you think your worker")).to_be_visible()
    expect(phone(page, "Not much")).to_be_visible()
    expect(phone(page, "I am not sure")).to_be_visible()
    beside = page.locator('[data-beside="text"]')
    expect(beside).to_contain_text("It says which answer is wanted")
    expect(beside).to_contain_text("Reads at age")
    question(page).fill("Have you ever been arrested?")
    expect(beside).to_contain_text("Must change before it opens")
    expect(phone(page, "Have you ever been arrested?")).to_be_visible()
    expect(page.get_by_label("Choice 3", exact=True)).to_be_hidden()


def test_nothing_in_the_frame_runs_sends_or_leads_away(sign_in: SignIn) -> None:
    page = sign_in("worker", NEW)
    url = begin(page, "A page to look at")
    page.goto(f"{url}questions/add/?kind=text")
    question(page).fill("<script>top.location='/'</script>What helps?")
    button(page, "Save").last.click()
    said: list[str] = []
    page.on("request", lambda request: said.append(request.method))

    page.goto(f"{url}preview/")
    frame = page.frame_locator("[data-phone]")
    frame.get_by_role("textbox").fill("typed")
    frame.get_by_role("button", name="Send my answers").click()
    frame.get_by_role("link", name="About", exact=True).click()
    page.wait_for_timeout(300)

    assert page.url == f"{url}preview/"
    assert "POST" not in said
    expect(frame.get_by_text("<script>top.location")).to_be_visible()
    expect(frame.get_by_role("textbox")).to_have_value("typed")


def test_without_script_a_question_is_shown_and_saved(sign_in: SignIn) -> None:
    page = sign_in("worker", NEW, java_script_enabled=False)
    url = begin(page, "No script here")
    page.goto(f"{url}questions/add/?kind=multiple")

    question(page).fill("What would help?")
    page.get_by_label("Choice 1", exact=True).fill("A lamp")
    page.get_by_label("Choice 6", exact=True).fill("A bus")
    button(page, "Another choice").click()
    page.get_by_label("Choice 9", exact=True).fill("A call")
    button(page, "Show it").click()
    expect(phone(page, "A call")).to_be_visible()
    button(page, "Save").last.click()

    expect(page.locator(".asked__choices li")).to_have_count(4)


@pytest.mark.parametrize("width", [320, 1280])
def test_everybody_can_use_these_pages(sign_in: SignIn, width: int) -> None:
    page = sign_in("worker", NEW, width=width)
    url = begin(page, f"Seen by all at {width}")
    page.goto(f"{url}questions/add/?kind=multiple")
    question(page).fill("Have you been arrested, and what would help?")
    page.get_by_label("Choice 1", exact=True).fill("Mediation")
    page.get_by_label("Choice 2", exact=True).fill("A lamp")
    page.locator(".pictures__summary").first.click()
    expect(page.locator(".lint__item--stops")).to_be_visible()
    pages = ["", "texts/", "questions/add/", "preview/", "languages/", "remove/"]

    def check(path: str) -> None:
        assert findings(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide}"

    check("the form")
    button(page, "Save").last.click()
    for path in [*(f"{url}{it}" for it in pages), NEW, "/staff/surveys/"]:
        page.goto(path)
        check(path)
