"""Whether a Word file may be the template: it is opened by a library, and by everybody after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.opc.exceptions import OpcError

from participation.papers.template_anew import Odd, made_anew

LIMIT = 2 * 1024 * 1024
"""Bytes of the file."""
UNPACKED = 20 * 1024 * 1024
"""Bytes of all that is in it: a small file can hold a very large one."""
PARTS = 500
MAIN = "word/document.xml"
PLAIN = re.compile(r"(?i)\.(xml|rels|png|jpe?g|gif)$|/$")
"""Parts that only say and show something: no macros, no files inside the file."""
INSTEAD = {
    "svg": "Save that picture as PNG and put it in again, since an SVG may hold a script.",
    "odttf": "In Word’s settings for saving, do not embed fonts in the file.",
}
"""What to do about parts that Word itself puts in; of others, save without."""
MACRO_TYPES = re.compile(rb"(?i)macroenabled|vbaproject|oleobject|activex")
EXTERNAL = re.compile(rb"<[^>]*\bTargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
HYPERLINK = re.compile(
    rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"'].*Target\s*=\s*[\"'](https?://|mailto:)"
    rb"|Target\s*=\s*[\"'](https?://|mailto:).*Type\s*=\s*[\"'][^\"']*/hyperlink[\"']",
    re.I | re.S,
)
FETCHES = re.compile(rb"(?i)\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b")
FIELD = re.compile(rb"<w:instrText[^>]*>(.*?)</w:instrText>|w:instr\s*=\s*[\"'](.*?)[\"']", re.S)


class NotATemplate(Exception):
    """This file cannot be the template. The message says why, and what to do."""


def checked(content: bytes) -> bytes:
    """The file made anew, if it is a plain Word file that reaches for nothing outside itself."""
    if not content:
        raise NotATemplate("Choose a file first.")
    if len(content) > LIMIT:
        raise NotATemplate("The file is larger than 2 MB. Make its pictures smaller.")
    try:
        with ZipFile(BytesIO(content)) as packed:
            _check_parts(packed)
            anew = made_anew(packed)
    except Odd as odd:
        raise NotATemplate(str(odd)) from None
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise NotATemplate("This is no Word file. Save it in Word as .docx.") from None
    _open(anew)
    return anew


def _check_parts(packed: ZipFile) -> None:
    parts = packed.infolist()
    names = [it.filename for it in parts]
    if MAIN not in names or "[Content_Types].xml" not in names:
        raise NotATemplate("This is no Word file. Save it in Word as .docx.")
    too_many = len(names) > PARTS or len(set(names)) < len(names)
    if too_many or sum(it.file_size for it in parts) > UNPACKED:
        raise NotATemplate("There is too much in this file. Start from an empty letterhead.")
    if odd := [name for name in names if not PLAIN.search(name)]:
        raise NotATemplate(
            f"There is something in it that is neither text nor a PNG or JPEG picture "
            f"({odd[0].rsplit('/', 1)[-1][:40]}). {_instead(odd[0])}"
        )
    for name, text in _texts(packed, names):
        _check_text(name, text)


def _instead(name: str) -> str:
    return INSTEAD.get(name.rpartition(".")[2].lower(), "Save it as .docx without macros or files.")


def _texts(packed: ZipFile, names: list[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        if name.endswith((".xml", ".rels")):
            # At most what the list of parts says, whatever the part itself unpacks to.
            yield name, packed.open(name).read(UNPACKED)


def _check_text(name: str, text: bytes) -> None:
    if b"<!" in text.replace(b"<!--", b"").replace(b"<![CDATA[", b"") or b"\0" in text:
        raise NotATemplate("A part of this file is not plain. Save it again in Word as .docx.")
    if name == "[Content_Types].xml" and MACRO_TYPES.search(text):
        raise NotATemplate("There are macros in it. Save it as .docx without them.")
    if name.endswith(".rels") and any(
        not HYPERLINK.search(found.group()) for found in EXTERNAL.finditer(text)
    ):
        raise NotATemplate(
            "It fetches something from elsewhere, such as a picture or another template. Put that "
            "into the file itself."
        )
    # Word may keep one field in several pieces.
    if FETCHES.search(b"".join(it[1] or b" " + it[2] for it in FIELD.finditer(text))):
        raise NotATemplate("A field in it fetches something from elsewhere. Take that field out.")


def _open(content: bytes) -> None:
    try:
        is_whole = bool(Document(BytesIO(content)).sections)
    except (OpcError, KeyError, ValueError, AttributeError, SyntaxError):
        is_whole = False
    if not is_whole:
        raise NotATemplate("A part of this file is missing or broken. Save it again in Word.")
