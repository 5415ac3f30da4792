"""What is wrong with a text of a survey, before anybody is asked: texts and facts in, findings out.

Rules warn, and a few stop a survey from opening.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from surveys import reading_age
from surveys.models import Audience, Question, Survey
from surveys.shapes import is_double, is_leading, is_own_offending, is_scale_without_words

MOST_ABOUT_YOU = 3
OLDEST = 11
"""From a reading age over this on, a warning says that most children would need help."""
NO_WORDS = "It asks for nothing in their own words."


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: in which text, what, why that matters; and whether it stops."""

    rule: str
    where: str
    text: str
    what: str
    why: str
    stops: bool = False
    question_id: int | None = None
    field: str = ""
    """The form's field that the text is typed in."""

    @property
    def is_named(self) -> bool:
        """Whether a list has to say which text it is: not where it stands under that text."""
        return self.where not in {"The question", "The survey", "Why we ask"}


@dataclass(frozen=True)
class Asked:
    """The facts about one question that the rules need; saved or still being typed."""

    kind: str
    text: str
    help: str = ""
    why: str = ""
    choices: tuple[str, ...] = ()
    wordings: tuple[tuple[str, str], ...] = ()
    """How other audiences are asked: audience and text, and the help of the same."""
    about_you: bool = False
    for_children: bool = True
    question_id: int | None = None


_OWN_WHY = (
    "Answers could be used against a child, and asking tells everybody here what they are here "
    "for. Ask about the area and what would help, never what a child carries or has done."
)


def of_words(text: str) -> list[Finding]:
    """What makes one text hard to read for a nine-year-old. Warns only."""
    score = reading_age.score(text)
    found = []
    if score.age is not None and score.age > reading_age.AGE:
        worse = " Most children here would need somebody to read it to them." * (score.age > OLDEST)
        what = f"Reads at age {score.age}; children's pages aim at {reading_age.AGE}."
        found.append(Finding("reading-age", "", text, what, f"Use shorter, everyday words.{worse}"))
    if score.hard:
        what = f"Hard words: {', '.join(score.hard)}."
        found.append(Finding("hard-words", "", text, what, "A nine-year-old may not know them."))
    if score.too_long:
        number = score.longest_words
        what = f"The longest sentence has {number} words; {reading_age.SENTENCE} are enough."
        found.append(Finding("sentence", "", text, what, "Make two sentences of it."))
    return found


def reads(text: str) -> str:
    """How a text reads, in a line: shown beside it even when nothing is wrong."""
    if not text.strip():
        return ""
    score = reading_age.score(text)
    number = score.longest_words
    age = f"Reads at age {score.age}." if score.age else "Too short for a reading age."
    return f"{age} Longest sentence: {number} word{'' if number == 1 else 's'}."


def of_question(asked: Asked) -> list[Finding]:
    """Everything that is wrong with one question, its choices and its other wordings."""
    found = list(_of_asking(asked))
    if asked.for_children:
        texts = [("text", "The question", asked.text), ("help", "The line of help", asked.help)]
        texts.append(("why", "Why we ask", asked.why))
        texts += [(f"choice-{at}", "A choice", it) for at, it in enumerate(asked.choices)]
        for field, where, text in texts:
            found += [replace(it, field=field, where=where) for it in of_words(text)]
    if asked.for_children and not asked.why.strip():
        found.append(
            Finding(
                "why",
                "Why we ask",
                asked.text,
                "It does not say why we ask.",
                "Children answer when they know what it is for.",
                field="why",
            )
        )
    return [replace(it, question_id=asked.question_id) for it in found]


