"""The only door to numbers: a round's results, frozen once at its close, and safe (ADR 19).

What staff, the Board, the public, the API, files, charts and letters say in numbers of answers
comes from here. Nothing behind it can be asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.utils import timezone

from backend.accounts.models import User
from backend.audit.log import record
from surveys import counting, disclosure
from surveys.documents import Document as Document  # these are for those who read results
from surveys.documents import Hidden as Hidden
from surveys.documents import QuestionResult as QuestionResult
from surveys.documents import Row as Row
from surveys.documents import board as board
from surveys.documents import documents
from surveys.models import Audience as Audience
from surveys.models import Invitation, Survey
from surveys.models.snapshots import CountedRound, Snapshot

# --- Making a snapshot ----------------------------------------------------------------------------


def freeze(survey: Survey, *, by: User | None, on: date | None = None) -> list[Snapshot]:
    """Count a round that has just closed, once for each audience; inside the caller's transaction.

    Rounds of the same survey that were too small before are counted with it. An audience that is
    still too small waits for the next round, and nothing of it is stored.
    """
    rounds = list(
        # The lock keeps two rounds that close at once from counting the same waiting one twice.
        Survey.objects.rounds_with(survey).select_for_update().filter(status=Survey.Status.CLOSED)
    )
    done = set(CountedRound.objects.filter(survey__in=rounds).values_list("survey", "audience"))
    made = []
    for audience, bases in counting.bases(rounds).items():
        if survey.pk not in bases:
            continue
        together = [it for it in rounds if it.pk in bases and (it.pk, audience.value) not in done]
        # The one that closed comes last: it words the questions.
        together.sort(key=lambda it: (it.pk == survey.pk, it.pk))
        counted = [bases[it.pk] for it in together]
        if disclosure.may_be_counted(counted, board()):
            day = on or timezone.localdate()
            made.append(_snapshot(together, audience, sum(counted), by=by, on=day))
    return made


def _snapshot(
    rounds: Sequence[Survey], audience: Audience, base: int, *, by: User | None, on: date
) -> Snapshot:
    boards, publics = documents(rounds, audience, base, on)
    snapshot = Snapshot.objects.create(
        survey=rounds[-1], audience=audience, made_on=on, board=boards, public=publics
    )
    CountedRound.objects.bulk_create(
        CountedRound(snapshot=snapshot, survey=it, audience=audience) for it in rounds
    )
    record("snapshot-made", snapshot, by=by, audience=audience, rounds=len(rounds))
    return snapshot


# --- Reading it -----------------------------------------------------------------------------------


class State(StrEnum):
    OPEN = "open"
    """Not closed yet: there are no results."""
    WORDS = "words"
    """Closed, and too few for numbers so far: themes and voices only."""
    COUNTED = "counted"


class NoResultsYet(Exception):
    """Results are made when the survey closes. The message says when."""


@dataclass(frozen=True)
class SurveyFacts:
    """A survey to those who read its results; what was answered cannot be reached from here."""

    id: int
    title: str
    group: str
    is_closed: bool
    _survey: Survey = field(repr=False)

    @cached_property
    def snapshots(self) -> list[Result]:
        """Of every round and audience, the oldest first: what a page tells is read once."""
        return [_result(self, it) for it in Snapshot.objects.of(self._survey)]

    @cached_property
    def audiences(self) -> list[Audience]:
        """Whom any round of the survey up to this one asked, children first."""
        rounds = Survey.objects.rounds_with(self._survey).filter(pk__lte=self.id)
        asked = Invitation.objects.filter(survey__in=rounds).order_by()
        invited = {Audience.CHILDREN, *asked.values_list("audience", flat=True).distinct()}
        return [it for it in Audience if it in invited]


@dataclass(frozen=True)
class Result:
    """How one audience's results of a survey stand."""

    survey_id: int
    audience: Audience
    state: State
    rounds: tuple[int, ...]
    """The rounds that are told together."""
    snapshot_id: int | None = None
    document: Document | None = None
    """As staff and the Board are told."""


