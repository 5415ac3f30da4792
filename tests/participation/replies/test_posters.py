"""A3 posters: tagged, on one page, in their language, with codes that lead where they say."""

from __future__ import annotations

import time

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import User
from participation.moderation.models import Theme
from participation.replies import posters, services
from participation.replies.board import card
from participation.replies.models import Reply
from surveys.pictures import Picture
from surveys.ways_in.printing import CannotPrint
from tests.factories import make_body, make_group, make_reply, make_theme
from tests.files import alternatives, elements, opened
from tests.participation.replies.test_board import make_done

pytestmark = pytest.mark.django_db
LONG = "The path by the park is so dark that nobody wants to walk there after school or the club."
WIDE = "w" * 20


def poster(theme: Theme, language: str = "") -> bytes:
    shown = card(theme.slug)
    assert shown
    return posters.of_theme(shown, language)


def said(theme: Theme) -> str:
    shown = card(theme.slug)
    assert shown
    return str(posters._theme(shown) | posters._answer(shown))


def test_both_are_one_tagged_a3_page_in_english(client: Client) -> None:
    theme = make_theme(voices=3, title="The path is dark")
    documents = {
        "You said. Here is what happened.": posters.of_board(),
        "The path is dark": poster(theme),
    }

    for title, document in documents.items():
        pdf = opened(document)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.docinfo["/Title"] == title
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert len(pdf.pages) == 1
        assert len(elements(pdf, "H1")) == 1
        (left, bottom, right, top) = (float(it) for it in pdf.pages[0].mediabox)
        assert (round(right - left), round(top - bottom)) == (842, 1191)


def test_the_code_is_the_one_figure_and_has_its_address_in_words() -> None:
    """Shapes and pictures say nothing that words beside them do not."""
    theme = make_theme(voices=3)
    Theme.objects.update(picture="bus")
    where = f"A code for phone cameras. It opens {settings.SITE_URL}/replies/"

    assert alternatives(opened(posters.of_board())) == [where]
    assert alternatives(opened(poster(theme))) == [f"{where}{theme.slug}/"]


def test_a_poster_in_polish_leads_to_polish_and_keeps_childrens_words_english() -> None:
    theme = make_theme(voices=3, title="The path is dark")

    for document, path in (
        (posters.of_board("pl"), "/replies/"),
        (poster(theme, "pl"), f"/replies/{theme.slug}/"),
    ):
        pdf = opened(document)
        assert str(pdf.Root.Lang) == "pl"
        assert alternatives(pdf)[0].endswith(f"{path}?lang=pl")
        languages = {
            str(it.Lang)
            for kind in ("Div", "H1", "H2")
            for it in elements(pdf, kind)
            if "/Lang" in it
        }
        assert "en-GB" in languages


