"""What both state machines stand on: a world that is put back after each run, and what was seen."""

from __future__ import annotations

import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import connection, transaction
from django.test import Client
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test

from backend import limits
from tests.fuzz.words import encoded

FORM = "application/x-www-form-urlencoded"
MAY_SAY_LATER = 503
"""A room that is paused: its page sends again by itself."""


class Machine(RuleBasedStateMachine):
    """Each run begins with the same rows, and leaves none."""

    seen: ClassVar[Counter[str]] = Counter()
    """Runs, steps and server errors, of all runs."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0
        self._run = transaction.atomic()
        self._run.__enter__()
        limits.desk = limits.open_desk(f"fuzz-{secrets.token_hex(4)}")
        self.client = Client(raise_request_exception=False)
        type(self).seen["runs"] += 1

    def teardown(self) -> None:
        try:
            if sys.exception() is None:
                self.at_the_end()
        finally:
            transaction.set_rollback(True)
            self._run.__exit__(None, None, None)

    def at_the_end(self) -> None:
        """What is looked at once a run, since it takes longer."""

    @invariant()
    def counted(self) -> None:
        type(self).seen["steps"] += 1
        self.steps += 1

    @property
    def looks_at_pages(self) -> bool:
        """Pages take longer than all the rest: after each fifth step, and at the end."""
        return self.steps % 5 == 0

    @invariant()
    def what_points_somewhere_points_to_something(self) -> None:
        """Rows of other tables are asked for at the commit, which never comes here."""
        if self.looks_at_pages:
            connection.check_constraints()

    @contextmanager
    def may_refuse(self, *facts: type[Exception]) -> Iterator[None]:
        """A service may say no by these, with nothing changed; by any other the run is broken."""
        try:
            with transaction.atomic():
                yield
        except facts:
            type(self).seen["refusals"] += 1

    def get(self, path: str, query: dict[str, str] | None = None) -> Any:
        return self._answered(self.client.get(path, query or {}))

    def post(self, path: str, pairs: list[tuple[str, str]]) -> Any:
        return self._answered(self.client.post(path, encoded(pairs), content_type=FORM))

    def _answered(self, response: Any) -> Any:
        if response.status_code >= 500 and response.status_code != MAY_SAY_LATER:
            type(self).seen["server errors"] += 1
            _kind, error, _where = response.exc_info or (None, AssertionError("500"), None)
            raise error
        return response


def run(
    machine: type[Machine], length: settings, name: str, seen: Callable[[str, str], None]
) -> None:
    """Run it, and write what was seen, also if it was broken."""
    machine.seen = Counter()
    broken = 1
    try:
        run_state_machine_as_test(machine, settings=length)
        broken = 0
    finally:
        errors = machine.seen.pop("server errors", 0)
        counts = ", ".join(f"{number:,} {what}" for what, number in machine.seen.items())
        seen(name, f"{counts}; {errors} server errors, {broken} broken invariants")
