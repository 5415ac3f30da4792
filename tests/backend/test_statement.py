"""The accessibility statement has what the law asks for (SI 2018/952), and an honest date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db
LAST = Path(settings.BASE_DIR) / "backend/accessibility_tested_on"


def statement(client: Client, query: str = "") -> str:
    return client.get(f"/accessibility/{query}").content.decode()


def test_the_statement_has_each_part_that_the_law_asks_for(client: Client) -> None:
    page = statement(client)

    for part in (
        "partially compliant",
        "Non-compliance with the accessibility regulations",
        "disproportionate burden",
        "within 10 working days",
        "Equality and Human Rights Commission",
        "This statement was prepared on",
    ):
        assert part in page


def test_the_statement_is_dated_by_the_last_run_of_its_tests(client: Client) -> None:
    last = date.fromisoformat(LAST.read_text(encoding="ascii").strip())

    assert f"{last:%-d %B %Y}" in statement(client)


def test_who_runs_the_site_is_named_with_an_address(client: Client, settings: Settings) -> None:
    settings.RUN_BY = "Sometown Council"
    settings.ACCESSIBILITY_CONTACT = "access@sometown.example"

    page = statement(client)

    assert "run by Sometown Council" in page
    assert 'href="mailto:access@sometown.example"' in page


def test_the_laws_own_words_stay_english_under_a_summary_in_the_childs_language(
    client: Client,
) -> None:
    page = statement(client, "?lang=ur")

    assert '<section lang="en-gb" dir="ltr" data-law' in page
    assert "اشاروں کی زبان نہیں ہے۔" in page
