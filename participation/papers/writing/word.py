"""A paper as a Word file: real headings, header rows, a title and a language; on any template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from participation.papers.blocks import Block, Paper

LANGUAGE = "en-GB"
INK, ACCENT = RGBColor(0x1B, 0x1B, 0x3A), RGBColor(0x3D, 0x34, 0x8B)
SIZES = {"Normal": 12, "Title": 22, "Heading 1": 20, "Heading 2": 17, "Heading 3": 14}
BAR = Cm(6)
"""The bar of all; its column is a little wider."""
SECOND = "8A5A00"
KEPT_PARTS = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.WEB_SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
    RELATIONSHIP_TYPE.HEADER,
    RELATIONSHIP_TYPE.FOOTER,
}
"""What is taken over of a template: nothing that its own body, comments or notes said."""


def as_word(paper: Paper, template: bytes | None = None) -> bytes:
    document = _on(template) if template else _plain()
    _describe(document, paper["title"])
    if paper["mark"]:
        _mark_pages(document, paper["mark"])
    if paper["above"]:
        _say(document, paper["above"], "Subtitle", "Normal")
    _heading(document, paper["title"], 1)
    for words in [*paper["about"], *([paper["mark"]] if paper["mark"] else [])]:
        _say(document, words)
    for block in paper["blocks"]:
        WRITTEN[block["kind"]](document, block)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


# --- What it is written on ------------------------------------------------------------------------


def _plain() -> WordDocument:
    """On no template: a sans-serif of 12 points, left aligned, in our ink."""
    document = Document()
    for name, size in SIZES.items():
        font = document.styles[name].font
        font.name, font.size, font.italic = "Arial", Pt(size), False
        font.color.rgb = ACCENT if name == "Heading 3" else INK
        # Headings of the library's own file take the theme's letters, which would win over these.
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for part in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{part}"), None)
    return document


def _on(template: bytes) -> WordDocument:
    """On the council's template: its styles, header and footer, and nothing that it said."""
    document = Document(BytesIO(template))
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    for key, relation in list(document.part.rels.items()):
        if relation.reltype not in KEPT_PARTS:
            del document.part.rels[key]
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype not in {
            RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
            RELATIONSHIP_TYPE.CORE_PROPERTIES,
            RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
        }:
            del package.rels[key]
    return document


def _describe(document: WordDocument, title: str) -> None:
    properties = document.core_properties
    properties.title, properties.language = title, LANGUAGE
    properties.author = properties.last_modified_by = "Noticed"
    properties.comments = properties.subject = properties.keywords = properties.category = ""
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)
    properties.revision = 1
    defaults = document.styles.element.find(qn("w:docDefaults"))
    holders = [] if defaults is None else list(defaults.iter(qn("w:rPr")))
    for run in holders or [document.styles["Normal"].element.get_or_add_rPr()]:
        for old in run.findall(qn("w:lang")):
            run.remove(old)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGE)
        run.append(language)


def _mark_pages(document: WordDocument, mark: str) -> None:
    """Say on each page who may read it, above whatever the template's header says."""
    for section in document.sections:
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        for header in headers:
            first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            first.insert_paragraph_before().add_run(mark).bold = True


# --- What is written ------------------------------------------------------------------------------


def _style(document: WordDocument, *names: str) -> ParagraphStyle | None:
    """The first of these that the template has."""
    there = (document.styles[name] for name in names if name in document.styles)
    return next((it for it in there if isinstance(it, ParagraphStyle)), None)


def _say(document: WordDocument, words: str, *styles: str) -> Paragraph:
    return document.add_paragraph(words, style=_style(document, *styles) if styles else None)


def _heading(document: WordDocument, words: str, level: int) -> Paragraph:
    return _say(document, words, _heading_style(document, level))


def _heading_style(document: WordDocument, level: int) -> str:
    """The template's heading of this level; where it has none, one that readers take for one."""
    name = f"Heading {level}"
    if _style(document, name) is None:
        made: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.font.bold, made.font.size = True, Pt(SIZES.get(name, 12))
        made.paragraph_format.keep_with_next = True
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        made.element.get_or_add_pPr().append(outline)
    return name


