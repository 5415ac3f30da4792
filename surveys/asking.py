"""What one audience is asked, in one language: read in one statement, kept until anything changes.

It is the same for everybody who opens a survey, so a process keeps it under the stamp that the
database sets with each change a worker makes (surveys/models/stamps.py). Nothing of an invitation
is in it, and nothing that anybody sent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Func, Model, Q, QuerySet, Value
from django.db.models.expressions import Col
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from surveys import translating
from surveys.models import (
    AskedStamp,
    CatalogCheck,
    Choice,
    Group,
    Helpline,
    Invitation,
    Plan,
    Question,
    Survey,
    Translation,
    Wording,
)
from surveys.translating import Speaker

KEPT = 64
"""Surveys, audiences and languages that a process keeps; a few hundred kilobytes."""
MOST_SHOWN = 1_000
"""Ways in that a process remembers for a moment."""
ModelT = TypeVar("ModelT", bound=Model)
Stamp = UUID | str
"""As the database's own driver gives it."""
Rows = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, eq=False)
class AskedChoice:
    id: int
    text: str
    face: str
    picture: str
    not_sure: bool

    @property
    def pk(self) -> int:
        return self.id


@dataclass(frozen=True, eq=False)
class AskedQuestion:
    """A question in its audience's wording, with its choices in order."""

    id: int
    kind: str
    text: str
    help: str
    why: str
    about_you: bool
    choices: tuple[AskedChoice, ...]
    show_if: tuple[int, ...]
    """Choices of earlier questions: asked after one of them. None: always."""
    optional: bool = Question.optional

    @property
    def pk(self) -> int:
        return self.id

    @property
    def takes_text(self) -> bool:
        return self.kind == Question.Kind.TEXT

    @property
    def takes_several(self) -> bool:
        return Question(kind=self.kind).takes_several


@dataclass(frozen=True)
class Asked:
    """A survey as one audience reads it in one language."""

    survey: Survey
    """In that language, with its group; never saved."""
    plan: Plan | None
    questions: tuple[AskedQuestion, ...]
    helplines: tuple[Helpline, ...]
    of_survey: Speaker
    """Has said the survey's own texts, for pages that show no question."""
    of_all: Speaker
    is_interface_checked: bool


def find(code: str) -> Invitation | None:
    """The invitation with this code, and what its survey's stamp is as of now, in one statement."""
    sql, columns = _statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [code])
        rows = cursor.fetchall()
    if not rows:
        return None
    stamp, *values = rows[0]
    found = [it.read(value) for it, value in zip(columns, values, strict=True)]
    names = [it.name for it in columns]
    own = len(Invitation._meta.concrete_fields)
    invitation = Invitation.from_db(connection.alias, names[:own], found[:own])
    invitation.survey = Survey.from_db(connection.alias, names[own:], found[own:])
    invitation.__dict__["stamp"] = stamp
    return invitation


def find_to_show(code: str) -> Invitation | None:
    """For a page alone: what `find` found at most `settings.SHOWN_FOR` seconds ago.

    When a class opens one link, most of its pages ask the database nothing. Whoever sends is asked
    after anew. So is a live room, which is paused while children look at it, and a card.
    """
    now = time.monotonic()  # Before it is read; and no clock that is put right makes it older.
    until, shown = _shown.get(code, (0.0, None))
    if shown is not None and now < until:
        return shown
    found = find(code)
    if found is not None and found.kind not in (Invitation.Kind.LIVE, Invitation.Kind.SINGLE):
        if len(_shown) >= MOST_SHOWN:
            _shown.clear()
        _shown[code] = (now + settings.SHOWN_FOR, found)
    return found


_shown: dict[str, tuple[float, Invitation]] = {}


class _Column(NamedTuple):
    """One column of a row, and what makes a value of it, as in Django's own statements."""

    name: str
    expression: Col
    converters: list[Callable[..., Any]]

    def read(self, value: Any) -> Any:
        for convert in self.converters:
            value = convert(value, self.expression, connection)
        return value


@cache
def _statement() -> tuple[str, list[_Column]]:
    """Put together once: to do it for each page takes Django ten times as long as the database."""
    invitation, survey, stamp = (it._meta.db_table for it in (Invitation, Survey, AskedStamp))
    fields = [*Invitation._meta.concrete_fields, *Survey._meta.concrete_fields]
    columns = []
    for field in fields:
        col = field.get_col(field.model._meta.db_table)
        converters = connection.ops.get_db_converters(col) + col.get_db_converters(connection)
        columns.append(_Column(field.attname, col, converters))
    named = ", ".join(f"{it.model._meta.db_table}.{it.column}" for it in fields)
    sql = (
        f"SELECT (SELECT value FROM {stamp}), {named} FROM {invitation} "  # noqa: S608  (ours)
        f"JOIN {survey} ON {survey}.id = {invitation}.survey_id WHERE {invitation}.code = %s"
    )
    return sql, columns


def stamp_of(invitation: Invitation) -> Stamp | None:
    """What tells whether its survey changed since; none for one that `find` did not find."""
    return invitation.__dict__.get("stamp")


