"""The policy of pages breaks none of them: a browser says of each what it refused."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page

from tests.browser.site import Site
from tests.crawl import NOT_FOLLOWED, inside, route_of

pytestmark = pytest.mark.browser
MOST = 30
"""Kinds of page for each role, in the suite; `python -m tests.crawl` goes everywhere."""
LISTEN = """
addEventListener("securitypolicyviolation", (it) => {
    (self.refused ??= []).push(`${it.effectiveDirective} ${it.blockedURI} ${it.sample}`);
});
"""


def walk(page: Page, site: Site, start: Iterable[str], *, within: str) -> list[str]:
    """Follow links to one page of each kind; return what the browser refused."""
    page.add_init_script(LISTEN)
    waiting, seen, found = deque(start), set[str](), list[str]()

    def fail(error: Error) -> None:
        found.append(f"{page.url}: {error}")

    page.on("pageerror", fail)
    while waiting and len(seen) < MOST:
        path = waiting.popleft()
        if route_of(path) in seen or path.startswith(NOT_FOLLOWED):
            continue
        seen.add(route_of(path))
        answer = page.request.get(path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.goto(path)
        page.wait_for_timeout(50)  # Scripts that are modules run after the page is there.
        found += [f"{path}: {it}" for it in page.evaluate("self.refused ?? []")]
        links = page.eval_on_selector_all("a[href]", "all => all.map((it) => it.href)")
        here = [inside(link) for link in links if link.startswith(site.url)]
        waiting += [it for it in here if urlsplit(it).path.startswith(within)]
    assert len(seen) > 5
    return found


def test_a_childs_pages_are_refused_nothing(open_page: Callable[..., Page], site: Site) -> None:
    start = [f"/s/{site.invitation()}/", "/", "/replies/", "/tell/", "/messages/", "/api/v1/docs/"]

    assert walk(open_page("/"), site, start, within="/") == []


@pytest.mark.parametrize(
    "role", ["worker", "clerk", "board_member", "manager", "safeguarding_lead"]
)
def test_staffs_pages_are_refused_nothing(
    sign_in: Callable[..., Page], site: Site, role: str
) -> None:
    assert walk(sign_in(role), site, ["/staff/"], within="/staff/") == []


def test_the_admins_pages_are_refused_nothing(sign_in: Callable[..., Page]) -> None:
    page = sign_in("worker")
    page.add_init_script(LISTEN)

    for path in ("/admin/", "/admin/surveys/group/", "/admin/surveys/group/add/"):
        page.goto(path)
        page.wait_for_timeout(200)
        assert page.evaluate("self.refused ?? []") == [], path


def test_text_does_not_become_elements_past_the_policy(open_page: Callable[..., Page]) -> None:
    page = open_page("/")

    said = page.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>'; return ''; } "
        "catch (error) { return error.name; } }"
    )

    assert said == "TypeError"
