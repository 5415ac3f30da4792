"""The council's own Word template: taken if it only says and shows something."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from backend.accounts.models import User
from participation.papers.models import WordTemplate
from participation.papers.template_file import LIMIT, NotATemplate, checked
from tests.factories import make_item, make_letterhead

PAGE = "/staff/papers/template/"
RELS = "word/_rels/document.xml.rels"
START = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SECRET = "Jane-Doe-was-here"
TAKEN_BY = 0x013B
COMMENT = f"<w:comments {WORD}><w:comment w:id='0'/></w:comments>".encode()
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def changed(parts: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """A letterhead with parts of it made anew from what they were, or from nothing."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(make_letterhead())) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *parts}:
            said = old.read(name) if name in old.namelist() else b""
            new.writestr(name, parts[name](said) if name in parts else said)
    return out.getvalue()


def pointing(kind: str, target: str) -> bytes:
    one = (
        f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    )
    return changed(
        {RELS: lambda it: it.replace(b"</Relationships>", one.encode() + b"</Relationships>")}
    )


def with_field(code: str) -> bytes:
    field = f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p><w:sectPr"
    return changed({"word/document.xml": lambda it: it.replace(b"<w:sectPr", field.encode(), 1)})


def picture(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """With where it was taken, by whom, and something behind its end."""
    out, about, text = io.BytesIO(), Image.Exif(), PngInfo()
    about[TAKEN_BY] = SECRET
    text.add_text("Author", SECRET)
    ours = Image.new(mode, size, 200)
    if kind == "PNG":
        ours.save(out, kind, exif=about, pnginfo=text)
    else:
        ours.save(out, kind, exif=about, comment=SECRET)
    return out.getvalue() + SECRET.encode()


def test_a_letterhead_is_taken() -> None:
    assert checked(make_letterhead())
    assert checked(pointing("hyperlink", "https://council.example/"))
    assert checked(with_field(" PAGE "))


BAD: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no zip": lambda: b"Dear Sir",
    "half a zip": lambda: make_letterhead()[:2000],
    "another zip": lambda: _zip({"a.txt": b"a"}),
    "macros": lambda: changed({"word/vbaProject.bin": lambda _it: b"Sub"}),
    "macros by type": lambda: changed(
        {
            "[Content_Types].xml": lambda it: it.replace(
                b"wordprocessingml.document.main", b"wordprocessingml.document.macroEnabled.main"
            )
        }
    ),
    "a file inside": lambda: changed({"word/embeddings/oleObject1.bin": lambda _it: b"x"}),
    "a page inside": lambda: changed({"word/afchunk.mht": lambda _it: b"x"}),
    "a template elsewhere": lambda: pointing("attachedTemplate", "https://evil.example/a.dotm"),
    "a picture elsewhere": lambda: pointing("image", "https://evil.example/a.png"),
    "a file of the machine": lambda: pointing("hyperlink", "file:///etc/passwd"),
    "an entity": lambda: changed(
        {"word/styles.xml": lambda it: b'<!DOCTYPE a [<!ENTITY b "c">]>' + it}
    ),
    "other letters": lambda: changed({"word/styles.xml": lambda it: it.decode().encode("utf-16")}),
    "a field that fetches": lambda: with_field("INCLUDEPICTURE https://evil.example/a.png"),
    "broken": lambda: changed({"word/document.xml": lambda it: it[:400]}),
    "too large": lambda: _zip({"word/document.xml": b"x" * LIMIT}),
    "a bomb": lambda: changed({"word/media/a.png": lambda _it: bytes(30 * 1024 * 1024)}),
    "a picture that is none": lambda: changed({"word/media/a.png": lambda _it: b"MZ" * 400}),
    "too many points": lambda: changed(
        {"word/media/a.png": lambda _it: picture("PNG", (9000, 3000))}
    ),
    "a picture with script": lambda: changed({"word/media/a.svg": lambda _it: b"<svg/>"}),
    "fonts": lambda: changed({"word/fonts/font1.odttf": lambda _it: b"x"}),
    "comments": lambda: changed({"word/comments.xml": lambda _it: COMMENT}),
}


