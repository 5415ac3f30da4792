"""How hard English is to read: running text by a formula, short strings by a list of words.

The formula is the new Dale–Chall (Chall and Dale, "Readability Revisited", 1995); its list holds
the words that four in five American nine- and ten-year-olds know. Why this one: ADR 15. A score
warns, and never decides: a text can pass and still be unkind or unclear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readability.langdata import LANGDATA

AGE = 9
"""What children's pages may ask of a reader."""
SENTENCE = 15
"""Words of the longest sentence on them."""
ONE_IN = 20
"""More words off the list than this are too many, however short the sentences."""
SHORT = 8
"""Words from which the formula says something; fewer are looked up one by one."""

AGES = ((58, 6), (54, 7), (50, 8), (45, 9), (40, 10), (34, 12), (28, 14), (22, 16))
"""From this score on a text reads like this age: the book's school years, and five."""
OLDEST = 18

_OURS = (
    # Spelled otherwise in America.
    "centre cheque colour favourite grey honour humour jewellery kilometre litre metre mum mummy "
    "neighbour neighbourhood organise programme pyjamas theatre tyre "
    # Said otherwise there.
    "biscuit crisps football lorry maths plaster pupil queue rubbish telly torch trainers "
    "trousers "
    # Newer than the list, or learnt sooner now: computing is taught here from the age of five.
    "app camera click code computer download email emoji internet keyboard laptop mobile online "
    "password photo press screen signal text toaster tv type video website wifi "
    # Everyday words of a child's week, and of school before nine.
    "adult bully cannot carer continue decide delete doorway error exit frightening grown-up "
    "helpful main normal ok okay paused pizza privacy problem scared scary survey teenager upset "
    "worried yourselves "
    # The help that every child here is told about.
    "childline advocate complain "
)
OURS = frozenset(_OURS.split())
"""Words that a nine-year-old here reads, and the American list of 1995 lacks. Kept short."""

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|%\(\w+\)[a-z]|%[ds]|\{\w*\}")
_TAG = re.compile(r"<[^>]*>")
_NUMBER = r"\+?\d+(?:[ .,:/–-]\d+)*(?:st|nd|rd|th|%|am|pm)?"
_WORD = re.compile(
    rf"(?:https?://|www\.)\S+|\S+@\S+|{_NUMBER}(?!\w)|\w+(?:[-'’]\w+)*|\u25a1", re.UNICODE
)
_HOLE = "\u25a1"
_BULLET = re.compile(r"^\s*(?:[-*•–—·]|\d{1,2}[.)])\s+")
_STOP = re.compile(r"""([.!?…]+["'”’)\]]*)\s+(?=["'“‘(\[]*[A-Z0-9\u25a1])""")
_NO_STOP = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|No|vs|etc|e\.g|i\.e|a\.m|p\.m)|\b[A-Z](?:\.[A-Z])*)\.$"
)
_LETTERS = re.compile(r"[A-Z]{2,}s?")
_ENDINGS = (
    ("'s", ("",)), ("s'", ("s", "")), ("n't", ("",)), ("'ll", ("",)), ("'re", ("",)),
    ("'ve", ("",)), ("'d", ("",)), ("'m", ("",)),
    ("ies", ("y", "ie")), ("es", ("", "e")), ("s", ("",)),
    ("ied", ("y", "ie")), ("ed", ("", "e")), ("ying", ("ie",)), ("ing", ("", "e")),
    ("ier", ("y",)), ("iest", ("y",)), ("er", ("", "e")), ("est", ("", "e")),
    ("ly", ("",)), ("y", ("", "e")),
)  # fmt: skip
"""What the formula's makers let stand behind a word of the list, and what it may have replaced."""


