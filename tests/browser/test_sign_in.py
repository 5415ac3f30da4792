"""Signing in to a site that is no demo: passkey, app with codes, the end of a session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import findings
from tests.browser.site import RealSite, run_real_site

pytestmark = pytest.mark.browser
WORDS = "We want the light by the canal back, please"
AGE = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
for kept in Session.objects.all():
    session = SessionStore(kept.session_key)
    session["seen"] = session.get("seen", 0) - 27 * 60
    session.save()
"""
PASSWORD = "nine herons on a quiet roof"


@pytest.fixture(scope="module")
def real_site(tmp_path_factory: pytest.TempPathFactory, static: Path) -> Iterator[RealSite]:
    with run_real_site(tmp_path_factory.mktemp("real"), static) as site:
        yield site


OpenWindow = Callable[..., Page]


@pytest.fixture
def window(browser: Browser, real_site: RealSite) -> Iterator[OpenWindow]:
    """A browser of somebody's own: `window("/accounts/login/")`."""
    contexts: list[BrowserContext] = []

    def open_window(path: str = "/accounts/login/", **options: Any) -> Page:
        context = browser.new_context(
            base_url=real_site.url,
            ignore_https_errors=True,
            viewport={"width": 360, "height": 740},
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_window
    for context in contexts:
        context.close()


def give_passkeys(page: Page) -> None:
    """A device that asks for a finger and always gets it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def type_password(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code(secret: str) -> str:
    counter = next(auth.yield_hotp_counters_from_time())
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def test_the_first_administrator_sets_up_a_passkey_and_signs_in_by_it_alone(
    window: OpenWindow, real_site: RealSite
) -> None:
    page = window()
    give_passkeys(page)
    assert findings(page) == []
    type_password(page, real_site.administrator, real_site.password)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert findings(page) == []
    page.goto("/staff/people/")
    expect(page).to_have_url(re.compile("/accounts/2fa/$"))

    page.get_by_role("link", name="Add a passkey").click()
    assert findings(page) == []
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    assert findings(page) == []
    page.get_by_role("link", name="I have them: go on").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile("/staff/$"))

    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/staff/$"))

    # With the password first, it is the second step.
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    type_password(page, real_site.administrator, real_site.password)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(re.compile("/staff/$"))
    cookies = {it["name"] for it in page.context.cookies()}
    assert cookies == {"__Host-session", "__Host-csrf", "__Host-known"}


def accept(page: Page, email: str) -> str:
    """From the link in the letter to the staff's pages; the secret of the app."""
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Keep this password").click()
    page.get_by_role("link", name="Sign in", exact=True).click()
    type_password(page, email, PASSWORD)
    page.get_by_role("link", name="Set up an app").click()
    assert page.locator(".entrance__qr path").last.bounding_box()["width"] > 100  # type: ignore[index]  # seen
    page.get_by_text("I cannot scan it").click()
    secret = page.locator("#secret").inner_text().strip()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have them: go on").click()
    expect(page).to_have_url(re.compile("/staff/$"))
    return secret


def test_a_password_can_be_looked_at(window: OpenWindow, real_site: RealSite) -> None:
    page = window(real_site.invite("look@example.org"))
    field = page.get_by_label("New password")
    field.fill(PASSWORD)
    assert findings(page) == []

    page.get_by_role("button", name="Show what I type").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide what I typed").press("Enter")
    expect(field).to_have_attribute("type", "password")


def test_nothing_is_lost_when_a_session_ends(window: OpenWindow, real_site: RealSite) -> None:
    page = window(real_site.invite("kim@example.org"))
    secret = accept(page, "kim@example.org")
    page.clock.install()
    page.goto("/staff/notes/new/")
    page.locator("textarea").first.fill(WORDS)
    expect(page.locator("[data-session]")).to_be_hidden()

    # Nearly half an hour goes by, there and here.
    real_site.run(AGE)
    page.clock.fast_forward("27:00")
    expect(page.get_by_role("status").filter(has_text="signed out in")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.locator("[data-session]")).to_be_hidden()
    page.context.clear_cookies(name="__Host-session")
    page.clock.fast_forward("30:00")
    expect(page.get_by_role("status").filter(has_text="You are signed out")).to_be_visible()
    expect(page.locator("textarea").first).to_have_value(WORDS)
    page.get_by_role("main").locator("button[type=submit]").first.click()
    expect(page.get_by_text("Nothing is lost")).to_be_visible()
    assert findings(page) == []

    sign_in_in_another_tab(page, "kim@example.org", secret)
    page.get_by_role("button", name="I have signed in").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="Send it now").click()
    # No group was chosen: the page says so, as it would have, and the words stand in it.
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("textarea").first).to_have_value(WORDS)
    expect(page).to_have_url(re.compile("/staff/notes/"))


def sign_in_in_another_tab(page: Page, email: str, secret: str) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    again = opened.value
    type_password(again, email, PASSWORD)
    assert findings(again) == []
    again.get_by_label("Code").fill(code(secret))
    again.get_by_role("button", name="Go on").click()
    expect(again).to_have_url(re.compile("/staff/$"))


def test_the_whole_way_in_needs_no_script(window: OpenWindow, real_site: RealSite) -> None:
    page = window(real_site.invite("plain@example.org"), java_script_enabled=False)

    accept(page, "plain@example.org")

    expect(page.get_by_text("after 30 minutes without opening a page").first).to_be_attached()
