"""What was resolved is found in minutes as councils print them. All samples are invented."""

from __future__ import annotations

import pytest

from participation.meetings.minutes.parser import find

NUMBERED = """26. PROGRESS UPDATE

The Head of Service told the meeting what was done.

Resolved:- 1) That the report be noted;
2) That an update be
brought in six months; and
3) That thanks be given.

27. ANY OTHER BUSINESS
There was none."""
SPACED_LIST = """12. Children’s item
Resolved:-

1. That the path be lit.

2. That a bench be put there.

Two members left the meeting.

13. Another thing
Nothing was decided."""
EXCLUSION = """102. EXCLUSION OF THE PRESS AND PUBLIC
Resolved:- That, under Section 100(A) 4 of the Local Government Act 1972, the press and public be
excluded from the meeting."""
SAMPLES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "numbered under a minute": (
        NUMBERED,
        [
            ("26 (1)", "That the report be noted"),
            ("26 (2)", "That an update be brought in six months"),
            ("26 (3)", "That thanks be given."),
        ],
    ),
    "one in a line": ("Resolved: That the path be lit.", [("", "That the path be lit.")]),
    "capitals and a dash, over two lines": (
        "RESOLVED – That the path be lit and\nthat children be told.\n\nThe meeting went on.",
        [("", "That the path be lit and that children be told.")],
    ),
    "a list with blank lines": (
        SPACED_LIST,
        [("12 (1)", "That the path be lit."), ("12 (2)", "That a bench be put there.")],
    ),
    "letters after one That": (
        "Resolved: That: (a) the plan be agreed; (b) it be sent out.",
        [("", "That the plan be agreed"), ("", "That it be sent out.")],
    ),
    "roman numbers, in bold": (
        "**Resolved:-** (i) That a start be made; (ii) That it be told; (iii) That it be seen.",
        [("", "That a start be made"), ("", "That it be told"), ("", "That it be seen.")],
    ),
    "curly quotes, and a bracket that counts nothing": (
        "5a. SAFETY\nRESOLVED that the Board’s “plan” be agreed: see 2) of the paper.",
        [("5a", "that the Board’s “plan” be agreed: see 2) of the paper.")],
    ),
    "parts within parts": (
        "Resolved:- 1) That the plan: (a) be agreed; (b) be sent; 2) That it be noted.",
        [("", "That the plan: (a) be agreed; (b) be sent"), ("", "That it be noted.")],
    ),
    "bullets": (
        "Resolved:\n• That one be done\n• That two be done\n",
        [("", "That one be done"), ("", "That two be done")],
    ),
    "somebody says so": (
        "It was resolved that the report be noted.\nAfter that the chair spoke.",
        [("", "that the report be noted.")],
    ),
    "a body agrees": (
        "The Board unanimously agreed that the plan be kept.",
        [("", "that the plan be kept.")],
    ),
    "run on in one line": (
        "She thanked them. Resolved:- That it be noted.",
        [("", "That it be noted.")],
    ),
    "two minutes with the same words": (
        "1. ONE\nResolved: That it be noted.\n2. TWO\nResolved: That it be noted.",
        [("1", "That it be noted."), ("2", "That it be noted.")],
    ),
    "the same words twice in one minute": (
        "1. ONE\nResolved: That it be noted.\n\nResolved: That it be noted.",
        [("1", "That it be noted.")],
    ),
    "the next minute in small letters": (
        "7. One\nResolved: That it be noted.\n\n8. Two\nResolved: That it be sent.",
        [("7", "That it be noted."), ("8", "That it be sent.")],
    ),
    "windows' line ends and hard spaces": (
        "26.\u00a0PROGRESS\r\n\r\nResolved:-\u00a0That it be noted.\r\n",
        [("26", "That it be noted.")],
    ),
    "agreed, as a heading": ("AGREED: That lamps be mended.", [("", "That lamps be mended.")]),
    "inside a sentence": ("The matter was resolved at the last meeting.", []),
    "another word at the start": ("Resolved issues were listed. Agreed actions were read.", []),
    "in a question": ("A member asked what “Resolved: That it be noted” means.", []),
    "nothing after it": ("Resolved", []),
    "nothing at all": ("", []),
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_was_resolved_is_found(sample: str) -> None:
    minutes, wanted = SAMPLES[sample]

    assert [(it.minute_number, it.text) for it in find(minutes)] == wanted


def test_a_minute_brings_its_heading() -> None:
    assert {it.heading for it in find(NUMBERED)} == {"PROGRESS UPDATE"}


def test_that_press_and_public_leave_is_known() -> None:
    found = find(f"{EXCLUSION}\n\n{NUMBERED}")

    assert [it.is_exclusion for it in found] == [True, False, False, False]
    assert found[0].minute_number == "102"


def test_the_same_words_have_the_same_key_however_they_are_spaced() -> None:
    before = find(NUMBERED)
    again = find(
        NUMBERED.replace("be\nbrought", "be   brought").replace("That thanks", "that\nthanks")
    )

    assert [it.key for it in before] == [it.key for it in again]
    assert len({it.key for it in before}) == 3


def test_long_minutes_are_read_at_once() -> None:
    found = find("\n\n".join([NUMBERED, "A sentence of what was said. " * 40] * 300))

    assert len(found) == 3
