"""Find what was resolved in minutes as councils print them. Pure: text in, resolutions out.

The styles, as found in council minutes: “Resolved:- 1) That …; 2) That …”, “Resolved: That …”,
“RESOLVED – That …”, “It was resolved that …”; over several lines; each under its minute, such as
“26. PROGRESS UPDATE”. What it finds is offered to a person, who decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

LONGEST_HEADING = 120
MOST_PARTS = 50
CAPITALS = 0.7
"""More of its letters than this in capitals, and a line is a heading."""
BODIES = "board|committee|commission|panel|cabinet|council|meeting|partnership|members"
START = re.compile(
    rf"""^\s*
    (?P<who>(?:it\s+was|the\s+(?:{BODIES}))\s+(?:then\s+|also\s+|unanimously\s+)?)?
    (?P<word>resolved|agreed)\b\s*(?P<unanimously>unanimously\b)?\s*
    (?P<mark>:\s*[-–—]+|[-–—]+|:)?\s*
    (?P<rest>.*)$""",
    re.IGNORECASE | re.VERBOSE,
)
RUN_ON = re.compile(r"(?<=[.!?])[ \t]+(?=(?:Resolved|RESOLVED)\s*[:–—-])")
HEADING = re.compile(r"^\s*(?P<number>\d{1,4}[A-Za-z]?)(?P<dot>[.)]?)\s+(?P<title>\S.*?)\s*$")
MARK = re.compile(r"(?:^|(?<=[;:.,\n])|(?<=\band))\s*(?:\((\w{1,4})\)|\b(\w{1,4})[).])\s+(?=\S)")
BULLET = re.compile(r"^[ \t]*[•▪*-][ \t]+", re.MULTILINE)
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
EXCLUSION = re.compile(r"press\s+and\s+(?:the\s+)?public|public\s+and\s+(?:the\s+)?press", re.I)
LEAD_IN = re.compile(r"^that\s*[,:–-]*\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Resolution:
    minute_number: str
    """Such as "26", or "26 (2)" for one of several; empty if the minute has no number."""
    heading: str
    text: str

    @property
    def is_exclusion(self) -> bool:
        """That the press and the public leave: how the meeting went on, and nothing it decided."""
        return bool(EXCLUSION.search(self.text)) and "exclu" in self.text.casefold()

    @property
    def key(self) -> str:
        """The same for the same words under the same number, however they were spaced."""
        words = " ".join(f"{self.minute_number} {self.text}".casefold().split())
        return sha256(words.encode()).hexdigest()[:16]


def find(minutes: str) -> list[Resolution]:
    """All resolutions, in the order of the minutes; the same words in one minute count once."""
    found: dict[str, Resolution] = {}
    for number, heading, block in _blocks(minutes):
        parts = _parts(block)
        for place, part in enumerate(parts, start=1):
            numbered = f"{number} ({place})" if number and len(parts) > 1 else number
            resolution = Resolution(numbered, heading, part)
            found.setdefault(resolution.key, resolution)
    return list(found.values())


def _blocks(minutes: str) -> Iterator[tuple[str, str, str]]:
    """Minute number, heading and words of each “Resolved”, up to where something else begins."""
    number = heading = ""
    block: list[str] | None = None
    for line in _lines(minutes):
        start = _start(line)
        title = None if start is not None else _heading(line, block, after=number)
        if block is not None and (start is not None or title or _is_over(block, line)):
            yield number, heading, "\n".join(block)
            block = None
        if start is not None:
            block = [start]
        elif title:
            number, heading = title
        elif block is not None:
            block.append(line.strip())
    if block is not None:
        yield number, heading, "\n".join(block)


def _is_over(block: list[str], line: str) -> bool:
    """Whether this line goes on with something else: after a blank line, or a whole sentence.

    A list may go on after a blank line; so may “Resolved:-” that nothing followed yet.
    """
    words = line.strip()
    if not words or not any(block) or MARK.match(words) or BULLET.match(words):
        return False
    is_new = words[0].isupper() and not words.startswith("That ")
    return not block[-1] or block[-1].endswith(".") and is_new


def _lines(minutes: str) -> list[str]:
    plain = minutes.replace("\r\n", "\n").replace("\u00a0", " ").replace("**", "").replace("__", "")
    return RUN_ON.sub("\n", plain).split("\n")


def _start(line: str) -> str | None:
    """What comes after “Resolved” on this line, if it opens a resolution; else None."""
    match = START.match(line)
    if match is None:
        return None
    rest = match["rest"].strip()
    says_that = rest.casefold().startswith("that ") or rest.casefold() in {"that", "that:"}
    if match["who"]:
        return rest if says_that or match["mark"] else None
    if match["word"].casefold() == "agreed":
        # A plain word, so only as a heading: “AGREED: That …” or “Agreed:-”.
        return rest if match["mark"] and (says_that or not rest) else None
    return rest if match["mark"] or says_that or not rest else None


def _heading(line: str, block: list[str] | None, *, after: str) -> tuple[str, str] | None:
    """A minute's number and title: in capitals, or as one where no numbered list is going on."""
    match = HEADING.match(line)
    if match is None or len(line) > LONGEST_HEADING:
        return None
    number, title = match["number"], match["title"]
    letters = [it for it in title if it.isalpha()]
    if letters and sum(it.isupper() for it in letters) / len(letters) > CAPITALS:
        return number, title
    is_title = match["dot"] and title[0].isupper() and title[-1] not in ".;:,"
    is_next = after.isdigit() and number == str(int(after) + 1)
    if is_title and not title.startswith("That ") and (block is None or is_next):
        return number, title
    return None


def _parts(block: str) -> list[str]:
    """The block as its numbered parts; as one part where nothing counts up from 1, a or i."""
    for kind in (tuple(str(n) for n in range(1, MOST_PARTS)), ROMAN, tuple("abcdefghijklmn")):
        if parts := _counted(block, kind):
            return parts
    bullets = [_tidy(it) for it in BULLET.split(block)]
    if len(bullets) > 2 and (not bullets[0] or bullets[0][-1] == ":"):
        return [it for it in bullets[1:] if it]
    whole = _tidy(block)
    return [whole] if whole else []


def _counted(block: str, kind: tuple[str, ...]) -> list[str]:
    """Cut where the marks of one kind count up: (1), 2), 3. and so on; a jump is no mark."""
    cuts: list[tuple[int, int]] = []
    for match in MARK.finditer(block):
        mark = (match[1] or match[2]).casefold()
        if len(cuts) < len(kind) and mark == kind[len(cuts)]:
            cuts.append((match.start(), match.end()))
    if not cuts:
        return []
    before = _tidy(block[: cuts[0][0]])
    if before and not (LEAD_IN.match(before) or before.endswith(":")):
        return []
    ends = [start for start, _end in cuts[1:]] + [len(block)]
    parts = [_tidy(block[begin:end]) for (_start, begin), end in zip(cuts, ends, strict=True)]
    return [f"That {it}" if LEAD_IN.match(before) else it for it in parts if it]


def _tidy(text: str) -> str:
    """One line, without what only joins it to the next part."""
    flat = " ".join(text.split())
    return re.sub(r"[\s;,]+(?:and)?\s*$", "", flat).strip()
