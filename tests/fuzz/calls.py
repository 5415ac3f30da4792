"""Calls of the API, made up by Schemathesis from the project's own description of it."""

from __future__ import annotations

import json
import secrets
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any
from urllib.parse import unquote, urlsplit

import schemathesis
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client, TestCase
from django.urls import Resolver404, resolve
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from backend import limits
from backend.accounts.models import User
from backend.openapi import ANYONE, schema
from backend.rest import SENTENCES
from tests.fuzz.known import Known, made_real, path_made_real

CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
SAID_LATER = 503
"""A room that is paused; the description names it where it can be."""
CSRF = "c" * 32
BETWEEN_REQUESTS = (request_started, request_finished)
READ_AFTERWARDS = (
    *("/staff/", "/staff/meetings/", "/staff/actions/", "/staff/bodies/", "/staff/replies/"),
    *("/staff/themes/", "/staff/threads/", "/staff/overview/", "/staff/moderation/", "/replies/"),
)
"""What shows much of everything, two at a time: what was taken must not break what shows it."""
REFUSALS = [{"detail": sentence} for sentence in SENTENCES.values()]
"""Where only a session will do, nobody's is a 403 too."""


@dataclass
class Seen:
    """What came of the calls of one role."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    """By what is wrong with which call, the first case of it."""
    server_errors: int = 0

    def note(self, call: str, what: str, case: str) -> None:
        self.faults.setdefault(f"{call}: {what.splitlines()[0][:300]}", case)


@dataclass(frozen=True)
class Caller:
    """Somebody with a session of the pages, or nobody."""

    who: str
    cookies: Mapping[str, str]
    headers: Mapping[str, str]

    @classmethod
    def signed_in(cls, who: str, user: User | None) -> Caller:
        plain = {"Accept-Encoding": "identity"}
        if user is None:
            return cls(who, {}, plain)
        client = Client()
        client.force_login(user)
        cookies = {name: it.value for name, it in client.cookies.items()}
        cookies[settings.CSRF_COOKIE_NAME] = CSRF
        return cls(who, cookies, plain | {"X-CSRFToken": CSRF})

    def may(self, operation: Any) -> bool:
        named = operation.definition.raw["x-who"]
        return named == [ANYONE] or self.who in named


def describe(known: Known) -> Any:
    """The description as Schemathesis reads it, with what there is put into most of its cases."""
    # A copy: it is changed on the way, and ours is kept for the page and for other tests.
    api = schemathesis.openapi.from_dict(json.loads(json.dumps(schema())))

    @api.hook
    def flatmap_path_parameters(context: Any, path_parameters: Any) -> Any:
        return path_made_real(known, context.operation.path, path_parameters)

    @api.hook
    def flatmap_query(context: Any, query: Any) -> Any:
        return made_real(known, query)

    @api.hook
    def flatmap_body(context: Any, body: Any) -> Any:
        return made_real(known, body)

    return api


def cases_of(operation: Any) -> Any:
    """As the description has it, and in ways that it forbids."""
    right, wrong = (
        operation.as_strategy(generation_mode=mode)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    )
    return st.one_of(right, right, wrong)


class Desk:
    """Where all calls are made, each on its own: whatever it wrote is put back."""

    def __init__(self, reader: Client) -> None:
        self.app, self.reader = WSGIHandler(), reader
        self.broke: list[str] = []
        self.pages = cycle(READ_AFTERWARDS)

    def try_out(self, case: Any, caller: Caller, seen: Seen) -> None:
        call = case.operation.label
        with self._put_back():
            response = case.call(
                app=self.app, cookies=dict(caller.cookies), headers=dict(caller.headers)
            )
            broken_pages = list(self._broken_pages(case, response.status_code))
        seen.cases += 1
        seen.statuses[response.status_code] += 1
        for what in [*self._faults(case, response, caller), *broken_pages]:
            said = response.content[:500].decode("utf-8", "replace")
            seen.note(call, what, f"{caller.who} {case!r}\n{response.status_code} {said}\n{what}")
        is_broken = response.status_code >= 500 and response.status_code != SAID_LATER
        seen.server_errors += is_broken + len(broken_pages)

    @contextmanager
    def _put_back(self) -> Iterator[None]:
        limits.desk = limits.open_desk(f"fuzz-{secrets.token_hex(4)}")
        self.broke.clear()
        got_request_exception.connect(self._hear)
        # As the test client has it: a connection in a transaction is not to be closed.
        for signal in BETWEEN_REQUESTS:
            signal.disconnect(close_old_connections)
        try:
            with transaction.atomic():
                with TestCase.captureOnCommitCallbacks(execute=True):
                    yield
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(self._hear)
            for signal in BETWEEN_REQUESTS:
                signal.connect(close_old_connections)

    def _hear(self, **kwargs: Any) -> None:
        self.broke.append(traceback.format_exc(limit=-6))

    def _broken_pages(self, case: Any, status: int) -> Iterator[str]:
        """After something was written: who has all roles, and everybody, can still read."""
        if case.method == "GET" or status >= 300:
            return
        for page in islice(self.pages, 2):
            if (found := self.reader.get(page).status_code) >= 500:
                yield f"afterwards {page} is {found}: {self._why()}"

    def _why(self) -> str:
        return self.broke[-1].strip().splitlines()[-1] if self.broke else ""

    def _faults(self, case: Any, response: Any, caller: Caller) -> Iterator[str]:
        if self.broke and response.status_code >= 500:
            yield f"{self._why()}\n{self.broke[-1]}"
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for it in group.exceptions:
                yield f"{it.title}: {' '.join(it.message.split())}"
        if not caller.may(case.operation):
            yield from refused_wrongly(response)
        elif response.status_code in {401, 403}:
            yield "who may is refused"


def refused_wrongly(response: Any) -> Iterator[str]:
    """What a refusal shows that it must not: the same words whatever is there, before all else."""
    status = response.status_code
    if status == 404 and leads_somewhere(response.request.url):
        yield "a refusal shows that nothing is there"
    elif status not in {401, 403, 404}:
        yield f"who may not gets {status}"
    elif status == 403 and response.json() not in REFUSALS:
        yield "a refusal is not like the others"


def leads_somewhere(url: str) -> bool:
    """Whether the address has the form of one of ours; `/api/v1/meetings/x/` has not."""
    try:
        resolve(unquote(urlsplit(url).path))
    except Resolver404:
        return False
    return True
