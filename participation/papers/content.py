"""The papers of one meeting, built once for each edition; writers only write them (ADR 22).

The public edition is for everybody: no exempt text, nothing that was decided on exempt items, and
numbers as the public is told them. The Board's edition has the rest. Neither has a theme that is
not on the children's board, words of a child who did not say yes, or a figure to be guessed first.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from participation.meetings.agenda import printed_order
from participation.meetings.models import Action, AgendaItem, Decision, Meeting
from participation.moderation.models import Theme, Voice
from participation.papers import lengths
from participation.papers.blocks import (
    Block,
    Paper,
    day,
    heading,
    listed,
    prose,
    quote,
    small,
    table,
    text,
)
from participation.papers.figures import figures, held
from participation.papers.lengths import Room, shortened
from participation.replies.models import Reply
from participation.replies.threads import staff_answer
from participation.replies.verdicts import Summary

QUOTES = 1 + max(room.quotes for room in lengths.ROOMS)
"""One more than is ever shown, to know that there are more."""
GLANCE = 12
"""Themes on the first page."""
LAW = "Schedule 12A to the Local Government Act 1972"
VERDICTS = {
    Summary.TOO_FEW: "Too few children have said yet whether this answers them.",
    Summary.MOST_YES: "Most children say: yes, this answers us.",
    Summary.MOST_NO: "Most children say: no, this does not answer us.",
    Summary.MIXED: "Children say different things about whether this answers them.",
}


class Edition(StrEnum):
    PUBLIC = "public"
    BOARD = "board"


def papers(meeting: Meeting, edition: Edition, *, about: str = "") -> Paper:
    """All papers of a meeting. `about` says whether they are issued; without it they are a draft.

    In a number of queries that grows with the surveys on the agenda alone.
    """
    items = items_of(meeting, edition)
    agenda = table(
        "Agenda",
        ("Number", "Item", "Who may read it"),
        [(it.order, it.title, _access(it)) for it in items],
    )
    blocks = [agenda, *_at_a_glance(items, edition)] if items else [text("The agenda is empty.")]
    for item in items:
        blocks += _item(item, edition)
    made = about or f"A draft of {day(timezone.localdate())}: these papers are not issued yet."
    return Paper(
        title=f"{meeting}, {day(meeting.start_date)}",
        above=f"Papers: {meeting.body}" if meeting.name else "Papers",
        about=[_when(meeting), made, *invented()],
        mark=_mark(items) if edition == Edition.BOARD else "",
        blocks=blocks,
    )


def invented() -> list[str]:
    """What each page of the demo says, for files that leave it."""
    if not settings.DEMO:
        return []
    return [
        "Demo: what children say, meetings, decisions, actions and answers are invented. Bodies "
        "and recommendations are real."
    ]


def items_of(meeting: Meeting, edition: Edition) -> list[AgendaItem]:
    """The agenda in order, with all that an edition tells of each item."""
    decided = (
        Decision.objects.confirmed() if edition == Edition.BOARD else Decision.objects.public()
    )
    actions = Action.objects.select_related("agency").prefetch_related("evidence")
    decisions = (
        decided.select_related("agenda_item__meeting__body")
        .prefetch_related(Prefetch("actions", actions))
        .order_by("-decided_on", "-pk")
    )
    # By random id: the order of quotes must not tell who spoke first.
    quotes = Voice.objects.quotable().order_by("pk")[:QUOTES]
    answers = Reply.objects.published().for_staff()
    themes = (
        Theme.objects.on_the_board()
        .with_voice_count()
        .prefetch_related(
            Prefetch("voices", quotes, to_attr="quotes"),
            Prefetch(
                "agenda_items",
                AgendaItem.objects.prefetch_related(
                    Prefetch("decisions", decisions, to_attr="told")
                ),
            ),
            Prefetch("replies", answers, to_attr="answers"),
            "asked__agency",
        )
    )
    items = meeting.agenda_items.prefetch_related(
        Prefetch("themes", themes, to_attr="shown_themes"), "surveys"
    )
    return sorted(items, key=printed_order)


def _when(meeting: Meeting) -> str:
    at = f" at {meeting.start_time:%H:%M}" if meeting.start_time else ""
    place = f", {meeting.location}" if meeting.location else ""
    cancelled = " This meeting is cancelled." if meeting.is_cancelled else ""
    return f"{meeting.start_date:%A} {day(meeting.start_date)}{at}{place}.{cancelled}"


def _access(item: AgendaItem) -> str:
    if item.is_public:
        return "Everybody"
    return f"{item.get_access_display()}, paragraph {item.exempt_paragraph}"


def _mark(items: Sequence[AgendaItem]) -> str:
    """What each page of the Board's edition says."""
    before = (
        decision.agenda_item
        for item in items
        for theme in item.shown_themes  # type: ignore[attr-defined]  # prefetched
        for decision in decisions_on(theme)
    )
    numbers = sorted({it.exempt_paragraph for it in (*items, *before) if it.exempt_paragraph})
    if not numbers:
        return "For the Board. Not for publication."
    named = " and ".join(str(it) for it in numbers)
    noun = "paragraph" if len(numbers) == 1 else "paragraphs"
    return f"Exempt: not for publication. {noun.capitalize()} {named} of {LAW}."


