"""What a tracker's file would change, row by row, worked out before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from participation.meetings.hints import about_evidence
from participation.meetings.models import Action, Evidence, Recommendation, Source
from participation.meetings.tracker import columns
from participation.meetings.tracker.columns import COLUMNS, NotUnderstood
from participation.meetings.tracker.reading import Line
from participation.meetings.tracker.register import Register, fold, is_number

NEW, CHANGES, UNCHANGED, REFUSED = "new", "changes", "unchanged", "refused"
Fields = dict[str, Any]
Key = tuple[str, str]
"""A recommendation: its source's name in small letters, and its reference."""

# Which field of the model a column fills, and what makes its value of a cell's text.
_TEXT = str
RECOMMENDATION: dict[str, tuple[str, Callable[[str], Any]]] = {
    "area": ("heading", _TEXT),
    "recommendation": ("text", _TEXT),
    "kind": ("kind", columns.kind),
    "verbatim": ("verbatim", columns.yes),
}
ACTION: dict[str, tuple[str, Callable[[str], Any]]] = {
    "action": ("text", _TEXT),
    "owner_role": ("owner_role", _TEXT),
    "due_on": ("due_on", columns.day),
}
EVIDENCE: dict[str, tuple[str, Callable[[str], Any]]] = {
    "evidence": ("text", _TEXT),
    "evidence_on": ("on", columns.day),
    "checked_by": ("checked_by", _TEXT),
    "checked_on": ("checked_on", columns.day),
}
_OF_AN_ACTION = (*ACTION, "agency", "status", *EVIDENCE, "number")
_NAMES: dict[tuple[type[Model], str], str] = {
    **{(Recommendation, it[0]): name for name, it in RECOMMENDATION.items()},
    **{(Action, it[0]): name for name, it in ACTION.items()},
    (Action, "agency"): "agency",
    (Action, "status"): "status",
    **{(Evidence, it[0]): name for name, it in EVIDENCE.items()},
}


@dataclass(frozen=True)
class Change:
    """One field: the column it stands in, what it says now, and what it would say."""

    name: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return COLUMNS[self.name]


@dataclass(frozen=True)
class Row:
    """A line of the file, and its fate."""

    line: Line
    fate: str
    why: str = ""
    """Why it is refused."""
    changes: tuple[Change, ...] = ()
    key: Key | None = None
    action: Action | None = None
    """The one that is there already."""
    action_fields: Fields = field(default_factory=dict)
    """What changes in it, or all that a new one has."""
    status: str = ""
    """Its new status, where that changes."""
    evidence: Evidence | None = None
    evidence_fields: Fields = field(default_factory=dict)

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def asked(self) -> str:
        """What a new row's recommendation says, and where."""
        line = self.line
        return f"{line['reference']} {line['recommendation']} ({line['origin']})"

    @property
    def about(self) -> str:
        return f"{self.line['reference']} {self.line['action'] or self.line['recommendation']}"

    @property
    def hint(self) -> str:
        return about_evidence(self.evidence_fields.get("text", ""))

    @property
    def is_new_action(self) -> bool:
        return self.action is None and bool(self.action_fields)


@dataclass
class Proposal:
    """A recommendation that is not there yet, or what changes in one that is."""

    source_name: str
    source_on: date | None
    existing: Recommendation | None
    fields: Fields
    row: int
    """The first row about it; the later ones must say the same."""


@dataclass(frozen=True)
class Plan:
    rows: list[Row]
    proposals: dict[Key, Proposal]
    sources: dict[str, Source]
    digest: str
    """Of the file and of all that it would change: the same only while both are."""

    def of(self, fate: str) -> list[Row]:
        return [row for row in self.rows if row.fate == fate]

    @property
    def counts(self) -> dict[str, int]:
        return {fate: len(self.of(fate)) for fate in (NEW, CHANGES, UNCHANGED, REFUSED)}


