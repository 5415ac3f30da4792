"""What is wrong with a text of a survey, before anybody is asked: texts and facts in, findings out.

Rules warn, and a few stop a survey from opening. They look for shapes of words, so they can be
wrong both ways; how often is measured on invented questions (tests/surveys/asked.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from surveys import reading_age
from surveys.models import Audience, Question, Survey

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


# --- What a child carries or has done (standards 7D and G3) ---

_WHO = r"(?:you|your friends?|your (?:family|mates?|group)|(?:any|some)(?:one|body) (?:in|of) your \w+|you know (?:any|some)(?:one|body) who|I|we)"
_OFTEN = r"(?:\s+(?:or your (?:friends?|mates?|family)|ever|was|were|are|am|be|being|did|might|still|also|sometimes|often|usually|now|last|had|have|has|been|to|need|needed|feel|felt|first|really|just|once|never|always|got|get))*\s+"
_DRUGS = r"(?:drugs?|weed|cannabis|spice|coke|cocaine|pills|ketamine)"
_ARMS = r"(?:kni(?:fe|ves)|blades?|weapons?|guns?|something sharp|machetes?)"
_DEEDS = (
    rf"(?:carr(?:y|ies|ied|ying)|ha(?:ve|d)|ke(?:ep|pt)|own|use|used|us(?:e|ing)|brought|bring|took|take)\s+(?:an?\s+|any\s+|your\s+)?{_ARMS}",
    rf"(?:use|used|using|take|took|taken|taking|smoke|smoked|smoking|sell|sold|selling|deal|dealt|dealing|buy|bought|try|tried|carry|carried|have)\s+(?:any\s+)?{_DRUGS}",
    r"(?:st(?:eal|ole|olen|ealing)|robb?(?:ed|ing)?(?!\s+by)|shoplift\w*|burgle[ds]?|vandali[sz]e[ds]?)\b(?!\s+from you)",
    r"(?:arrested|charged|convicted|cautioned|sentenced|locked up|stabbed (?:any|some)|in (?:trouble|bother)(?: with the (?:police|law))?)",
    r"(?:break|broke|broken|breaking)\s+(?:the|any)\s+laws?",
    r"(?:commit(?:ted|ting)?)\b",
    r"(?:hurt|hit|punch(?:ed)?|stab(?:bed)?|attack(?:ed)?|threaten(?:ed)?|beat(?:en)? up|fight|fought)\s+(?:any|some)(?:one|body)",
    r"(?:in|into|to|part of|with|before)\s+(?:a |the )?(?:gangs?|prison|custody|court)\b",
    r"(?:offend(?:ed|ing)?|re-?offend(?:ed|ing)?)\b",
)  # fmt: skip
_OWN = (
    re.compile(rf"\b{_WHO}{_OFTEN}(?:{'|'.join(_DEEDS)})", re.I),
    re.compile(
        r"\byour (?:own )?(?:offen[cs]es?|offending|crimes?|convictions?|sentence|gang|charges?|"
        r"caution|criminal record|knife|weapon|drug use|(?:court )?order|arrest)\b(?! of )",
        re.I,
    ),
    re.compile(r"\b(?:which|what) (?:gang|crime|offen[cs]e)s?\b.*\byou\b", re.I),
    re.compile(
        r"\bwhat (?:did|have) you (?:do|done) to (?:get|be|end)\b|\bwhy (?:did|do|were|are) you "
        r"(?:get|got|have|on|in)\b.*\b(?:order|trouble|arrested|court|custody|prison)\b",
        re.I,
    ),
)
_OWN_WHY = (
    "Answers could be used against a child, and asking tells everybody here what they are here "
    "for. Ask about the area and what would help, never what a child carries or has done."
)

# --- Two questions in one ---

_PAIRS = (
    r"you (?:and|or) your \w+|you and (?:other|the|all)|(?:mums?|dads?|brothers?|friends?|parents?) and "
    r"(?:mums?|dads?|sisters?|family|carers?)|before and after|to and from|in and out|up and down|"
    r"day and night|health and safety|more and more|again and again|here and now|now and then|"
    r"once or twice|more or less|sooner or later|one or more|two or more|or not|or so|"
    r"and so on|(?:some|any)(?:one|body|thing) or (?:some|any)(?:one|body|thing)"
)
_ALTERNATIVES = (
    ("good", "bad"), ("easy", "hard"), ("happy", "sad"), ("better", "worse"), ("more", "less"),
    ("quick", "slow"), ("long", "short"), ("early", "late"), ("big", "small"), ("warm", "cold"),
    ("like", "dislike"), ("best", "worst"), ("high", "low"), ("often", "rarely"),
)  # fmt: skip
_NEW_CLAUSE = re.compile(
    r"\b(?:and|or|but)\s+(?:how|what|when|where|who|which|why\s+\w+|do|does|did|are|is|was|were|can|"
    r"could|would|will|have|has|should)\b",
    re.I,
)
_CLOSED = {Question.Kind.FACES, Question.Kind.YES_NO}

# --- The answer in the question ---

_LEADING = re.compile(
    r"\b(?:do|did|would|should|is|are|was|were|could|can|have|has)n['’]t (?:you|it|we|they|there|"
    r"this|that|the|he|she)\b"
    r"|,\s*(?:right|yes|no|ok)\?"
    r"|\b(?:do|would|don['’]t) you (?:also |not )?agree\b"
    r"|\b(?:surely|obviously|of course|clearly|as you know)\b"
    r"|\b(?:most|many) (?:people|children|young people) (?:say|think|feel|agree|know|like|love)\b"
    r"|\b(?:everyone|everybody) (?:says|thinks|feels|agrees|knows|likes|loves)\b"
    r"|\bwhy do you (?:like|love|enjoy|hate|dislike)\b"
    r"|\bhow much (?:do|did) you (?:like|love|enjoy|hate)\b"
    r"|\bhow much (?:better|worse|safer)\b"
    r"|\bhow (?:good|great|nice|bad|awful|terrible|brilliant|amazing|wonderful|excellent|"
    r"fantastic|helpful|useful|fun|boring|scary|dangerous|unsafe|unfair|annoying|poor)\b"
    r"(?!\s+or\b)",
    re.I,
)

# --- A scale without words ---

_SCALE = re.compile(
    r"\bscale (?:of|from)\b|\bout of (?:\d+|five|ten)\b|\b(?:from )?(?:0|1|one|zero) to (?:\d+|"
    r"five|ten)\b",
    re.I,
)


def is_own_offending(text: str) -> bool:
    return any(pattern.search(text) for pattern in _OWN)


def is_double(text: str, kind: str) -> bool:
    """Whether two things are asked at once. Open questions may name two; closed ones may not."""
    if text.count("?") > 1:
        return True
    plain = re.sub(rf"\b(?:{_PAIRS})\b", " ", text, flags=re.I)
    if _NEW_CLAUSE.search(plain):
        return True
    opposites = any(re.search(rf"\b{a}\b.*\band\b.*\b{b}\b", plain, re.I) for a, b in _ALTERNATIVES)
    if kind not in _CLOSED:
        return opposites
    either = re.search(r"\bor\b", plain, re.I) and not _offers_both_sides(plain)
    return bool(re.search(r"\band\b", plain, re.I) or either)


def _offers_both_sides(text: str) -> bool:
    """“Easy or hard”, “safe or unsafe”: both ends of one scale, which is asked well."""
    before, _or, after = re.split(r"\b(or)\b", text, maxsplit=1, flags=re.I)
    left, right = (re.findall(r"[a-z]+", it.lower()) for it in (before, after))
    ends = {right[0], right[1]} if len(right) > 1 else set(right)
    same = any(f"{prefix}{word}" in ends for word in left[-2:] for prefix in ("un", "dis", "not"))
    return same or "not" in ends or any(_opposite(word) & ends for word in left[-3:])


def _opposite(word: str) -> set[str]:
    return {b for a, b in _ALTERNATIVES if a == word} | {a for a, b in _ALTERNATIVES if b == word}


def is_leading(text: str) -> bool:
    return _LEADING.search(text) is not None


def is_scale_without_words(text: str, choices: Iterable[str] = ()) -> bool:
    """A line of bare numbers from nought or one on, or a question that asks for one."""
    numbers = [it for it in choices if it.strip().isdecimal()]
    counted = [int(it) for it in numbers]
    from_one = len(counted) > 2 and counted[0] in {0, 1} and counted == sorted(counted)
    return from_one or _SCALE.search(text) is not None


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
        what = f"The longest sentence has {score.longest_words} words; {reading_age.SENTENCE} are enough."  # noqa: E501
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
        what = f"{len(about_you)} questions are about the one who answers; {MOST_ABOUT_YOU} are the most."  # noqa: E501
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
