"""What the children's board costs with 10,000 themes, beside the same page with 100.

`python -m tests.bench_board`; part of `make bench`. In a database of its own, made and dropped
where DATABASE_URL points, or SQLite. Four in ten themes wait, one in ten is done by the children's
own word, and the rest have an answer in one of the other states.
"""

from __future__ import annotations

import secrets
import sys
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.bench_snapshot import Measured, database, p95

FEW, MANY, REACH = 100, 10_000, 3
VERDICTS = 6
PAGES = {
    "the board": "/replies/",
    "its third page": "/replies/?page=3",
    "what waits": "/replies/?state=waiting",
    "what is done": "/replies/?state=children_say_done",
    "a search": "/replies/?find=lights+path",
    "a search that finds nothing": "/replies/?find=zebra",
    "one theme": "/replies/theme-7/",
}
STATES = [
    *["waiting"] * 4,
    *("we_did", "children_say_done", "we_will", "finding_out", "we_cant", "not_ours"),
]


def measure() -> list[Measured]:
    with database():
        from django.db import connection
        from django.test import Client

        client = Client()
        made = fill(0, FEW)
        few = {name: p95(lambda path=path: client.get(path)) for name, path in PAGES.items()}  # type: ignore[misc]  # a default of a lambda
        fill(made, MANY - FEW)
        many = {name: p95(lambda path=path: client.get(path)) for name, path in PAGES.items()}  # type: ignore[misc]  # a default of a lambda
        where = connection.vendor
    return [
        Measured(
            f"{name}, {MANY:,} themes, p95, {where}", f"{REACH} × {FEW}", many[name], few[name]
        )
        for name in PAGES
    ]


def fill(start: int, number: int) -> int:
    """Put so many more themes on the board, without the services: these would take minutes."""
    from django.db import connection
    from django.utils import timezone

    from backend.accounts.permissions import Role
    from participation.moderation.models import Theme
    from participation.replies.models import Reply, Verdict
    from surveys.models import Response, Survey
    from tests.factories import make_body, make_survey, somebody

    survey: Any = Survey.objects.first() or make_survey()
    today, worker, agency = timezone.localdate(), somebody(Role.WORKER), make_body()
    themes = Theme.objects.bulk_create(
        Theme(
            group_id=survey.group_id,
            title=f"We want more lights on the path by the park, number {it}.",
            about="It is dark there after school, and nobody mends them." if it % 3 else "",
            slug=f"theme-{it}",
            asked_on=today - timedelta(days=it % 700),
            on_board_since=today - timedelta(days=it % 700),
        )
        for it in range(start, start + number)
    )
    answers = []
    for at, theme in enumerate(themes):
        state = STATES[at % len(STATES)]
        if state != "waiting":
            answers.append(_reply(theme, state, agency=agency, worker=worker))
    Reply.objects.bulk_create(answers)
    done = [it for at, it in enumerate(answers) if at % 6 == 1]
    responses = Response.objects.bulk_create(
        Response(
            survey=survey, audience="children", sent_on=today, receipt_hash=uuid4().hex, digest="-"
        )
        for _one in range(VERDICTS)
    )
    Verdict.objects.bulk_create(
        Verdict(reply=reply, response=response, value="yes")
        for reply in done
        for response in responses
    )
    with connection.cursor() as cursor:
        # What a database does by itself, sooner or later.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return start + number


def _reply(theme: Any, state: str, *, agency: Any, worker: Any) -> Any:
    from participation.replies.models import Reply

    day = theme.asked_on
    return Reply(
        theme=theme,
        agency=agency,
        state="we_did" if state == "children_say_done" else state,
        text=f"We talked with the council about your path. {secrets.token_hex(8)}",
        by_when=day + timedelta(days=90),
        because="There is no money for it this year.",
        passed_to="the council",
        status="published",
        published_on=day + timedelta(days=30),
        published_by=worker,
    )


def main() -> int:
    rows = measure()
    for it in rows:
        times = f"{it.took:.0f} ms, {it.ratio:.2f} × {it.floor:.0f} ms"
        print(f"{it.what:<60} {times:<28} (reach: {it.reach})")  # noqa: T201  (a command)
    return 0 if all(it.ratio <= REACH for it in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
