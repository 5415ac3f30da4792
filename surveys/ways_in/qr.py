"""QR codes: of an invitation's address, as a drawing for screens and for paper."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from surveys.models import Invitation

BORDER = 4
"""Modules of white around it: the least that the standard asks for."""


def address(invitation: Invitation, language: str = "") -> str:
    """Where the invitation leads, in full; in another language than English if it names one."""
    query = f"?lang={language}" if language else ""
    return f"{settings.SITE_URL.rstrip('/')}{invitation.get_absolute_url()}{query}"


def site() -> str:
    """The front door as somebody types it."""
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def code(url: str) -> segno.QRCode:
    """Some of it may be dirty or torn, and a phone still reads it."""
    return segno.make_qr(url, error="m")


def svg(url: str) -> str:
    """For paper: typst draws it, and gives it its text alternative."""
    out = io.BytesIO()
    code(url).save(out, kind="svg", border=BORDER, dark="#000", light="#fff", omitsize=True)
    return out.getvalue().decode()


def drawing(url: str, name: str) -> SafeString:
    """For screens: an SVG with its name, without a style of its own."""
    out = io.BytesIO()
    size = code(url).symbol_size(border=BORDER)[0]
    code(url).save(
        out, kind="svg", border=BORDER, xmldecl=False, svgns=False, nl=False, svgclass=None,
        omitsize=True, lineclass=None,
    )  # fmt: skip
    path = out.getvalue().decode().split(">", 1)[1].removesuffix("</svg>")
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" focusable="false">'
        '<path fill="#fff" d="M0 0h{}v{}h-{}z"/>{}</svg>',
        name, size, size, size, size, size,
        mark_safe(path),  # noqa: S308  (segno's own drawing; no text of anybody is in it)
    )  # fmt: skip
