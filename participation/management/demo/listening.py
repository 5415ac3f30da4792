"""Load the invented words: send them, read them, and put what they say together."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from backend.accounts.models import User
from participation.management.demo.asking import Asked
from participation.management.demo.clock import day, moment
from participation.management.demo.questions import SURVEY_OF, SURVEYS
from participation.management.demo.rounds import ROUNDS
from participation.management.demo.said import Said, Sent
from participation.management.demo.themes import THEMES
from participation.management.demo.words import SENT as NOW
from participation.moderation import services as moderation
from participation.moderation import theming
from participation.moderation.models import Theme, Voice
from participation.safeguarding import services as safeguarding
from surveys import answering, building, free_text, invitations, rooms
from surveys.answering import Submission
from surveys.receipts import receipt

SENT = (*ROUNDS, *NOW)
SENT_AT, READ_AT = 17, 10
MORE_THAN_ALL = 1000


def token(number: int) -> str:
    """The secret of a demo's form. It is none: whoever reads this may follow these words."""
    return f"noticed-demo-response-{number:03d}"


def words_of(number: int) -> str:
    """The receipt of a response of the demo."""
    return receipt(token(number))


def send_all(asked: Asked, *, by: User) -> None:
    """Send every response through its own code, then close what is over."""
    for sent in SENT:
        invitation = invitations.find(sent.code)
        if invitation is None:
            raise LookupError(sent.code)
        submission = Submission(token(sent.number), _said(sent, asked), sent.quote)
        kept = answering.send(invitation, submission, now=moment(sent.on, SENT_AT))
        if not kept.is_repeat:
            rooms.count_opened(invitation)  # Nobody sends a page that they did not open.
    for row in SURVEYS:
        over = invitations.find(row.ways[0].code) if row.closed else None
        if over and row.closed:
            building.close_survey(over.survey, by=by, on=day(row.closed))


def _said(sent: Sent, asked: Asked) -> dict[str, answering.Said]:
    survey = SURVEY_OF[sent.code]
    return {
        str(asked.questions[survey, key]): answering.Said(
            choices=tuple(
                str(asked.choices[survey, key, text]) for text in sent.picks.get(key, ())
            ),
            text=sent.said[key].text if key in sent.said else "",
        )
        for key in sent.picks | sent.said
        if sent.picks.get(key) or key in sent.said
    }


def read_all(*, worker: User, lead: User) -> dict[str, list[tuple[int, Voice]]]:
    """Decide about the words; return the voices of each theme, each with the day it was read."""
    waiting = free_text.read_waiting(by=worker, most=MORE_THAN_ALL)
    answers = {words.text: words.answer_id for words in waiting}
    voices: dict[str, list[tuple[int, Voice]]] = defaultdict(list)
    for sent in SENT:
        for said in sent.said.values():
            voice = _read(said, answers[said.text], sent.on + 1, worker=worker, lead=lead)
            if voice and said.theme:
                voices[said.theme].append((sent.on + 1, voice))
    return voices


def _read(said: Said, answer: UUID, on: int, *, worker: User, lead: User) -> Voice | None:
    now = moment(on, READ_AT)
    match said.decision:
        case "approved":
            return moderation.approve(answer, by=worker, now=now)
        case "redacted":
            return moderation.redact(answer, said.becomes, by=worker, now=now)
        case "paraphrased":
            return moderation.paraphrase(answer, said.becomes, by=worker, now=now)
        case "held":
            moderation.hold(answer, reason=said.reason, by=worker, now=now)
        case "rejected":
            moderation.reject(answer, reason=said.reason, by=worker, now=now)
        case "escalated":
            concern = safeguarding.escalate(answer, by=worker, now=now)
            seen = now + timedelta(hours=1)
            safeguarding.look(concern, by=lead, now=seen)
            safeguarding.acknowledge(concern, by=lead, now=seen)
            safeguarding.decide(concern, decision="advice", because=CONCERN_WHY, by=lead, now=seen)
            safeguarding.add_note(concern, CONCERN_NOTE, by=lead)
    return None


CONCERN_WHY = "Demo: invented. Advice was asked of the front door first."
CONCERN_NOTE = (
    "Demo: invented. The answer was sent without a name. Asked the worker whether somebody in the "
    "group may want to talk, and left the numbers to call in the room."
)


def make_themes(
    group_id: int, voices: dict[str, list[tuple[int, Voice]]], *, by: User
) -> dict[str, Theme]:
    """Make each theme on the day its first voice was read; add the others as they were read."""
    themes: dict[str, Theme] = {}
    for row in THEMES:
        by_day: dict[int, list[Voice]] = defaultdict(list)
        for on, voice in voices[row.key]:
            by_day[on].append(voice)
        theme = theming.make_theme(
            group_id=group_id,
            title=row.title,
            about=row.about,
            picture=row.picture,
            by=by,
            on=day(min(by_day)),
        )
        for on in sorted(by_day):
            theming.add_voices(theme, by_day[on], by=by, on=day(on))
        themes[row.key] = theme
    return themes