def asked_of(invitation: Invitation) -> Asked:
    """What the invitation's audience is asked, in the language of whoever reads it now."""
    what = (invitation.survey_id, invitation.audience, get_language() or settings.LANGUAGE_CODE)
    stamp = stamp_of(invitation)
    known: dict[object, Asked] = invitation.__dict__.setdefault("_asked", {})
    if what not in known:
        # What a transaction changes is stamped when it commits: until then nothing is kept.
        is_kept = stamp is not None and not connection.in_atomic_block
        known[what] = _kept(stamp, *what) if is_kept else _read(*what)
    return known[what]


@lru_cache(KEPT)
def _kept(stamp: Stamp | None, survey_id: int, audience: str, language: str) -> Asked:
    return _read(survey_id, audience, language)


def _read(survey_id: int, audience: str, language: str) -> Asked:
    rows = _rows(survey_id, audience, language)
    [survey] = _made(Survey, rows["survey"])
    [survey.group] = _made(Group, rows["group"])
    plans = _made(Plan, rows["plan"])
    if plans:
        survey.plan = plans[0]
    speaker = _speaker(rows["translation"], language)
    translating.say_survey(speaker, survey)
    of_all = replace(speaker)
    questions = tuple(_questions(rows, of_all))
    helplines = _made(Helpline, rows["helpline"])
    return Asked(
        survey=survey,
        plan=plans[0] if plans else None,
        questions=questions,
        helplines=tuple(sorted(helplines, key=lambda it: (it.position, it.pk))),
        of_survey=speaker,
        of_all=of_all,
        is_interface_checked=speaker.is_english or bool(rows["check"]),
    )


def _rows(survey_id: int, audience: str, language: str) -> Rows:
    """Every row that is shown, by its kind, in one statement however many there are."""
    is_read = language in translating.languages()
    found: dict[str, QuerySet[Any]] = {
        "survey": Survey.objects.filter(pk=survey_id),
        "group": Group.objects.filter(surveys=survey_id),
        "plan": Plan.objects.filter(survey=survey_id),
        "helpline": Helpline.objects.filter(group__surveys=survey_id),
        "question": Question.objects.filter(
            Q(only_for="") | Q(only_for=audience), survey=survey_id
        ),
        "choice": Choice.objects.filter(question__survey=survey_id),
        "opens": Question.show_if.through.objects.filter(question__survey=survey_id),
        "wording": Wording.objects.filter(question__survey=survey_id, audience=audience),
        "translation": Translation.objects.filter(survey=survey_id, language=language),
        "check": CatalogCheck.objects.filter(
            language=language, fingerprint=translating.fingerprint(language) if is_read else ""
        ),
    }
    first, *others = (
        rows.order_by().values_list(Value(kind), _Row(**_columns(rows.model)))
        for kind, rows in found.items()
    )
    by_kind: dict[str, list[dict[str, Any]]] = {kind: [] for kind in found}
    for kind, row in first.union(*others, all=True):
        by_kind[kind].append(row)
    return by_kind


class _Row(JSONObject):
    """A row as JSON, without asking each new SQLite connection whether it has JSON: ours all do."""

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return Func.as_sql(self, *args, **kwargs)


def _columns(model: type[Model]) -> dict[str, str]:
    return {it.attname: it.attname for it in model._meta.concrete_fields}


def _made(model: type[ModelT], rows: Iterable[Mapping[str, Any]]) -> list[ModelT]:
    """Rows of a model as they came out of JSON, where a day is a text."""
    fields = model._meta.concrete_fields
    names = [it.attname for it in fields]
    return [
        model.from_db("default", names, [it.to_python(row[it.attname]) for it in fields])
        for row in rows
    ]


def _speaker(rows: list[dict[str, Any]], language: str) -> Speaker:
    is_english = language not in translating.languages()
    if not rows:
        return Speaker({}, is_checked=True, is_english=is_english)
    texts = rows[0]["texts"]  # JSON within JSON, which SQLite hands over as a text.
    return Speaker(
        json.loads(texts) if isinstance(texts, str) else texts,
        is_checked=rows[0]["checked_on"] is not None,
        is_english=is_english,
    )


def _questions(rows: Rows, speaker: Speaker) -> Iterator[AskedQuestion]:
    wordings = {it["question_id"]: it for it in rows["wording"]}
    in_order = sorted(rows["choice"], key=itemgetter("not_sure", "position", "id"))
    choices = _by_question(in_order)
    place = {it["id"]: at for at, it in enumerate(in_order)}
    opens = _by_question(sorted(rows["opens"], key=lambda it: place[it["choice_id"]]))
    for it in sorted(rows["question"], key=itemgetter("about_you", "position", "id")):
        worded = wordings.get(it["id"], it)
        yield AskedQuestion(
            id=it["id"],
            kind=it["kind"],
            text=speaker.say(worded["text"]),
            help=speaker.say(worded["help"]),
            why=speaker.say(it["why"]),
            about_you=bool(it["about_you"]),
            choices=tuple(
                AskedChoice(
                    id=choice["id"],
                    text=speaker.say(choice["text"]),
                    face=choice["face"],
                    picture=choice["picture"],
                    not_sure=bool(choice["not_sure"]),
                )
                for choice in choices.get(it["id"], ())
            ),
            show_if=tuple(choice["choice_id"] for choice in opens.get(it["id"], ())),
        )


def _by_question(rows: Iterable[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["question_id"], []).append(row)
    return found
