"""The sentences that a child can read, gathered into one catalog a language: `make messages`.

A catalog is `backend/locale/<code>/LC_MESSAGES/django.po`; beside it lies what Django reads, made
from it by this, so that running the site needs no tool. `python -m tests.catalogs ro` begins one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "backend" / "locale"
STAFF = ("staff", "_staff")
STAFF_FOLDERS = {"account", "allauth", "api", "django", "meetings", "moderation", "home"}
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None}
ALWAYS_THE_SAME = datetime(2026, 1, 1, tzinfo=UTC)
"""Babel writes dates into a catalog; git knows them already."""


def sources() -> Iterator[Path]:
    """Templates and modules with words for children; staff pages are in English."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        is_staffs = path.name.startswith(STAFF) or STAFF_FOLDERS & set(path.parts)
        if not is_staffs:
            yield path
    for folder in ("backend", "participation", "surveys"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and not path.name.startswith(STAFF):
                yield path


def found_in(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Each message of a file, with its context."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # As Django's own makemessages does; its indentation means nothing to Python.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    for _line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
        yield message, context


def template() -> Catalog:
    catalog = Catalog(creation_date=ALWAYS_THE_SAME)
    for path in sources():
        for message, context in found_in(path):
            where = str(path.relative_to(ROOT))
            catalog.add(message, locations=[(where, 0)], context=context)
    return catalog


def read(code: str) -> Catalog:
    with (LOCALE / code / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=code)


def compiled(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def written(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalog, width=100, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """Sentences that are not translated, or not in all their plural forms."""
    return [
        str(message.id)
        for message in catalog
        if message.id
        and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]


def refresh(codes: Iterable[str]) -> None:
    """Bring catalogs up to date: new sentences empty, those that are gone left out."""
    gathered = template()
    for code in codes:
        folder = LOCALE / code / "LC_MESSAGES"
        if (folder / "django.po").exists():
            catalog = read(code)
        else:
            catalog = Catalog(locale=code, fuzzy=False)
            folder.mkdir(parents=True)
        catalog.update(gathered, no_fuzzy_matching=True)
        catalog.header_comment = "# What children can read, in this language. See CONTRIBUTING.md."
        catalog.project, catalog.version = "Noticed", "1"
        catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
        catalog.creation_date = catalog.revision_date = ALWAYS_THE_SAME
        (folder / "django.po").write_bytes(written(catalog))
        (folder / "django.mo").write_bytes(compiled(catalog))
        print(f"{code}: {len(catalog)} sentences, {len(missing(catalog))} to translate")  # noqa: T201


def main(codes: list[str]) -> None:
    settings.configure(USE_I18N=False)
    django.setup()
    refresh(codes or sorted(it.name for it in LOCALE.iterdir() if it.is_dir()))


if __name__ == "__main__":
    main(sys.argv[1:])
