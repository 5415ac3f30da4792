from __future__ import annotations

from django.urls import path

from participation.papers.views import evidence, issued, meetings, standards, template

urlpatterns = [
    path("meetings/<int:meeting_id>/papers/", meetings.public, {"kind": "page"}, name="papers"),
    path(
        "meetings/<int:meeting_id>/papers.pdf", meetings.public, {"kind": "pdf"}, name="papers-pdf"
    ),
    path(
        "meetings/<int:meeting_id>/papers.docx",
        meetings.public,
        {"kind": "word"},
        name="papers-word",
    ),
    path(
        "meetings/<int:meeting_id>/papers/board/",
        meetings.board,
        {"kind": "page"},
        name="board-papers",
    ),
    path(
        "meetings/<int:meeting_id>/papers/board.pdf",
        meetings.board,
        {"kind": "pdf"},
        name="board-papers-pdf",
    ),
    path(
        "meetings/<int:meeting_id>/papers/board.docx",
        meetings.board,
        {"kind": "word"},
        name="board-papers-word",
    ),
    path("meetings/<int:meeting_id>/papers/easy/", meetings.easy_page, name="easy-papers"),
    path("meetings/<int:meeting_id>/papers/easy.pdf", meetings.easy_pdf, name="easy-papers-pdf"),
    path("meetings/<int:meeting_id>/papers/issue/", issued.issue, name="papers-issue"),
    path("papers/<int:paper_id>/", issued.public, {"kind": "page"}, name="issued-papers"),
    path(
        "papers/<int:paper_id>/papers.pdf", issued.public, {"kind": "pdf"}, name="issued-papers-pdf"
    ),
    path(
        "papers/<int:paper_id>/papers.docx",
        issued.public,
        {"kind": "word"},
        name="issued-papers-word",
    ),
    path(
        "papers/<int:paper_id>/board/", issued.board, {"kind": "page"}, name="issued-board-papers"
    ),
    path(
        "papers/<int:paper_id>/board.pdf",
        issued.board,
        {"kind": "pdf"},
        name="issued-board-papers-pdf",
    ),
    path(
        "papers/<int:paper_id>/board.docx",
        issued.board,
        {"kind": "word"},
        name="issued-board-papers-word",
    ),
    path("papers/template/", template.show, name="word-template"),
    path("papers/template/remove/", template.remove, name="word-template-remove"),
    path("papers/template/file/", template.download, name="word-template-file"),
    path("evidence-pack/", evidence.show, {"kind": "page"}, name="evidence-pack"),
    path("evidence-pack/pack.pdf", evidence.show, {"kind": "pdf"}, name="evidence-pack-pdf"),
    path("evidence-pack/pack.docx", evidence.show, {"kind": "word"}, name="evidence-pack-word"),
    path("standards/", standards.show_all, name="standard-list"),
    path("standards/frameworks/add/", standards.add, name="framework-add"),
    path("standards/frameworks/<int:pk>/edit/", standards.edit, name="framework-edit"),
    path("standards/frameworks/<int:pk>/remove/", standards.remove, name="framework-remove"),
    path("standards/frameworks/<int:pk>/headings/add/", standards.add_heading, name="heading-add"),
    path("standards/headings/<int:pk>/edit/", standards.edit_heading, name="heading-edit"),
    path("standards/headings/<int:pk>/remove/", standards.remove_heading, name="heading-remove"),
]
