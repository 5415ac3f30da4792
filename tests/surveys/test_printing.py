"""Posters and cards: tagged, named, in their language, with codes that lead where they say."""

from __future__ import annotations

import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import segno
from django.conf import settings
from django.test import Client
from django.utils import translation

from backend.accounts.models import User
from backend.pdf import printable
from surveys import invitations, translating
from surveys.models import Audience, Invitation, Survey
from surveys.ways_in import printing, qr
from surveys.ways_in.printing import CannotPrint
from tests.factories import make_invitation, make_survey, send
from tests.files import alternatives, elements, opened

pytestmark = pytest.mark.django_db


def make_cards(number: int = 30, survey: Survey | None = None) -> list[Invitation]:
    return invitations.make_cards(
        survey or make_survey(), audience="children", number=number, by=None
    )


# --- What a screen reader is told ----------------------------------------------------------------


def test_a_poster_is_tagged_named_and_in_english() -> None:
    way = make_invitation()

    pdf = opened(printing.poster(way))

    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.docinfo["/Title"] == "Safety where you live"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert len(pdf.pages) == 1
    assert len(elements(pdf, "H1")) == 1


def test_the_code_has_its_address_in_words() -> None:
    way = make_invitation()

    told = alternatives(opened(printing.poster(way)))

    assert told == [f"A code for phone cameras. It opens {qr.address(way)}"]


def test_cards_are_eight_to_a_page_and_each_has_its_own_code() -> None:
    cards = make_cards(30)

    pdf = opened(printing.cards(cards))

    assert len(pdf.pages) == 4
    assert str(pdf.Root.Lang) == "en-GB"
    told = alternatives(pdf)
    assert told == [f"A code for phone cameras. It opens {qr.address(it)}" for it in cards]
    assert len(set(told)) == 30


def test_a_page_of_cards_for_a_link_has_one_code_eight_times() -> None:
    pdf = opened(printing.cards([make_invitation()]))

    assert len(pdf.pages) == 1
    assert len(alternatives(pdf)) == 8
    assert len(set(alternatives(pdf))) == 1


def test_pages_are_a4() -> None:
    for document in (printing.poster(make_invitation()), printing.cards(make_cards(2))):
        pdf = opened(document)
        (left, bottom, right, top) = (float(it) for it in pdf.pages[0].mediabox)
        assert (round(right - left), round(top - bottom)) == (595, 842)


def test_the_font_is_in_the_document() -> None:
    pdf = opened(printing.poster(make_invitation()))

    fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}

    assert fonts
    assert all("SourceSansPro" in name for name in fonts)


# --- What a camera reads -------------------------------------------------------------------------


def drawn(svg: str) -> list[list[bool]]:
    """The modules that a drawing of segno's paints, read back from its path."""
    size = int(float(re.findall(r'viewBox="0 0 ([\d.]+)', svg)[0]))
    grid = [[False] * size for _row in range(size)]
    path = re.findall(r' d="(M[^"]+)"', svg)[-1]
    x = y = 0.0
    for step, numbers in re.findall(r"([Mmh])([^Mmhz]*)", path):
        values = [float(it) for it in re.findall(r"-?[\d.]+", numbers)]
        if step == "h":
            for place in range(int(values[0])):
                grid[int(y)][int(x) + place] = True
            x += values[0]
        else:
            x, y = values if step == "M" else (x + values[0], y + values[1])
    return grid


def test_the_drawing_is_the_code_of_the_address() -> None:
    """Module for module, on screen and on paper, as another call of segno makes it."""
    way = make_invitation()
    expected = segno.make(f"{settings.SITE_URL}/s/{way.code}/", error="m", micro=False)
    wanted = [[bool(it) for it in row] for row in expected.matrix_iter(border=qr.BORDER)]

    assert drawn(qr.svg(qr.address(way))) == wanted
    assert drawn(str(qr.drawing(qr.address(way), "name"))) == wanted


def test_the_drawing_on_a_page_has_its_name_and_no_style_of_its_own() -> None:
    svg = str(qr.drawing("https://example.org/s/X/", '"><script>'))

    assert 'role="img" aria-label="&quot;&gt;&lt;script&gt;"' in svg
    assert "style" not in svg
    assert "<script" not in svg


# --- What it says --------------------------------------------------------------------------------


def said(way: Invitation, language: str = "") -> str:
    with translation.override(language or settings.LANGUAGE_CODE):
        return str(printing._about(way, language) | printing._card(way, language))


def test_a_poster_says_what_a_child_needs() -> None:
    closes = datetime(2099, 7, 1, 15, 30, tzinfo=ZoneInfo("Europe/London"))
    text = said(make_invitation(closes_at=closes))

    for sentence in (
        "You do not have to answer.",
        "We do not ask for your name.",
        "Open until Wednesday 1 July, 15:30.",
        "Need to talk now?",
        "0800 1111",
    ):
        assert sentence in text
    assert "works once" not in text
    assert "This card works once." in said(make_cards(1)[0])