def _at_a_glance(items: Sequence[AgendaItem], edition: Edition) -> list[Block]:
    """On the first page: what children say, and how to read what stands behind it."""
    said = [
        f"Item {item.order}: {theme.title} ({theme.heard})"
        for item in items
        if not (item.is_exempt and edition == Edition.PUBLIC)
        for theme in item.shown_themes  # type: ignore[attr-defined]  # prefetched
    ]
    least = settings.PUBLIC_THRESHOLD if edition == Edition.PUBLIC else settings.BOARD_THRESHOLD
    how = [
        "A worker reads every word before anybody else does. Words are shown only of children who "
        "said yes to that, and in no order.",
        f"No number stands here of fewer than {least} people, nor one that would give it away.",
        "Where the Board guesses first, it sees what children answered in the meeting.",
        "What fewer than three children say is not in these papers. It is heard all the same.",
    ]
    if any(not item.is_public for item in items):
        how.append(
            f"Items that are exempt, by a paragraph of {LAW}, have their title and reason here."
            if edition == Edition.PUBLIC
            else "Exempt text is marked. It is not to be passed on."
        )
    told = [heading("What children say, at a glance"), listed(said[:GLANCE])] if said else []
    return [*told, heading("How to read these papers"), listed(how)]


# --- One item -------------------------------------------------------------------------------------


def is_childrens(item: AgendaItem) -> bool:
    """Whether it has what children said: these items are told in full, on two pages at most."""
    return bool(item.shown_themes or item.surveys.all())  # type: ignore[attr-defined]  # prefetched


def _item(item: AgendaItem, edition: Edition) -> list[Block]:
    is_hidden = item.is_exempt and edition == Edition.PUBLIC
    is_told = is_childrens(item) and not is_hidden
    head = [heading(f"{item.order}. {item.title}", new_page=is_told)]
    if not item.is_public:
        why = f"{item.get_access_display()} by paragraph {item.exempt_paragraph} of {LAW}."
        head.append(small(f"{why} {item.exempt_reason}"))
    if is_hidden:
        return head
    if not is_told:
        return [*head, *(_notes(item, edition) or [text("There is no paper for this item.")])]
    return lengths.fitted(lambda room: [*head, *_childrens(item, edition, room)])


def _notes(item: AgendaItem, edition: Edition, room: Room | None = None) -> list[Block]:
    """The clerk's own text, then what is exempt of it; cut where there is not room for all."""
    parts = [prose(item.notes)]
    if edition == Edition.BOARD and item.exempt_notes:
        parts += [[small("Exempt text of this item:")], prose(item.exempt_notes)]
    whole = [block for part in parts for block in part]
    if room is None:
        return whole
    kept = [_cut_block(block, room) for part in parts for block in part[: room.notes]]
    if kept != whole:
        page = _address(f"/staff/meetings/{item.meeting_id}/")
        kept.append(small(f"More about this item: {page}"))
    return kept


def _childrens(item: AgendaItem, edition: Edition, room: Room) -> list[Block]:
    themes: list[Theme] = item.shown_themes  # type: ignore[attr-defined]  # prefetched
    surveys = [survey.pk for survey in item.surveys.all()][: room.surveys]
    numbers = figures(
        surveys, to_everybody=edition == Edition.PUBLIC, charts=room.charts, bars=room.bars
    )
    blocks = _notes(item, edition, room)
    if themes:
        blocks.append(heading("What children say", 3))
        for theme in themes[: room.themes]:
            blocks += _theme(theme, edition, room)
        blocks += _left_out(themes[room.themes :], item)
    if numbers:
        blocks += [heading("In numbers", 3), *numbers]
    blocks += _before(themes[: room.themes], item, room)
    return [*blocks, heading("What is asked of the Board now", 3), _asks(themes, surveys, room)]


