"""The same meeting on one page for children: one idea a sentence, a picture on the left of each.

In English, as the themes are. What is exempt is not in it, and no word whose child did not say yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.template.loader import render_to_string

from backend.pdf import make_pdf
from participation.meetings.models import AgendaItem, Meeting
from participation.moderation.models import Theme
from participation.papers.content import Edition, decisions_on, items_of
from participation.papers.lengths import shortened
from participation.papers.writing.pdf import said

FOLDER = Path(__file__).parent / "writing" / "print"
THEMES = 5
DECIDED = 2
LETTERS = 160
"""Of what the Board decided, on a page with five themes."""

ALONE = "They talk about some things with nobody else there."


class Part(TypedDict):
    picture: str
    heading: str
    sentences: list[str]
    quotes: list[str]


class Easy(TypedDict):
    title: str
    parts: list[Part]
    help: str
    phone: str
    demo: str


def easy(meeting: Meeting) -> Easy:
    """What children are told before a meeting, from the same rows as its public papers."""
    items = items_of(meeting, Edition.PUBLIC)
    themes = _themes(items)
    parts = [
        _part("calendar", "When", _when(meeting)),
        _part("meeting", "Who they are", _who_they_are(meeting)),
        _said(themes, items),
    ]
    if decided := _decided(themes, meeting):
        parts.append(_part("tick", "What they said before", decided))
    if any(not item.is_public for item in items):
        parts.append(_part("person", "Only for them", [ALONE]))
    parts.append(
        _part(
            "talk",
            "What happens next",
            [
                "They talk about what you said.",
                "Then they say what they will do.",
                "A worker tells you, and says why.",
                "You can say if it is done.",
            ],
        )
    )
    return Easy(
        title="This meeting is off"
        if meeting.is_cancelled
        else f"{_who(meeting)} is going to meet",
        parts=parts,
        help="Need to talk now? Call Childline. It is free, day and night.",
        phone="0800 1111",
        demo="This page is made up. It shows what we can do." if settings.DEMO else "",
    )


def as_pdf(page: Easy) -> bytes:
    drawn = {part["picture"]: _drawing(part["picture"]) for part in page["parts"]}
    pictures = {**drawn, "phone": _drawing("phone")}
    return make_pdf(FOLDER / "easy.typ", {**said(page), "pictures": pictures})


def _drawing(name: str) -> str:
    """One of our own drawings as a picture by itself; its ink is the page's accent."""
    lines = render_to_string(f"components/icons/{name}.html").replace("currentColor", "#3D348B")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#3D348B" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{lines}</svg>'
    )


def _part(picture: str, heading: str, sentences: Sequence[str], quotes: Sequence[str] = ()) -> Part:
    return Part(picture=picture, heading=heading, sentences=[*sentences], quotes=[*quotes])


def _when(meeting: Meeting) -> list[str]:
    if meeting.is_cancelled:
        return ["A worker will tell you when the next one is."]
    told = [f"They meet on {meeting.start_date:%A %-d %B}."]
    if meeting.start_time:
        told.append(f"It starts at {meeting.start_time:%H:%M}.")
    return told


def _who(meeting: Meeting) -> str:
    called = meeting.body.called
    return called[:1].upper() + called[1:]


def _who_they_are(meeting: Meeting) -> list[str]:
    return [f"{_who(meeting)} is a group of adults.", "They can change some things."]


def _themes(items: Sequence[AgendaItem]) -> list[Theme]:
    """Those that are told, each once."""
    found = {
        theme.pk: theme
        for item in items
        if not item.is_exempt
        for theme in item.shown_themes  # type: ignore[attr-defined]  # prefetched
    }
    return list(found.values())


def _said(themes: Sequence[Theme], items: Sequence[AgendaItem]) -> Part:
    if not themes:
        asked = any(item.surveys.all() for item in items if not item.is_exempt)
        nothing = "They look at what you said." if asked else "This time it is not about you."
        return _part("speech", "What they talk about", [nothing])
    told = "They talk about this, and more:" if len(themes) > THEMES else "They talk about this:"
    return _part("speech", "What you said", [told], [it.title for it in themes[:THEMES]])


def _decided(themes: Sequence[Theme], meeting: Meeting) -> list[str]:
    """What was decided on these themes before, in the words that children read on the board."""
    found = {
        it.pk: it
        for theme in themes[:THEMES]
        for it in decisions_on(theme)
        if it.agenda_item.meeting_id != meeting.pk
    }
    return [shortened(it.text, LETTERS) for it in list(found.values())[:DECIDED]]
