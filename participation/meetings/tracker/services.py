"""Bring in a tracker's file: look first, then write exactly what was shown, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from participation.meetings.acting import announce_action
from participation.meetings.models import Action, ActionUpdate, Evidence, Recommendation, Source
from participation.meetings.tracker.columns import source_kind
from participation.meetings.tracker.planning import (
    CHANGES,
    NEW,
    REFUSED,
    UNCHANGED,
    Key,
    Plan,
    Row,
    different,
    plan,
)
from participation.meetings.tracker.reading import read

BATCH = 200


class SomethingChanged(Exception):
    """What is here is no longer what was shown; `plan` says what the file would do now."""

    def __init__(self, now: Plan) -> None:
        super().__init__("Something here changed since you looked. Look again: nothing is written.")
        self.plan = now


def look(text: str) -> Plan:
    """What a file would change. Nothing is written."""
    return plan(read(text))


@transaction.atomic
def write(text: str, *, digest: str, by: User) -> Plan:
    """Write what `look` showed, rows that were refused left out; all of it or nothing.

    The audit gets one event with the counts: each change stands in the file that was brought in.
    """
    now = plan(read(text), lock=True)
    if now.digest != digest:
        raise SomethingChanged(now)
    counts = now.counts
    recommendations = _write_recommendations(now)
    changed = _write_actions(now, recommendations, by)
    record(
        "tracker-imported",
        by=by,
        digest=digest,
        new=counts[NEW],
        changed=counts[CHANGES],
        unchanged=counts[UNCHANGED],
        refused=counts[REFUSED],
    )
    for action in changed:
        announce_action(action)
    return now


def _write_recommendations(now: Plan) -> dict[Key, Recommendation]:
    kept: dict[Key, Recommendation] = {}
    made: list[Recommendation] = []
    for key, proposal in now.proposals.items():
        if proposal.existing is None:
            kept[key] = Recommendation(
                source=_source(key[0], proposal.source_name, proposal.source_on, now.sources),
                reference=key[1],
                **proposal.fields,
            )
            made.append(kept[key])
        else:
            kept[key] = proposal.existing
    Recommendation.objects.bulk_create(made, batch_size=BATCH)
    _update(
        (it.existing, different(it.existing, it.fields))
        for it in now.proposals.values()
        if it.existing
    )
    return kept


def _source(key: str, name: str, on: Any, sources: dict[str, Source]) -> Source:
    if key not in sources:
        sources[key] = Source.objects.create(name=name, kind=source_kind(name), on=on)
    return sources[key]


def _write_actions(now: Plan, recommendations: dict[Key, Recommendation], by: User) -> list[Action]:
    """Make and change the actions with their evidence; return those that changed."""
    today = timezone.localdate()
    rows = [row for row in now.rows if row.action or row.is_new_action]
    actions = {id(row): row.action or _new(row, recommendations) for row in rows}
    Action.objects.bulk_create(
        [actions[id(row)] for row in rows if row.is_new_action], batch_size=BATCH
    )
    updates, evidence, changed = [], [], []
    for row in rows:
        action, fields = actions[id(row)], {} if row.is_new_action else dict(row.action_fields)
        if row.status:
            action.take_status(Action.Status(row.status), on=today)
            fields |= {name: getattr(action, name) for name in ("status", "started_on", "done_on")}
            updates.append(ActionUpdate(action=action, status=row.status, on=today, by=by))
        if row.evidence_fields and row.evidence is None:
            evidence.append(Evidence(action=action, **row.evidence_fields))
        if fields or row.evidence_fields:
            changed.append((action, fields))
    _update(changed)
    _update((row.evidence, row.evidence_fields) for row in rows if row.evidence)
    Evidence.objects.bulk_create(evidence, batch_size=BATCH)
    ActionUpdate.objects.bulk_create(updates, batch_size=BATCH)
    return [action for action, _fields in changed]


def _new(row: Row, recommendations: dict[Key, Recommendation]) -> Action:
    if row.key is None:  # The plan refuses such a row.
        raise LookupError(row.line.number)
    recommendation = recommendations[row.key]
    return Action(recommendation=recommendation, source=recommendation.source, **row.action_fields)


def _update(changed: Iterable[tuple[Model, dict[str, Any]]]) -> None:
    """Set these fields; what changes in the same fields goes to the database together."""
    alike: dict[tuple[str, ...], list[Model]] = {}
    for thing, fields in changed:
        for name, value in fields.items():
            setattr(thing, name, value)
        if fields:
            alike.setdefault((type(thing).__name__, *sorted(fields)), []).append(thing)
    for (_name, *names), things in alike.items():
        type(things[0])._default_manager.bulk_update(things, names, batch_size=BATCH)
