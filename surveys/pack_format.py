"""A survey as a file that another service can read: docs/packs.md says what stands in it.

What is asked, never what was answered, by whom, when or through which invitation. Reading is
strict: what is not in the format is refused, in a sentence that says where it stands.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar
from uuid import UUID

from surveys.models import Audience, Choice, Question
from surveys.pictures import Picture

FORMAT, VERSION = "noticed-survey-pack", 1
LIMIT = 240 * 1024
"""Bytes of a pack: what fits into a form, of which 256 KiB are taken in all."""
TITLE, TEXT, CHOICE, HEADLINE, ABOUT, TRANSLATED = 120, 200, 120, 60, 2000, 4000
MOST_QUESTIONS, MOST_CHOICES = 60, 20
PartT = TypeVar("PartT")


class BadPack(Exception):
    """The file is no pack, or says something a survey cannot ask."""


@dataclass(frozen=True)
class PackChoice:
    text: str
    face: str = ""
    picture: str = ""
    headline: bool = False
    not_sure: bool = False


@dataclass(frozen=True)
class PackWording:
    audience: str
    text: str
    help: str = ""


@dataclass(frozen=True)
class After:
    """Asked only after this choice, counted from 1, of an earlier question."""

    question: UUID
    choice: int


@dataclass(frozen=True)
class PackQuestion:
    key: UUID
    kind: str
    text: str
    help: str = ""
    why: str = ""
    feeds: str = ""
    about_you: bool = False
    splits: bool = False
    only_for: str = ""
    headline: str = ""
    choices: tuple[PackChoice, ...] = ()
    wordings: tuple[PackWording, ...] = ()
    show_if: tuple[After, ...] = ()


@dataclass(frozen=True)
class Pack:
    title: str
    about: str = ""
    about_staff: bool = False
    questions: tuple[PackQuestion, ...] = ()
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    """By language and English text. Whoever checked them was somebody else: here nobody has."""


def write_pack(pack: Pack, *, indent: int | None = 1) -> bytes:
    """The file; what is empty or no is left out, so that a person can read it."""
    content = {"format": FORMAT, "version": VERSION, **_short(asdict(pack))}
    return (json.dumps(content, ensure_ascii=False, indent=indent, default=str) + "\n").encode()


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _short(it) for name, it in value.items() if it not in ("", False, (), {})}
    return [_short(it) for it in value] if isinstance(value, list | tuple) else value


def parse(content: bytes) -> Pack:
    """The pack in a file, cleaned as if it had been typed; its rules are in `pack_rules`."""
    if len(content) > LIMIT:
        raise BadPack(f"The file is too large: a pack has up to {LIMIT // 1024} KiB.")
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        sentence = str(error) if isinstance(error, BadPack) else "The file is not a survey pack."
        raise BadPack(sentence) from None
    if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
        raise BadPack("The file is not a survey pack.")
    version = found.pop("version", None)
    if version != VERSION or isinstance(version, bool):
        raise BadPack(f"This pack is of another version. We read version {VERSION}.")
    part = Part(found, "The survey")
    part.only(Pack)
    return Pack(
        title=part.text("title", TITLE, needed=True),
        about=part.text("about", ABOUT, lines=True),
        about_staff=part.flag("about_staff"),
        questions=part.parts("questions", "Question", MOST_QUESTIONS, _question),
        translations=_translations(found.get("translations", {})),
    )


class _Twice(BadPack, ValueError):
    """A name that stands twice in one object: which of the two is meant?"""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice("Something in the file has the same name twice.")
    return found


class Part:
    """One object of the file, and where it stands, for the sentences about it."""

    def __init__(self, found: Any, where: str) -> None:
        if not isinstance(found, dict):
            raise BadPack(f"{where} is not written as it should be.")
        self.found, self.where = found, where

    def only(self, kind: type[Any]) -> None:
        known = {it.name for it in fields(kind)}
        if unknown := sorted(self.found.keys() - known):
            raise BadPack(f"{self.where}: we do not know “{tidy(unknown[0])[:40]}”.")

    def text(self, name: str, most: int, *, needed: bool = False, lines: bool = False) -> str:
        value = self.found.get(name, "")
        if not isinstance(value, str):
            raise BadPack(f"{self.where}: “{name}” is not a text.")
        value = tidy(value, lines=lines)
        if needed and not value:
            raise BadPack(f"{self.where}: “{name}” is empty.")
        if len(value) > most:
            raise BadPack(f"{self.where}: “{name}” has more than {most} letters.")
        return value

    def flag(self, name: str) -> bool:
        value = self.found.get(name, False)
        if not isinstance(value, bool):
            raise BadPack(f"{self.where}: “{name}” is neither true nor false.")
        return value

    def one_of(self, name: str, values: list[str], *, needed: bool = False) -> str:
        value = self.found.get(name, "")
        if value not in (values if needed else ["", *values]) or not isinstance(value, str):
            raise BadPack(f"{self.where}: “{name}” is not one of {', '.join(values)}.")
        return value

    def number(self, name: str, most: int) -> int:
        value = self.found.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise BadPack(f"{self.where}: “{name}” is not a number from 1 to {most}.")
        return value

    def key(self, name: str) -> UUID:
        try:
            return UUID(self.text(name, 36, needed=True))
        except ValueError:
            raise BadPack(f"{self.where}: “{name}” is not a key.") from None

    def parts(
        self, name: str, what: str, most: int, read: Callable[[Part], PartT]
    ) -> tuple[PartT, ...]:
        value = self.found.get(name, [])
        if not isinstance(value, list):
            raise BadPack(f"{self.where}: “{name}” is not a list.")
        if len(value) > most:
            raise BadPack(f"{self.where}: “{name}” has more than {most} entries.")
        above = "" if self.where == "The survey" else f"{self.where}, "
        named = what if not above else what.lower()
        return tuple(
            read(Part(it, f"{above}{named} {place}")) for place, it in enumerate(value, start=1)
        )


def tidy(text: str, *, lines: bool = False) -> str:
    """As a form would take it: no signs that nobody sees, no space around, one line or several."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(
        it for it in text if it == "\n" or unicodedata.category(it) not in {"Cc", "Cs", "Co"}
    )
    kept = [" ".join(line.split()) for line in seen.split("\n")]
    return "\n".join(kept).strip() if lines else " ".join(" ".join(kept).split())


