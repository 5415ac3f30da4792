"""Posters and cards as PDF/UA: read well by a person, a phone's camera and a screen reader.

Texts go in as data and never as typst source, so no title can change the page that it stands on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from backend.pdf import make_pdf, printable
from surveys import translating
from surveys.models import Audience, Invitation, Survey
from surveys.ways_in import qr

POSTER = Path(__file__).parent / "print" / "poster.typ"
CARDS = POSTER.with_name("cards.typ")
ON_A_PAGE = 8
"""Cards on an A4 page."""
SCRIPTS = {"pl"}
"""Languages besides English that the font can write."""


class CannotPrint(Exception):
    """The font has no letters for this title, or no card is left. Says what can be done."""


def languages() -> dict[str, str]:
    """Languages besides English that a poster can be printed in: by code, the name."""
    found = {code: get_language_info(code)["name"] for code in translating.languages()}
    return {code: name for code, name in found.items() if code in SCRIPTS}


def not_printed() -> list[str]:
    """Names of the languages that there are on screens, and not on paper."""
    others = [code for code in translating.languages() if code not in SCRIPTS]
    return [str(get_language_info(code)["name"]) for code in others]


def poster(invitation: Invitation, language: str = "") -> bytes:
    """One A4 page for a wall."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return make_pdf(POSTER, _about(invitation, language) | _card(invitation, language))


def cards(invitations: Iterable[Invitation], language: str = "") -> bytes:
    """Eight cards to an A4 page: of single use, each of those left; of others, the same one."""
    left = [it for it in invitations if not it.used]
    if not left:
        raise CannotPrint("All of these cards are used. Make new ones.")
    first = left[0]
    if first.kind != Invitation.Kind.SINGLE:
        left = [first] * ON_A_PAGE
    with translation.override(language or settings.LANGUAGE_CODE):
        drawn = {it.pk: _card(it, language) for it in left}
        shown = [drawn[it.pk] for it in left]
        return make_pdf(CARDS, _about(first, language) | {"cards": shown})


def _about(invitation: Invitation, language: str) -> dict[str, Any]:
    """What every page of an invitation says, in its language."""
    title = printable(translating.speaker(invitation.survey_id, language).say(_title(invitation)))
    if not re.search(r"\w", title):
        raise CannotPrint(
            "The font for printing has no letters for this title. Give the survey a title in "
            "English letters, or show the code on a screen."
        )
    is_childrens = invitation.audience == Audience.CHILDREN
    works_once = invitation.kind == Invitation.Kind.SINGLE
    return {
        "language": language or "en",
        "region": "" if language else "gb",
        "title": title,
        "group": printable(invitation.survey.group.name),
        "point": _("Point your phone’s camera at this."),
        "or_type": _("Or open this address and type the code:"),
        "site": qr.site(),
        "free": _("You do not have to answer. You can skip any question."),
        "nameless": _("We do not ask for your name."),
        "once": _("This card works once.") if works_once else "",
        "closes": _closes(invitation),
        "need": _("Need to talk now?") if is_childrens else "",
        "phone": "0800 1111",
        "cost": _("free, day and night"),
    }


def _title(invitation: Invitation) -> str:
    return Survey.objects.values_list("title", flat=True).get(pk=invitation.survey_id)


def _closes(invitation: Invitation) -> str:
    if invitation.closes_at is None:
        return ""
    moment = timezone.localtime(invitation.closes_at)
    day, time = date_format(moment, "l j E"), date_format(moment, "H:i")
    return _("Open until %(day)s, %(time)s.") % {"day": day, "time": time}


def _card(invitation: Invitation, language: str) -> dict[str, str]:
    url = qr.address(invitation, language)
    return {
        "code": invitation.code,
        "qr": qr.svg(url),
        "alternative": _("A code for phone cameras. It opens %(address)s") % {"address": url},
    }
