"""How long the lists of actions and recommendations take: `python -m tests.measure_actions`.

The same pages at 100 rows and at 10,000, the 95th of a hundred times each, in a database of its
own. At most three times as long is what we promise ourselves. And what bringing in a tracker of
5,000 rows takes. It is the processor's time, so that what else the machine does is not counted; of
a PostgreSQL, which is another process, it counts nothing.
"""

from __future__ import annotations

import gc
import sys
import time
from datetime import timedelta
from typing import Any

from tests.bench_snapshot import _database

FEW, MANY, LOOKS, MOST_RATIO = 100, 10_000, 100, 3.0
PAGES = (
    "actions/",
    "actions/?due=late",
    "actions/?status=done",
    "actions/?page=2",
    "actions/late/",
    "recommendations/",
    "recommendations/?word=in_progress",
    "recommendations/?word=done",
    "recommendations/?word=children_say_done",
    "recommendations/sources/",
)


def measure() -> dict[str, tuple[float, float]]:
    """By page: milliseconds at few and at many rows."""
    from django.test import Client

    from backend.accounts.permissions import Role
    from tests.factories import make_user

    client = Client()
    client.force_login(make_user(Role.CLERK))
    _fill(0, FEW)
    few = {page: _p95(client, page) for page in PAGES}
    _fill(FEW, MANY)
    return {page: (few[page], _p95(client, page)) for page in PAGES}


def _fill(start: int, stop: int) -> None:
    """Recommendations with an action each, half of them done with evidence."""
    from django.utils import timezone

    from participation.meetings.models import Action, Evidence, Recommendation, Source
    from tests.factories import make_body

    today = timezone.localdate()
    sources = [Source.objects.get_or_create(name=f"Review {it}")[0] for it in range(10)]
    agencies = [make_body(classification="agency") for _number in range(5)]
    asked = Recommendation.objects.bulk_create(
        Recommendation(source=sources[it % 10], reference=f"R{it}", text=f"Listen, {it}.")
        for it in range(start, stop)
    )
    done = {"status": "done", "done_on": today}
    actions = Action.objects.bulk_create(
        Action(
            recommendation=recommendation,
            source=recommendation.source,
            text=f"Lights {number}",
            owner_role="Engineer",
            agency=agencies[number % 5],
            due_on=today + timedelta(days=number % 400 - 200),
            **(done if number % 2 == 0 else {}),
        )
        for number, recommendation in enumerate(asked)
    )
    Evidence.objects.bulk_create(
        Evidence(action=action, text="It is lit.", checked_by="Worker")
        for action in actions
        if action.status == "done"
    )


def _p95(client: Any, page: str) -> float:
    gc.collect()
    gc.freeze()  # What was made to fill the tables is not the page's garbage.
    took = []
    for _look in range(LOOKS):
        start = time.process_time()
        assert client.get(f"/staff/{page}").status_code == 200
        took.append((time.process_time() - start) * 1000)
    return sorted(took)[int(LOOKS * 0.95) - 1]


def bring_in(rows: int = 5_000) -> tuple[float, float, float]:
    """Seconds to look at a tracker of so many new rows, to write it, and to write changes."""
    from backend.accounts.permissions import Role
    from participation.meetings.tracker import services
    from tests.factories import make_body, make_user

    make_body("Housing", "agency")
    heads = "Reference,Origin,Recommendation,Due date,Lead,Agency,Action,Status\n"
    text = heads + "\n".join(
        f"T{it},Tracker,Listen {it},12/03/2027,Engineer,Housing,Light {it},Red"
        for it in range(rows)
    )
    by = make_user(Role.CLERK)
    start = time.process_time()
    digest = services.look(text).digest
    looked = time.process_time()
    services.write(text, digest=digest, by=by)
    wrote = time.process_time()
    changed = text.replace("Engineer", "Head").replace("Red", "Amber")
    services.write(changed, digest=services.look(changed).digest, by=by)
    return looked - start, wrote - looked, time.process_time() - wrote


if __name__ == "__main__":
    with _database():
        found = measure()
        for name, (few, many) in found.items():
            sys.stdout.write(f"{name:45} {few:7.1f} ms {many:7.1f} ms   ×{many / few:.2f}\n")
        looked, wrote, changed = bring_in()
        sys.stdout.write(
            f"5,000 rows: look {looked:.1f} s, write {wrote:.1f} s, change {changed:.1f} s\n"
        )
    sys.exit(any(many / few > MOST_RATIO for few, many in found.values()))
