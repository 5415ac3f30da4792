"""A Word file made anew: pictures drawn again, and nothing left that says who made it, or when.

What is made of a template goes to everybody who reads the papers, so its author's name, the
camera's place and whatever hides behind the last byte of a picture must not.
"""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from PIL import Image

PICTURE = re.compile(r"(?i)\.(png|jpe?g|gif)$")
FORMATS = ("PNG", "JPEG", "GIF")
PIXELS = 20_000_000
"""Of one picture: twice what fills a printed page."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name."""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ABOUT = {
    "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}coreProperties",
    f"{{{OFFICE}/extended-properties}}Properties",
    f"{{{OFFICE}/custom-properties}}Properties",
    "{http://schemas.microsoft.com/office/word/2012/wordml}people",
}
"""Parts about the file itself: who wrote it, for which firm, who changed it."""
COMMENTS = f"{{{WORD}}}comments"
WHO = re.compile(
    rb"""\b(w\d*:(?:author|initials|date|userId|providerId))\s*=\s*("[^"]*"|'[^']*')"""
)


class Odd(Exception):
    """This part cannot be made anew. The message says why, and what to do."""


def made_anew(packed: ZipFile) -> bytes:
    """The same parts in the same order. Raises Odd."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in packed.namelist():
            if not name.endswith("/"):
                part = ZipInfo(name, LONG_AGO)
                new.writestr(part, _part(name, packed.read(name)), ZIP_DEFLATED)
    return out.getvalue()


def _part(name: str, content: bytes) -> bytes:
    if PICTURE.search(name):
        return _picture(content)
    if name.endswith(".rels"):
        return content
    try:
        root = ET.fromstring(content)  # noqa: S314  (without a DTD: template_file looked before)
    except ET.ParseError:
        raise Odd("A part of this file is broken. Save it again in Word as .docx.") from None
    if root.tag == COMMENTS and len(root):
        raise Odd("There are comments in it. Take them out, since papers would carry them along.")
    if root.tag in ABOUT or name.startswith("customXml/item"):
        return bytes(ET.tostring(ET.Element(root.tag), encoding="utf-8", xml_declaration=True))
    return WHO.sub(rb'\1=""', content)


def _picture(content: bytes) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS:
                raise Odd("A picture in it has too many points. Make it smaller.")
            picture.load()
            out, kind = BytesIO(), picture.format
            picture.info = {
                key: picture.info[key] for key in ("transparency",) if key in picture.info
            }
            picture.save(out, kind, quality=90)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Odd("A picture in it cannot be opened. Put it in again as PNG or JPEG.") from None
    return out.getvalue()
