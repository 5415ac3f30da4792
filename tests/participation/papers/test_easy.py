"""The page for children: one idea a sentence, easy to read, one page, and nothing exempt."""

from __future__ import annotations

import io
import re
from datetime import time

import pikepdf
import pytest
from django.test import Client

from backend.accounts.models import User
from participation.meetings import services as meetings
from participation.papers.easy import Easy, as_pdf, easy
from surveys import reading_age
from tests.factories import (
    make_body,
    make_decision,
    make_item,
    make_meeting,
    make_survey,
    make_theme,
)
from tests.files import elements, text_of_pdf
from tests.participation.papers.test_content import SECRET, make_exempt, make_said

pytestmark = pytest.mark.django_db


def sentences(page: Easy) -> list[str]:
    return [page["title"], page["help"]] + [
        words for part in page["parts"] for words in (part["heading"], *part["sentences"])
    ]


def test_it_says_when_what_about_and_what_happens_next() -> None:
    body = make_body("Youth Justice Partnership Board", plain_name="the Board")
    meeting = make_meeting(body=body, start_time=time(14))
    make_item(meeting=meeting, themes=[make_said("", "", "", title="The path is dark.")])

    page = easy(meeting)

    told = sentences(page)
    assert page["title"] == "The Board is going to meet"
    assert f"They meet on {meeting.start_date:%A %-d %B}." in told
    assert [part["quotes"] for part in page["parts"] if part["quotes"]] == [["The path is dark."]]
    assert "A worker tells you, and says why." in told
    assert "0800 1111" in page["phone"]


def test_each_sentence_of_ours_is_easy_to_read(clerk: User) -> None:
    body = make_body("Board", plain_name="the Board")
    whole = make_meeting(body=body, start_time=time(14))
    make_item(meeting=whole, themes=[make_theme(voices=3) for _number in range(6)])
    make_exempt(meeting=whole, order="2")
    asked = make_item(meeting=make_meeting(body=body), surveys=[make_survey()]).meeting
    empty = make_item(meeting=make_meeting(body=body)).meeting
    off = meetings.set_cancelled(make_meeting(body=body), True, by=clerk)

    told = {words for it in (whole, asked, empty, off) for words in sentences(easy(it))}

    scores = {words: reading_age.score(words) for words in told}
    assert len(told) > 20
    assert {words: it.advice for words, it in scores.items() if not it.is_fine} == {}


def test_nothing_exempt_is_on_it() -> None:
    meeting = make_exempt(themes=[make_theme(voices=3, title="The path is dark.")]).meeting

    said = text_of_pdf(as_pdf(easy(meeting)))

    assert SECRET not in said
    assert "The path is dark." not in said
    assert "They talk about some things with nobody else there." in said


def test_its_pdf_is_one_tagged_page_of_large_letters() -> None:
    long = [
        make_theme(voices=3, title=f"{number} " + "We want more light " * 6) for number in range(8)
    ]
    for theme in long:
        make_decision(item=make_item(meeting=make_meeting(days=-30), themes=[theme]))
    meeting = make_item(themes=long).meeting

    pdf = pikepdf.open(io.BytesIO(as_pdf(easy(meeting))))

    sizes = re.findall(rb" ([\d.]+) Tf", pdf.pages[0].Contents.read_bytes())
    assert len(pdf.pages) == 1
    assert str(pdf.Root.Lang) == "en-GB"
    assert str(pdf.docinfo["/Title"]).endswith("is going to meet")
    assert len(elements(pdf, "H2")) == 5
    assert min(map(float, sizes)) >= 14


def test_a_worker_opens_it_as_page_and_file(client: Client, worker: User) -> None:
    meeting = make_item(themes=[make_said("", "", "", title="The path is dark.")]).meeting
    client.force_login(worker)

    page = client.get(f"/staff/meetings/{meeting.pk}/papers/easy/").content.decode()
    file = client.get(f"/staff/meetings/{meeting.pk}/papers/easy.pdf")

    assert "The path is dark." in page
    assert file["Content-Type"] == "application/pdf"
    assert "The path is dark." in text_of_pdf(file.content)
