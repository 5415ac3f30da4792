"""A child's pages in a real browser: without script, by keyboard, on a small and an odd screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import findings
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Open = Callable[..., Page]

WORDS = "its dark by the shops & nobody fixes the lights <3"


def answer(page: Page, words: str = WORDS) -> str:
    """Fill the demo's survey and send it, in steps or on one page; return the five words."""
    send = page.get_by_role("button", name="Send my answers")
    fear = page.get_by_label("Not safe at all").first
    box = page.locator("textarea:visible").first
    quote = page.get_by_label("Yes, you can show my words")
    for _step in range(20):
        if fear.is_visible():
            fear.check()
        if box.is_visible() and not page.evaluate(
            "[...document.querySelectorAll('textarea')].some(it => it.value)"
        ):
            box.fill(words)
        if quote.is_visible():
            quote.check()
        if send.is_visible():
            break
        go_on(page)
    send.click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    return " ".join(page.locator(".receipt__word").all_inner_texts())


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue", exact=True).click()


def sideways(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_a_whole_survey_without_script(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/", java_script_enabled=False, width=320)

    words = answer(page)
    page.get_by_role("button", name="Follow my words").click()

    expect(page.get_by_role("heading", name="What happened to your words")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert len(words.split()) == 5


def test_a_whole_survey_by_keyboard(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")

    def tab_to(selector: str) -> None:
        for _press in range(30):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(f"Tab never reached {selector}")

    tab_to("[data-continue]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How safe do you feel")).to_be_focused()
    tab_to("input[type=radio]")
    page.keyboard.press("ArrowDown")
    for _step in range(12):
        if page.get_by_role("button", name="Send my answers").is_visible():
            break
        tab_to("[data-continue]")
        page.keyboard.press("Enter")
    tab_to("button[type=submit]")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_an_error_takes_the_reader_to_it_and_loses_nothing(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/", java_script_enabled=False)
    box = page.locator("textarea").first

    box.fill("x" * 2003)
    page.get_by_label("Mostly safe").first.check()
    page.get_by_role("button", name="Send my answers").click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    expect(page).to_have_title("Error: Safety where you live · Noticed")
    summary.get_by_role("link").first.click()
    assert page.evaluate("location.hash.slice(1)") == box.get_attribute("id")
    assert len(box.input_value()) == 2003
    expect(page.get_by_label("Mostly safe").first).to_be_checked()


def test_nothing_is_left_on_the_phone(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")

    answer(page, words="leaves no trace")

    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_survey_is_one_request_to_load_and_one_to_send(open_page: Open, site: Site) -> None:
    page = open_page("/help/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))

    page.goto(f"/s/{site.invitation()}/")
    go_on(page)
    page.get_by_label("Mostly safe").check()
    go_on(page)
    page.wait_for_timeout(300)

    documents = [it for it in asked if "/static/" not in it]
    assert documents == [f"GET {site.url}/s/{site.invitation()}/"]
    assert all(it.startswith(f"GET {site.url}/") for it in asked)


PAGES = [
    "/",
    "/?code=ZZZZZZ",
    "/s/CODE/",
    "/s/ZZZZZZ/",
    "/replies/",
    "/journey/",
    "/tell/",
    "/complain/",
    "/advocate/",
    "/messages/",
    "/help/",
    "/privacy/",
    "/about/",
    "/accessibility/",
    "/accounts/login/",
]
VARIANTS: dict[str, dict[str, Any]] = {
    "phone": {},
    "tablet": {"width": 820, "height": 1180},
    "desktop": {"width": 1280, "height": 800},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "less motion": {"reduced_motion": "reduce"},
    "right to left": {"query": "lang=ur"},
}
"""On every page. Where errors are shown, and on the way back: tests of their own."""
TYPICAL = ["/s/CODE/", "/replies/", "/journey/", "/complain/"]
MORE_LOOKS: dict[str, dict[str, Any]] = {
    "small": {"width": 320, "height": 640},
    "more contrast": {"contrast": "more"},
    "right to left, desktop": {"query": "lang=ur", "width": 1280, "height": 800},
    "polish, large words": {"query": "lang=pl&text=large"},
    "cream": {"query": "look=cream", "color_scheme": "dark"},
    "white": {"query": "look=white"},
    "dark by choice, large": {"query": "look=dark&text=large"},
    "contrast": {"query": "look=contrast", "color_scheme": "dark"},
}


@pytest.fixture(params=[*VARIANTS, *MORE_LOOKS])
def variant(
    request: pytest.FixtureRequest, browser: Browser, site: Site
) -> Iterator[tuple[Page, str, list[str]]]:
    """A page that looks so, the query that asks for it, and the pages to look at."""
    look = {**VARIANTS, **MORE_LOOKS}[request.param]
    options = {"width": 360, "height": 740, "query": "", **look}
    width, height, query = (options.pop(name) for name in ("width", "height", "query"))
    context = browser.new_context(
        base_url=site.url, viewport={"width": width, "height": height}, **options
    )
    yield context.new_page(), query, PAGES if request.param in VARIANTS else TYPICAL
    context.close()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    variant: tuple[Page, str, list[str]], site: Site
) -> None:
    page, query, paths = variant
    found: list[str] = []
    for path in paths:
        page.goto(with_query(path.replace("CODE", site.invitation()), query))
        found += findings(page)
        assert sideways(page) == 0, path
    page.goto(with_query("/", query))
    page.locator(".wishes__open").click()
    found += findings(page)
    assert sideways(page) == 0

    assert found == []


def with_query(path: str, query: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path


@pytest.mark.parametrize("query", ["", "lang=ur", "look=dark&text=large"])
def test_axe_finds_nothing_where_errors_are_shown(open_page: Open, site: Site, query: str) -> None:
    page = open_page(with_query(f"/s/{site.invitation()}/", query))
    alert = page.get_by_role("alert")
    send = page.locator("[data-send] button")
    found: list[str] = []

    for _step in range(20):
        if page.locator("textarea:visible").count():
            page.locator("textarea:visible").fill("x" * 2003)
        if send.is_visible():
            break
        page.locator("[data-continue]:visible").click()
    send.click()
    expect(alert).to_be_visible()
    found += findings(page)
    page.on("dialog", lambda dialog: dialog.accept())
    for path, name in (("/", "code"), ("/journey/", "receipt")):
        page.goto(with_query(path, query))
        page.locator(f"[name={name}]").fill("not there")
        page.locator(f"[name={name}]").press("Enter")
        expect(alert).to_be_visible()
        found += findings(page)

    assert found == []


def test_axe_finds_nothing_after_going_back(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")
    go_on(page)
    go_on(page)

    page.go_back()
    found = findings(page)
    page.goto("/help/")
    page.go_back()
    found += findings(page)

    assert found == []


def test_axe_finds_nothing_along_the_way(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/")
    send = page.get_by_role("button", name="Send my answers")
    found: list[str] = []

    for _step in range(12):
        found += findings(page)
        if send.is_visible():
            break
        go_on(page)
    send.click()
    page.get_by_role("alert").wait_for()
    found += findings(page)
    answer(page, words="along the way")
    found += findings(page)
    page.get_by_role("button", name="Follow my words").click()
    found += findings(page)
    page.get_by_role("button", name="Take my answers back").click()
    found += findings(page)
    page.get_by_role("button", name="Yes, delete them").click()
    found += findings(page)
    page.goto("/replies/")
    page.get_by_role("link", name="More about this").first.click()
    found += findings(page)

    assert found == []


def everywhere(page: Page, site: Site, query: str) -> Iterator[str]:
    """Go to every page that a child or the public sees, with answers, errors and states."""
    page.on("dialog", lambda dialog: dialog.accept())
    send = page.locator("main form button[type=submit]")
    for path in [it.replace("CODE", site.invitation()) for it in PUBLIC_PAGES]:
        page.goto(with_query(path, query))
        yield path
    page.goto(with_query("/replies/", query))
    page.locator(".card .links a").first.click()
    yield "one card"
    for path in ("/tell/", "/complain/", "/advocate/"):
        page.goto(with_query(path, query))
        send.click()
        page.get_by_role("alert").wait_for()
        yield f"{path} with errors"
    page.goto(with_query("/tell/", query))
    page.locator("[name=name]").fill("Ash")
    send.click()
    page.locator(".receipt").wait_for()
    yield "thanks for a message"
    words = " ".join(page.locator(".receipt__word").all_inner_texts())
    for path, typed in [
        ("/messages/", words),
        *(("/journey/", it) for it in site.demo["receipts"]),
    ]:
        page.goto(with_query(path, query))
        page.locator("[name=receipt]").fill(typed)
        page.locator("[name=receipt]").press("Enter")
        page.locator(".answers").wait_for()
        yield f"{path} {typed}"
    for path, name, typed in (
        ("/", "code", words),
        ("/journey/", "receipt", "zz"),
        ("/messages/", "receipt", "zz"),
    ):
        page.goto(with_query(path, query))
        page.locator(f"[name={name}]").fill(typed)
        page.locator(f"[name={name}]").press("Enter")
        page.locator(".card [name=receipt], [role=alert]").first.wait_for(state="attached")
        yield f"{path} {typed}"
    yield from along_the_survey(page, site, query)


def along_the_survey(page: Page, site: Site, query: str) -> Iterator[str]:
    """From the first page of a survey by way of a lost signal to answers taken back."""
    page.goto(with_query(f"/s/{site.invitation()}/", query))
    send = page.locator("[data-send] button")
    yield "start"
    for step in range(1, 20):
        if send.is_visible():
            break
        page.locator("[data-continue]:visible").click()
        if page.locator("[data-step]:visible .choice").count():
            page.locator("[data-step]:visible .choice").first.click()
        yield f"step {step}"
    page.context.set_offline(True)
    send.click()
    page.locator("[data-try]").wait_for()
    page.locator(".receipt").wait_for()
    yield "waiting for a signal"
    page.context.set_offline(False)
    page.locator("[name=receipt]").wait_for(state="attached")
    yield "thanks"
    page.locator("main form button").first.click()
    page.locator("[value=ask-take-back] ~ button").click()
    page.locator("[value=take-back]").wait_for()
    yield "take back?"
    page.locator("[value=take-back]").click()
    page.locator("[value=take-back]").wait_for(state="detached")
    yield "taken back"


PUBLIC_PAGES = [
    *PAGES[:-1],  # Children do not sign in.
    "/s/SSN232/",
    "/nowhere/",
]
MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
    " word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"
)


SHAPES = {
    "phone": (360, 740, ""),
    "320 px": (320, 640, ""),
    "400 %": (320, 200, ""),
    "spaced": (320, 640, SPACED),
}
"""Windows, and what is worn over the page; one of 1280 by 800 at 400 % has 320 by 200 pixels."""
WEAR = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
}"""


@pytest.mark.parametrize("query", ["", "lang=ur", "lang=pl", "text=large"])
def test_nothing_is_cut_too_small_or_too_close_on_any_page(
    open_page: Open, site: Site, query: str
) -> None:
    """48 by 48 pixels and 8 to the next, except for links in a running sentence."""
    page = open_page()
    found: list[str] = []

    for where in everywhere(page, site, query):
        for shape, (width, height, style) in SHAPES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(WEAR, style)
            found += [f"{where}, {shape}: {it}" for it in page.evaluate(MEASURE)]
        page.set_viewport_size({"width": 360, "height": 740})
        page.evaluate(WEAR, "")

    assert found == []


def test_text_can_be_spaced_and_made_large(open_page: Open, site: Site) -> None:
    page = open_page(f"/s/{site.invitation()}/", width=320)
    spaced = (
        "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
        " word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"
        " html { font-size: 200% !important }"
    )

    for path in (page.url, "/", "/replies/", "/journey/"):
        page.goto(path)
        page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
            " document.adoptedStyleSheets.push(sheet) }",
            spaced,
        )
        assert sideways(page) == 0, path
