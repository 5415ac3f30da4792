"""A tracker's file, read into rows of text: what it may be, and what it says."""

from __future__ import annotations

import base64
import csv
import zlib
from binascii import Error as NotBase64
from dataclasses import dataclass
from io import StringIO

from participation.meetings.results.files import FORMULA
from participation.meetings.tracker.columns import COLUMNS, NEEDED, column

MOST_ROWS = 5_000
MOST_BYTES = 2_000_000


class BadFile(Exception):
    """No table of ours can be made of this file; the sentence says why."""


@dataclass(frozen=True)
class Line:
    """One row of the file: its number there as a spreadsheet counts, and its cells by column."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def decode(content: bytes) -> str:
    """The text of a file as spreadsheets write it: UTF-8, or what Windows had before."""
    if len(content) > MOST_BYTES:
        raise BadFile("This file is over 2 MB. Leave out what is not part of the table.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise BadFile("This is no CSV file. In your spreadsheet: Save as, then CSV UTF-8.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def pack(text: str) -> str:
    """The text as one short line, which goes round in a form: no file is kept here."""
    return base64.b64encode(zlib.compress(text.encode())).decode()


def unpack(packed: str) -> str:
    try:
        unpacked = zlib.decompressobj().decompress(base64.b64decode(packed), MOST_BYTES + 1)
        return decode(unpacked)
    except (NotBase64, ValueError, zlib.error):
        raise BadFile("The table did not come back whole. Choose the file again.") from None


def read(text: str) -> list[Line]:
    """The rows that say something, each with where it stands."""
    delimiter = _delimiter(text)
    rows = csv.reader(StringIO(text), delimiter=delimiter)
    try:
        heads = [column(head) for head in next(rows, [])]
        missing = [COLUMNS[name] for name in NEEDED if name not in heads]
        if missing:
            raise BadFile(f"The first row must name the columns. Missing: {', '.join(missing)}.")
        twice = next((it for it in heads if it and heads.count(it) > 1), None)
        if twice:
            raise BadFile(f"Two columns are both “{COLUMNS[twice]}”. Take one out.")
        lines: list[Line] = []
        start = rows.line_num + 1
        for row in rows:
            cells = {
                name: _unguarded(cell.strip())
                for name, cell in zip(heads, row, strict=False)
                if name
            }
            if any(cells.values()):
                lines.append(Line(start, cells))
            start = rows.line_num + 1
            if len(lines) > MOST_ROWS:
                raise BadFile("This table has over 5,000 rows. Bring it in in parts.")
    except csv.Error:
        raise BadFile(
            "This is no CSV file. In your spreadsheet: Save as, then CSV UTF-8."
        ) from None
    if not lines:
        raise BadFile("There is no row under the names of the columns.")
    return lines


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=lambda it: sum(bool(column(head)) for head in first.split(it)))


def _unguarded(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from taking the cell for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell
