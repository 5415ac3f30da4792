"""What is there to be asked for: the ids, codes and words of a filled world, by what a call names.

A call with an id out of the blue ends at 404. With one that is there it goes on to the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings import models as meetings
from participation.moderation import services as moderation
from participation.moderation import theming
from participation.moderation.models import GroupNote, Theme, Voice
from participation.replies.models import Asked, Reply, Told, VerdictRound
from participation.safeguarding.models import Concern, Message
from surveys.models import Answer, Choice, Group, Invitation, Question, Survey
from tests.factories import make_invitation, make_reply, new_token, send, somebody, write
from tests.surveys.test_sealing import seal
from tests.urlmap import World

MOST = 5
"""Of each kind: more would only be more of the same."""
Values = Mapping[str, list[Any]]


@dataclass(frozen=True)
class Known:
    in_paths: Values
    """By "noun/parameter", as in `themes/id`, or by the parameter alone."""
    numbers: Values
    """By the name of a field that holds an id; also in the query."""
    texts: Values
    """By the name of a field that holds a code, a token, a receipt, a uuid or a day."""
    wholes: Values
    """By the name of a list whose parts must fit each other."""


def look_around(world: World) -> Known:
    """Everything that a call could name, of the world as it is now."""
    token = new_token()
    link = make_invitation(world.invitation.survey)
    receipts = [send(link, text="It is dark there", choice=1, token=token), _answered(), write()]
    live = Invitation.objects.filter(kind=Invitation.Kind.LIVE)
    faces, asked = link.survey.questions.all()
    pick, words = faces.choices.all()[0].pk, {"question": asked.pk, "text": "It is dark"}
    box = seal([("token", "C" * 32), (f"q-{asked.pk}", "Sealed")], code=link.code)
    codes = [link.code, *live.values_list("code", flat=True)]
    rounds = [str(it) for it in _some(VerdictRound, "code")]
    themes, replies, groups = _some(Theme), _some(Reply), _some(Group)
    surveys, voices = _some(Survey), [str(it) for it in _some(Voice)]
    answers = [str(it) for it in _some(Answer)]
    nouns = {
        "bodies": _some(meetings.Body),
        "memberships": _some(meetings.Membership),
        "meetings": _some(meetings.Meeting),
        "agenda-items": _some(meetings.AgendaItem),
        "decisions": _some(meetings.Decision),
        "actions": _some(meetings.Action),
        "evidence": _some(meetings.Evidence),
        "sources": _some(meetings.Source),
        "recommendations": _some(meetings.Recommendation),
        "themes": themes,
        "group-notes": _some(GroupNote),
        "replies": replies,
        "asked": _some(Asked),
        "verdict-rounds": _some(VerdictRound),
    }
    return Known(
        in_paths={f"{noun}/id": ids for noun, ids in nouns.items()}
        | {
            "group-notes/note": nouns["group-notes"],
            "told": _some(Told),
            "survey": surveys,
            "invitations/invitation": _some(Invitation),
            "answer": answers,
            "voice": voices,
            "concern": [str(it) for it in _some(Concern)],
            "message": [str(it) for it in _some(Message)],
            "slug": [str(it) for it in _some(Theme, "slug")],
            "invitations/code": codes,
            "verdict-rounds/code": rounds,
        },
        numbers={
            "action": nouns["actions"],
            "agency": nouns["bodies"],
            "agenda_item": nouns["agenda-items"],
            "body": nouns["bodies"],
            "parent": nouns["bodies"],
            "organization": nouns["bodies"],
            "on_behalf_of": nouns["bodies"],
            "deputy_for": nouns["memberships"],
            "meeting": nouns["meetings"],
            "decision": nouns["decisions"],
            "recommendation": nouns["recommendations"],
            "source": nouns["sources"],
            "group": groups,
            "theme": themes,
            "themes": themes,
            "into": themes,
            "surveys": surveys,
            "reply": replies,
            "about": _some(User),
            "person": _some(User),
            "question": _some(Question),
            "choice": _some(Choice),
            "choices": _some(Choice),
            "seen": [1, 2],
            "version": [1, 2],
        },
        texts={
            "code": codes,
            "receipt": receipts,
            "token": [token, "A" * 32, "B" * 32],
            "question": [str(it) for it in _some(Question, "key")],
            "voices": voices,
            **dict.fromkeys(NAMES_OF_DAYS, [*DAYS, timezone.localdate().isoformat()]),
            **{name: [it] for name, it in box.items() if name != "code"},
            "to": [*(str(it) for it in _some(User, "email")), *DAYS],
        },
        wholes={
            "answers": [
                [words],
                [{"question": faces.pk, "choice": pick}, words],
                [words, {"question": faces.pk, "choices": [pick, pick]}],
            ],
        },
    )


def _some(model: Any, field: str = "pk") -> list[Any]:
    """The first ones, the last ones, and whatever has been decided: all that differs by its age."""
    found = list(model.objects.order_by("pk").values_list(field, flat=True))
    return found if len(found) <= MOST else [*found[:3], *found[-2:]]


def _answered() -> str:
    """A receipt whose words are in a theme that has an answer: a verdict can be given by it."""
    link = make_invitation()
    words = send(link, text="Nobody comes when we call")
    answer = Answer.objects.get(text="Nobody comes when we call")
    worker = somebody(Role.WORKER)
    voice = moderation.approve(answer.pk, by=worker)
    reply = make_reply()
    theming.add_voices(reply.theme, [voice], by=worker)
    return words


MOSTLY = st.integers(0, 7).map(bool)
DAYS = ("0001-01-01", "1582-10-15", "1900-02-28", "2024-02-29", "2026-12-25", "9999-12-31")
NAMES_OF_DAYS = (
    *("start_date", "end_date", "due_on", "by_when", "decided_on", "on", "said_on", "checked_on"),
    *("founding_date", "dissolution_date", "from", "to"),
)


def path_made_real(known: Known, path: str, parameters: Any) -> Any:
    """A strategy for the same parameters, most of them of things that there are."""

    def value(name: str, given: Any) -> Any:
        before = path.split("{" + name + "}")[0].rstrip("/").rsplit("/", 1)[-1]
        there = known.in_paths.get(f"{before}/{name}") or known.in_paths.get(name, [])
        return MOSTLY.flatmap(lambda is_real: st.sampled_from(there if is_real else [given]))

    if not isinstance(parameters, dict):
        return st.just(parameters)
    return st.fixed_dictionaries({name: value(name, it) for name, it in parameters.items()})


@st.composite
def made_real(draw: st.DrawFn, known: Known, value: Any, name: str = "") -> Any:
    """The same value, with most of the ids and codes in it turned into those of real things."""
    wholes = known.wholes.get(name) if isinstance(value, list) else None
    if wholes and draw(MOSTLY):
        return draw(st.sampled_from(wholes))
    if isinstance(value, dict):
        return {key: draw(made_real(known, it, str(key))) for key, it in value.items()}
    if isinstance(value, list):
        return [draw(made_real(known, it, name)) for it in value]
    is_number = isinstance(value, int) and not isinstance(value, bool)
    of_kind = known.numbers if is_number else known.texts if isinstance(value, str) else {}
    those = of_kind.get(name)
    return draw(st.sampled_from(those)) if those and draw(MOSTLY) else value