def test_the_longest_texts_stay_on_one_page(worker: User) -> None:
    group = make_group()
    replies = [
        make_done(
            theme=make_theme(voices=3, group=group, title=f"{LONG} {number} {WIDE}"),
            text="We mend lights. " * (posters.LONGEST_ANSWER // 16),
            evidence="It is lighter. " * (posters.LONGEST_CHANGE // 15),
        )
        for number in range(2)
    ]
    for number in range(4):
        make_theme(voices=3, group=group, title=f"{LONG} {number} more, {WIDE[:10]}")
    Theme.objects.update(picture="park")
    for name in ("South Yorkshire Police", "Highways"):
        services.ask(replies[0].theme, make_body(name, "agency"), by=worker)

    for language in ("", "pl"):
        assert len(opened(posters.of_board(language)).pages) == 1
        assert len(opened(poster(replies[0].theme, language)).pages) == 1


@pytest.mark.parametrize("state", Reply.State.values)
def test_each_state_says_on_paper_what_it_says_on_screen(client: Client, state: str) -> None:
    reply = make_reply(state=state, text="This is what we say.")

    text = said(reply.theme)

    assert "This is what we say." in text
    assert reply.because in text
    if reply.by_when:
        assert f"by {reply.by_when:%-d %B}" in text
    assert poster(reply.theme)


def test_a_theme_that_waits_names_who_has_not_answered(worker: User) -> None:
    theme = make_theme(voices=3)
    assert "Nobody has answered yet." in said(theme)

    services.ask(theme, make_body("Police", "agency"), by=worker)

    assert "'silent': 'Police'" in said(theme)
    assert "Not answered yet · 0 days" in said(theme)


def test_what_changed_is_on_the_poster_once_children_say_so() -> None:
    assert "It is light now." in said(make_done().theme)
    assert "It is light now." not in said(make_done(confirmed=False).theme)


def test_a_long_answer_is_behind_the_code() -> None:
    reply = make_reply(text="We talk. " * 60)

    assert "You can read it there." in said(reply.theme)
    assert "We talk." not in said(reply.theme)


def test_drafts_are_on_no_poster() -> None:
    assert "Not yet" not in said(make_reply(text="Not yet", published=False).theme)


def test_an_empty_board_has_a_poster_too() -> None:
    assert len(opened(posters.of_board()).pages) == 1


def test_a_demo_says_on_paper_that_it_is_invented(settings: Settings) -> None:
    assert posters._about("/replies/", "")["demo"] == ""
    settings.DEMO = True

    assert "We made them up." in posters._about("/replies/", "")["demo"]


@pytest.mark.parametrize("title", ['#panic("x")', '"] #panic() [', "= A heading * bold * $x$ `a`"])
def test_words_are_a_text_and_never_typst(title: str) -> None:
    theme = make_theme(voices=3, title=title)
    make_reply(theme=theme, text=title, state="we_cant", because=title)

    pdf = opened(poster(theme))

    assert pdf.docinfo["/Title"] == title
    assert posters.of_board()


def test_every_picture_and_shape_can_be_printed() -> None:
    theme = make_theme(voices=3)
    for picture in Picture.values:
        Theme.objects.update(picture=picture)
        assert poster(theme), picture
    for name in posters.ICONS.values():
        assert render_to_string(f"components/icons/{name}.html")


def test_a_title_without_a_printable_letter_is_refused_with_what_to_do(
    client: Client, worker: User
) -> None:
    theme = make_theme(voices=3, title="راستہ اندھیرا ہے")
    client.force_login(worker)

    with pytest.raises(CannotPrint):
        poster(theme)
    page = client.get(f"/staff/replies/posters/{theme.slug}/poster.pdf", follow=True)

    assert "has no letters for this title" in page.content.decode()
    assert posters.of_board()


# --- The pages -----------------------------------------------------------------------------------


def test_the_page_of_posters_leads_to_each(client: Client, board_member: User) -> None:
    theme = make_theme(voices=3, title="The path is dark")
    small = make_theme(voices=2, title="Two of us")
    client.force_login(board_member)

    page = client.get("/staff/replies/posters/").content.decode()

    assert "/staff/replies/posters/board.pdf?lang=pl" in page
    assert f"/staff/replies/posters/{theme.slug}/poster.pdf" in page
    assert "Two of us" not in page
    assert "cannot be printed in Urdu" in page
    for path in ("board.pdf", "board.pdf?lang=pl", f"{theme.slug}/poster.pdf"):
        response = client.get(f"/staff/replies/posters/{path}")
        assert response["Content-Type"] == "application/pdf"
        assert response["Cache-Control"] == "no-store"
    for path in (f"{small.slug}/poster.pdf", "board.pdf?lang=ur", "nothing/poster.pdf"):
        assert client.get(f"/staff/replies/posters/{path}").status_code == 404


def test_an_empty_page_of_posters_says_what_to_do_next(client: Client, worker: User) -> None:
    client.force_login(worker)

    assert "No theme is on the board yet" in client.get("/staff/replies/posters/").content.decode()


def test_a_poster_takes_less_than_a_second() -> None:
    theme = make_done().theme
    posters.of_board()  # The font is read once.
    began = time.process_time()

    posters.of_board()
    board_took = time.process_time() - began
    poster(theme)

    assert board_took < 1
    assert time.process_time() - began - board_took < 1