def _question(part: Part) -> PackQuestion:
    part.only(PackQuestion)
    return PackQuestion(
        key=part.key("key"),
        kind=part.one_of("kind", list(Question.Kind.values), needed=True),
        text=part.text("text", TEXT, needed=True),
        help=part.text("help", TEXT),
        why=part.text("why", TEXT),
        feeds=part.text("feeds", TEXT),
        about_you=part.flag("about_you"),
        splits=part.flag("splits"),
        only_for=part.one_of("only_for", list(Audience.values)),
        headline=part.text("headline", HEADLINE),
        choices=part.parts("choices", "Choice", MOST_CHOICES, _choice),
        wordings=part.parts("wordings", "Wording", len(Audience), _wording),
        show_if=part.parts("show_if", "Condition", MOST_CHOICES, _after),
    )


def _choice(part: Part) -> PackChoice:
    part.only(PackChoice)
    return PackChoice(
        text=part.text("text", CHOICE, needed=True),
        face=part.one_of("face", list(Choice.Face.values)),
        picture=part.one_of("picture", list(Picture.values)),
        headline=part.flag("headline"),
        not_sure=part.flag("not_sure"),
    )


def _wording(part: Part) -> PackWording:
    part.only(PackWording)
    return PackWording(
        audience=part.one_of("audience", list(Audience.values), needed=True),
        text=part.text("text", TEXT, needed=True),
        help=part.text("help", TEXT),
    )


def _after(part: Part) -> After:
    part.only(After)
    return After(question=part.key("question"), choice=part.number("choice", MOST_CHOICES))


def _translations(found: Any) -> dict[str, dict[str, str]]:
    languages = Part(found, "The translations").found
    read: dict[str, dict[str, str]] = {}
    for language, texts in languages.items():
        code = tidy(language)
        if not code.replace("-", "").isalnum() or not code.isascii() or len(code) > 10:
            raise BadPack("The translations: a language is named by its code, such as “pl”.")
        part = Part(texts, f"The translation into {code}")
        kept = {
            tidy(source, lines=True): part.text(source, TRANSLATED, lines=True) for source in texts
        }
        read[code] = {source: text for source, text in kept.items() if source and text}
    return {code: texts for code, texts in read.items() if texts}


def texts_of(pack: Pack) -> list[str]:
    """Every English text that somebody who answers can read, in the page's order."""
    said = [pack.title, pack.about]
    for it in pack.questions:
        said += [it.text, it.help, it.why]
        for wording in it.wordings:
            said += [wording.text, wording.help]
        said += [choice.text for choice in it.choices]
    return list(dict.fromkeys(text for text in said if text))