def plan(lines: list[Line], *, lock: bool = False) -> Plan:
    """Each row's fate. Nothing is saved; `lock` holds what is there until the transaction ends."""
    register = Register(lines, lock=lock)
    proposals: dict[Key, Proposal] = {}
    seen: dict[tuple[str, ...], int] = {}
    rows = []
    for line in lines:
        about = (line["origin"].casefold(), line["reference"], fold(line["action"]))
        try:
            if about in seen:
                raise NotUnderstood(f"It is about the same as row {seen[about]}.")
            row, proposal = _fate(line, register, proposals)
        except NotUnderstood as why:
            row, proposal = Row(line, REFUSED, str(why)), None
        else:
            seen[about] = line.number
        if row.key and proposal:
            proposals[row.key] = proposal
        rows.append(row)
    return Plan(rows, proposals, register.sources, _digest(rows))


def _fate(
    line: Line, register: Register, proposals: dict[Key, Proposal]
) -> tuple[Row, Proposal | None]:
    """One row's fate, and what it proposes of its recommendation. An empty cell changes nothing."""
    if not line["origin"]:
        raise NotUnderstood("Origin: say where it came from.")
    action = _known_action(line, register)
    key = (line["origin"].casefold(), line["reference"]) if line["reference"] else None
    proposal: Proposal | None = None
    changes: list[Change] = []
    is_new = False
    if key:
        proposal, changes, is_new = _propose(line, key, register, proposals)
    elif action is None:
        raise NotUnderstood("Reference: an action comes from a recommendation; give its reference.")
    row = Row(line, UNCHANGED, key=key, action=action)
    if any(line[name] for name in _OF_AN_ACTION):
        row = _act(row, register, proposal.existing if proposal else None)
        changes += row.changes
        is_new = is_new or row.is_new_action
    fate = NEW if is_new else CHANGES if changes else UNCHANGED
    return Row(**{**vars(row), "fate": fate, "changes": tuple(changes)}), proposal


def _known_action(line: Line, register: Register) -> Action | None:
    """The action that a row is about: by our own number, or by its text under its reference."""
    recommendation = register.recommendations.get((line["origin"].casefold(), line["reference"]))
    if not line["number"]:
        of = recommendation.pk if recommendation else None
        return register.by_text.get((of, fold(line["action"]))) if of else None
    found = register.actions.get(int(line["number"])) if is_number(line["number"]) else None
    if found is None:
        raise NotUnderstood(f"Number here: there is no action {line['number']}. Leave it empty.")
    if line["reference"] and (recommendation is None or found.recommendation != recommendation):
        raise NotUnderstood(f"Number here: action {found.pk} belongs to another recommendation.")
    if not line["reference"] and found.source.name.casefold() != line["origin"].casefold():
        raise NotUnderstood(f"Origin: action {found.pk} came from {found.source}.")
    return found


def _propose(
    line: Line, key: Key, register: Register, proposals: dict[Key, Proposal]
) -> tuple[Proposal, list[Change], bool]:
    wanted = _read(line, RECOMMENDATION, Recommendation)
    earlier, existing = proposals.get(key), register.recommendations.get(key)
    if earlier:
        for name, value in wanted.items():
            if earlier.fields.get(name, getattr(existing, name, value)) != value:
                label = COLUMNS[_NAMES[Recommendation, name]]
                raise NotUnderstood(f"{label}: it says something else than row {earlier.row}.")
        return earlier, [], False
    if existing is None and not wanted.get("text"):
        raise NotUnderstood("Recommendation: say what it says; it is not here yet.")
    source_on = _cell(line, "date", columns.day) if line["date"] else None
    _fits(Source, "name", line["origin"])
    _fits(Recommendation, "reference", line["reference"])
    changes = _changes(existing, wanted) if existing else []
    # All that this row says is kept, so that later rows are held against it.
    proposal = Proposal(line["origin"], source_on, existing, wanted, line.number)
    return proposal, changes, existing is None


