"""The evidence pack: sought, analysed, used; by headings; nobody's words, and nothing exempt."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from pytest_django.fixtures import DjangoAssertNumQueries

from backend.accounts.models import User
from backend.audit.models import Event
from participation.meetings.models import Framework, Heading
from participation.papers.evidence import standards
from participation.papers.evidence.pack import pack
from participation.replies import services as replies
from tests.factories import (
    make_action,
    make_body,
    make_decision,
    make_evidence,
    make_heading,
    make_item,
    make_meeting,
    make_reply,
    make_theme,
)
from tests.participation.papers.test_content import SECRET, make_exempt, make_said
from tests.participation.papers.test_writing import styled
from tests.rounds import make_counted

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = timedelta(days=365)


def said(first: date | None = None, last: date | None = None, by: Framework | None = None) -> str:
    return json.dumps(pack(first or TODAY - YEAR, last or TODAY, by), ensure_ascii=False)


def make_loop() -> dict[str, Any]:
    """From what was asked to what children were told, all of it today."""
    survey = make_counted((13, 18), practitioners=(18, 12))
    theme = make_said("It is dark by the park", "", "", title="The path is dark.")
    item = make_item(meeting=make_meeting(days=0), themes=[theme], surveys=[survey])
    decision = make_decision(item=item)
    action = make_action(decision=decision)
    make_evidence(action=action)
    make_reply(theme=theme, agency=make_body("Housing", "agency"))
    return {"survey": survey, "theme": theme, "decision": decision, "action": action}


def test_it_says_what_was_sought_how_it_was_analysed_and_how_it_was_used() -> None:
    make_loop()

    words = said()

    for sentence in (
        "In the group, with a worker.",  # Space, as the plan has it.
        "Children, Practitioners",
        "About 30 children",
        "The path is dark.",
        "fewer than 5 voices",
        "Put lights on the path.",
        "Children said it is dark; we gave it most weight.",
        "The path is lit after dark.",
        "Too few children have said yet whether this answers them.",
        "Not yet",  # told in person
    ):
        assert sentence in words, sentence


def test_no_childs_words_are_in_it() -> None:
    make_loop()

    assert "It is dark by the park" not in said()


def test_what_happened_before_or_after_is_not_in_it() -> None:
    make_loop()

    before = pack(TODAY - 2 * YEAR, TODAY - YEAR)

    assert "Put lights on the path." not in json.dumps(before)
    assert "The path is dark." not in json.dumps(before)


def test_nothing_that_is_exempt_is_in_it() -> None:
    theme = make_theme(voices=3)
    item = make_exempt(meeting=make_meeting(days=0), themes=[theme])
    make_evidence(action=make_action(decision=make_decision(item=item)))

    words = said()

    assert SECRET not in words
    assert "Put lights on the path." not in words
    assert "Lights on the path" not in words
    assert "The path is lit after dark." not in words


def test_numbers_are_those_that_everybody_may_be_told() -> None:
    make_counted((6, 11))

    words = said()

    assert "of 17" not in words
    assert "17 children" not in words
    assert "Too few answered for numbers that may stand here." in words


def test_it_can_be_ordered_by_headings_and_says_whose_words_they_are(manager: User) -> None:
    made = make_loop()
    other = make_said("", "", "", title="Nobody tagged this.")
    heading = make_heading("1.4.4")
    standards.save_heading(
        heading,
        surveys=[made["survey"].pk],
        themes=[made["theme"].pk],
        actions=[made["action"].pk],
        by=manager,
    )

    blocks = pack(TODAY - YEAR, TODAY, heading.framework)["blocks"]

    tops = [it["text"] for it in blocks if it["kind"] == "heading" and it["level"] == 2]
    assert tops == [
        "How to read this",
        "1.4.4: Views are asked for, looked into and used.",
        "Under no heading",
    ]
    assert "In our words, not the framework’s own." in json.dumps(blocks, ensure_ascii=False)
    under = json.dumps(blocks).split("Under no heading")
    assert "Put lights on the path." in under[0]
    assert "Put lights on the path." not in under[1]
    assert other.title in under[1]
    assert other.title not in under[0]


def test_a_manager_makes_it_as_page_pdf_and_word(client: Client, manager: User) -> None:
    make_loop()
    client.force_login(manager)
    query = f"?first={TODAY - YEAR}&last={TODAY}"

    page = client.get(f"/staff/evidence-pack/{query}").content.decode()
    word = Document(io.BytesIO(client.get(f"/staff/evidence-pack/pack.docx{query}").content))
    pdf = client.get(f"/staff/evidence-pack/pack.pdf{query}")

    assert "Put lights on the path." in page
    headings = [words for style, words in styled(word) if style == "Heading 2"]
    assert headings == ["How to read this", "Sought", "Analysed", "Used"]
    assert pdf["Content-Type"] == "application/pdf"


def test_days_in_the_wrong_order_are_said_to_be_so(client: Client, manager: User) -> None:
    client.force_login(manager)

    answer = client.get("/staff/evidence-pack/?first=2026-02-02&last=2026-02-01")

    assert answer.status_code == 400
    assert "To: this is before the first day." in answer.content.decode()


def test_replies_that_children_were_told_say_when(worker: User) -> None:
    reply = make_reply(theme=make_theme(voices=3))
    replies.tell(reply, group_id=reply.theme.group_id, how="In person", on=TODAY, by=worker)

    words = said()

    assert "Not yet" not in words


# --- Frameworks and headings ----------------------------------------------------------------------


def test_a_manager_keeps_frameworks_and_tags_what_bears_on_a_heading(
    client: Client, manager: User
) -> None:
    made = make_loop()
    client.force_login(manager)

    client.post("/staff/standards/frameworks/add/", {"name": "Our plan", "version": "2026"})
    framework = Framework.objects.get(name="Our plan")
    client.post(
        f"/staff/standards/frameworks/{framework.pk}/headings/add/",
        {
            "reference": "Voice",
            "text": "Voice of the child",
            "verbatim": "on",
            "surveys": [made["survey"].pk],
            "themes": [made["theme"].pk],
            "actions": [made["action"].pk],
        },
    )
    listed = client.get("/staff/standards/").content.decode()

    heading = Heading.objects.get(reference="Voice")
    assert list(heading.actions.all()) == [made["action"]]
    assert "Voice of the child" in listed
    assert Event.objects.filter(action__in=("framework-made", "heading-made")).count() == 2


def test_a_number_is_used_once_in_a_framework(client: Client, manager: User) -> None:
    heading = make_heading("1.4.4")
    client.force_login(manager)

    answer = client.post(
        f"/staff/standards/frameworks/{heading.framework_id}/headings/add/",
        {"reference": "1.4.4", "text": "Again"},
    )

    assert "1.4.4 is in this framework already." in answer.content.decode()


def test_only_what_is_public_can_be_tagged(client: Client, manager: User) -> None:
    heading = make_heading()
    make_action(decision=make_decision(item=make_exempt()))
    make_theme(voices=2, title="Only two say this.")
    client.force_login(manager)

    page = client.get(f"/staff/standards/headings/{heading.pk}/edit/").content.decode()

    assert "Lights on the path" not in page
    assert "Only two say this." not in page


def test_a_framework_goes_with_its_headings_once_asked(client: Client, manager: User) -> None:
    heading = make_heading()
    client.force_login(manager)

    asked = client.get(f"/staff/standards/frameworks/{heading.framework_id}/remove/")
    client.post(f"/staff/standards/frameworks/{heading.framework_id}/remove/")

    assert "with its headings" in asked.content.decode()
    assert not Heading.objects.exists()


def test_many_headings_take_no_more_queries(
    client: Client, manager: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(manager)
    first = make_heading()
    client.get("/staff/standards/")
    with CaptureQueriesContext(connection) as once:
        client.get("/staff/standards/")
    for number in range(5):
        make_heading(f"2.{number}", framework=first.framework)
        make_heading()

    with django_assert_num_queries(len(once)):
        client.get("/staff/standards/")
