"""JSON in that cannot hurt, and lists out page by page; settings name both.

Apart from `rest.py`, since the framework loads these while it is being loaded itself.
"""

from __future__ import annotations

import json
import math
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser

DEEPEST = 20
"""Levels of nesting in a body. Nothing of ours needs more than four."""


class StrictJSONParser(JSONParser):
    """JSON that cannot hurt: UTF-8 whatever the header says, no infinities, no deep nesting."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        try:
            data = json.loads(
                stream.read().decode("utf-8"), parse_float=_finite, parse_constant=_finite
            )
        except (ValueError, RecursionError):
            raise ParseError("This is not JSON that we can read.") from None
        if _is_deep(data):
            raise ParseError("There are too many lists inside lists in this.")
        return data


def _finite(number: str) -> float:
    """1e400 is JSON and would be infinity here, which no database field takes."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError
    return value


def _is_deep(data: Any) -> bool:
    level = [data]
    for _depth in range(DEEPEST):
        level = [
            inside
            for it in level
            if isinstance(it, list | dict)
            for inside in (it.values() if isinstance(it, dict) else it)
        ]
    return bool(level)


class Pages(PageNumberPagination):
    page_size_query_param = "limit"
    max_page_size = 100
