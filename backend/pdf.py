"""Tagged PDFs (PDF/UA-1), made by typst: read well by a person and by a screen reader.

Texts go in as data and never as typst source, so no title can change the page that it stands on.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

UNPRINTABLE = re.compile(
    r"[^\u0020-\u007E\u00A0-\u017E\u2013\u2014\u2018-\u201A\u201C-\u201E\u2020-\u2022\u2026\u20AC]"
)
"""What the font has no sign for: other scripts, drawings such as emoji."""


def make_pdf(source: Path, data: Mapping[str, Any]) -> bytes:
    """The document that a typst file makes of the data; it reads nothing beside its own folder."""
    made = typst.compile(
        source,
        root=source.parent,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data)},
        format="pdf",
        pdf_standards="ua-1",
    )
    if not isinstance(made, bytes):  # Pictures come in pieces, documents do not.
        raise TypeError(f"{source.name} came in pieces")
    return made


@cache
def _fonts() -> typst.Fonts:
    """This one font and no other: a machine's own would make another page of it."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[font_source_sans_pro.font_directory],
    )


def printable(text: str) -> str:
    """The text without what the font has no sign for."""
    return " ".join(UNPRINTABLE.sub("", unicodedata.normalize("NFC", text)).split())
