"""What the children's form should do: a model of it, and how it is filled in and sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from backend.accounts.models import User
from surveys import building
from surveys.models import TEXT_LIMIT, Group, Invitation, Question
from surveys.receipts import receipt
from tests.factories import add_phrases, make_invitation, make_survey, make_theme
from tests.fuzz.machine import Machine
from tests.fuzz.words import as_sent, marked


@dataclass(frozen=True)
class Filled:
    """One page with what somebody put into it."""

    code: str
    token: str
    picks: dict[int, list[str]]
    """By question: choices, or phrases beside words."""
    texts: dict[int, str]
    quote: bool
    marks: tuple[str, ...] = ()

    def payload(self) -> tuple[Any, ...]:
        """What makes it the same when it comes again."""
        said = {
            it: (sorted(self.picks.get(it, [])), typed(self.texts.get(it, "")))
            for it in self.picks.keys() | self.texts.keys()
        }
        return {it: what for it, what in said.items() if what[0] or what[1].strip()}, self.quote


@dataclass
class Kept:
    filled: Filled
    texts: Counter[str]
    picks: Counter[str]

    @property
    def marks(self) -> set[str]:
        """Those in words that were kept: words that a question hides are not."""
        return {it for it in self.filled.marks if any(it in text for text in self.texts)}


def typed(text: str) -> str:
    """What is kept of it."""
    return as_sent(text).replace("\r\n", "\n")


class FormModel(Machine):
    worker: User
    group: Group

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Kept] = {}
        """What was acknowledged, by token."""
        self.gone: dict[str, Kept] = {}
        self.read: set[str] = set()
        """Marks of words that a person let everybody read."""
        self.answered: Counter[str] = Counter()
        self.shut: set[str] = set()
        self.paused: set[str] = set()
        self.is_closed = False
        self.pages: list[tuple[str, str]] = []
        """Codes, and the token of each page that was opened."""
        self.sent: list[Filled] = []
        self.marks: set[str] = set()
        """Of everything that was ever typed."""

    def begin_with_a_survey(self) -> None:
        survey = make_survey(group=self.group, opened=False)
        worst = survey.questions.all()[0].choices.get(text="Not safe at all")
        building.add_question(
            survey, kind="multiple", text="Where is it dark?", choices=("Path", "Park", "Bus stop")
        )
        building.add_question(survey, kind="yes_no", text="Does an adult know?", show_if=[worst])
        add_phrases(survey)
        building.add_question(
            survey, kind="single", text="How old are you?", choices=("10", "11"), about_you=True
        )
        self.survey = building.open_survey(survey, by=None)
        self.questions = list(self.survey.questions.order_by("about_you", "position"))
        self.choices = {it.pk: [str(one.pk) for one in it.choices.all()] for it in self.questions}
        self.opens = {it.pk: {str(one.pk) for one in it.show_if.all()} for it in self.questions}
        # On the board from the start: other children's words stand there, of another survey.
        self.theme = make_theme(voices=3, group=self.group, by=self.worker)
        self.ways = [make_invitation(self.survey).code]

    def fill(
        self, code: str, token: str, picked: list[int], texts: list[str], quote: bool
    ) -> Filled:
        """Picks are places among all choices of all questions, so that most are one a question."""
        every = [(question, one) for question, those in self.choices.items() for one in those]
        picks: dict[int, list[str]] = {}
        for place in picked:
            question, one = every[place % len(every)]
            picks.setdefault(question, []).append(one)
        of_words = [it.pk for it in self.questions if it.takes_text]
        written = {}
        marks = []
        for question, text in zip(of_words, texts, strict=False):
            written[question] = text
            if typed(text).strip():
                written[question], mark = marked(text)
                marks.append(mark)
        self.marks.update(marks)
        return Filled(code, token, picks, written, quote, tuple(marks))

    def deliver(self, filled: Filled) -> None:
        """Send it, and look whether the answer is the one that the model gives."""
        expected = self.expected(filled)
        self.sent.append(filled)

        response = self.post_form(filled)

        assert response.status_code == expected, f"{response.status_code}, not {expected}"
        type(self).seen[f"answered {expected}"] += 1
        words = receipt(filled.token)
        if expected in {200, 201}:
            assert all(word in response.content.decode() for word in words.split())
        if expected == 201:
            shown = self.shown(filled)
            self.kept[filled.token] = Kept(
                filled,
                Counter(text for _picks, text in shown.values() if text.strip()),
                Counter(pick for picks, _text in shown.values() for pick in picks),
            )
            self.answered[filled.code] += 1

    def expected(self, filled: Filled) -> int:
        """The status, by the rules as ADR 3 and the contract have them."""
        if filled.token in self.gone:
            return 409
        if before := self.kept.get(filled.token):
            return 200 if before.filled.payload() == filled.payload() else 409
        if not self.is_open(filled.code):
            return 410
        if filled.code in self.paused:
            return 503
        return 201 if self.shown(filled) else 400

    def shown(self, filled: Filled) -> dict[int, tuple[list[str], str]]:
        """What is kept of it, by question; nothing if anything in it is wrong."""
        said_to, _quote = filled.payload()
        by_pk = {it.pk: it for it in self.questions}
        if not all(pk in by_pk and self.is_right(by_pk[pk], *what) for pk, what in said_to.items()):
            return {}
        shown: dict[int, tuple[list[str], str]] = {}
        picked: set[str] = set()
        for pk in by_pk:
            if pk in said_to and (not self.opens[pk] or self.opens[pk] & picked):
                shown[pk] = said_to[pk]
                picked |= set(said_to[pk][0])
        return shown

    def is_right(self, question: Question, picks: list[str], text: str) -> bool:
        several = question.kind in {Question.Kind.MULTIPLE, Question.Kind.TEXT}
        return (
            set(picks) <= set(self.choices[question.pk])
            and len(set(picks)) == len(picks)
            and (several or len(picks) < 2)
            and "\0" not in text
            and len(text) <= TEXT_LIMIT
        )

    def is_open(self, way: str) -> bool:
        is_used = self.answered[way] and self.found(way).kind == Invitation.Kind.SINGLE
        return not (self.is_closed or way in self.shut or is_used)

    def found(self, way: str) -> Invitation:
        return Invitation.objects.select_related("survey").get(code=way)

    def post_form(self, filled: Filled) -> Any:
        of_words = {it.pk for it in self.questions if it.takes_text}
        pairs = [("token", filled.token), *([("quote", "yes")] if filled.quote else [])]
        for question, picks in filled.picks.items():
            say = "-say" if question in of_words else ""
            pairs += [(f"q-{question}{say}", pick) for pick in picks]
        pairs += [(f"q-{question}", text) for question, text in filled.texts.items()]
        return self.post(f"/s/{filled.code}/", pairs)

    def post_words(self, words: str, *, do: str = "", lang: str = "") -> Any:
        path = f"/journey/?lang={lang}" if lang else "/journey/"
        return self.post(path, [("receipt", words), ("do", do)])
