"""Recommendations and actions as a table with the columns of council trackers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch, QuerySet

from backend.accounts.models import User
from participation.meetings.models import Action, Evidence, Recommendation
from participation.meetings.results.files import Line
from participation.meetings.tracker.columns import COLUMNS


def table(*, for_: User) -> Iterator[Line]:
    """A row for each action, and for each recommendation without one; heads first.

    An action that hangs on a decision alone has no reference. Of its evidence, what was added last
    is given: there is one cell.
    """
    actions = _actions(for_)
    yield list(COLUMNS.values())
    recommendations = Recommendation.objects.select_related("source").prefetch_related(
        Prefetch("actions", actions)
    )
    for recommendation in recommendations:
        for action in recommendation.actions.all() or [None]:
            yield _row(recommendation, action)
    for action in actions.filter(recommendation=None):
        yield _row(None, action)


def _actions(for_: User) -> QuerySet[Action]:
    newest = Evidence.objects.order_by("-pk")
    return (
        Action.objects.readable_by(for_)
        .select_related("agency", "source")
        .prefetch_related(Prefetch("evidence", newest))
        .order_by("due_on", "pk")
    )


def _row(recommendation: Recommendation | None, action: Action | None) -> Line:
    source = recommendation.source if recommendation else action.source if action else None
    evidence = next(iter(action.evidence.all()), None) if action else None
    cells: dict[str, str | int] = {"origin": source.name if source else ""}
    if recommendation:
        cells |= {
            "reference": recommendation.reference,
            "area": recommendation.heading,
            "recommendation": recommendation.text,
            "kind": recommendation.get_kind_display(),
            "verbatim": "Yes" if recommendation.verbatim else "No",
        }
    if source:
        cells["date"] = _day(source.on)
    if action:
        cells |= {
            "due_on": _day(action.due_on),
            "owner_role": action.owner_role,
            "agency": action.agency.name,
            "action": action.text,
            "status": action.get_status_display(),
            "number": action.pk,
        }
    if evidence:
        cells |= {
            "evidence": evidence.text,
            "evidence_on": _day(evidence.on),
            "checked_by": evidence.checked_by,
            "checked_on": _day(evidence.checked_on),
        }
    return [cells.get(name, "") for name in COLUMNS]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
