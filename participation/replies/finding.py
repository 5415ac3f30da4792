"""Find themes on the children's board: in which state, of which group, with which words.

All of it happens in the database, so that a page costs the same however long the board is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from participation.moderation.models import Theme
from participation.replies.models import Reply
from participation.replies.verdicts import CHILDREN_SAY_DONE, judged_done
from surveys import results

WAITING = "waiting"
STATES = {
    WAITING: _("Not answered yet"),
    Reply.State.FINDING_OUT.value: Reply.State.FINDING_OUT.label,
    Reply.State.WE_WILL.value: Reply.State.WE_WILL.label,
    Reply.State.WE_DID.value: Reply.State.WE_DID.label,
    CHILDREN_SAY_DONE: _("Children say it is done"),
    Reply.State.WE_CANT.value: Reply.State.WE_CANT.label,
    Reply.State.NOT_OURS.value: Reply.State.NOT_OURS.label,
}
"""What the board can be filtered by, in the order of a theme's way; what is refused comes last."""
MOST_WORDS, MOST_LETTERS = 6, 80


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for. Empty means all; what there is not is left aside."""

    group: str = ""
    """A group's slug, of `groups()`."""
    state: str = ""
    find: str = ""

    @property
    def is_everything(self) -> bool:
        return not (self.group or self.state or self.find)

    @classmethod
    def of(cls, *, group: str = "", state: str = "", find: str = "") -> Wanted:
        """From what came in an address: nothing in it can fail, or ask about a hidden group."""
        # What no keyboard writes, such as the zero that PostgreSQL refuses, is not looked for.
        typed = "".join(it if it.isprintable() else " " for it in find)
        words = typed[:MOST_LETTERS].split()[:MOST_WORDS]
        there = {slug for slug, _name in groups()} if group else set()
        return cls(
            group=group if group in there else "",
            state=state if state in STATES else "",
            find=" ".join(words),
        )


def groups() -> list[tuple[str, str]]:
    """Slug and name of the groups that the board may be filtered by; often none.

    "Three or more of this group said it" names people where the group is five. So a group is
    offered only if everybody is told already that ten or more of its children answered one round
    (PUBLIC_THRESHOLD; several small rounds counted together may be the same five children). And
    one group alone is never left out: what is on the board and in no group that is offered would
    be its. Then the smallest of the others is left out with it.
    """
    on_board = Theme.objects.on_the_board().order_by()
    rows = on_board.values_list("group", "group__slug", "group__name").distinct()
    there = {pk: (slug, name) for pk, slug, name in rows}
    told = results.told_of_one_round(there)
    offered = sorted(told, key=lambda pk: (-told[pk], there[pk]))
    if len(there) - len(offered) == 1:
        offered = offered[:-1]
    if len(there) < 2:
        return []
    return sorted((there[pk] for pk in offered), key=lambda it: it[1].casefold())


IS_WAITING = Q(newest=None)


def is_done() -> Q:
    """Promise 7, of a row of `themes()`: adults say "we did", and children that it is done."""
    return Q(said=Reply.State.WE_DID, newest__in=judged_done())


def in_state(state: str) -> Q:
    """Each is asked in its own way: to weigh verdicts takes longest, so only where it matters."""
    if state == CHILDREN_SAY_DONE:
        return is_done()
    said = Q(said=state)
    return said & ~is_done() if state == Reply.State.WE_DID else said


def themes() -> QuerySet[Any]:
    """Every theme on the board with what its card says: of the answer published last.

    By these columns alone: whatever named `answer` in a filter would join all answers once more.
    """
    published = FilteredRelation("replies", condition=Q(replies__status=Reply.Status.PUBLISHED))
    each = Theme.objects.on_the_board().annotate(
        answer=published,
        newest=F("answer__pk"),
        said=F("answer__state"),
        answered_on=F("answer__published_on"),
    )
    return each.filter(IS_WAITING | Q(newest__in=_newest_answers()))


def _newest_answers() -> QuerySet[Reply, int]:
    """Ids of published answers that no other to the same theme came after."""
    published = Reply.objects.published().order_by()
    later = published.filter(theme=OuterRef("theme")).filter(
        Q(published_on__gt=OuterRef("published_on"))
        | Q(published_on=OuterRef("published_on"), pk__gt=OuterRef("pk"))
    )
    return published.filter(~Exists(later)).values_list("pk", flat=True)


def found(wanted: Wanted, *, done_first: bool = False) -> QuerySet[Any]:
    """What is wanted of the board: what waits first, what waits longest on top."""
    ranks = [When(IS_WAITING, then=1), *([When(is_done(), then=0)] if done_first else [])]
    first_said = Coalesce("asked_on", "created_on")
    if wanted.state == WAITING:  # There is no answer to join, nor to rank by.
        published = Reply.objects.published().filter(theme=OuterRef("pk"))
        rows: QuerySet[Any] = Theme.objects.on_the_board().filter(~Exists(published))
        rows = rows.order_by(first_said, "-pk")
    else:
        rows = themes().order_by(Case(*ranks, default=2), first_said, "-pk")
    if wanted.group:
        rows = rows.filter(group__slug=wanted.group)
    if wanted.state and wanted.state != WAITING:
        rows = rows.filter(in_state(wanted.state))
    for word in wanted.find.split():
        rows = rows.filter(_says(word))
    return rows


def _says(word: str) -> Q:
    """Whether a theme's title, its text or a published answer to it has the word.

    Never a voice: a card shows none, so nobody could see why it was found; and what was not to be
    shown could be guessed at, letter by letter.
    """
    answers = Reply.objects.published().filter(theme=OuterRef("pk"))
    in_theme = _in(word, "title", "about")
    return in_theme | Q(Exists(answers.filter(_in(word, "text", "because", "passed_to"))))


def _in(word: str, *fields: str) -> Q:
    return reduce(or_, (Q(**{f"{it}__icontains": form}) for it in fields for form in _forms(word)))


def _forms(word: str) -> set[str]:
    """The same word as a phone or an adult's keyboard may have written it.

    SQLite takes only A to Z for equal to a to z; and "can’t" is typed with either apostrophe.
    """
    forms = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    straight = {it.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for it in forms}
    return straight | {it.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") for it in straight}
