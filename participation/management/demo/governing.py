"""Load the invented meetings, decisions, actions and answers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import time, timedelta
from uuid import UUID

from backend.accounts.models import Letter
from participation.management.demo.accounts import People
from participation.management.demo.answers import (
    ASKED,
    MEMBER_SINCE,
    REPLIES,
    SPEAKS_FOR,
    ReplyRow,
)
from participation.management.demo.clock import day, moment, working_day
from participation.management.demo.governance import (
    ACTIONS,
    DECISIONS,
    GUESSES,
    MEASURES,
    MEETINGS,
    ActionRow,
    EvidenceRow,
    ItemRow,
)
from participation.management.demo.listening import words_of
from participation.management.demo.questions import SAFETY
from participation.meetings import acting, members
from participation.meetings import services as meetings
from participation.meetings.models import (
    Action,
    AgendaItem,
    Body,
    Decision,
    Evidence,
    Meeting,
    Membership,
    Recommendation,
)
from participation.meetings.results import services as guessing
from participation.moderation.models import Theme
from participation.replies import approval, rounds
from participation.replies import services as replies
from participation.replies.models import Reply
from surveys import results

STARTS_AT = time(14)
CONFIRMED_AT = 9
APPROVED_AT = 8
ASKED_AT = 17


@dataclass
class Registers:
    """All that was loaded before, and what is added, by the demo's own keys."""

    people: People
    bodies: dict[str, Body]
    recommendations: dict[str, Recommendation]
    surveys: dict[str, int]
    themes: dict[str, Theme]
    items: dict[str, AgendaItem] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)


def hold_meetings(made: Registers) -> None:
    for row in MEETINGS:
        meeting = Meeting(
            body=made.bodies["board"],
            start_date=working_day(row.on),
            start_time=STARTS_AT,
            location="Meeting room 1",
            status=row.status,
            reference=row.reference,
            minutes=row.minutes,
        )
        meetings.save_meeting(meeting, by=made.people.clerk)
        for item_row in row.items:
            made.items[item_row.key] = _item(meeting, item_row, made)


def _item(meeting: Meeting, row: ItemRow, made: Registers) -> AgendaItem:
    in_time = min(day(0), meeting.papers_due)
    item = AgendaItem(
        meeting=meeting,
        order=row.order,
        title=row.title,
        notes=row.notes,
        added_on=in_time + timedelta(days=1) if row.late_because else in_time,
        late_because=row.late_because,
    )
    if row.exempt:
        item.access, item.exempt_paragraph = row.exempt.access, row.exempt.paragraph
        item.exempt_reason, item.exempt_notes = row.exempt.reason, row.exempt.notes
    return meetings.save_item(
        item,
        themes=[made.themes[key].pk for key in row.themes],
        surveys=[made.surveys[key] for key in row.surveys],
        by=made.people.clerk,
    )


def guess(made: Registers) -> None:
    """Let the Board guess what children said in a round it has heard, and look."""
    for row in GUESSES:
        facts = results.find(made.surveys[row.survey])
        if facts is None:
            raise LookupError(row.survey)
        told = results.read(facts, results.Audience.CHILDREN)
        asked = next(it for it in SAFETY.asks if it.key == row.question)
        declared = next(it for it in results.headlines(facts) if it.question == asked.text)
        key, on = UUID(declared.key), day(row.on)
        guessing.guess(told, key, row.figure, by=made.people.clerk, on=on)
        guessing.reveal(told, key, by=made.people.clerk, on=on)


def decide(made: Registers) -> None:
    for row in DECISIONS:
        item = made.items[row.item]
        decision = Decision(
            agenda_item=item,
            text=row.text,
            weight_given=row.weight_given,
            reasons=row.reasons,
            decided_on=item.meeting.start_date,
        )
        meetings.save_decision(decision, by=made.people.clerk)
        if row.confirmed:
            days_after = (item.meeting.start_date - day(0)).days + 1
            now = moment(days_after, CONFIRMED_AT)
            decision = meetings.confirm(decision, by=made.people.clerk, now=now)
        made.decisions[row.key] = decision


