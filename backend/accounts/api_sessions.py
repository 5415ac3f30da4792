"""The session of the pages, for the API: refused before a body is read."""

from __future__ import annotations

from rest_framework.authentication import SessionAuthentication as Session
from rest_framework.request import Request


class SessionAuthentication(Session):
    """As the framework has it, but for one thing.

    To look for the form's token, it reads the body as the call's own parser does. So whoever may
    not call, and sent what is no JSON, was told of the JSON, and not that they may not. A token of
    ours comes in the header; Django's own request reads no body that is not a form's.
    """

    def enforce_csrf(self, request: Request) -> None:
        super().enforce_csrf(request._request)  # type: ignore[arg-type]  # it takes both
