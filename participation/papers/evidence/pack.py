"""The evidence pack: what was sought, how it was analysed, how it was used (standards H2).

For inspectors and the plan, so as everybody may be told it: no child's words at all, nothing
exempt, numbers of ten or more, rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.conf import settings
from django.utils import timezone

from participation.meetings.models import Action, Decision, Framework
from participation.moderation.models import Theme
from participation.papers.blocks import (
    Block,
    Paper,
    day,
    facts,
    heading,
    listed,
    small,
    table,
    text,
)
from participation.papers.content import VERDICTS, how_far, invented, named
from participation.papers.evidence.found import Found, find, headings, under, without
from participation.papers.figures import figures, who_answered
from participation.replies.models import Reply
from participation.replies.threads import staff_answer
from participation.replies.verdicts import CHILDREN_SAY_DONE, Summary
from surveys import results
from surveys.sought import Sought

MANY = 100
"""Charts and bars of one part, at most: a pack has no limit of pages."""
OURS = "In our words, not the framework’s own."


def pack(first: date, last: date, framework: Framework | None = None) -> Paper:
    """What a period has to show; ordered by a framework's headings, if one is named."""
    found = find(first, last)
    by = f" Ordered by the headings of {framework}." if framework else ""
    return Paper(
        title=f"What children said and what came of it, {day(first)} to {day(last)}",
        above="Evidence pack",
        about=[f"Made on {day(timezone.localdate())}.{by}", *invented()],
        mark="",
        blocks=[*_how_to_read(), *_ordered(found, framework)],
    )


def _how_to_read() -> list[Block]:
    return [
        heading("How to read this"),
        listed(
            [
                "It has three parts: what was sought, how it was analysed, how it was used.",
                "No child’s words stand here, and nothing that is exempt from publication.",
                f"A number is of {settings.PUBLIC_THRESHOLD} people at least, and rounded.",
                "A theme is what three voices or more say together, in plain words.",
                "“Adults say it is done” is what adults say. Whether it is done, children say.",
            ]
        ),
    ]


def _ordered(found: Found, framework: Framework | None) -> list[Block]:
    if framework is None:
        return [*_parts(found, 2)]
    blocks: list[Block] = []
    told = []
    for it in headings(framework):
        part = under(found, it)
        told.append(part)
        blocks.append(heading(f"{it.reference}: {it.text}", new_page=True))
        if not it.verbatim:
            blocks.append(small(OURS))
        blocks += [*_parts(part, 3)] or [text("Nothing is tagged with this heading yet.")]
    rest = without(found, told)
    if not rest.is_empty:
        blocks += [heading("Under no heading", new_page=True), *_parts(rest, 3)]
    return blocks


def _parts(found: Found, level: int) -> Iterator[Block]:
    if found.is_empty:
        return
    for name, part in (
        ("Sought", _sought(found, level + 1)),
        ("Analysed", _analysed(found)),
        ("Used", _used(found, level + 1)),
    ):
        blocks = list(part)
        yield heading(name, level)
        yield from blocks or [text("Nothing in this period.")]


# --- Sought ---------------------------------------------------------------------------------------


def _sought(found: Found, level: int) -> Iterator[Block]:
    if found.surveys:
        rows = [
            (it.title, it.group, _dates(it), ", ".join(str(who.label) for who in it.audiences))
            for it in found.surveys
        ]
        yield table("Who was asked", ("Survey", "Group", "When", "Audiences"), rows)
    for it in found.surveys:
        yield heading(f"{it.title}, {_dates(it)}", level)
        yield facts(_plan(it))


def _dates(survey: Sought) -> str:
    end = f"to {day(survey.closed_on)}" if survey.closed_on else "and still open"
    return f"{day(survey.opened_on)} {end}"


def _plan(survey: Sought) -> Iterator[tuple[str, str]]:
    """The ways in, the plan in Lundy's four words, who heard it, and how many answered."""
    yield "Ways", ", ".join(survey.ways)
    yield from survey.plan
    if survey.heard_on:
        yield "Heard by", f"{survey.heard_by}, {day(survey.heard_on)}"
    yield from _who_answered(survey)


def _who_answered(survey: Sought) -> Iterator[tuple[str, str]]:
    found = results.find(survey.id)
    if found is None:
        return
    if not found.is_closed:
        yield "Answers", results.when_there(found)
        return
    for audience in survey.audiences:
        told = results.to_everybody(results.read(found, audience))
        yield str(audience.label), who_answered(told)


# --- Analysed -------------------------------------------------------------------------------------


def _analysed(found: Found) -> Iterator[Block]:
    if found.themes:
        yield small("A person read every word. What several children said became a theme.")
        yield table(
            "Themes",
            ("Theme", "Voices so far", "First said", "On the children’s board since"),
            [_theme(it) for it in found.themes],
        )
    closed = [it.id for it in found.surveys if it.closed_on]
    yield from figures(closed, to_everybody=True, charts=MANY, bars=MANY)


def _theme(theme: Theme) -> tuple[str, ...]:
    shown = day(theme.on_board_since) if theme.on_board_since else ""
    return (theme.title, theme.heard, day(theme.asked_on or theme.created_on), shown)


# --- Used -----------------------------------------------------------------------------------------


def _used(found: Found, level: int) -> Iterator[Block]:
    if found.items:
        rows = [
            (day(it.meeting.start_date), it.meeting.body.name, it.title, _themes(it.themes.all()))
            for it in found.items
        ]
        yield table("On the agenda", ("Date", "Body", "Item", "Themes"), rows)
    for decision in found.decisions:
        yield heading(f"Decided on {day(decision.decided_on)}: {decision.agenda_item.title}", level)
        yield facts(_decision(decision))
    if found.actions:
        columns = ("Action", "Agency", "From", "Due", "How far")
        yield table("Actions", columns, [_action(it) for it in found.actions])
    yield from _changed(found.actions)
    if found.replies:
        columns = ("Theme", "Agency", "Answer", "Told in person", "What children make of it")
        yield table("Answers to children", columns, [_reply(it) for it in found.replies])


def _themes(themes: Iterable[Theme]) -> str:
    return "; ".join(named(it) for it in themes)


def _decision(decision: Decision) -> Iterator[tuple[str, str]]:
    yield "Decision", decision.text
    yield "Minute", decision.minute_number
    yield "Weight given to children’s views", decision.weight_given
    yield "Reasons", decision.reasons
    yield "What was not agreed", decision.not_agreed


def _action(action: Action) -> tuple[str, ...]:
    return (
        action.text,
        action.agency.name,
        action.source.name,
        day(action.due_on),
        how_far(action),
    )


def _changed(actions: Sequence[Action]) -> Iterator[Block]:
    rows = [
        (it.text, day(it.on), action.text, f"{it.checked_by}, {day(it.checked_on)}")
        for action in actions
        for it in action.evidence.all()
    ]
    if rows:
        columns = ("What changed for children", "Since", "By which action", "Checked by")
        yield table("Evidence of change", columns, rows)


def _reply(reply: Reply) -> tuple[str, ...]:
    answer = staff_answer(reply)
    said = (
        "Children say it is done"
        if answer.state == CHILDREN_SAY_DONE
        else str(reply.get_state_display())
    )
    told = min((it.on for it in answer.told), default=None)
    verdict = VERDICTS[Summary(answer.summary)]
    shown = day(told) if told else "Not yet"
    return (reply.theme.title, reply.agency.name, said, shown, verdict)
