"""What every list costs at 100 rows and at 10,000: `python -m tests.measure_lists`.

In a database of its own, made and dropped where DATABASE_URL points, or SQLite. For each page:
queries (the same at both sizes) and the 95th of 100 times it took (at 10,000 rows at most three
times that at 100). Ends with an error if a page breaks either.
"""

from __future__ import annotations

import copy
import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

FEW, MANY, LOOKS, TIMES = 100, 10_000, 40, 3.0
"""Rows, rows, looks at each page, and how much slower the second may be."""


@dataclass(frozen=True)
class Cost:
    queries: int
    p95: float
    """Milliseconds."""


def pages() -> dict[str, str]:
    """Every list, and the role that sees most in it."""
    return {
        "/replies/": "",
        "/replies/?find=path": "",
        "/replies/?state=waiting": "",
        "/staff/threads/": "board_member",
        "/staff/threads/loose/": "board_member",
        "/staff/overview/": "manager",
        "/staff/actions/late/": "clerk",
        "/staff/actions/?due=late": "clerk",
        "/staff/meetings/?show=later": "clerk",
        "/staff/": "clerk",
        "/staff/moderation/": "worker",
        "/staff/moderation/list/": "worker",
        "/staff/moderation/decided/": "worker",
        "/staff/moderation/held/": "worker",
        "/staff/notes/": "worker",
        "/staff/themes/": "worker",
        "/staff/replies/": "worker",
        "/staff/concerns/": "safeguarding_lead",
        "/staff/messages/": "safeguarding_lead",
        "/staff/meetings/": "clerk",
        "/staff/actions/": "clerk",
        "/staff/recommendations/": "clerk",
        "/staff/bodies/": "clerk",
        "/staff/surveys/": "worker",
        "/staff/people/": "administrator",
        "/staff/housekeeping/": "administrator",
        "/api/v1/moderation/": "worker",
        "/api/v1/themes/": "clerk",
        "/api/v1/meetings/": "clerk",
        "/api/v1/agenda-items/": "clerk",
        "/api/v1/decisions/": "clerk",
        "/api/v1/actions/": "clerk",
        "/api/v1/recommendations/": "clerk",
        "/api/v1/bodies/": "clerk",
    }


# --- Many of everything ---------------------------------------------------------------------------


def many(one: Any, number: int, **unique: Callable[[int], Any]) -> list[Any]:
    """So many copies of a row, straight into the database, with what must differ."""
    made = []
    for place in range(number):
        row = copy.copy(one)
        row._state = copy.copy(one._state)
        row._state.adding = True
        row.pk = uuid4() if isinstance(one.pk, UUID) else None
        for name, make in unique.items():
            setattr(row, name, make(place))
        made.append(row)
    return list(type(one).objects.bulk_create(made, batch_size=500))


def join(through: Any, left: str, lefts: Iterable[Any], right: str, rights: Iterable[Any]) -> None:
    """Put rows of a many-to-many between two sets."""
    pairs = zip(lefts, rights, strict=False)
    through.objects.bulk_create(
        [through(**{f"{left}_id": one.pk, f"{right}_id": other.pk}) for one, other in pairs],
        batch_size=500,
    )