def act(made: Registers) -> None:
    for row in ACTIONS:
        action = Action(
            decision=made.decisions.get(row.decision),
            recommendation=made.recommendations.get(row.recommendation),
            text=row.text,
            owner_role=row.owner_role,
            agency=made.bodies[row.agency],
            due_on=day(row.due),
            with_children=row.with_children,
        )
        acting.save_action(action, by=made.people.clerk)
        made.actions[row.key] = _progress(action, row, made)


def report(made: Registers) -> None:
    """What was said of actions on the way; only now that somebody has the role to say it."""
    for row in ACTIONS:
        for on, text in row.updates:
            action = made.actions[row.key]
            acting.add_update(action, text=text, by=made.people.clerk, on=day(on))


def measure(made: Registers) -> None:
    """Write down how some recommendations are measured, and which themes bear on them."""
    for row in MEASURES:
        recommendation = made.recommendations[row.recommendation]
        recommendation.measured_by = row.measured_by
        themes = [made.themes[key].pk for key in row.themes]
        acting.save_recommendation(recommendation, themes=themes, by=made.people.clerk)


def _progress(action: Action, row: ActionRow, made: Registers) -> Action:
    clerk = made.people.clerk
    if row.started:
        action = acting.set_status(action, "in_progress", by=clerk, on=day(row.started))
    if row.evidence:
        acting.save_evidence(_evidence(action, row.evidence), by=clerk)
    if row.status in {"stuck", "done"}:
        action = acting.set_status(action, row.status, by=clerk, on=day(row.done))
    return action


def _evidence(action: Action, row: EvidenceRow) -> Evidence:
    return Evidence(
        action=action,
        text=row.text,
        on=day(row.on),
        checked_on=day(row.on),
        checked_by=row.checked_by,
    )


def sit(made: Registers) -> None:
    """Let somebody speak for the agencies, so that their answers can be approved."""
    for key in SPEAKS_FOR:
        membership = Membership(
            person=made.people.board,
            organization=made.bodies["board"],
            on_behalf_of=made.bodies[key],
            start_date=day(MEMBER_SINCE),
        )
        members.save_membership(membership, by=made.people.clerk)


def answer(made: Registers) -> None:
    for asked in ASKED:
        theme, agency = made.themes[asked.theme], made.bodies[asked.agency]
        replies.ask(theme, agency, by=made.people.worker, on=day(asked.on))
    for row in REPLIES:
        reply = Reply(
            theme=made.themes[row.theme],
            agency=made.bodies[row.agency],
            state=row.state,
            text=row.text,
            by_when=None if row.by_when is None else day(row.by_when),
            because=row.because,
            passed_to=row.passed_to,
            decision=made.decisions.get(row.decision),
            action=made.actions.get(row.action),
        )
        _publish(replies.save_reply(reply, by=made.people.worker), row, made)
    Letter.objects.all().delete()  # About answers that were approved weeks ago.


def _publish(reply: Reply, row: ReplyRow, made: Registers) -> None:
    """Take an answer as far as it got: on the board, told in person, judged by children."""
    worker = made.people.worker
    if row.sent is not None:
        approval.send(reply, by=worker, on=day(row.sent))
    if row.published is None:
        return
    reply = approval.send(reply, by=worker, on=day(row.published - 3))
    now = moment(row.published - 1, APPROVED_AT)
    approval.approve(reply, version=reply.version, by=made.people.board, now=now)
    reply = replies.publish(reply, by=worker, on=day(row.published))
    if row.told is None:
        return
    replies.tell(reply, group_id=reply.theme.group_id, how=row.how, on=day(row.told), by=worker)
    for number, value in row.verdicts.items():
        replies.give_verdict(words_of(number), reply.pk, value, on=day(row.told + 2))
    if row.in_a_round:
        _ask_round(reply, row.told + 1, row.in_a_round, made)


def _ask_round(reply: Reply, on: int, values: tuple[str, ...], made: Registers) -> None:
    worker, start = made.people.worker, moment(on, ASKED_AT)
    asked = rounds.open_round(
        reply, group_id=reply.theme.group_id, present=len(values) + 1, by=worker, now=start
    )
    for value in values:
        rounds.give(asked, secrets.token_urlsafe(24), value, now=start)
    rounds.close(asked, by=worker, now=start)
