"""A3 posters for the wall where children meet: the whole board, or one theme of it.

What stands on the board stands here, as it was on the day it was printed, with a code that leads to
how it is now. Texts of adults are in English, and marked so, whatever the language of the poster.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.pdf import make_pdf, printable
from backend.wishes import Wishes
from participation.replies.board import Card, board
from participation.replies.verdicts import CHILDREN_SAY_DONE
from surveys.ways_in import qr
from surveys.ways_in.printing import CannotPrint

BOARD = Path(__file__).parent / "print" / "board.typ"
THEME = BOARD.with_name("theme.typ")
ON_THE_POSTER = 4
"""Themes on the poster of the board; more are too small to be read from across a room."""
LONGEST_ANSWER = 300
"""Characters of an answer that a poster has room for; a longer one is behind the code."""
LONGEST_CHANGE = 180
ICONS = {
    "waiting": "hourglass",
    "finding_out": "search",
    "we_will": "clock",
    "we_did": "tick",
    CHILDREN_SAY_DONE: "ticks",
    "we_cant": "cross",
    "not_ours": "passed-on",
}
"""The shape beside the word of each state, as on screens."""


def of_board(language: str = "") -> bytes:
    """What is done, then what waits longest, with a code that opens the board."""
    shown = board()
    with translation.override(language or settings.LANGUAGE_CODE):
        title = _("You said. Here is what happened.")
        themes = [_theme(card) for card in (*shown.done, *shown.cards)]
        data = _about("/replies/", language) | {
            "title": title,
            "themes": [it for it in themes if it["title"]][:ON_THE_POSTER],
            "empty": _("When three of you say the same thing, it goes up here."),
        }
        return make_pdf(BOARD, data)


def of_theme(card: Card, language: str = "") -> bytes:
    """What children said, what adults say to it, and a code that opens its page."""
    with translation.override(language or settings.LANGUAGE_CODE):
        theme = _theme(card)
        if not theme["title"]:
            raise CannotPrint(
                "The font for printing has no letters for this title. Write the theme in English "
                "letters, or show its page on a screen."
            )
        data = _about(card.url, language) | theme | _answer(card)
        return make_pdf(THEME, data | {"said": _("You said")})


def _about(path: str, language: str) -> dict[str, Any]:
    """What every poster says, and where it leads."""
    url = settings.SITE_URL.rstrip("/") + Wishes(lang=language).to(path)
    day = date_format(timezone.localdate(), "j E Y")
    return {
        "language": language or "en",
        "region": "" if language else "gb",
        "point": _("Point your phone’s camera at this."),
        "or_open": _("Or open this address:"),
        "site": f"{qr.site()}{path}",
        "qr": qr.svg(url),
        "alternative": _("A code for phone cameras. It opens %(address)s") % {"address": url},
        "printed": _("This was so on %(day)s.") % {"day": day},
        "demo": _demo(),
        "need": _("Need to talk now?"),
        "phone": "0800 1111",
        "cost": _("free, day and night"),
    }


def _demo() -> str:
    """On paper too, nobody may take what is invented for what a child said."""
    made_up = _(
        "This is a demo. No child said these words, and no board gave these answers. "
        "We made them up."
    )
    return made_up if settings.DEMO else ""


def _theme(card: Card) -> dict[str, str]:
    title = printable(card.theme.title)
    return {
        "title": title if re.search(r"\w", title) else "",
        "picture": _drawing(card.theme.picture, "#3D348B"),
        "state": card.state,
        "icon": _drawing(ICONS[card.state], "#FFFFFF"),
        "label": _label(card),
    }


def _label(card: Card) -> str:
    """The word of its state, with the day or the body that goes with it, as on screens."""
    if not card.answers:
        days = card.days_waiting
        said = ngettext("Not answered yet · %(days)s day", "Not answered yet · %(days)s days", days)
        return said % {"days": days}
    reply = card.answers[0].reply
    by = date_format(reply.by_when, "j E") if reply.by_when else ""
    labels = {
        "we_will": _("We will, by %(day)s") % {"day": by},
        "finding_out": _("We are finding out, by %(day)s") % {"day": by},
        CHILDREN_SAY_DONE: _("Children say it is done"),
    }
    return labels.get(card.state) or str(reply.get_state_display())


def _answer(card: Card) -> dict[str, Any]:
    """The newest answer, if it has room; agencies that have not answered are named (promise 6)."""
    silent = ", ".join(printable(name) for name in card.not_answered)
    found: dict[str, Any] = {
        "adults": _("Adults say"),
        "answer": "",
        "who": "",
        "why": (_("Because: %(why)s") % {"why": ""}).strip(),
        "because": "",
        "behind": "",
        "changed": "",
        "what_changed": _("What changed"),
        "not_answered": _("Not answered by:") if silent else "",
        "silent": silent,
        "nobody": "" if card.answers or silent else _("Nobody has answered yet."),
    }
    if not card.answers:
        return found
    newest = card.answers[0]
    text, why = printable(newest.reply.text), printable(newest.reply.because)
    found["who"] = printable(newest.reply.agency.called)
    if len(text) + len(why) <= LONGEST_ANSWER:
        found |= {"answer": text, "because": why}
    else:
        found["behind"] = _("The answer is long. You can read it there.")
    changed = [printable(it) for it in newest.changed if len(it) <= LONGEST_CHANGE]
    if card.state == CHILDREN_SAY_DONE and changed:
        found["changed"] = changed[-1]
    return found


def _drawing(name: str, ink: str) -> str:
    """One of our own pictures for paper: it says nothing that the words beside it do not."""
    if not name:
        return ""
    paths = render_to_string(f"components/icons/{name}.html").replace("currentColor", ink)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" '
        f'stroke="{ink}" stroke-width="2.25" stroke-linecap="round" stroke-linejoin="round">'
        f"{paths}</svg>"
    )
