"""The columns of a council's action tracker, and how councils write what stands in them."""

from __future__ import annotations

import re
from datetime import date, datetime

from participation.meetings.models import Action, Recommendation, Source

COLUMNS: dict[str, str] = {
    "reference": "Reference",
    "origin": "Origin",
    "date": "Date",
    "area": "Area",
    "recommendation": "Recommendation",
    "due_on": "Due date",
    "owner_role": "Lead officer or member (role)",
    "agency": "Agency",
    "action": "Action taken",
    "status": "Status",
    "evidence": "Evidence",
    "evidence_on": "Evidence since",
    "checked_by": "Checked by (role)",
    "checked_on": "Checked on",
    "kind": "Kind",
    "verbatim": "Word for word",
    "number": "Number here",
}
"""By what we call them: the heads that we write. Those up to Evidence are the trackers' own."""
NEEDED = ("reference", "origin")

_ALSO: dict[str, tuple[str, ...]] = {
    "reference": ("ref", "ref no", "no", "recommendation number", "recommendation reference"),
    "origin": ("source", "review", "where it came from"),
    "date": ("date of recommendation", "date agreed"),
    "area": ("theme", "heading", "subject"),
    "recommendation": ("recommendation text", "recommendations"),
    "due_on": ("due", "exec date", "execution date", "target date", "deadline", "due by"),
    "owner_role": (
        *("lead", "lead officer", "lead member", "lead officer/member", "lead officer / member"),
        *("lead officer or member", "owner", "responsible officer", "lead role"),
    ),
    "agency": ("partner", "organisation", "lead agency"),
    "action": ("action", "actions", "actions taken", "what will be done"),
    "status": ("rag", "rag status", "rag rating", "progress"),
    "evidence": ("impact", "what changed for children"),
    "checked_by": ("checked by", "who checked it"),
}
_S = Action.Status
STATUSES: dict[str, tuple[str, ...]] = {
    _S.NOT_STARTED: ("not started", "not yet started", "no progress", "open", "to do", "new"),
    _S.IN_PROGRESS: (
        *("being done", "in progress", "on track", "ongoing", "started", "underway", "under way"),
        *("partly complete", "partially complete", "green", "amber", "amber/green", "at risk"),
    ),
    _S.STUCK: (
        *("stuck", "red", "off track", "delayed", "overdue", "paused", "on hold", "blocked"),
        "significant issues",
    ),
    _S.DONE: (
        *("adults say it is done", "done", "complete", "completed", "action complete", "closed"),
        *("achieved", "implemented", "blue", "✓", "✔"),
    ),
}
"""By our status: the words that mean it, in small letters."""
_KINDS = {label.casefold(): value for value, label in Recommendation.Kind.choices}
_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y")
_SOURCE_KINDS = (
    ("inspection", Source.Kind.INSPECTION),
    ("inspectorate", Source.Kind.INSPECTION),
    ("peer review", Source.Kind.PEER_REVIEW),
    ("commission", Source.Kind.COMMISSION),
    ("scrutiny", Source.Kind.COMMISSION),
)


class NotUnderstood(Exception):
    """A cell says something that nothing here can be made of; the sentence says what and why."""


def _known_heads() -> dict[str, str]:
    ours = {head.casefold(): name for name, head in COLUMNS.items()}
    return ours | {also: name for name, others in _ALSO.items() for also in others}


HEADS = _known_heads()


def column(head: str) -> str:
    """Which column a head means; empty if none."""
    return HEADS.get(" ".join(head.split()).casefold().rstrip(".:"), "")


def day(text: str) -> date:
    """A day as councils write it: 12/03/2026, 12 March 2026, 2026-03-12; day before month."""
    plain = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", " ".join(text.replace(",", " ").split()))
    plain = re.sub(r"\bSept\b", "Sep", plain)
    for form in _DAYS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise NotUnderstood(f"“{text}” is no day. Write it like 12/03/2026.")


def status(text: str) -> str:
    word = " ".join(text.split()).casefold()
    if word == "children say it is done":
        raise NotUnderstood("Children say it is done by their own verdicts; no table can.")
    for value, words in STATUSES.items():
        if word in words:
            return value
    raise NotUnderstood(f"“{text}” is no status we know. Those stand where you choose the file.")


def kind(text: str) -> str:
    try:
        return _KINDS[text.casefold()]
    except KeyError:
        labels = ", ".join(label for _value, label in Recommendation.Kind.choices)
        raise NotUnderstood(f"“{text}” is none of: {labels}.") from None


def yes(text: str) -> bool:
    word = text.casefold()
    if word not in {"yes", "y", "no", "n"}:
        raise NotUnderstood(f"“{text}” is neither yes nor no.")
    return word.startswith("y")


def source_kind(name: str) -> str:
    """What a new source is, by its name."""
    found = (kind for word, kind in _SOURCE_KINDS if word in name.casefold())
    return next(found, Source.Kind.OTHER)