@dataclass(frozen=True)
class Score:
    """What a child needs to read a text."""

    age: int | None
    """By the formula; none for a text under eight words."""
    words: int
    hard: tuple[str, ...]
    """Words off the list, each once, in the text's order."""
    hard_words: int
    """How often one of them stands in it."""
    longest: str
    """The longest sentence."""
    longest_words: int

    @property
    def too_old(self) -> bool:
        """Over the age, or with too many words off the list: in a short text, any."""
        if self.age is None:
            return bool(self.hard)
        return self.age > AGE or self.hard_words > max(1, self.words // ONE_IN)

    @property
    def too_long(self) -> bool:
        return self.longest_words > SENTENCE

    @property
    def advice(self) -> str:
        """What could be simpler, for whoever wrote it; nothing, if nothing could."""
        parts = []
        if self.age is not None and self.age > AGE:
            parts.append(f"Reads at age {self.age}; children's pages aim at {AGE}.")
        if self.hard:
            parts.append(f"Hard words: {', '.join(self.hard)}.")
        if self.too_long:
            parts.append(
                f"The longest sentence has {self.longest_words} words; {SENTENCE} are enough."
            )
        return " ".join(parts)

    @property
    def is_fine(self) -> bool:
        return not (self.too_old or self.too_long)


def score(text: str) -> Score:
    """Score English, as plain text or as a template's string. Each line stands for itself."""
    found = sentences(text)
    names = _names(found)
    counted = [words(sentence) for sentence in found]
    hard = [word for it in found for word in _hard(it, names)]
    total = sum(map(len, counted))
    longest = max(found, key=lambda it: len(words(it)), default="")
    return Score(
        age=age(total, len(found), len(hard)) if total >= SHORT else None,
        words=total,
        hard=tuple(dict.fromkeys(word.lower() if not _is_letters(word) else word for word in hard)),
        hard_words=len(hard),
        longest=longest,
        longest_words=len(words(longest)),
    )


def age(words: int, sentences: int, unfamiliar: int) -> int:
    """The reading age of a text with so many words, sentences, and words off the list."""
    cloze = round(64 - 0.95 * (100 * unfamiliar / words) - 0.69 * words / sentences)
    return next((age for least, age in AGES if cloze >= least), OLDEST)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line's end ends one too, as in a list or a heading."""
    plain = _TAG.sub(" ", _PLACEHOLDER.sub(_HOLE, text))
    found: list[str] = []
    for line in plain.splitlines():
        start = 0
        line = _BULLET.sub("", line)
        for stop in _STOP.finditer(line):
            if not _NO_STOP.search(line[start : stop.end(1)]):
                found.append(line[start : stop.end(1)])
                start = stop.end()
        found.append(line[start:])
    return [tidy for it in found if words(tidy := " ".join(it.split()))]


def words(sentence: str) -> list[str]:
    """The words of a sentence. A number is one word, and so are a phone number and an address."""
    return _WORD.findall(sentence)


def _names(found: list[str]) -> frozenset[str]:
    """Words with a capital where no sentence starts, and before such a word; in lower case."""
    names: set[str] = set()
    for sentence in found:
        before, before_starts = "", False
        for word, starts in _placed(sentence):
            if _is_capital(word) and not starts:
                names.add(word.lower())
                if before_starts and _is_capital(before):
                    names.add(before.lower())
            before, before_starts = word, starts
    return frozenset(names)


def _is_capital(word: str) -> bool:
    """Whether it is written as a name is: “I” and letters that stand for words are none."""
    return word[0].isupper() and word.split("'")[0].split("’")[0] != "I" and not _is_letters(word)


def _placed(sentence: str) -> Iterator[tuple[str, bool]]:
    """Each word, and whether a sentence, or somebody's words inside one, start with it."""
    for match in _WORD.finditer(sentence):
        before = sentence[: match.start()].rstrip(" ")
        yield match[0], not before or before[-1] in '"“‘(:.?!'


def _hard(sentence: str, names: frozenset[str]) -> list[str]:
    return [
        word
        for word in words(sentence)
        if not (word.lower() in names and word[0].isupper()) and not is_familiar(word)
    ]


def _is_letters(word: str) -> bool:
    """Letters that stand for words, as in GP; they are hard unless they spell a common word."""
    return _LETTERS.fullmatch(word) is not None


def is_familiar(word: str) -> bool:
    """Whether a nine-year-old can be taken to know a word; numbers, letters and gaps are none."""
    if len(word) == 1 or not re.sub(r"['’-]", "", word).isalpha():
        return True
    plain = word.lower().replace("’", "'")
    return _is_known(plain) or ("-" in plain and all(map(_is_known, plain.split("-"))))


def _is_known(plain: str) -> bool:
    """On a list, or one regular ending away from a word that is."""
    easy: frozenset[str] = LANGDATA["en"]["basicwords"]
    return any(base in easy or base in OURS for base in _bases(plain))


def _bases(plain: str) -> Iterator[str]:
    yield plain
    for ending, instead in _ENDINGS:
        stem = plain.removesuffix(ending)
        if stem == plain or len(stem) < 2:
            continue
        yield from (stem + it for it in instead)
        if len(stem) > 3 and stem[-1] == stem[-2]:
            yield stem[:-1]