def find(survey_id: int) -> SurveyFacts | None:
    survey = Survey.objects.select_related("group").filter(pk=survey_id).first()
    if survey is None:
        return None
    return SurveyFacts(
        survey.pk,
        survey.title,
        survey.group.name,
        survey.status == Survey.Status.CLOSED,
        survey,
    )


@dataclass(frozen=True)
class Declared:
    """A question's two-way headline, as it was declared before the survey opened."""

    key: str
    question: str
    """As children are asked."""
    says: str


def headlines(facts: SurveyFacts) -> list[Declared]:
    told = _own(facts, Audience.CHILDREN)
    if told and told.document:
        return [
            Declared(it["key"], it["text"], it["headline"]["says"])
            for it in told.document["questions"]
            if it["headline"]
        ]
    questions = facts._survey.questions.exclude(headline="").prefetch_related("wordings")
    return [
        Declared(str(it.key), counting.worded(it, Audience.CHILDREN), it.headline)
        for it in questions
    ]


def read(facts: SurveyFacts, audience: Audience) -> Result:
    """One audience's results. Raises NoResultsYet before the survey has closed."""
    if not facts.is_closed:
        raise NoResultsYet(when_there(facts))
    return _own(facts, audience) or Result(facts.id, audience, State.WORDS, (facts.id,))


def _own(facts: SurveyFacts, audience: Audience) -> Result | None:
    return next((it for it in over_time(facts, audience) if facts.id in it.rounds), None)


def for_everybody(facts: SurveyFacts, audience: Audience) -> Document | None:
    """What everybody may be told of one audience, as on a screen in a room; often nothing."""
    return to_everybody(read(facts, audience)).document


def to_everybody(told: Result) -> Result:
    """The same result as everybody may be told it: rounded, and hidden below the public's size."""
    if told.snapshot_id is None:
        return told
    return replace(told, document=Snapshot.objects.get(pk=told.snapshot_id).public)


def newest(facts: SurveyFacts, audience: Audience) -> Result:
    """The same; of the last round before, if this one did not ask or has no numbers."""
    before = [it for it in over_time(facts, audience) if it.rounds[-1] < facts.id]
    return _own(facts, audience) or (before[-1] if before else read(facts, audience))


def over_time(facts: SurveyFacts, audience: Audience) -> list[Result]:
    """Every snapshot of this audience over the survey's rounds, the oldest first."""
    return [it for it in facts.snapshots if it.audience == audience]


def _result(facts: SurveyFacts, found: Snapshot) -> Result:
    document: Document = found.board
    return Result(
        facts.id,
        Audience(found.audience),
        State.COUNTED,
        tuple(it["id"] for it in document["rounds"]),
        found.pk,
        document,
    )


def told_of_one_round(groups: Iterable[int]) -> dict[int, int]:
    """Of these groups (by id), those of which everybody is told how many children answered a round.

    The most that is told, by group: at least twice the public threshold. Rounds that were counted
    together say nothing of a group's size: the same few children may have answered each.
    """
    shown = Snapshot.objects.filter(survey__group__in=groups, audience=Audience.CHILDREN)
    told: dict[int, int] = {}
    for group, base, rounds in shown.values_list("survey__group", "public__base", "public__rounds"):
        if base and len(rounds) == 1:
            told[group] = max(base, told.get(group, 0))
    return told


def when_there(facts: SurveyFacts) -> str:
    """A sentence that says when there will be results."""
    if facts._survey.status == Survey.Status.DRAFT:
        return "This survey has not opened yet. Its results are made when it closes."
    ways = facts._survey.invitations.filter(closed_at=None).values_list("closes_at", flat=True)
    closes = list(ways)
    last = max((timezone.localdate(it) for it in closes if it), default=None)
    if last and all(closes):
        return (
            "This survey is still open. Its results are made when a worker closes it; its last "
            f"way in closes on {last:%-d %B %Y}."
        )
    return "This survey is still open. Its results are made when a worker closes it."