def _act(row: Row, register: Register, recommendation: Recommendation | None) -> Row:
    """What the row says of its action and its evidence."""
    line, action = row.line, row.action
    wanted = _read(line, ACTION, Action)
    if line["agency"]:
        body = register.bodies.get(line["agency"].casefold())
        if body is None:
            raise NotUnderstood(f"Agency: there is no body “{line['agency']}”. Add it first.")
        wanted["agency"] = body
    if action is None:
        for name in ("action", "due_on", "owner_role", "agency"):
            if not line[name]:
                raise NotUnderstood(f"{COLUMNS[name]}: fill this in.")
    status = _cell(line, "status", columns.status) if line["status"] else ""
    owner = wanted.get("owner_role") or (action.owner_role if action else "")
    evidence, evidence_fields = _evidence(line, action, owner)
    changes = _changes(action, wanted) if action else []
    before = action.status if action else Action.Status.NOT_STARTED.value
    status = "" if status == before else status
    if status and action:
        changes.append(Change("status", action.get_status_display(), Action.Status(status).label))
    changes += _evidence_changes(evidence, evidence_fields) if action else []
    has_evidence = bool(evidence_fields) or (action is not None and bool(action.evidence.all()))
    if status == Action.Status.DONE and not has_evidence:
        raise NotUnderstood(
            "Status: done needs evidence of what changed for children, and who checked it. "
            "Give both, or write “On track”."
        )
    return Row(
        line,
        UNCHANGED,
        changes=tuple(changes),
        key=row.key,
        action=action,
        action_fields=different(action, wanted) if action else wanted,
        status=status,
        evidence=evidence,
        evidence_fields=different(evidence, evidence_fields) if evidence else evidence_fields,
    )


def _evidence(line: Line, action: Action | None, owner: str) -> tuple[Evidence | None, Fields]:
    """The evidence that a row repeats, if any, and what it says of it."""
    wanted = _read(line, EVIDENCE, Evidence)
    if not wanted:
        return None, {}
    if "text" not in wanted:
        raise NotUnderstood("Evidence: say what changed for children.")
    there = action.evidence.all() if action else ()
    existing = next((it for it in there if fold(it.text) == fold(wanted["text"])), None)
    checked_by = wanted.get("checked_by") or (existing.checked_by if existing else "")
    if not checked_by:
        raise NotUnderstood("Checked by (role): evidence needs somebody who checked it.")
    if Action(owner_role=owner).is_owned_by(checked_by):
        raise NotUnderstood("Checked by (role): not the one who did it.")
    return existing, wanted


def _read(
    line: Line, fields: dict[str, tuple[str, Callable[[str], Any]]], model: type[Model]
) -> Fields:
    """What a row's cells say of one thing; those that are empty are left out."""
    said: Fields = {}
    for name, (attribute, make) in fields.items():
        if line[name]:
            said[attribute] = _cell(line, name, make)
            if make is _TEXT:
                _fits(model, attribute, line[name], COLUMNS[name])
    return said


def _cell(line: Line, name: str, make: Callable[[str], Any]) -> Any:
    try:
        return make(line[name])
    except NotUnderstood as why:
        raise NotUnderstood(f"{COLUMNS[name]}: {why}") from None


def _fits(model: type[Model], attribute: str, text: str, label: str = "") -> None:
    most = model._meta.get_field(attribute).max_length  # type: ignore[union-attr]  # a text field
    if most and len(text) > most:
        label = label or attribute.capitalize()
        raise NotUnderstood(f"{label}: {len(text)} letters are too many; at most {most} fit.")


def different(thing: Model | None, wanted: Fields) -> Fields:
    return {name: value for name, value in wanted.items() if getattr(thing, name) != value}


def _changes(thing: Recommendation | Action | Evidence, wanted: Fields) -> list[Change]:
    return [
        Change(_NAMES[type(thing), name], _said(getattr(thing, name)), _said(value))
        for name, value in different(thing, wanted).items()
    ]


def _evidence_changes(evidence: Evidence | None, wanted: Fields) -> list[Change]:
    if evidence:
        return _changes(evidence, wanted)
    return [Change("evidence", "", wanted["text"])] if wanted else []


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return f"{value:%-d %B %Y}" if isinstance(value, date) else str(value)


def _digest(rows: list[Row]) -> str:
    seen = [
        [
            *(row.line.number, row.line.cells, row.fate, row.why),
            [(it.name, it.before, it.after) for it in row.changes],
            *(it.pk if it else None for it in (row.action, row.evidence)),
        ]
        for row in rows
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()
