"""One paper as a page or a file, whichever the address asks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from backend.accounts.http import StaffRequest
from participation.papers import services
from participation.papers.blocks import Block, Paper
from participation.papers.writing.pdf import as_pdf
from participation.papers.writing.word import as_word

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def written(
    request: StaffRequest,
    paper: Paper,
    kind: str,
    context: dict[str, Any],
    *,
    name: str,
    template: str = "participation/papers/paper.html",
) -> HttpResponse:
    """`kind`: page, pdf or word. `name` is the file's, without its ending."""
    if kind == "pdf":
        return pdf(as_pdf(paper), name)
    if kind == "word":
        return word_file(as_word(paper, services.template_bytes()), name)
    blocks = [_labelled(block) for block in paper["blocks"]]
    return render(request, template, {"paper": {**paper, "blocks": blocks}, **context})


def _labelled(block: Block) -> Block:
    """A table whose cells know their column: on a phone each stands below its name."""
    if block["kind"] != "table":
        return block
    columns = block["columns"]
    return {**block, "rows": [list(zip(columns, row, strict=True)) for row in block["rows"]]}


def pdf(content: bytes, name: str) -> HttpResponse:
    return _file(content, "application/pdf", f'inline; filename="{slugify(name)}.pdf"')


def word_file(content: bytes, name: str) -> HttpResponse:
    name = slugify(name) or "template"
    return _file(content, WORD, f'attachment; filename="{name}.docx"')


def _file(content: bytes, kind: str, disposition: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = disposition
    return response
