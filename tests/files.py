"""What a PDF or a Word file says, as somebody who opens it can read it."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pikepdf

PDF, WORD = b"%PDF", b"PK\x03\x04"


def text_of(content: bytes) -> str:
    """The words in a file of either kind; of anything else, the text that it is."""
    if content.startswith(PDF):
        return text_of_pdf(content)
    return text_of_word(content) if content.startswith(WORD) else content.decode(errors="replace")


def text_of_word(content: bytes) -> str:
    """Every part of it, headers and properties too, with and without its marks."""
    with ZipFile(io.BytesIO(content)) as parts:
        found = [parts.read(name).decode(errors="replace") for name in parts.namelist()]
    return "\n".join(re.sub(r"<[^>]+>", "", part) for part in found) + "\n".join(found)


def text_of_pdf(content: bytes) -> str:
    """The words on its pages, and what its structure and properties say: titles, alternatives."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = [text_of_page(page) for page in pdf.pages]
        told = [str(value) for value in pdf.docinfo.values()]
        told += [str(it.Alt) for it in elements(pdf, "Figure") if "/Alt" in it]
    return "\n".join([*pages, *told])


def text_of_page(page: pikepdf.Page) -> str:
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    said: list[str] = []
    letters: dict[int, str] = {}
    for step in pikepdf.parse_content_stream(page):
        operands, operator = step.operands, step.operator
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            runs = operands[0] if str(operator) == "TJ" else operands
            for run in runs:
                if isinstance(run, pikepdf.String):
                    said.append(_decoded(bytes(run), letters))
        elif str(operator) == "ET":
            said.append(" ")
    return "".join(said)


def _decoded(codes: bytes, letters: dict[int, str]) -> str:
    return "".join(
        letters.get(int.from_bytes(codes[at : at + 2], "big"), "?")
        for at in range(0, len(codes), 2)
    )


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """What each glyph of a font stands for, by its ToUnicode map."""
    found: dict[int, str] = {}
    if "/ToUnicode" not in font:
        return found
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.S):
        for code, letter in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", font.ToUnicode.read_bytes(), re.S):
        for first, last, letter in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(int(letter, 16) + step)
    return found


def elements(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    """What a document's structure has of one kind, in reading order."""
    found: list[pikepdf.Object] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for it in node:
                walk(it)
        elif isinstance(node, pikepdf.Dictionary):
            if str(node.get("/S", "")) == f"/{kind}":
                found.append(node)
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot.K)
    return found


def opened(document: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(document))


def alternatives(pdf: pikepdf.Pdf) -> list[str]:
    """What each figure says to those who do not see it."""
    return [str(it.Alt) for it in elements(pdf, "Figure")]
