"""Shapes of words that ask badly: of a child's own deeds, two things at once, for one answer.

They are shapes, so they can be wrong both ways; how often is measured (tests/surveys/asked.py).
What is asked round a corner they miss (“Do you deal?”, “Is your tag too strict?”): they help
whoever writes, and take nobody's reading off anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# --- What a child carries or has done (standards 7D and G3) ---

_WHO = (
    r"(?:you|your friends?|your (?:family|mates?|group)|(?:any|some)(?:one|body) (?:in|of) your "
    r"\w+|you know (?:anyone|anybody|someone|somebody|people|friends) who|I|we)"
)
_FILLERS = (
    "ever|was|were|are|am|be|being|did|might|still|also|sometimes|often|usually|now|last|had|have|"
    "has|been|to|need|needed|feel|felt|first|really|just|once|never|always|got|get"
)
_OFTEN = rf"(?:\s+(?:or your (?:friends?|mates?|family)|{_FILLERS}))*\s+"
"""What may stand between the one who is asked and the deed."""
_DRUGS = r"(?:drugs?|weed|cannabis|spice|coke|cocaine|pills|ketamine)"
_ARMS = r"(?:kni(?:fe|ves)|blades?|weapons?|guns?|something sharp|machetes?)"
_DEEDS = (
    r"(?:carr(?:y|ies|ied|ying)|ha(?:ve|d)|keep|kept|own|used?|using|brought|bring|took|take)\s+"
    rf"(?:an?\s+|any\s+|your\s+)?{_ARMS}",
    r"(?:used?|using|take|took|taken|taking|smoked?|smoking|sell|sold|selling|deal|dealt|dealing|"
    rf"buy|bought|try|tried|carry|carried|have)\s+(?:any\s+)?{_DRUGS}",
    r"(?:drink|drank) (?:or|and) (?:take|use|smoke|took|used|smoked) ",
    r"(?:in (?:a )?fights?|fighting)\b",
    r"(?:st(?:eal|ole|olen|ealing)|nick(?:ed|ing)?|robb?(?:ed|ing)?(?!\s+by)|shoplift\w*|burgle[ds]?|"
    r"vandali[sz]e[ds]?)\b(?!\s+from you)",
    r"(?:arrested|charged|convicted|cautioned|sentenced|locked up|in (?:trouble|bother))",
    r"(?:break|broke|broken|breaking)\s+(?:the|any)\s+laws?",
    r"(?:commit(?:ted|ting)?)\b",
    r"(?:hurt|hit|punch(?:ed)?|stab(?:bed)?|attack(?:ed)?|threaten(?:ed)?|beat(?:en)? up|fight|"
    r"fought)\s+(?:any|some)(?:one|body)",
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
        r"\b(?:got|get|gets|brought|landed|put) you (?:into|in|to) (?:trouble|court|custody|prison)"
        r"\b|\b(?:caught|found|stopped) you with\b|"
        r"\b(?:did|do) you (?:end up in (?:court|custody|prison)|plead)\b|"
        r"\bworst thing you (?:have |ever )*(?:done|did)\b|\bwhat weapon did you\b|"
        r"\bhow many (?:cautions|convictions|offen[cs]es|arrests|crimes)\b.*\byou\b",
        re.I,
    ),
    re.compile(
        r"\bwhat (?:did|have) you (?:do|done) to (?:get|be|end)\b|\bwhy (?:did|do|were|are) you "
        r"(?:get|got|have|on|in)\b.*\b(?:order|trouble|arrested|court|custody|prison)\b",
        re.I,
    ),
)
# --- Two questions in one ---

_PAIRS = (
    r"you (?:and|or) your \w+|you and (?:other|the|all)|"
    r"(?:mums?|dads?|brothers?|friends?|parents?) and (?:mums?|dads?|sisters?|family|carers?)|"
    r"before and after|to and from|in and out|up and down|day and night|health and safety|"
    r"more and more|again and again|here and now|now and then|and so on|once or twice|"
    r"more or less|sooner or later|one or more|two or more|or not|or so|"
    r"(?:some|any)(?:one|body|thing) or (?:some|any)(?:one|body|thing)"
)
"""Two words that are one thing."""
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
_CLOSED = {"faces", "yes_no"}
"""Kinds of question whose answer is one point between two ends."""

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