def _cut_block(block: Block, room: Room) -> Block:
    if block["kind"] == "list":
        short = [shortened(it, room.letters // 2) for it in block["items"]]
        return listed(short[: room.notes + 2])
    return {**block, "text": shortened(block["text"], room.letters)}


def _theme(theme: Theme, edition: Edition, room: Room) -> list[Block]:
    said: list[Voice] = theme.quotes  # type: ignore[attr-defined]  # prefetched
    since = day(theme.asked_on or theme.created_on)
    blocks = [
        heading(theme.title, 4),
        text(f"{theme.heard.capitalize()}, since {since}."),
    ]
    words = [it.text for it in said[: room.quotes]]
    short = [shortened(it, room.letters) for it in words]
    blocks += [quote(it) for it in short]
    if not words:
        blocks.append(small("None of these children said yes to being quoted."))
    if len(said) > len(words) or any(it.endswith(" …") for it in short):
        blocks.append(small(f"More in the thread: {_thread(theme, edition)}"))
    return blocks


def _left_out(themes: Sequence[Theme], item: AgendaItem) -> list[Block]:
    if not themes:
        return []
    noun = "theme stands" if len(themes) == 1 else "themes stand"
    page = _address(f"/staff/meetings/{item.meeting_id}/")
    return [small(f"{len(themes)} more {noun} on the page of the meeting: {page}")]


def _thread(theme: Theme, edition: Edition) -> str:
    """Where to read on: everybody on the children's board, the Board in the whole thread."""
    start = "/replies" if edition == Edition.PUBLIC else "/staff/threads"
    return _address(f"{start}/{theme.slug}/")


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


# --- What was asked before, and what is asked now -------------------------------------------------


def decisions_on(theme: Theme) -> list[Decision]:
    """What was decided on a theme, the newest first."""
    found: list[Decision] = [
        it
        for item in theme.agenda_items.all()
        for it in item.told  # type: ignore[attr-defined]  # prefetched
    ]
    return sorted(found, key=lambda it: (it.decided_on, it.pk), reverse=True)


def _before(themes: Sequence[Theme], item: AgendaItem, room: Room) -> list[Block]:
    """What was decided on these themes at other meetings, and what children were answered."""
    decided = {it.pk: it for theme in themes for it in decisions_on(theme)}
    earlier = [it for it in decided.values() if it.agenda_item_id != item.pk]
    blocks: list[Block] = []
    for decision in earlier[: room.decisions]:
        blocks += _decision(decision, room)
    answers: list[Reply] = [it for theme in themes for it in theme.answers]  # type: ignore[attr-defined]  # prefetched
    for reply in answers[: room.answers]:
        blocks += _answer(reply, room)
    return [heading("What was asked before", 3), *blocks] if blocks else []


def _decision(decision: Decision, room: Room) -> list[Block]:
    body = decision.agenda_item.meeting.body.called
    said = shortened(decision.text, room.letters)
    blocks = [text(f"{day(decision.decided_on)}, {body} decided: {said}")]
    actions = list(decision.actions.all())[: room.actions]
    if actions:
        rows = [
            (shortened(it.text, 120), it.agency.called, day(it.due_on), how_far(it))
            for it in actions
        ]
        blocks.append(table("What was to be done", ("Action", "Who", "Due", "How far"), rows))
    changed = [it.text for action in actions for it in action.evidence.all()][:1]
    return blocks + [
        text(f"What changed for children: {shortened(it, room.letters)}") for it in changed
    ]


def how_far(action: Action) -> str:
    late = ", late" if action.is_overdue else ""
    return f"{action.get_status_display()}{late}"


def _answer(reply: Reply, room: Room) -> list[Block]:
    answer = staff_answer(reply)
    state = reply.get_state_display().lower()
    said = shortened(reply.text, room.letters)
    verdict = VERDICTS[Summary(answer.summary)]
    return [text(f"{reply.agency.called} told children “{state}”: {said} {verdict}")]


def _asks(themes: Sequence[Theme], surveys: Sequence[int], room: Room) -> Block:
    asks = [f"Guess together, before you see it: how many children {it}?" for it in held(surveys)]
    for theme in themes:
        asks += _asks_of(theme)
    if not asks:
        return text("Say whether what was done is enough, or what is still to be done.")
    if (more := len(asks) - room.asks) > 0:
        asks = [*asks[: room.asks], f"And {more} more, in the threads of the themes."]
    return listed(shortened(it, 200) for it in asks)


def named(theme: Theme) -> str:
    """A theme inside a sentence, which ends by itself."""
    return f"“{theme.title.rstrip('.')}”"


def _asks_of(theme: Theme) -> list[str]:
    decisions = decisions_on(theme)
    answered = {it.agency_id for it in theme.answers}  # type: ignore[attr-defined]  # prefetched
    asks = []
    if not decisions:
        asks.append(f"Decide what to do about {named(theme)}.")
    asks += [
        f"{asked.agency.called}: answer children about {named(theme)}. "
        f"They have waited since {day(asked.on)}."
        for asked in theme.asked.all()
        if asked.agency_id not in answered
    ]
    for action in (it for decision in decisions for it in decision.actions.all()):
        if action.is_overdue:
            asks.append(
                f"{action.agency.called}: say when “{action.text}” will be done. "
                f"It was due on {day(action.due_on)}."
            )
        elif action.status == Action.Status.STUCK:
            asks.append(f"{action.agency.called}: say what is in the way of “{action.text}”.")
    return asks
