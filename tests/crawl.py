"""Every page of the demo that links lead to, for each role and a child: `python -m tests.crawl`.

One address of each route, on a phone and on a desk: none answers with an error, axe finds nothing,
nothing scrolls sideways. Prints what was seen, and ends with an error if anything was found.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.axe import findings
from tests.browser.site import FLAGS, Site, chromium, run_site

SIZES = {360: 740, 1280: 800}
NOT_FOLLOWED = ("/accounts/logout/", "/admin/", "/api/")
MOST = 200
"""Pages of one role; there are far fewer kinds of them."""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    found: list[str] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        run_site(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        seen: set[str] = set()
        for role in ("", *dict.fromkeys(it["role"] for it in site.demo["accounts"])):
            if role == "outsider":  # Is refused everywhere, and tests say so.
                continue
            with browser.new_context(base_url=site.url) as context:
                pages = _walk(context, site, role, found)
            seen |= pages
            print(f"{role or 'a child'}: {len(pages)} kinds of page", flush=True)
        browser.close()
    print(f"{len(seen)} kinds of page in all, each at {' and '.join(map(str, SIZES))} px")
    print("\n".join(found) or "axe found nothing; no error; nothing scrolls sideways")
    return 1 if found else 0


def _walk(context: BrowserContext, site: Site, role: str, found: list[str]) -> set[str]:
    """Follow links from where this person begins; return the routes that were looked at."""
    page = context.new_page()
    start = "/staff/" if role else f"/s/{site.invitation()}/"
    if role:
        account = site.account(role)
        page.goto("/accounts/login/")
        page.fill("[name=login]", account["email"])
        page.fill("[name=password]", account["password"])
        page.keyboard.press("Enter")
        page.wait_for_url("**/staff/**")
    waiting, seen = deque([start, "/", "/replies/"] if not role else [start]), set[str]()
    while waiting and len(seen) < MOST:
        path = waiting.popleft()
        route = route_of(path)
        if route in seen or path.startswith(NOT_FOLLOWED):
            continue
        seen.add(route)
        answer = context.request.get(path)
        if answer.status >= 400:
            found.append(f"{role} {path}: {answer.status}")
            continue
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.goto(path)
        found += [f"{role} {it}" for it in _look(page)]
        links = page.eval_on_selector_all("a[href]", "all => all.map((it) => it.href)")
        here = [inside(link) for link in links if link.startswith(site.url)]
        # Staff pages link to what children see, which was looked at as a child.
        waiting += [it for it in here if not role or it.startswith("/staff/")]
    return seen


def _look(page: Page) -> list[str]:
    found = []
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width} px: {it}" for it in findings(page)]
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        if wide > width:
            found.append(f"{width} px: {page.url} is {wide} px wide")
    return found


def inside(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def route_of(path: str) -> str:
    """The kind of page: its route, and which questions it was asked."""
    from django.urls import Resolver404, resolve

    parts = urlsplit(path)
    asked = sorted(it.split("=")[0] for it in parts.query.split("&") if it)
    try:
        return f"{resolve(parts.path).route} {asked}"
    except Resolver404:
        return path


if __name__ == "__main__":
    sys.exit(main())
