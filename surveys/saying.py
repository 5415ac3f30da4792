"""Template tags of children's pages: their languages, and the help that stands on each of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.template.base import NodeList, Parser, Token
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from backend import wishes
from surveys import translating
from surveys.models import Helpline

register = template.Library()
ENGLISH = settings.LANGUAGE_CODE


@register.filter
def said(text: str) -> str:
    """A survey's text, marked where it is in another language than the page around it."""
    lang = getattr(text, "lang", "")
    if lang == translation.get_language():
        return text
    return format_html('<span lang="{}" dir="ltr">{}</span>', lang, text) if lang else text


@register.filter
def english(text: str) -> str:
    """What adults wrote in English, marked so on a page in another language."""
    if not text or translation.get_language() == ENGLISH:
        return text
    return format_html('<span lang="{}" dir="ltr">{}</span>', ENGLISH, text)


@register.filter
def english_names(names: Iterable[str]) -> str:
    """Names that adults gave in English, in a row."""
    return format_html_join(", ", "{}", ((english(name),) for name in names))


@register.inclusion_tag("components/_translation_notice.html", takes_context=True)
def translation_notice(context: template.Context) -> dict[str, Any]:
    """Say what is still in English, and what nobody has checked.

    `speaker` is a survey's; `has_english` says that a page shows what adults wrote.
    """
    request: HttpRequest | None = getattr(context, "request", None)
    if request is None or not wishes.of(request).lang:
        return {}
    speaker = context.get("speaker")
    is_checked = _is_interface_checked(request) and (speaker is None or speaker.is_checked)
    has_gaps = speaker.has_gaps if speaker else context.get("has_english", False)
    return {"is_unchecked": not is_checked, "has_gaps": has_gaps}


@register.inclusion_tag("components/_help.html", takes_context=True)
def help_strip(context: template.Context) -> dict[str, Any]:
    """Who to call: of the group that asks, or of all groups where a page is nobody's.

    Error pages have it too (promise 9), and Childline stands there when the database is gone.
    """
    lines = context.get("helplines")
    if lines is None:
        lines = Helpline.objects.all()
    try:
        by_number = {line.phone: line for line in lines}
    except DatabaseError:
        by_number = {}
    return {"helplines": list(by_number.values())}


class Safety(template.Node):
    """A sentence that must not be misunderstood: in English too until a person has checked it."""

    def __init__(self, inside: NodeList) -> None:
        self.inside = inside

    def render(self, context: template.Context) -> SafeString:
        words = self.inside.render(context)
        request: HttpRequest | None = getattr(context, "request", None)
        if request is None or not wishes.of(request).lang or _is_interface_checked(request):
            return words
        with translation.override(ENGLISH):
            beside = self.inside.render(context)
        return format_html(
            '{} <span class="beside" lang="{}" dir="ltr">{}</span>', words, ENGLISH, beside
        )


@register.tag
def safety(parser: Parser, token: Token) -> Safety:
    """`{% safety %}{% translate "…" %}{% endsafety %}`."""
    inside = parser.parse(("endsafety",))
    parser.delete_first_token()
    return Safety(inside)


def _is_interface_checked(request: HttpRequest) -> bool:
    """Asked once a page. Where the database is gone nobody knows, so it counts as unchecked."""
    known: bool | None = getattr(request, "is_interface_checked", None)
    if known is None:
        try:
            known = translating.is_interface_checked(wishes.of(request).lang)
        except DatabaseError:
            known = False
        request.is_interface_checked = known  # type: ignore[attr-defined]
    return known