def test_adults_are_not_sent_to_childline() -> None:
    assert "Need to talk now?" not in said(make_invitation(audience=Audience.PRACTITIONERS))


def test_a_poster_in_polish_is_polish_and_leads_to_polish(worker: User) -> None:
    survey = make_survey(title="Safety where you live")
    texts = {"Safety where you live": "Czy czujesz się bezpiecznie?"}
    translating.translate(survey, "pl", texts, by=worker)
    way = make_invitation(survey)

    pdf = opened(printing.poster(way, "pl"))

    assert str(pdf.Root.Lang) == "pl"
    assert pdf.docinfo["/Title"] == "Czy czujesz się bezpiecznie?"
    assert alternatives(pdf)[0].endswith(f"/s/{way.code}/?lang=pl")
    assert "Nie musisz odpowiadać." in said(way, "pl")


@pytest.mark.parametrize(
    "title",
    [
        '#panic("x")',
        '"] #panic() [',
        "= A heading * bold * _it_ $x$ `code` @label <label>",
        '\\u{41} "quoted" \\ end',
        '#read("/etc/passwd")',
        "{{ braces }} %(percent)s {0}",
    ],
)
def test_a_title_is_a_text_and_never_typst(title: str) -> None:
    way = make_invitation(make_survey(title=title))

    pdf = opened(printing.poster(way))

    assert pdf.docinfo["/Title"] == title
    cards = opened(printing.cards([way]))
    assert cards.docinfo["/Title"] == title


def test_the_font_has_a_sign_for_all_that_is_printed() -> None:
    """PDF/UA refuses a sign that the font has not: then no poster could be made."""
    signs = "".join(map(chr, [*range(0x20, 0x180), *range(0x2010, 0x2030), 0x20AC]))
    shown = printable(signs)

    assert len(shown) > 300
    for start in range(0, len(shown), 100):
        way = make_invitation(make_survey(title=f"a{shown[start : start + 100]}"))
        assert printing.poster(way)


def test_what_the_font_has_no_sign_for_is_left_out() -> None:
    assert printable("Lights \N{PARTY POPPER} now\u202e") == "Lights now"


def test_a_title_without_a_printable_letter_is_refused_with_what_to_do(
    client: Client, worker: User
) -> None:
    way = make_invitation(make_survey(title="آپ کتنے محفوظ ہیں؟"))
    client.force_login(worker)

    with pytest.raises(CannotPrint):
        printing.poster(way)
    response = client.get(f"/staff/surveys/invitations/{way.pk}/poster.pdf", follow=True)

    assert "has no letters for this title" in response.content.decode()


# --- The pages -----------------------------------------------------------------------------------


def test_a_worker_is_given_the_pdf(client: Client, worker: User) -> None:
    way, batch = make_invitation(), make_cards(9)
    client.force_login(worker)

    poster = client.get(f"/staff/surveys/invitations/{way.pk}/poster.pdf")
    cards = client.get(f"/staff/surveys/invitations/{batch[0].pk}/cards.pdf")

    for response in (poster, cards):
        assert response["Content-Type"] == "application/pdf"
        assert response["Cache-Control"] == "no-store"
    assert poster["Content-Disposition"] == f'inline; filename="poster-{way.code}.pdf"'
    assert len(opened(cards.content).pages) == 2


def test_used_cards_are_not_printed_again(client: Client, worker: User) -> None:
    batch = make_cards(3)
    send(batch[1], text="more lights")
    client.force_login(worker)

    pdf = opened(client.get(f"/staff/surveys/invitations/{batch[1].pk}/cards.pdf").content)

    assert [it.rsplit("/", 2)[1] for it in alternatives(pdf)] == [batch[0].code, batch[2].code]


@pytest.mark.parametrize("kind", [Invitation.Kind.TABLET, Invitation.Kind.HELPED])
def test_what_a_worker_holds_has_no_poster(
    client: Client, worker: User, kind: Invitation.Kind
) -> None:
    way = make_invitation(kind=kind)
    client.force_login(worker)

    for name in ("poster", "cards"):
        assert client.get(f"/staff/surveys/invitations/{way.pk}/{name}.pdf").status_code == 404


def test_urdu_is_not_printed_and_the_page_says_so(client: Client, worker: User) -> None:
    way = make_invitation()
    client.force_login(worker)

    refused = client.get(f"/staff/surveys/invitations/{way.pk}/poster.pdf?lang=ur")
    body = client.get(f"/staff/surveys/{way.survey_id}/invitations/").content.decode()

    assert refused.status_code == 404
    assert "cannot be printed in Urdu" in body
    assert "Poster in Polish" in body


def test_thirty_cards_take_less_than_a_second() -> None:
    cards = make_cards(30)
    printing.cards(cards[:1])
    began = time.process_time()

    printing.cards(cards)

    assert time.process_time() - began < 1
