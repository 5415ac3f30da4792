"""A real server with demo data, and a real Chromium, as a person would meet them."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests.browser.queue import read_what_tests_left
from tests.browser.site import FLAGS, ROOT, Site, chromium, run_site
from tests.browser.tablets import TABLET, get_ready

FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sites of all test processes find their static files."""
    here = tmp_path_factory.getbasetemp()
    return (here if "PYTEST_XDIST_WORKER" not in os.environ else here.parent) / "static"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, static: Path) -> Iterator[Site]:
    with run_site(tmp_path_factory.mktemp("site"), static) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def open_page(
    browser: Browser, site: Site, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page of the site: `open_page("/", width=360, …)`; contexts close after the test.

    When the test fails, every window is pictured in var/failed/.
    """
    contexts: list[BrowserContext] = []

    def open_one(path: str = "/", *, width: int = 360, height: int = 740, **options: Any) -> Page:
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_one
    for number, context in enumerate(contexts):
        if request.node.stash.get(FAILED, False):
            for page in context.pages:
                page.screenshot(path=ROOT / f"var/failed/{request.node.name}-{number}.png")
        context.close()


@pytest.fixture
def ready(open_page: Callable[..., Page]) -> Page:
    """A tablet that has been made ready, with a signal still there."""
    page = open_page(TABLET, width=768, height=1024)
    get_ready(page)
    return page


@pytest.fixture
def sign_in(open_page: Callable[..., Page], site: Site) -> Iterator[Callable[..., Page]]:
    """Sign somebody in by role, in a window of their own: `sign_in("worker", "/staff/")`."""
    workers: list[Page] = []

    def sign_in_as(role: str, path: str = "/staff/", **options: Any) -> Page:
        account = site.account(role)
        page = open_page("/accounts/login/", **{"width": 1280, "height": 800, **options})
        page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill(account["email"])
        page.get_by_label("Password", exact=True).fill(account["password"])
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/staff/**")
        if role == "worker":
            workers.append(page)
        page.goto(path)
        return page

    yield sign_in_as
    for page in workers[:1]:
        with suppress(Error):  # A test may have ended its window.
            read_what_tests_left(page, most=30)


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Take a picture: into docs/pictures by `make pictures`, otherwise beside the demo's data."""
    folder = Path(os.environ.get("PICTURES") or settings.DATA_DIR / "pictures")
    (folder / "steps").mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str, **options: Any) -> None:
        page.screenshot(path=folder / f"{name}.png", **options)

    return take
