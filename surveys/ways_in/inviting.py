"""What the page and the API ask for, as the services make it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.accounts.models import User
from surveys import invitations
from surveys.models import Invitation, Survey


def invite(survey: Survey, wanted: Mapping[str, Any], *, by: User) -> list[Invitation]:
    """One invitation, or as many single-use cards as are wanted."""
    audience, kind = wanted["audience"], wanted["kind"]
    opens_at, closes_at = wanted.get("opens_at"), wanted.get("closes_at")
    if kind == Invitation.Kind.SINGLE:
        return invitations.make_cards(
            survey,
            audience=audience,
            number=wanted.get("cards") or 1,
            opens_at=opens_at,
            closes_at=closes_at,
            by=by,
        )
    way = invitations.invite(
        survey, audience=audience, kind=kind, opens_at=opens_at, closes_at=closes_at, by=by
    )
    return [way]
