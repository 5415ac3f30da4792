"""What the page and the API ask for, as the services make it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.accounts.models import User
from surveys import invitations
from surveys.models import Invitation, Survey


def invite(survey: Survey, wanted: Mapping[str, Any], *, by: User) -> list[Invitation]:
    """One invitation, or as many cards as are wanted"""
    times = {"opens_at": wanted.get("opens_at"), "closes_at": wanted.get("closes_at")}
    audience, kind = wanted["audience"], wanted["kind"]
    if kind == Invitation.Kind.SINGLE:
        number = wanted.get("cards") or 1
        return invitations.make_cards(survey, audience=audience, number=number, **times, by=by)
    return [invitations.invite(survey, audience=audience, kind=kind, **times, by=by)]