class Town:
    """Everything that is listed anywhere, in as many rows as are asked for."""

    def __init__(self) -> None:
        from backend.accounts.permissions import Role
        from tests.factories import make_user
        from tests.urlmap import make_world

        self.people = {role.value: make_user(role, name=role.label) for role in Role}
        self.world = make_world(self.people["worker"])
        self.rows = 1

    def grow(self, to: int) -> None:
        from participation.meetings.models import AgendaItem, Recommendation
        from participation.moderation.models import GroupNote, Theme, ThemeVoice
        from surveys.models import Survey

        more, at = to - self.rows, self.rows
        self.rows = to
        theme = Theme.objects.on_the_board().first()
        assert theme is not None
        themes = many(theme, more, slug=lambda place: f"theme-{at + place}")
        for seat in ThemeVoice.objects.filter(theme=theme):
            many(seat, more, theme=lambda place: themes[place])
        self._decided(themes, more)
        self._answered(themes, more)
        self._waiting(more)
        many(GroupNote.objects.all()[0], more, key=lambda _place: uuid4())
        many(Recommendation.objects.all()[0], more, reference=lambda place: f"N{at + place}")
        many(Survey.objects.all()[0], more, slug=lambda place: f"s{at + place}")
        self._people(more, at)
        assert AgendaItem.objects.count() >= to

    def _decided(self, themes: list[Any], more: int) -> None:
        from participation.meetings.models import (
            Action,
            ActionUpdate,
            AgendaItem,
            Body,
            Decision,
            Evidence,
            Meeting,
        )

        bodies = many(Body.objects.all()[0], more, name=lambda _place: uuid4().hex)
        body = Meeting.objects.all()[0].body
        meetings = many(Meeting.objects.all()[0], more, body=lambda _place: body)
        items = many(AgendaItem.objects.all()[0], more, meeting=lambda place: meetings[place])
        join(AgendaItem.themes.through, "agendaitem", items, "theme", themes)
        decisions = many(Decision.objects.all()[0], more, agenda_item=lambda place: items[place])
        actions = many(Action.objects.all()[0], more, decision=lambda place: decisions[place])
        for model in (Evidence, ActionUpdate):
            many(model.objects.all()[0], more, action=lambda place: actions[place])
        assert bodies

    def _answered(self, themes: list[Any], more: int) -> None:
        from participation.replies.models import Asked, Reply, Told

        replies = many(Reply.objects.all()[0], more, theme=lambda place: themes[place])
        many(Told.objects.all()[0], more, reply=lambda place: replies[place])
        many(Asked.objects.all()[0], more, theme=lambda place: themes[place])

    def _waiting(self, more: int) -> None:
        """Words to read, words held, concerns and messages."""
        from participation.moderation.models import Reading
        from participation.safeguarding.models import Concern, Message
        from surveys.models import Answer, Response

        waiting = Answer.objects.get(pk=self.world.answer.pk)
        held = Reading.objects.filter(decision="held")[0]
        for one in (waiting, held.answer):
            responses = many(one.response, more, receipt_hash=lambda _place: uuid4().hex)
            answers = many(one, more, response=lambda place: responses[place])  # noqa: B023  called at once
            if one != waiting:
                many(held, more, answer=lambda place: answers[place])  # noqa: B023  called at once
        assert Response.objects.count() > more
        many(Concern.objects.all()[0], more, answer_id=lambda _place: None)
        many(Message.objects.all()[0], more, receipt_hash=lambda _place: uuid4().hex)

    def _people(self, more: int, at: int) -> None:
        from django.contrib.auth.models import Group

        from backend.accounts.models import Letter, User

        people = many(self.people["worker"], more, email=lambda place: f"{at + place}@example.org")
        group = Group.objects.get(name="worker")
        join(User.groups.through, "user", people, "group", [group] * more)
        many(Letter.objects.all()[0], more, sent_on=lambda _place: None)


# --- Looking --------------------------------------------------------------------------------------


def look(town: Town, path: str, role: str) -> Cost:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if role:
        client.force_login(town.people[role])
    client.get(path)  # Compiles templates; the looks are at a server that is awake.
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
    number, took = len(queries), []
    for _look in range(LOOKS):
        start = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - start) * 1000)
    return Cost(number, statistics.quantiles(took, n=20)[-1])


def main() -> int:
    with _database() as vendor:
        town = Town()
        costs: list[dict[str, Cost]] = []
        for rows in (FEW, MANY):
            town.grow(rows)
            print(f"{rows} rows of everything", flush=True)
            gc.collect()
            gc.freeze()  # What was made to fill the lists is no server's garbage.
            costs.append({path: look(town, path, role) for path, role in pages().items()})
    few, lots = costs
    print(f"{vendor}: queries, and the 95th percentile of {LOOKS} looks in milliseconds")
    broken = 0
    for path in pages():
        a, b = few[path], lots[path]
        is_fine = a.queries == b.queries and b.p95 <= TIMES * a.p95
        broken += not is_fine
        print(
            f"{path:34} {a.queries:3} {b.queries:3} queries"
            f" {a.p95:8.1f} {b.p95:8.1f} ms {b.p95 / a.p95:6.1f}x {'' if is_fine else 'TOO MUCH'}"
        )
    return 1 if broken else 0


@contextmanager
def _database() -> Iterator[str]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings

    # As in production: the children's board keeps its six numbers for a minute.
    settings.CACHES["here"]["BACKEND"] = "django.core.cache.backends.locmem.LocMemCache"
    django.setup()
    from django.db import connection
    from django.test.utils import (
        setup_databases,
        setup_test_environment,
        teardown_databases,
        teardown_test_environment,
    )

    from tests.signing_in import let_force_login_pass

    let_force_login_pass()
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield connection.vendor
    finally:
        teardown_databases(made, verbosity=0)
        teardown_test_environment()


if __name__ == "__main__":
    sys.exit(main())
