"""How much of what should be taken out is suggested: `python -m tests.measure_taking_out`.

The sentences are invented, by the hand that wrote the detector (see their README.md). A marked
stretch counts as found if every letter of it is inside suggestions, whatever those call it. A
suggestion that touches no marked stretch is a false alarm.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from participation.moderation.taking_out import Found, Kind, find

SENTENCES = Path(__file__).parent / "participation" / "moderation" / "sentences"
HALVES = ("tuning", "unseen")
RECALL = {Kind.NAME: 0.9, Kind.PHONE: 0.98, Kind.EMAIL: 0.98}
PRECISION = 0.8
_MARK = re.compile(rf"\[({'|'.join(Kind)}):((?:[^\[\]]|\[at\])+)\]")


@dataclass
class Measured:
    """Counts of one half, by kind."""

    sentences: int = 0
    without_marks: int = 0
    marked: Counter[Kind] = field(default_factory=Counter)
    found: Counter[Kind] = field(default_factory=Counter)
    named_right: Counter[Kind] = field(default_factory=Counter)
    suggested: Counter[Kind] = field(default_factory=Counter)
    true: Counter[Kind] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def recall(self, kind: Kind | None = None) -> float:
        return _share(self.found, self.marked, kind)

    def precision(self, kind: Kind | None = None) -> float:
        return _share(self.true, self.suggested, kind)


def read(sentence: str) -> tuple[str, list[Found]]:
    """A sentence without its marks, and where they were."""
    text, marked, after = "", [], 0
    for mark in _MARK.finditer(sentence):
        text += sentence[after : mark.start()]
        marked.append(Found(len(text), len(text) + len(mark[2]), Kind(mark[1])))
        text += mark[2]
        after = mark.end()
    return text + sentence[after:], marked


def measure(half: str) -> Measured:
    measured = Measured()
    for sentence in (SENTENCES / f"{half}.txt").read_text(encoding="utf-8").splitlines():
        _add(measured, *read(sentence))
    return measured


def _add(measured: Measured, text: str, marked: list[Found]) -> None:
    suggested = find(text)
    covered = {place: it.kind for it in suggested for place in range(it.start, it.end)}
    measured.sentences += 1
    measured.without_marks += not marked
    for mark in marked:
        kinds = {covered.get(place) for place in range(mark.start, mark.end)}
        measured.marked[mark.kind] += 1
        if None in kinds:
            measured.missed.append(f"{mark.kind}: {text[mark.start : mark.end]} | {text}")
        else:
            measured.found[mark.kind] += 1
            measured.named_right[mark.kind] += kinds == {mark.kind}
    for it in suggested:
        measured.suggested[it.kind] += 1
        if any(it.start < mark.end and mark.start < it.end for mark in marked):
            measured.true[it.kind] += 1
        else:
            measured.false.append(f"{it.kind}: {text[it.start : it.end]} | {text}")


def _share(part: Counter[Kind], whole: Counter[Kind], kind: Kind | None) -> float:
    some, all_ = (part[kind], whole[kind]) if kind else (part.total(), whole.total())
    return some / all_ if all_ else 1.0


def _print(half: str, measured: Measured) -> None:
    print(  # noqa: T201
        f"{half}: {measured.sentences} sentences, {measured.without_marks} with nothing to take out"
    )
    print("  kind       marked  found  recall  named right  suggested  precision")  # noqa: T201
    for kind in [*Kind, None]:
        marked = measured.marked[kind] if kind else measured.marked.total()
        found = measured.found[kind] if kind else measured.found.total()
        right = measured.named_right[kind] if kind else measured.named_right.total()
        suggested = measured.suggested[kind] if kind else measured.suggested.total()
        print(  # noqa: T201
            f"  {kind or 'all':<9}  {marked:>6}  {found:>5}  {measured.recall(kind):>6.3f}"
            f"  {right:>11}  {suggested:>9}  {measured.precision(kind):>9.3f}"
        )


def main(show: list[str]) -> int:
    """Print both halves; with `--show`, what the tuning half missed and marked too much."""
    enough = True
    for half in HALVES if "--tuning" not in show else HALVES[:1]:
        measured = measure(half)
        _print(half, measured)
        enough &= measured.precision() >= PRECISION
        enough &= all(measured.recall(kind) >= floor for kind, floor in RECALL.items())
        if half == "tuning" and "--show" in show:
            print(*measured.missed, "", *measured.false, sep="\n")  # noqa: T201
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
