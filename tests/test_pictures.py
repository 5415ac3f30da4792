"""Our own drawings: each is there once, used, and needs no colour and no words of its own."""

from __future__ import annotations

import re
from pathlib import Path

from surveys.pictures import Picture

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
DRAWN = {path.stem: path.read_text() for path in (TEMPLATES / "components/icons").iterdir()}


def asked_for() -> set[str]:
    """Names that templates ask for by themselves."""
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    names = re.findall(r'_icon\.html" with name="([\w-]+)"', pages)
    return {*names, *re.findall(r'icon="([\w-]+)"', pages)}


def test_each_picture_of_a_choice_is_drawn() -> None:
    assert set(Picture.values) <= DRAWN.keys()


def test_what_pages_ask_for_is_drawn_and_nothing_else_is() -> None:
    assert asked_for() <= DRAWN.keys()
    assert DRAWN.keys() <= asked_for() | set(Picture.values)


def test_no_two_drawings_are_the_same() -> None:
    assert len(set(DRAWN.values())) == len(DRAWN)


def test_drawings_are_paths_in_the_one_ink() -> None:
    for name, drawing in DRAWN.items():
        assert re.fullmatch(r"(<path [^<>]+/>)+\n", drawing), name
        assert not re.search(r"#|rgb|style|class", drawing), name
        assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawing)) <= {"currentColor", "none"}
