"""The files: read by screen readers, short enough, quick, and safe from whatever is typed."""

from __future__ import annotations

import io
import re
import time
from itertools import product
from typing import Any

import pikepdf
import pytest
from django.test import Client
from docx import Document
from docx.oxml.ns import qn

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings.models import AgendaItem, Meeting
from participation.meetings.results import services as guessing
from participation.papers.blocks import Paper, chart, facts, heading, listed, quote, table, text
from participation.papers.content import Edition, papers
from participation.papers.writing.pdf import as_pdf
from participation.papers.writing.word import as_word
from participation.replies import services as replies
from tests.factories import (
    make_action,
    make_body,
    make_decision,
    make_evidence,
    make_group,
    make_invitation,
    make_item,
    make_letterhead,
    make_meeting,
    make_reply,
    make_survey,
    make_theme,
    make_voice,
    somebody,
)
from tests.files import elements, text_of_page, text_of_pdf, text_of_word
from tests.participation.papers.test_content import SECRET, make_exempt
from tests.rounds import make_counted, told

pytestmark = pytest.mark.django_db


def a_paper(**fields: Any) -> Paper:
    """One of each block."""
    rows = [
        {"label": "Children", "number": "6 of 20", "percent": 30, "second": False},
        {"label": "Managers", "number": "", "percent": None, "second": True},
    ]
    blocks = [
        heading("First item"),
        text("A text."),
        heading("In it", 3),
        quote("It is dark"),
        listed(["One", "Two"]),
        facts([("When", "Now")]),
        table("Who does what", ("Action", "Who"), [("Lights", "Housing")]),
        chart("Share who feel safe", rows),  # type: ignore[arg-type]  # rows of a chart
    ]
    whole = {
        "title": "A paper",
        "above": "Papers",
        "about": ["Today."],
        "mark": "",
        "blocks": blocks,
    }
    return {**whole, **fields}  # type: ignore[typeddict-item]  # a paper, changed


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def styled(word: Any) -> list[tuple[str, str]]:
    """Each paragraph's style and words."""
    return [(it.style.name, it.text) for it in word.paragraphs]


def normal(words: str) -> str:
    return " ".join(words.split())


# --- PDF ------------------------------------------------------------------------------------------


def test_a_pdf_is_tagged_named_and_in_english() -> None:
    pdf = opened(as_pdf(a_paper()))

    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.docinfo["/Title"] == "A paper"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_a_pdf_has_headings_lists_and_header_cells() -> None:
    pdf = opened(as_pdf(a_paper()))

    assert [len(elements(pdf, kind)) for kind in ("H1", "H2", "H3")] == [1, 1, 1]
    assert len(elements(pdf, "LI")) == 2
    assert len(elements(pdf, "Table")) == 2
    assert len(elements(pdf, "TH")) == 2 + 4
    assert len(elements(pdf, "TD")) == 2 + 8


def test_each_bar_says_how_long_it_is() -> None:
    pdf = opened(as_pdf(a_paper()))

    assert [str(it.Alt) for it in elements(pdf, "Figure")] == ["Bar: 30 of 100", "No bar: hidden"]


def test_each_page_of_the_boards_edition_says_who_may_read_it() -> None:
    mark = "Exempt: not for publication. Paragraph 2."
    many = [text("word " * 300) for _number in range(6)]

    pdf = opened(as_pdf(a_paper(mark=mark, blocks=many)))

    assert len(pdf.pages) > 2
    assert all(mark in normal(text_of_page(page)) for page in pdf.pages)


