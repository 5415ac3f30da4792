"""Actions and recommendations in a browser: readable by all, on a phone, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SignIn = Callable[..., Page]
TABLE = (
    "Reference,Origin,Recommendation,Due date,Lead,Agency,Action,Status\n"
    "X1,Scrutiny review,Listen,1 May 2027,Head of service,Police,Meet children,Green\n"
    "X2,Scrutiny review,Listen,1 May 2027,Head of service,Nobody,Meet children,Green\n"
)


@pytest.mark.parametrize("width", [320, 1280])
def test_everybody_can_read_these_pages(sign_in: SignIn, width: int) -> None:
    page = sign_in("clerk", "/staff/actions/", width=width)
    paths = ["actions/", "actions/late/", "actions/1/", "actions/1/updates/add/"]
    paths += ["actions/1/evidence/add/", "recommendations/", "recommendations/12/"]
    paths += ["recommendations/12/edit/", "recommendations/sources/", "recommendations/import/"]

    for path in paths:
        page.goto(f"/staff/{path}")
        assert findings(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide}"
    choose(page)
    assert findings(page) == []


def choose(page: Page) -> None:
    page.goto("/staff/recommendations/import/")
    table = {"name": "t.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.set_input_files("input[type=file]", table)  # type: ignore[arg-type]  # as it documents
    page.get_by_role("button", name="Look at it").click()


def test_a_table_is_brought_in_without_script(sign_in: SignIn) -> None:
    page = sign_in("clerk", "/staff/recommendations/", java_script_enabled=False)

    choose(page)
    expect(page.get_by_text("there is no body “Nobody”")).to_be_visible()
    page.get_by_role("button", name="Write 1 row and leave 1 out").click()

    expect(page.locator(".message--success")).to_contain_text("Written: 1 new, 0 changed.")
