"""The shape of the house: budgets, tokens, and words that children never read."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MODULES = sorted(
    path
    for app in ("backend", "surveys", "participation")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
LONGEST = 400

CHILDREN = sorted(
    path
    for folder in (
        "templates/surveys",
        "templates/pages",
        "templates/participation/replies",
        "templates/participation/safeguarding/doors",
    )
    for path in (ROOT / folder).glob("*.html")
    if not path.name.startswith("staff_") and not path.name.startswith("_staff_")
)


def test_no_module_outgrows_its_budget() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}

    assert [str(path) for path, number in lines.items() if number > LONGEST] == []


def test_answers_are_counted_in_one_place() -> None:
    """Import contracts keep the counts behind `surveys.results`; this keeps them from growing
    elsewhere. The others say how many came beyond what was expected, how many texts a
    moderator has to read, how many keep a survey from being emptied, which moderators alone are
    told, and how many wait in the
    whole house, which whoever watches it is told in tens."""
    counts = re.compile(r"\b(Count|Sum|Avg)\(|aggregate\(|(waiting|_readable).*\.count\(")
    found = {
        path.name
        for path in MODULES
        if "surveys" in path.parts and counts.search(path.read_text(encoding="utf-8"))
    }

    assert found - {"admin.py"} == {
        "counting.py",
        "beyond.py",
        "free_text.py",
        "kept.py",
        "unread.py",
    }


def test_there_are_no_junk_drawers() -> None:
    names = {path.stem for path in MODULES}

    assert not names & {"utils", "helpers", "common", "mixins", "misc"}


def test_both_stylesheets_have_the_same_tokens() -> None:
    tokens = {
        re.search(r"@layer tokens \{.*?\n\}", path.read_text(encoding="utf-8"), re.DOTALL)
        for path in (ROOT / "static/css").glob("*.css")
    }

    assert len({match.group() for match in tokens if match}) == 1


def test_children_never_read_these_words() -> None:
    never = re.compile(r"\b(offender|YOT|stakeholder|submit|statement|demographic)s?\b", re.I)
    law = r"<section[^>]* data-law.*?</section>"  # the law's own wording, under a plain summary
    code = re.compile(law + r"|<[^>]+>|\{%(?!\s*(?:block)?translate)[^%]+%\}", re.DOTALL)

    found = [path.name for path in CHILDREN if never.search(code.sub(" ", path.read_text("utf-8")))]

    assert found == []


def test_no_template_has_inline_script_or_style() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:")

    templates = sorted((ROOT / "templates").rglob("*.html"))

    assert [it.name for it in templates if inline.search(it.read_text("utf-8"))] == []


def test_a_title_says_once_that_there_is_an_error() -> None:
    """The frame says it of every form; what a page is called comes after it."""
    twice = re.compile(r"block title %\}(?:(?!endblock).)*Error")

    templates = sorted((ROOT / "templates").rglob("*.html"))

    assert [it.name for it in templates if twice.search(it.read_text("utf-8"))] == []


def test_bleach_has_one_importer() -> None:
    importers = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if re.search(r"^(import|from) bleach", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert importers == ["backend/text.py"]