@pytest.mark.parametrize(
    "typed",
    [
        '#panic("x")',
        '"] #panic() [',
        "= A heading * bold * _it_ $x$ `code` @label <label>",
        '\\u{41} "quoted" \\ end',
        '#read("/etc/passwd")',
        "<script>alert(1)</script> & {{ braces }} {% tag %}",
    ],
)
def test_what_is_typed_is_text_and_never_typst_nor_xml(typed: str) -> None:
    blocks = [heading(typed), text(typed), quote(typed), listed([typed]), facts([(typed, typed)]),
              table(typed, (typed, typed), [(typed, typed)])]  # fmt: skip
    paper = a_paper(title=typed, above=typed, about=[typed], mark=typed, blocks=blocks)

    pdf, word = opened(as_pdf(paper)), Document(io.BytesIO(as_word(paper)))

    assert pdf.docinfo["/Title"] == typed
    assert word.core_properties.title == typed
    assert [it.text for it in word.paragraphs].count(typed) >= 5


def test_what_the_font_cannot_write_is_said_to_be_missing() -> None:
    paper = a_paper(
        blocks=[quote("روشنی چاہیے"), text("Lights \N{PARTY POPPER} now"), text("x" * 200)]
    )

    said = normal(text_of_pdf(as_pdf(paper)))

    assert "Words in letters that this file cannot print" in said
    assert "Lights now" in said


# --- Word -----------------------------------------------------------------------------------------


def test_a_word_file_has_real_headings_a_title_and_a_language() -> None:
    word = Document(io.BytesIO(as_word(a_paper())))

    headings = [it for it in styled(word) if "Heading" in it[0]]
    assert headings == [
        ("Heading 1", "A paper"),
        ("Heading 2", "First item"),
        ("Heading 3", "In it"),
    ]
    assert word.core_properties.title == "A paper"
    assert word.core_properties.language == "en-GB"
    assert {it.get(qn("w:val")) for it in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert word.styles["Normal"].font.size.pt >= 12
    assert all(it.alignment is None for it in word.paragraphs)


def test_a_word_files_tables_have_header_rows_and_names() -> None:
    word = Document(io.BytesIO(as_word(a_paper())))

    for it in word.tables:
        marked = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in it.rows]
        assert marked == [True, *[False] * (len(it.rows) - 1)]
        assert it._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    numbers = [[cell.text for cell in row.cells] for row in word.tables[1].rows]
    assert numbers[1:] == [["Children", "6 of 20", "30%", ""], ["Managers", "", "Hidden", ""]]
    assert "w:drawing" not in text_of_word(as_word(a_paper()))


def test_a_word_file_says_on_each_page_who_may_read_it() -> None:
    word = Document(io.BytesIO(as_word(a_paper(mark="Exempt: not for publication."))))

    assert word.sections[0].header.paragraphs[0].text == "Exempt: not for publication."


def test_a_word_file_on_the_councils_template_keeps_its_header_and_nothing_that_it_said() -> None:
    letterhead = make_letterhead("The Council of Somewhere", "Dear Sir, a private letter")

    content = as_word(a_paper(mark="Exempt."), letterhead)

    word = Document(io.BytesIO(content))
    assert [it.text for it in word.sections[0].header.paragraphs] == [
        "Exempt.",
        "The Council of Somewhere",
    ]
    assert "private letter" not in text_of_word(content)


def test_a_template_without_our_styles_gets_headings_all_the_same() -> None:
    bare = Document()
    for name in ("Heading 1", "Heading 2", "Heading 3", "Quote", "List Bullet", "Caption",
                 "Subtitle", "Table Grid"):  # fmt: skip
        style = bare.styles[name]
        style.element.getparent().remove(style.element)
    out = io.BytesIO()
    bare.save(out)

    word = Document(io.BytesIO(as_word(a_paper(), out.getvalue())))

    assert ("Heading 2", "First item") in styled(word)
    outline = word.styles["Heading 2"].element.find(f".//{qn('w:outlineLvl')}")
    assert outline.get(qn("w:val")) == "1"
    assert "• One" in [it.text for it in word.paragraphs]


# --- The whole of it ------------------------------------------------------------------------------


