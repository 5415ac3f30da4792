"""axe-core in the pages of the tests: WCAG 2.0 to 2.2, A and AA, and best practices."""

from __future__ import annotations

from collections.abc import Iterable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT = Axe().axe_script
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# Only what is wrong comes back: all that is right would be most of the time that it takes.
RUN = """async (tags) => {
    const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
    const { violations } = await axe.run(document, options);
    return violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target)}`);
}"""


def findings(page: Page) -> list[str]:
    """What axe-core finds on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    return [f"{page.url} {it}" for it in page.evaluate(RUN, TAGS)]


def of_pages(page: Page, paths: Iterable[str]) -> list[str]:
    """The same of several pages; and which of them scroll sideways."""
    found = []
    for path in paths:
        page.goto(path)
        found += findings(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found.append(f"{path} scrolls sideways by {wide}")
    return found
