"""What children make of actions and recommendations: worked out of verdicts, nobody's to tick.

Here and not in `meetings`, which knows of no verdicts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from backend.accounts.models import User
from participation.meetings.models import Action, ActionQuerySet, Evidence, Recommendation
from participation.replies.models import Reply
from participation.replies.threads import StaffAnswer, staff_answer
from participation.replies.verdicts import CHILDREN_SAY_DONE, Summary

SAYS_DONE = "Children say it is done"


@dataclass(frozen=True)
class Judged:
    """An action, with the published answers to children that name it."""

    action: Action
    answers: tuple[StaffAnswer, ...]

    @property
    def children_say_done(self) -> bool:
        return not self.children_say_otherwise and any(
            answer.state == CHILDREN_SAY_DONE for answer in self.answers
        )

    @property
    def children_say_otherwise(self) -> bool:
        """Of "We did". A no to "We will" says that the answer was no good, not the deed."""
        return any(
            answer.reply.state == Reply.State.WE_DID
            and answer.summary in {Summary.MOST_NO, Summary.MIXED}
            for answer in self.answers
        )

    @property
    def children_were_asked(self) -> bool:
        """They were told an answer, or have said something to it."""
        return any(answer.told or answer.reply.verdicts.all() for answer in self.answers)

    @property
    def state(self) -> str:
        return CHILDREN_SAY_DONE if self.children_say_done else self.action.status

    @property
    def label(self) -> str:
        return SAYS_DONE if self.children_say_done else self.action.get_status_display()


def judge(actions: Iterable[Action]) -> list[Judged]:
    """The same actions in the same order, each with what children made of it."""
    actions = list(actions)
    answers = defaultdict(list)
    for reply in Reply.objects.published().filter(action__in=actions).for_staff():
        answers[reply.action_id].append(staff_answer(reply))
    return [Judged(action, tuple(answers[action.pk])) for action in actions]


@dataclass(frozen=True)
class Standing:
    """Whether a recommendation is embedded, in words worked out of what is there."""

    recommendation: Recommendation
    actions: Sequence[Judged]
    """Those that the reader may read."""

    @cached_property
    def done(self) -> int:
        return sum(it.action.status == Action.Status.DONE for it in self.actions)

    @property
    def late(self) -> int:
        return sum(it.action.is_overdue for it in self.actions)

    @property
    def old(self) -> int:
        """Done, and nobody has checked what changed for a year."""
        return sum(
            it.action.status == Action.Status.DONE
            and all(evidence.is_old for evidence in it.action.evidence.all())
            for it in self.actions
        )

    @cached_property
    def state(self) -> str:
        """One of the states of an action, or that children say it is done."""
        if not self.actions:
            return str(Action.Status.NOT_STARTED)
        if self.done < len(self.actions):
            return str(Action.Status.IN_PROGRESS)
        some_say_done = any(it.children_say_done for it in self.actions)
        none_otherwise = not any(it.children_say_otherwise for it in self.actions)
        return CHILDREN_SAY_DONE if some_say_done and none_otherwise else str(Action.Status.DONE)

    @property
    def label(self) -> str:
        return WORDS[self.state]

    @property
    def sentence(self) -> str:
        """The whole answer to "is it embedded?", in one line."""
        if not self.actions:
            return "No action yet"
        checked = f"{self.old} with evidence older than a year" if self.old else ""
        if self.state == CHILDREN_SAY_DONE:
            return _join(SAYS_DONE, checked)
        if self.state == Action.Status.DONE:
            return f"{_join('Adults say it is done', checked)}; {self._what_children_say}"
        total = len(self.actions)
        done = f"{self.done} of {total} action{'' if total == 1 else 's'} done"
        return _join(done, checked, f"{self.late} late" if self.late else "")

    @property
    def _what_children_say(self) -> str:
        if any(it.children_say_otherwise for it in self.actions):
            return "children do not say so"
        if any(it.children_were_asked for it in self.actions):
            return "too few children have said what they think"
        return "children have not been asked"


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


WORDS: dict[str, str] = {
    Action.Status.NOT_STARTED: "No action yet",
    Action.Status.IN_PROGRESS: "Being done",
    Action.Status.DONE: "Adults say it is done",
    CHILDREN_SAY_DONE: SAYS_DONE,
}
"""What a recommendation's standing is called; the list can be narrowed to each."""


def standings(recommendations: Iterable[Recommendation], *, for_: User) -> list[Standing]:
    """How each stands, in a constant number of queries."""
    recommendations = list(recommendations)
    actions = (
        Action.objects.readable_by(for_)
        .filter(recommendation__in=recommendations)
        .for_list()
        .prefetch_related(Prefetch("evidence", Evidence.objects.order_by("-checked_on", "-pk")))
    )
    of_each = defaultdict(list)
    for judged in judge(actions):
        of_each[judged.action.recommendation_id].append(judged)
    return [Standing(it, of_each[it.pk]) for it in recommendations]


def with_word(
    recommendations: QuerySet[Recommendation], word: str, *, for_: User
) -> QuerySet[Recommendation]:
    """Only those whose standing has this word."""
    own = Action.objects.readable_by(for_).filter(recommendation=OuterRef("pk"))
    open_ = own.exclude(status=Action.Status.DONE)
    if word == Action.Status.NOT_STARTED:
        return recommendations.filter(~Exists(own))
    if word == Action.Status.IN_PROGRESS:
        return recommendations.filter(Exists(open_))
    all_done = recommendations.filter(Exists(own), ~Exists(open_))
    # Few have verdicts: those alone are looked at one by one.
    with_verdicts = all_done.filter(actions__replies__verdicts__isnull=False).distinct()
    said = Q(
        pk__in=[
            it.recommendation.pk
            for it in standings(with_verdicts, for_=for_)
            if it.state == CHILDREN_SAY_DONE
        ]
    )
    return all_done.filter(said if word == CHILDREN_SAY_DONE else ~said)


def that_children_say_are_done(actions: ActionQuerySet) -> ActionQuerySet:
    answered = actions.filter(replies__state=Reply.State.WE_DID, replies__verdicts__isnull=False)
    said = [it.action.pk for it in judge(answered.distinct()) if it.children_say_done]
    return actions.filter(pk__in=said)