def make_full_item(meeting: Meeting, order: str, *, of: int = 8) -> AgendaItem:
    """As much as an agenda item can hold: long titles, long words, numbers, a past."""
    board, worker = somebody(Role.BOARD_MEMBER), somebody(Role.WORKER)
    group = make_group()
    way = make_invitation(make_survey(group=group))
    themes = []
    for number in range(of):
        long = [f"{number} {letter} " + "they never say why " * 60 for letter in "abcd"]
        voices = [make_voice(words, invitation=way, by=worker) for words in long]
        title = f"{number} " + "We want much more light where we walk " * 3
        theme = make_theme(voices=voices, group=group, title=title[:120], by=worker)
        earlier = make_item(meeting=make_meeting(days=-30), themes=[theme], order=str(number))
        for _one in range(2):
            decision = make_decision(item=earlier)
            type(decision).objects.filter(pk=decision.pk).update(text="They decided this. " * 40)
            for _two in range(3):
                action = make_action(decision=decision, due_on=earlier.meeting.start_date)
                make_evidence(action=action)
        make_reply(theme=theme, text="This is what we do. " * 40)
        replies.ask(theme, make_body(classification="agency"), by=worker)
        themes.append(theme)
    surveys = [make_counted((13, 18), practitioners=(18, 12)) for _number in range(3)]
    for survey in surveys:
        guessing.look_without(told(survey), by=board)
    item = make_item(
        meeting=meeting,
        order=order,
        title="A long title of it " * 8,
        themes=themes,
        surveys=surveys,
    )
    item.notes = "A long paragraph of the clerk's. " * 40 + "\n\n" + "- a thing to say\n" * 12
    item.access, item.exempt_paragraph = "part_exempt", 2
    item.exempt_reason, item.exempt_notes = "It would name a child. " * 12, f"{SECRET}. " * 100
    item.save()
    return item


def test_a_full_item_takes_two_pages_at_most() -> None:
    """With fewer themes there is more room for each: each number of them is another case."""
    meeting = make_meeting()
    item = make_full_item(meeting, "1")
    themes = list(item.themes.all())
    make_item(meeting=meeting, order="2", title="What stands after it")

    for many, edition in product((8, 5, 3, 2, 1, 0), Edition):
        item.themes.set(themes[:many])
        pages = [normal(text_of_page(it)) for it in opened(as_pdf(papers(meeting, edition))).pages]
        (first,) = [at for at, words in enumerate(pages) if "1. A long title" in words]
        (last,) = [at for at, words in enumerate(pages) if "2. What stands after it" in words]
        # What comes after may begin at the foot of the second page, or on top of the third.
        ends_before = re.match(r"(Exempt\b.*? 1972\. )?2\. What stands after it", pages[last])
        assert last - bool(ends_before) - first < 2, (many, edition, pages[first : last + 1])


def test_ten_items_take_less_than_a_second() -> None:
    meeting = make_meeting()
    survey = make_counted((13, 18), practitioners=(18, 12))
    guessing.look_without(told(survey), by=somebody(Role.BOARD_MEMBER))
    for number in range(1, 11):
        item = make_item(
            meeting=meeting,
            order=str(number),
            themes=[make_theme(voices=3) for _number in range(2)],
            surveys=[survey],
        )
        make_decision(item=item)
    as_pdf(a_paper())
    began = time.process_time()

    content = as_pdf(papers(meeting, Edition.BOARD))

    taken = time.process_time() - began
    assert len(opened(content).pages) >= 11
    assert taken < 1, taken


def test_exempt_words_are_in_no_byte_of_the_public_files(client: Client, clerk: User) -> None:
    meeting = make_exempt("part_exempt").meeting
    client.force_login(clerk)
    start = f"/staff/meetings/{meeting.pk}/papers"

    public = [client.get(f"{start}{end}").content for end in ("/", ".pdf", ".docx")]
    board = [client.get(f"{start}/board{end}").content for end in ("/", ".pdf", ".docx")]

    page, pdf, word = public
    assert SECRET not in page.decode()
    assert SECRET not in normal(text_of_pdf(pdf))
    assert SECRET not in text_of_word(word)
    page, pdf, word = board
    assert SECRET in page.decode()
    assert SECRET in normal(text_of_pdf(pdf))
    assert SECRET in text_of_word(word)
