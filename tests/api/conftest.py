"""Calls of the API as somebody, or as nobody."""

from __future__ import annotations

import json
from typing import Any, Protocol

import pytest
from django.test import Client

from backend.accounts.models import User


class Call(Protocol):
    def __call__(
        self, method: str, path: str, body: Any = None, *, by: User | None = None
    ) -> Any: ...


@pytest.fixture
def call(db: None) -> Call:
    """Make one call; a body of bytes goes as it is, everything else as JSON."""

    clients: dict[User | None, Client] = {}

    def made(method: str, path: str, body: Any = None, *, by: User | None = None) -> Any:
        if by not in clients:
            clients[by] = Client()
            if by is not None:
                clients[by].force_login(by)
        client = clients[by]
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.generic(
            method,
            f"/api/v1/{path}",
            b"" if body is None else sent,
            content_type="application/json",
        )

    return made
