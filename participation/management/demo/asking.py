"""Load what the demo asks: the group, its surveys, and the codes that lead to them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from backend.accounts.models import User
from participation.management.demo.clock import day, moment
from participation.management.demo.questions import SURVEYS, SurveyRow, Way
from surveys import building, data_protection, invitations, translating

GROUP = {
    "name": "CHANCE",
    "slug": "chance",
    "about": "Change How Adults Notice Children's Experience. Demo: what it says here is invented.",
}
TRANSLATIONS = json.loads(Path(__file__).with_name("translations.json").read_text(encoding="utf-8"))
"""By language and English text. Nobody has checked them, and the pages say so."""

SESSION_OPENS, SESSION_CLOSES = 16, 18


@dataclass
class Asked:
    """The ids of what is asked, by the demo's own keys."""

    surveys: dict[str, int] = field(default_factory=dict)
    questions: dict[tuple[str, str], int] = field(default_factory=dict)
    """By survey and question."""
    choices: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """By survey, question and the choice's words."""
    first: dict[str, Any] = field(default_factory=dict)
    """First rounds, to be asked again."""


SIGNED = -320
"""Before the first round opened, and within the year."""


def make_group(*, by: User, manager: User) -> int:
    """The group, with a note that a manager has signed: or none of its surveys could open."""
    group = building.make_group(**GROUP, by=by)
    texts = data_protection.BEGINNING
    note = data_protection.write_note(group, texts, by=by, on=day(SIGNED - 3))
    data_protection.sign_note(note, by=manager, on=day(SIGNED))
    return group.pk


def ask(group_id: int, *, by: User) -> Asked:
    asked = Asked()
    for row in SURVEYS:
        _ask_survey(row, group_id, asked, by=by)
    return asked


def _ask_survey(row: SurveyRow, group_id: int, asked: Asked, *, by: User) -> None:
    if row.round_of:
        survey = building.next_round(asked.first[row.round_of], by=by)
    else:
        survey = _draft(row, group_id, by=by)
        asked.first[row.key] = survey
    for it, question in zip(row.asks, survey.questions.order_by("position"), strict=True):
        asked.questions[row.key, it.key] = question.pk
        for choice in question.choices.all():
            asked.choices[row.key, it.key, choice.text] = choice.pk
    building.open_survey(survey, by=by, on=day(row.opened))
    asked.surveys[row.key] = survey.pk
    for way in row.ways:
        opens_at, closes_at = _hours(way)
        invitations.invite(
            survey,
            audience=way.audience,
            kind=way.kind,
            code=way.code,
            opens_at=opens_at,
            closes_at=closes_at,
            by=by,
        )


def _draft(row: SurveyRow, group_id: int, *, by: User) -> Any:
    survey = building.draft_survey(
        group_id=group_id, title=row.title, about=row.about, plan=row.plan, by=by
    )
    choices: dict[tuple[str, str], int] = {}
    for it in row.asks:
        opens = [choices[it.after[0], text] for text in it.after[1]] if it.after else []
        question = building.add_question(
            survey,
            kind=it.kind,
            text=it.text,
            choices=it.choices,
            pictures=it.pictures,
            why=it.why,
            about_you=it.about_you,
            only_for=it.only_for,
            show_if=opens,
            headline=it.headline,
            says_headline=it.says_headline,
            splits=it.splits,
        )
        building.word_for(question, it.wordings)
        choices |= {(it.key, choice.text): choice.pk for choice in question.choices.all()}
    for language, texts in TRANSLATIONS.items():
        translating.translate(survey, language, texts, by=by)
    return survey


def _hours(way: Way) -> tuple[datetime | None, datetime | None]:
    """A session's room is open for its two hours; other ways in stay open."""
    if way.room_on is None:
        return None, None
    return moment(way.room_on, SESSION_OPENS), moment(way.room_on, SESSION_CLOSES)
