"""Invented answers of a caseload like a real one: about ninety children, asked in small groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.attack.publishing import Counts, pools
from tests.attack.rules import Question

DIMENSIONS = ("gender", "age", "care", "ward")


@dataclass(frozen=True)
class Child:
    gender: int
    age: int
    care: int
    ward: int
    mood: int


@dataclass(frozen=True)
class Response:
    """What one child sent: by question, the choices that were picked."""

    picks: dict[str, frozenset[int]]
    group: int
    """About you; the last is no answer."""


@dataclass
class Dataset:
    questions: tuple[Question, ...]
    words: bool
    groups: int
    snapshots: list[Counts] = field(default_factory=list)


def children(random: Random, many: int) -> list[Child]:
    """About 19 in 100 are girls, 79 are 15 to 17, one in nine is looked after."""
    return [
        Child(
            gender=random.choices((0, 1), (81, 19))[0],
            age=random.choices((0, 1, 2), (79, 17, 4))[0],
            care=random.choices((0, 1), (8, 1))[0],
            ward=random.randrange(3),
            mood=random.randrange(5),
        )
        for _ in range(many)
    ]


def survey(random: Random) -> tuple[Question, ...]:
    """Two to five questions of all kinds; some only after some choices of one before."""
    questions: list[Question] = []
    for place in range(random.randint(1, 5)):
        key, kind = f"q{place}", random.choice(("faces", "yes_no", "single", "several"))
        after, openers = "", frozenset[int]()
        if questions and random.random() < 0.35:
            opener = random.choice(questions)
            last = opener.choices - (0 if opener.several else 1)
            after = opener.key
            openers = frozenset(random.sample(range(last), random.randint(1, min(2, last))))
        if kind == "faces":
            question = Question(key, 6, False, frozenset({0, 1}), after, openers)
        elif kind == "yes_no":
            question = Question(key, 3, False, frozenset({0}), after, openers)
        else:
            several = kind == "several"
            question = Question(key, random.randint(3, 5), several, frozenset(), after, openers)
        questions.append(question)
    return tuple(questions)


def dataset(random: Random) -> Dataset:
    """One survey, its rounds, and what stands in each snapshot that came of them."""
    adults = random.random() < 0.2
    people = children(random, random.choice((15, 40)) if adults else 90)
    made = Dataset(survey(random), random.random() < 0.85, random.randint(2, 4))
    dimension = random.choice(DIMENSIONS)
    skips, leaning = random.choice((0.03, 0.2, 0.5)), random.choice((0.5, 2, 8))
    rounds = [
        _round(random, made, random.sample(people, _size(random, len(people))), dimension,
               skips, leaning)
        for _ in range(random.randint(1, 5))
    ]  # fmt: skip
    # Answers that are taken back before the counting are not counted; afterwards all is frozen.
    rounds = [[it for it in sent if random.random() > 0.03] for sent in rounds]
    for together in pools([len(sent) for sent in rounds]):
        sent = [response for place in sorted(together) for response in rounds[place]]
        made.snapshots.append(count(made, sent, together))
    return made


def _size(random: Random, most: int) -> int:
    shape = random.random()
    if shape < 0.5:
        return random.randint(5, 10)
    return random.randint(5, 30 if shape < 0.8 else most) if most > 30 else random.randint(5, most)


def _round(
    random: Random, made: Dataset, there: Sequence[Child], dimension: str, skips: float, lean: float
) -> list[Response]:
    sent = []
    weights = {
        question.key: [random.random() ** lean for _ in range(question.choices)]
        for question in made.questions
    }
    for child in there:
        picks = _picks(random, made.questions, child, weights, skips)
        said = any(picks.values())
        if said or made.words:
            told = random.random() > 0.15
            group = getattr(child, dimension) % (made.groups - 1) if told else made.groups - 1
            sent.append(Response(picks, group))
    return sent


def _picks(
    random: Random,
    questions: Sequence[Question],
    child: Child,
    weights: dict[str, list[float]],
    skips: float,
) -> dict[str, frozenset[int]]:
    picks: dict[str, frozenset[int]] = {}
    for question in questions:
        key = question.key
        asked = not question.after or picks[question.after] & question.openers
        if not asked or random.random() < skips:
            picks[key] = frozenset()
        elif question.several:
            picks[key] = frozenset(
                i for i, weight in enumerate(weights[key]) if random.random() < weight
            )
        else:
            last = question.choices - 1
            liking = [w * (3 if i == child.mood else 1) for i, w in enumerate(weights[key][:last])]
            picks[key] = frozenset(random.choices(range(last), liking))
    return picks


def count(made: Dataset, sent: Sequence[Response], rounds: frozenset[int]) -> Counts:
    truth, by_group = {}, {}
    for question in made.questions:
        picked = Counter(i for it in sent for i in it.picks[question.key])
        if not question.several:
            picked[question.choices - 1] = sum(not it.picks[question.key] for it in sent)
        truth[question.key] = tuple(picked[i] for i in range(question.choices))
        if question.side and not question.after:
            of = Counter(it.group for it in sent if it.picks[question.key] & question.side)
            by_group[question.key] = tuple(of[i] for i in range(made.groups))
    sizes = Counter(it.group for it in sent)
    return Counts(
        made.questions,
        len(sent),
        truth,
        tuple(sizes[i] for i in range(made.groups)),
        by_group,
        made.words,
        rounds,
    )