def _of_asking(asked: Asked) -> Iterator[Finding]:
    """The rules for how something is asked; those of offending hold for every text."""
    texts = [("text", "The question", asked.text), ("help", "The line of help", asked.help)]
    texts.append(("why", "Why we ask", asked.why))
    texts += [(f"choice-{at}", "A choice", it) for at, it in enumerate(asked.choices)]
    texts += [(f"wording-{name}", "Another wording", it) for name, it in asked.wordings]
    for field, where, text in texts:
        if is_own_offending(text):
            what = "It asks what a child carries or has done."
            yield Finding("own", where, text, what, _OWN_WHY, True, field=field)
    for field, where, text in [texts[0], *(it for it in texts if it[0].startswith("wording"))]:
        if is_double(text, asked.kind):
            what, why = "It asks two things at once.", "An answer to one is read as both."
            yield Finding("double", where, text, f"{what} Make two questions.", why, field=field)
        if is_leading(text):
            what = "It says which answer is wanted."
            why = "Many children agree to be kind. Ask so that both answers are as easy."
            yield Finding("leading", where, text, what, why, field=field)
    if is_scale_without_words(asked.text, asked.choices if not asked.about_you else ()):
        what = "It is a scale of numbers without words."
        why = "A 7 is good to one child and bad to another. Give each point its words."
        yield Finding("scale", "The question", asked.text, what, why, field="text")


def of_questions(asked: list[Asked], title: str) -> list[Finding]:
    """What is wrong with all of them together."""
    found = []
    about_you = [it for it in asked if it.about_you]
    if len(about_you) > MOST_ABOUT_YOU:
        number = len(about_you)
        what = f"{number} questions are about the one who answers; {MOST_ABOUT_YOU} are the most."
        why = "Together they would tell who answered. Take some out."
        found.append(Finding("about-you", "The survey", title, what, why, stops=True))
    return found


def asked_of(question: Question) -> Asked:
    """The facts of a saved question, from what was fetched with it."""
    return Asked(
        kind=question.kind,
        text=question.text,
        help=question.help,
        why=question.why,
        choices=tuple(it.text for it in question.choices.all()),
        wordings=tuple(
            (it.audience, text)
            for it in question.wordings.all()
            for text in (it.text, it.help)
            if text
        ),
        about_you=question.about_you,
        for_children=question.only_for in {"", Audience.CHILDREN},
        question_id=question.pk,
    )


def findings_of(question: Question) -> list[Finding]:
    """What is wrong with one question, as children are asked it."""
    own = next((it for it in question.wordings.all() if it.audience == Audience.CHILDREN), None)
    asked = asked_of(question)
    if own:  # what the others are asked is still read, as another wording
        others = (*asked.wordings, ("other", question.text))
        asked = replace(asked, text=own.text, help=own.help, wordings=others)
    return of_question(asked)


def findings(survey: Survey) -> list[Finding]:
    """Everything that is wrong with a survey, in the page's order."""
    plan = getattr(survey, "plan", None)
    told = [("title", "The title", survey.title), ("about", "What it is about", survey.about)]
    if plan:
        told += [("plan", "The plan", plan.audience), ("plan", "The plan", plan.can_change)]
        told.append(("plan", "The plan", plan.cannot_change))
    found = [
        replace(it, field=field, where=where) for field, where, text in told for it in of_told(text)
    ]
    questions = list(survey.questions.all())
    for question in questions:
        found += findings_of(question)
    found += of_questions([asked_of(it) for it in questions], survey.title)
    if len(questions) > 1 and not any(
        it.takes_text or (it.about_you and not it.splits) for it in questions
    ):
        why = (
            "Then its numbers cannot be shown, since each would tell of the others. Ask for words "
            "as well."
        )
        found.append(Finding("no-words", "The survey", survey.title, NO_WORDS, why))
    return found


def of_told(text: str) -> list[Finding]:
    """What is wrong with a text that tells and does not ask."""
    what = "It speaks of what a child carries or has done."
    own = [Finding("own", "", text, what, _OWN_WHY, True)] if is_own_offending(text) else []
    return [*own, *of_words(text)]


def stops(survey: Survey) -> list[Finding]:
    """What has to be mended before children are asked."""
    return [it for it in findings(survey) if it.stops]