def _zip(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as new:
        for name, said in parts.items():
            new.writestr(name, said)
    return out.getvalue()


@pytest.mark.parametrize("name", BAD)
def test_what_is_more_than_a_letterhead_is_refused(name: str) -> None:
    with pytest.raises(NotATemplate):
        checked(BAD[name]())


@pytest.mark.parametrize(
    ("name", "kind", "mode"),
    [("a.png", "PNG", "RGBA"), ("a.jpg", "JPEG", "RGB"), ("a.jpeg", "JPEG", "CMYK")],
)
def test_pictures_are_drawn_again_without_what_hides_in_them(
    name: str, kind: str, mode: str
) -> None:
    sent = picture(kind, mode=mode)
    assert sent.count(SECRET.encode()) >= 3

    anew = checked(changed({f"word/media/{name}": lambda _it: sent}))

    with ZipFile(io.BytesIO(anew)) as packed:
        drawn = packed.read(f"word/media/{name}")
    assert SECRET.encode() not in drawn
    with Image.open(io.BytesIO(drawn)) as ours:
        assert (ours.format, ours.mode, ours.size) == (kind, mode, (40, 30))
        assert not ours.getexif()


def test_nothing_says_who_made_the_file() -> None:
    people = (
        "<w15:people xmlns:w15='http://schemas.microsoft.com/office/word/2012/wordml'>"
        f"<w15:person w15:author='{SECRET}'/></w15:people>"
    )
    written = f'<w:ins w:id="1" w:author="{SECRET}" w:date="2026-01-01T00:00:00Z"/>'
    sent = changed(
        {
            "docProps/core.xml": lambda it: it.replace(b"python-docx", SECRET.encode()),
            "customXml/item1.xml": lambda _it: f"<a>{SECRET}</a>".encode(),
            "word/people.xml": lambda _it: people.encode(),
            "word/document.xml": lambda it: it.replace(
                b"<w:sectPr", f"<w:p>{written}</w:p><w:sectPr".encode(), 1
            ),
        }
    )
    with ZipFile(io.BytesIO(sent)) as packed:
        assert sum(SECRET.encode() in packed.read(name) for name in packed.namelist()) == 4

    with ZipFile(io.BytesIO(checked(sent))) as packed:
        assert [it for it in packed.namelist() if SECRET.encode() in packed.read(it)] == []
        assert {it.date_time for it in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.testzip() is None


def send(client: Client, content: bytes) -> str:
    sent = SimpleUploadedFile("Letterhead.docx", content)
    return client.post(PAGE, {"file": sent}, follow=True).content.decode()


@pytest.mark.django_db
def test_a_clerk_puts_it_in_replaces_it_and_takes_it_away(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    item = make_item()
    word = f"/staff/meetings/{item.meeting_id}/papers.docx"

    said = send(client, make_letterhead("First council"))
    send(client, make_letterhead("Second council"))
    header = Document(io.BytesIO(client.get(word).content)).sections[0].header
    there = client.get(f"{PAGE}file/").content
    client.post(f"{PAGE}remove/")
    without = Document(io.BytesIO(client.get(word).content)).sections[0].header

    assert "Letterhead.docx" in said
    assert [it.text for it in header.paragraphs] == ["Second council"]
    assert Document(io.BytesIO(there)).sections[0].header.paragraphs[0].text == "Second council"
    assert not WordTemplate.objects.exists()
    assert [it.text for it in without.paragraphs] == [""]


@pytest.mark.django_db
def test_a_file_that_is_refused_says_why_and_changes_nothing(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    send(client, make_letterhead())
    before = WordTemplate.objects.get().content

    said = send(client, BAD["macros"]())
    empty = client.post(PAGE)

    assert "Save it as .docx without macros or files." in said
    assert (empty.status_code, "Choose a file first." in empty.content.decode()) == (400, True)
    assert bytes(WordTemplate.objects.get().content) == bytes(before)


@pytest.mark.django_db
def test_two_megabytes_may_be_sent_here_and_nowhere_else(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    large = _zip({"word/document.xml": b"x" * (LIMIT - 1000)})

    here = client.post(PAGE, {"file": SimpleUploadedFile("a.docx", large)})
    elsewhere = client.post("/staff/meetings/add/", {"file": SimpleUploadedFile("a.docx", large)})
    too_large = client.post(PAGE, {"file": SimpleUploadedFile("a.docx", large * 2)})

    assert here.status_code == 400
    assert elsewhere.status_code == 413
    assert too_large.status_code == 413
