"""How a reader wants a page: its language, colours and size of letters, said in its address alone.

Nothing is kept: no cookie, no storage. The address carries the wishes from page to page, so that a
link given to somebody else opens as they need it, and a shared phone forgets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _

Look = Literal["", "cream", "white", "dark", "contrast"]
Size = Literal["", "large"]
LOOKS = {
    "": _("Like my phone"),
    "cream": _("Cream"),
    "white": _("White"),
    "dark": _("Dark"),
    "contrast": _("Extra clear"),
}
SIZES = {"": _("Normal words"), "large": _("Large words")}
STAFF = ("/staff/", "/admin/", "/accounts/")

register = template.Library()


@dataclass(frozen=True)
class Wishes:
    """Empty means: as the site is, or as the device says."""

    lang: str = ""
    look: str = ""
    text: str = ""

    @property
    def said(self) -> dict[str, str]:
        """Those that were wished, by name; for the hidden fields of a form that asks."""
        return {name: value for name, value in vars(self).items() if value}

    def to(self, path: str) -> str:
        """A path of this site, with the wishes in its query; the fragment stays last."""
        if not self.said:
            return path
        base, hash_, fragment = path.partition("#")
        return f"{base}{'&' if '?' in base else '?'}{urlencode(self.said)}{hash_}{fragment}"


def of(request: HttpRequest) -> Wishes:
    """What the address asks for; what it asks for that there is not, is left aside."""
    if request.path.startswith(STAFF):
        return Wishes()
    asked = {name: request.GET.get(name, "") for name in ("lang", "look", "text")}
    there = {
        "lang": asked["lang"] in languages() and asked["lang"] != settings.LANGUAGE_CODE,
        "look": asked["look"] in get_args(Look),
        "text": asked["text"] in get_args(Size),
    }
    return Wishes(**{name: asked[name] for name, is_there in there.items() if is_there})


def languages() -> list[str]:
    """Codes of the languages that pages can be read in, English first."""
    return [code for code, _name in settings.LANGUAGES]


class Language:
    """Middleware: answer in the language that the address asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = of(request).lang or settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


@dataclass(frozen=True)
class Link:
    """One wish to pick, as the panel shows it."""

    name: str
    value: str
    label: str
    url: str
    is_current: bool


def in_page(request: HttpRequest) -> dict[str, Any]:
    """For templates: the wishes, and a link for each that could be picked instead."""
    return {"wishes": Panel(request)}


class Panel:
    """What a page needs of the wishes; worked out only where a page shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.now = of(request)

    @property
    def is_posted(self) -> bool:
        return self.request.method == "POST"

    def languages(self) -> list[Link]:
        codes = {"" if it == settings.LANGUAGE_CODE else it: it for it in languages()}
        named = {
            value: str(translation.get_language_info(code.split("-")[0])["name_local"])
            for value, code in codes.items()
        }
        return self._links("lang", named)

    def looks(self) -> list[Link]:
        return self._links("look", LOOKS)

    def sizes(self) -> list[Link]:
        return self._links("text", SIZES)

    def _links(self, name: str, labels: dict[str, Any]) -> list[Link]:
        now = getattr(self.now, name)
        # As it was asked for: what is unquoted, or begins with two slashes, leads elsewhere.
        here = escape_leading_slashes(escape_uri_path(self.request.path))
        # What is looked for on the page stays looked for in another language.
        rest = [it for it in self.request.GET.lists() if it[0] not in vars(self.now)]
        if rest:
            here += f"?{urlencode(rest, doseq=True)}"
        return [
            Link(
                name,
                value,
                str(label),
                replace(self.now, **{name: value}).to(here),
                value == now,
            )
            for value, label in labels.items()
        ]


@register.simple_tag(takes_context=True)
def to(context: template.Context, path: str) -> str:
    """The path of a link, with what this page's reader wished: `{% to "/help/" %}`."""
    request = getattr(context, "request", None)
    return of(request).to(path) if request else path
