"""What stands in a log line: what broke and where, never who asked, what they sent or its code.

Messages of exceptions are left out: a database repeats the row that it refuses, and a parser the
words that it could not read. Type and place are enough to find the fault.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

from django.db import InterfaceError, OperationalError

Exc = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def reason(error: BaseException) -> str:
    """The type, and a message only where it cannot hold what somebody wrote."""
    kind = type(error).__name__
    if isinstance(error, OperationalError | InterfaceError):
        return f"{kind}: {' '.join(str(error).split())}"
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {error.strerror}"
    return kind


def places(error: BaseException) -> list[str]:
    """Where it came from, outermost first: files, lines and names, and no values."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def said(record: logging.LogRecord) -> str:
    """The message. A request's path has a code in it, so its view is named instead."""
    request = getattr(record, "request", None)
    if request is None:
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    view = match.view_name if match else "no view"
    return f"{getattr(record, 'status_code', '')} {request.method} {view}".strip()


class Plain(logging.Formatter):
    """For people: a line, and under it where it broke."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {record.name} {said(record)}"
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return line
        return "\n".join([f"{line}: {reason(error)}", *(f"  {it}" for it in places(error))])


class JsonLines(logging.Formatter):
    """For machines: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": said(record),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= {"error": reason(error), "where": places(error)}
        return json.dumps(line)
