"""The queue that all tests of one site share."""

from __future__ import annotations

from playwright.sync_api import Page


def read_what_tests_left(page: Page, *, most: int) -> None:
    """Approve what waits beyond so many: the queue shows fifty, in no order within a day."""
    tokens = [it["value"] for it in page.context.cookies() if "csrf" in it["name"]]
    asked = page.request.get("/api/v1/moderation/")
    if not tokens or not asked.ok:  # Signed out since.
        return
    over = asked.json()["count"] - most
    headers = {"X-CSRFToken": tokens[0], "Referer": asked.url}
    while over > 0:
        some = page.request.get("/api/v1/moderation/").json()["results"][:over]
        for it in some:
            path = f"/api/v1/moderation/{it['answer']}/approve/"
            page.request.post(path, headers=headers, data={})
        over -= len(some) or over
