"""What freezing a million answers costs, beside a bare count of them in the same run.

`python -m tests.bench_snapshot`; part of `make bench`. In a database of its own, made and dropped
where DATABASE_URL points, or SQLite; PostgreSQL and SQLite are not compared with each other.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

RESPONSES, QUESTIONS, BATCH, RUNS, LOOKS = 100_000, 10, 10_000, 5, 60


@dataclass(frozen=True)
class Measured:
    """A time, and the floor that it is held against."""

    what: str
    reach: str
    took: float
    """Milliseconds."""
    floor: float

    @property
    def ratio(self) -> float:
        return self.took / self.floor


def measure() -> list[Measured]:
    with database():
        from django.db import connection, transaction
        from django.test import Client

        from backend.accounts.permissions import Role
        from surveys import building, results
        from tests.factories import make_user

        survey = _asked_and_answered()

        def freeze() -> None:
            with transaction.atomic():
                building.close_survey(survey, by=None)
                transaction.set_rollback(True)

        def count() -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT question_id, choice_id, COUNT(*) FROM surveys_answer"
                    " GROUP BY question_id, choice_id"
                )
                cursor.fetchall()

        count()
        floor, froze = _median(count), _median(freeze)
        building.close_survey(survey, by=None)
        assert results.find(survey.pk)
        client = Client()
        client.force_login(make_user(Role.WORKER))
        empty = p95(lambda: client.get("/staff/actions/"))
        shown = p95(lambda: client.get(f"/staff/results/{survey.pk}/"))
        where = connection.vendor
    many = f"{RESPONSES * QUESTIONS:,} answers"
    return [
        Measured(f"freezing {many}, {where}", "2 × GROUP BY", froze, floor),
        Measured(f"showing them, p95, {where}", "2 × an empty staff page", shown, empty),
    ]


@contextmanager
def database() -> Iterator[None]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.test.utils import (
        setup_databases,
        setup_test_environment,
        teardown_databases,
        teardown_test_environment,
    )

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)
        teardown_test_environment()


def _asked_and_answered() -> Any:
    from django.db import connection
    from django.utils import timezone

    from surveys.models import Answer, Response
    from tests.rounds import make_big_round

    survey = make_big_round(QUESTIONS)
    asked = [
        (it.pk, [choice.pk for choice in it.choices.all()])
        for it in survey.questions.exclude(kind="text")
    ]
    chance, today = random.Random(1), timezone.localdate()  # noqa: S311  (the same each time)
    for _batch in range(RESPONSES // BATCH):
        sent = Response.objects.bulk_create(
            Response(
                survey=survey,
                audience="children",
                sent_on=today,
                receipt_hash=uuid4().hex,
                digest="-",
            )
            for _one in range(BATCH)
        )
        Answer.objects.bulk_create(
            [
                Answer(
                    response=response,
                    audience="children",
                    sent_on=today,
                    question_id=question,
                    choice_id=chance.choice(choices),
                )
                for response in sent
                for question, choices in asked
            ],
            batch_size=BATCH,
        )
    with connection.cursor() as cursor:
        # What a database does by itself, sooner or later.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return survey


def _times(what: Callable[[], object], runs: int) -> list[float]:
    taken = []
    for _run in range(runs):
        start = time.perf_counter()
        what()
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def _median(what: Callable[[], object]) -> float:
    return statistics.median(_times(what, RUNS))


def p95(what: Callable[[], object]) -> float:
    what()
    return statistics.quantiles(_times(what, LOOKS), n=20)[-1]


def main() -> int:
    rows = measure()
    for it in rows:
        times = f"{it.took:.0f} ms, {it.ratio:.2f} × {it.floor:.0f} ms"
        print(f"{it.what:<45} {times:<28} (reach: {it.reach})")  # noqa: T201  (a command)
    return 0 if all(it.ratio <= 2 for it in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
