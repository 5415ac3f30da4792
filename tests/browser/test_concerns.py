"""A concern in a real browser: raised as an allegation, taken, decided, handed over, closed."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., Page]
QUEUE = "/staff/moderation/"


@pytest.fixture
def words(open_page: Callable[..., Page], site: Site) -> str:
    """New words through the demo's open link."""
    phone = open_page("/").request
    url = f"/api/v1/invitations/{site.invitation()}/"
    asked = next(
        question["id"]
        for question in phone.get(url).json()["questions"]
        if question["kind"] == "text" and not question["show_if"]
    )
    text = f"the tall one shouts at us {secrets.token_hex(4)}"
    sent = {"token": secrets.token_urlsafe(24), "answers": [{"question": asked, "text": text}]}
    assert phone.post(f"{url}responses/", data={**sent, "quote": True}).status == 201
    return text


def raise_it(page: Page, words: str, *, about: str) -> None:
    page.locator(".row", has_text=words).click()
    page.get_by_role("link", name="Worried about this child").click()
    assert findings(page) == []
    page.get_by_label("An allegation about a worker").check()
    page.get_by_label("If it is about somebody").select_option(label=about)
    page.get_by_role("button", name="Raise a concern").click()
    expect(page.locator(".message--done")).to_contain_text("whoever is on call is told")


def test_an_allegation_from_the_first_worry_to_its_end(sign_in: SignIn, words: str) -> None:
    worker = sign_in("worker", QUEUE)
    raise_it(worker, words, about="Clerk")
    lead = sign_in("safeguarding_lead", "/staff/concerns/")
    assert findings(lead) == []
    expect(lead.locator("main")).not_to_contain_text(words)

    row = lead.locator("tr", has_text="An allegation about a worker").first
    expect(row).to_contain_text("Look at it by")
    row.get_by_role("link").click()
    expect(lead.locator("main")).to_contain_text(words)
    expect(lead.locator(".page__head")).to_contain_text("Tell the designated officer (LADO) by")
    assert findings(lead) == []
    lead.get_by_role("button", name="I have it").click()
    expect(lead.locator(".messages")).to_contain_text("Nobody else is called about it")

    lead.get_by_text("Decide about a referral").click()
    lead.get_by_label("Referred", exact=True).first.check()
    lead.get_by_label("Why").fill("Told the designated officer.")
    lead.get_by_role("button", name="Write the decision down").click()
    lead.get_by_text("Hand it over outside").click()
    lead.get_by_label("To whom").fill("The designated officer")
    lead.get_by_label("Their case reference").fill("LADO-17")
    lead.get_by_role("button", name="Write it down: handed over").click()
    expect(lead.locator("main")).to_contain_text("LADO-17")

    lead.locator("summary", has_text="Close this concern").click()
    lead.locator("[name=close-outcome][value=referred]").check()
    lead.locator("[name=close-text]").fill("They look into it.")
    lead.get_by_role("button", name="Close it for good").click()
    expect(lead.locator(".messages")).to_contain_text("The concern is closed.")


def test_whom_it_is_about_finds_nothing(sign_in: SignIn, words: str) -> None:
    """The worker picks themself, to see what the person sees: nothing at all from then on."""
    page = sign_in("worker", QUEUE)
    page.locator(".row", has_text=words).click()
    address = page.url
    page.get_by_role("link", name="Worried about this child").click()
    page.get_by_label("An allegation about a worker").check()
    page.get_by_label("If it is about somebody").select_option(label="Participation worker")
    page.get_by_role("button", name="Raise a concern").click()

    for path in (QUEUE, f"{QUEUE}held/", f"{QUEUE}decided/", "/staff/"):
        page.goto(path)
        expect(page.locator("main")).not_to_contain_text(words)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404


def test_by_keyboard_without_script_on_a_phone(sign_in: SignIn, words: str) -> None:
    page = sign_in("worker", QUEUE, width=360, height=740, java_script_enabled=False)
    page.locator(".row", has_text=words).click()
    page.get_by_role("link", name="Worried about this child").focus()
    page.keyboard.press("Enter")
    first = page.get_by_label("A child may be in danger now")
    first.focus()
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    page.get_by_role("button", name="Raise a concern").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".message--done")).to_be_visible()

    lead = sign_in(
        "safeguarding_lead", "/staff/concerns/", width=360, height=740, java_script_enabled=False
    )
    lead.get_by_role("link", name="A child may be in danger now").first.click()
    expect(lead.get_by_role("link", name="999").first).to_be_visible()
    width = "document.documentElement.scrollWidth"
    assert lead.evaluate(width) <= 360
    lead.goto("/staff/rota/")
    assert lead.evaluate(width) <= 360


@pytest.mark.parametrize("width", [360, 1280])
def test_the_rota_is_readable_by_all(sign_in: SignIn, width: int) -> None:
    page = sign_in("manager", "/staff/rota/", width=width)

    expect(page.locator("main")).to_contain_text("Nobody is on call on Sunday")
    expect(page.locator("main")).to_contain_text("No text messages are set up")
    assert findings(page) == []
