"""A log line says what broke and where: no words, no codes, no addresses."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test import Client

from backend.logs import JsonLines, Plain
from tests.factories import make_invitation, new_token

WORDS = "kanarienvogel"


def record_of(error: Exception, **extra: Any) -> logging.LogRecord:
    try:
        raise error
    except Exception:
        return logging.LogRecord("some", logging.ERROR, "x.py", 1, "It broke", None, sys.exc_info())


def test_a_json_line_is_one_object_with_its_time() -> None:
    record = logging.LogRecord(
        "some", logging.WARNING, "x.py", 1, "A %s line\nor two", ("long",), None
    )

    line = JsonLines().format(record)

    assert "\n" not in line
    told = json.loads(line)
    assert told.pop("at").endswith("+00:00")
    assert told == {"level": "WARNING", "logger": "some", "message": "A long line\nor two"}


@pytest.mark.parametrize("formatter", [Plain(), JsonLines()])
@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"invalid literal: {WORDS}"),
        IntegrityError(f"DETAIL: Failing row contains ({WORDS})"),
        OSError(f"refused {WORDS}@example.org"),
    ],
)
def test_what_an_exception_repeats_is_left_out(
    formatter: logging.Formatter, error: Exception
) -> None:
    line = formatter.format(record_of(error))

    assert WORDS not in line
    assert type(error).__name__ in line
    assert "test_logs.py" in line


def test_why_the_database_cannot_be_used_is_said() -> None:
    line = JsonLines().format(record_of(OperationalError("database or\ndisk is full")))

    assert json.loads(line)["error"] == "OperationalError: database or disk is full"


@pytest.mark.django_db
def test_a_childs_request_that_breaks_names_the_view_and_no_code(
    caplog: pytest.LogCaptureFixture,
) -> None:
    invitation = make_invitation()
    words = invitation.survey.questions.all()[1]
    phone = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.77")

    def wrong(execute: Callable[..., Any], sql: str, params: Any, *details: Any) -> Any:
        if "INSERT" in sql:
            raise ValueError(str(params))
        return execute(sql, params, *details)

    with connection.execute_wrapper(wrong):
        phone.post(f"/s/{invitation.code}/", {"token": new_token(), f"q-{words.pk}": WORDS})
    lines = [JsonLines().format(record) for record in caplog.records]

    assert [json.loads(it)["message"] for it in lines] == ["500 POST surveys:answer"]
    for secret in (WORDS, invitation.code, "203.0.113.77"):
        assert secret not in "".join(lines)