def _write_heading(document: WordDocument, block: Block) -> None:
    made = _heading(document, block["text"], block["level"])
    made.paragraph_format.page_break_before = True if block["new_page"] else None


def _write_text(document: WordDocument, block: Block) -> None:
    made = _say(document, block["text"])
    made.paragraph_format.space_before = Pt(6)  # A table may stand above it.


def _write_says(document: WordDocument, block: Block) -> None:
    made = _say(document, "")
    made.add_run(block["text"]).bold = True
    made.paragraph_format.keep_with_next = True


def _write_quote(document: WordDocument, block: Block) -> None:
    """Upright and between marks: slanted letters are hard to read."""
    made = _say(document, "", "Quote", "Normal")
    made.paragraph_format.left_indent = Pt(18)
    made.add_run(f"“{block['text']}”").italic = False


def _write_list(document: WordDocument, block: Block) -> None:
    bullet = _style(document, "List Bullet", "List Paragraph")
    start = "" if bullet is not None and bullet.name == "List Bullet" else "• "
    for words in block["items"]:
        document.add_paragraph(f"{start}{words}", style=bullet)


def _write_facts(document: WordDocument, block: Block) -> None:
    for name, value in block["rows"]:
        made = _say(document, "")
        made.add_run(f"{name}: ").bold = True
        made.add_run(value)


def _write_table(document: WordDocument, block: Block) -> None:
    _table(document, block["caption"], block["columns"], block["rows"])


def _write_chart(document: WordDocument, block: Block) -> None:
    """A table whose last column is drawn: empty to a screen reader, which has the share beside."""
    columns = ("Who or what", "How many", "Share", "From none to all")
    rows = [
        (
            row["label"],
            row["number"],
            "Hidden" if row["percent"] is None else f"{row['percent']}%",
            "",
        )
        for row in block["rows"]
    ]
    made = _table(document, block["caption"], columns, rows)
    made.autofit = False
    for column, width in zip(made.columns, (Cm(5), Cm(3), Cm(2), BAR + Cm(0.4)), strict=True):
        for cell in column.cells:
            cell.width = width
    for row, told in zip(made.rows[1:], block["rows"], strict=True):
        if told["percent"]:
            colour = SECOND if told["second"] else str(ACCENT)
            _draw(row.cells[3].paragraphs[0], told["percent"], colour)


def _draw(line: Paragraph, percent: int, colour: str) -> None:
    """A bar: the shading of an empty line, drawn in from the right by what is missing."""
    line.paragraph_format.right_indent = int(BAR * (100 - percent) / 100)
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    properties: Any = line._p.get_or_add_pPr()
    properties.insert_element_before(shading, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _table(
    document: WordDocument, caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> Table:
    """A table whose first row is its header on every page, and whose rows stay whole."""
    above = _say(document, "", "Caption", "Normal")
    run = above.add_run(caption)
    run.bold, run.italic = True, False
    above.paragraph_format.keep_with_next = True
    there = {it.name for it in document.styles if it.type == WD_STYLE_TYPE.TABLE}
    made: Table = document.add_table(rows=1, cols=len(columns))
    if "Table Grid" in there:
        made.style = "Table Grid"
    for cell, words in zip(made.rows[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for row in rows:
        for cell, words in zip(_added(made), row, strict=True):
            cell.text = words
    _mark(made.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for row_ in made.rows:
        _mark(row_._tr.get_or_add_trPr(), "w:cantSplit")
    told = OxmlElement("w:tblCaption")
    told.set(qn("w:val"), caption)
    made._tbl.tblPr.append(told)
    return made


def _added(made: Table) -> Sequence[_Cell]:
    cells: Sequence[_Cell] = made.add_row().cells  # type: ignore[no-untyped-call]  # python-docx has no types
    return cells


def _mark(properties: Any, name: str) -> None:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    properties.append(element)


WRITTEN: dict[str, Callable[[WordDocument, Block], None]] = {
    "heading": _write_heading,
    "text": _write_text,
    "small": _write_text,
    "says": _write_says,
    "quote": _write_quote,
    "list": _write_list,
    "facts": _write_facts,
    "table": _write_table,
    "chart": _write_chart,
}
